// What an autoscaler does without a metrics API, which no cluster of ours has: it keeps its target between
// its bounds, and says that it knows nothing more. Pure; after `horizontal.go`.
import { sameJson } from '../../meta/freeze.ts'
import { parseLabelSelector } from '../../meta/label-parser.ts'
import type { Selector } from '../../meta/labels.ts'
import { formatTime } from '../../meta/time.ts'
import type {
  HorizontalPodAutoscaler,
  HorizontalPodAutoscalerCondition,
  HorizontalPodAutoscalerStatus,
  MetricSpec,
} from '../../schema/generated/autoscaling-v2.ts'
import { selectorGoText } from '../disruption/selector-text.ts'
import { textOf } from '../pod-control.ts'

type Autoscaler = HorizontalPodAutoscaler
type Status = HorizontalPodAutoscalerStatus

export interface TargetScale {
  readonly replicas: number
  readonly selector: string
}

export type Decision =
  | { readonly do: 'rest' }
  | { readonly do: 'rescale'; readonly replicas: number; readonly reason: string }
  /** Nothing can be known: the condition says why, and events tell of all that failed. */
  | { readonly do: 'fail'; readonly why: Failure; readonly events: readonly Failure[] }

export interface Failure {
  readonly reason: string
  readonly message: string
}

/** `rivals` are the autoscalers that the Pods of the target have, with this one. */
export function decide(
  { metadata, spec }: Autoscaler,
  { replicas, selector }: TargetScale,
  rivals: readonly string[] = [],
): Decision {
  const { minReplicas = 1, maxReplicas = 1 } = spec ?? {}
  if (replicas === 0 && minReplicas !== 0) return { do: 'rest' }
  if (replicas > maxReplicas) return { do: 'rescale', replicas: maxReplicas, reason: ABOVE }
  if (replicas < minReplicas) return { do: 'rescale', replicas: minReplicas, reason: BELOW }
  if (selector === '') return NO_SELECTOR
  const read = readSelector(selector)
  if (typeof read === 'string') return misread(read)
  const namespace = metadata?.namespace ?? ''
  if (rivals.length > 1) {
    const them = rivals.map(name => `{${name} ${namespace}}`).join(' ')
    return ambiguous(`pods by selector ${selector} are controlled by multiple HPAs: [${them}]`)
  }
  return unknown((spec?.metrics ?? []).map(metric => withoutMetrics(metric, namespace)))
}

const ABOVE = 'Current number of replicas above Spec.MaxReplicas'
const BELOW = 'Current number of replicas below Spec.MinReplicas'

const uncomputed = (message: string): Failure => ({
  reason: 'FailedComputeMetricsReplicas',
  message,
})

const NO_SELECTOR: Decision = {
  do: 'fail',
  why: { reason: 'InvalidSelector', message: "the HPA target's scale is missing a selector" },
  events: [
    { reason: 'SelectorRequired', message: 'selector is required' },
    uncomputed('selector is required'),
  ],
}

/** The selector of a target, or what is wrong with it: those of custom resources are any text. */
export function readSelector(text: string): Selector | string {
  try {
    return parseLabelSelector(text)
  } catch (error) {
    return textOf(error)
  }
}

function misread(text: string): Decision {
  const message = `couldn't convert selector into a corresponding internal selector object: ${text}`
  const why = { reason: 'InvalidSelector', message }
  return { do: 'fail', why, events: [why, uncomputed(message)] }
}

function ambiguous(message: string): Decision {
  const why = { reason: 'AmbiguousSelector', message }
  return { do: 'fail', why, events: [why, uncomputed(message)] }
}

function unknown(failures: readonly Lack[]): Decision {
  const [first] = failures
  if (first === undefined) return { do: 'rest' }
  const { reason, message, context } = first
  const count = `${failures.length} invalid out of ${failures.length}`
  const all = `invalid metrics (${count}), first error is: ${context}${message}`
  return {
    do: 'fail',
    why: { reason, message: `the HPA was unable to compute the replica count: ${message}` },
    events: [...failures.map(failure => told(failure)), uncomputed(all)],
  }
}

const told = ({ reason, message }: Lack): Failure => ({ reason, message })

/** The failure of one metric, and what is said before it where all are summed up. */
export interface Lack extends Failure {
  readonly context: string
}

/** How each sort of metric fails where there is no API that tells it. */
export function withoutMetrics(metric: MetricSpec, namespace: string): Lack {
  const { resource, containerResource, pods, object, external } = metric
  const known = resource ?? containerResource
  if (known !== undefined) {
    const what = known.target?.averageValue === undefined ? 'utilization' : 'usage'
    const [reason, owner] =
      containerResource === undefined
        ? ['FailedGetResourceMetric', `${known.name} resource`]
        : ['FailedGetContainerResourceMetric', `${containerResource.container} container`]
    return {
      reason,
      message: `failed to get ${known.name} ${what}: unable to get metrics for resource ${known.name}: unable to fetch metrics from resource metrics API: the server could not find the requested resource (get pods.metrics.k8s.io)`,
      context: `failed to get ${owner} metric value: `,
    }
  }
  if (pods !== undefined)
    return {
      reason: 'FailedGetPodsMetric',
      message: `unable to get metric ${pods.metric?.name}: ${NO_CUSTOM}`,
      context: 'failed to get pods metric value: ',
    }
  if (object !== undefined) {
    // The real one gives its words in the wrong order, too.
    const { kind, name } = object.describedObject ?? {}
    const isAverage = object.target?.averageValue !== undefined
    const average = isAverage ? `failed to get ${object.metric?.name} object metric: ` : ''
    return {
      reason: 'FailedGetObjectMetric',
      message: `unable to get metric ${object.metric?.name}: ${kind} on ${namespace} ${name}/${NO_CUSTOM}`,
      context: `failed to get object metric value: ${average}`,
    }
  }
  return withoutExternal(external, namespace)
}

const NO_CUSTOM =
  'unable to fetch metrics from custom metrics API: no custom metrics API (custom.metrics.k8s.io) registered'

function withoutExternal(external: MetricSpec['external'], namespace: string): Lack {
  const { name = '', selector } = external?.metric ?? {}
  const isAverage = external?.target?.averageValue !== undefined
  const inner = isAverage ? `${name} external metric` : `external metric ${name}`
  return {
    reason: 'FailedGetExternalMetric',
    message: `unable to get external metric ${namespace}/${name}/${selectorGoText(selector)}: unable to fetch metrics from external metrics API: no external metrics API (external.metrics.k8s.io) registered`,
    context: `failed to get ${name} external metric value: failed to get ${inner}: `,
  }
}

/** The status with a condition; its time changes only with what it says. */
export function withCondition(
  status: Status,
  said: Omit<HorizontalPodAutoscalerCondition, 'lastTransitionTime'>,
  nowMs: number,
): Status {
  const { conditions = [] } = status
  const known = conditions.find(({ type }) => type === said.type)
  const isSame = known?.status === said.status
  const lastTransitionTime =
    isSame && known?.lastTransitionTime !== undefined ? known.lastTransitionTime : formatTime(nowMs)
  const next = { ...said, lastTransitionTime }
  if (known !== undefined && sameJson(known, next)) return status
  return {
    ...status,
    conditions:
      known === undefined
        ? [...conditions, next]
        : conditions.map(condition => (condition === known ? next : condition)),
  }
}
