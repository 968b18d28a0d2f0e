// What an autoscaler does without a metrics API, which no cluster of ours has: it keeps its target between
// its bounds, and says that it knows nothing more. Pure; after `horizontal.go`.
import { sameJson } from '../../meta/freeze.ts'
import { formatTime } from '../../meta/time.ts'
import type {
  HorizontalPodAutoscaler,
  HorizontalPodAutoscalerCondition,
  HorizontalPodAutoscalerStatus,
  MetricSpec,
} from '../../schema/generated/autoscaling-v2.ts'

type Autoscaler = HorizontalPodAutoscaler
type Status = HorizontalPodAutoscalerStatus

export interface TargetScale {
  readonly replicas: number
  readonly selector: string
}

export type Decision =
  | { readonly do: 'rest' }
  | { readonly do: 'rescale'; readonly replicas: number; readonly reason: string }
  /** Nothing can be known; `failure` is why. */
  | { readonly do: 'fail'; readonly failure: Failure }

export interface Failure {
  readonly reason: string
  readonly message: string
}

export function decide({ spec }: Autoscaler, { replicas, selector }: TargetScale): Decision {
  const { minReplicas = 1, maxReplicas = 1 } = spec ?? {}
  if (replicas === 0 && minReplicas !== 0) return { do: 'rest' }
  if (replicas > maxReplicas) return { do: 'rescale', replicas: maxReplicas, reason: ABOVE }
  if (replicas < minReplicas) return { do: 'rescale', replicas: minReplicas, reason: BELOW }
  if (selector === '')
    return {
      do: 'fail',
      failure: {
        reason: 'InvalidSelector',
        message: "the HPA target's scale is missing a selector",
      },
    }
  const [first] = spec?.metrics ?? []
  return first === undefined ? { do: 'rest' } : { do: 'fail', failure: withoutMetrics(first) }
}

const ABOVE = 'Current number of replicas above Spec.MaxReplicas'
const BELOW = 'Current number of replicas below Spec.MinReplicas'

/** How each sort of metric fails where there is no API that tells it. */
export function withoutMetrics(metric: MetricSpec): Failure {
  const { resource, containerResource, pods, object, external } = metric
  const known = resource ?? containerResource
  if (known !== undefined) {
    const what = known.target?.averageUtilization === undefined ? 'usage' : 'utilization'
    const reason = resource === undefined ? 'Container' : ''
    return {
      reason: `FailedGet${reason}ResourceMetric`,
      message: `failed to get ${known.name} ${what}: unable to get metrics for resource ${known.name}: unable to fetch metrics from resource metrics API: the server could not find the requested resource (get pods.metrics.k8s.io)`,
    }
  }
  const custom = 'no custom metrics API (custom.metrics.k8s.io) registered'
  if (pods !== undefined)
    return {
      reason: 'FailedGetPodsMetric',
      message: `unable to get metric ${pods.metric?.name}: unable to fetch metrics from custom metrics API: ${custom}`,
    }
  if (object !== undefined)
    return {
      reason: 'FailedGetObjectMetric',
      message: `unable to get metric ${object.metric?.name}: unable to fetch metrics from custom metrics API: ${custom}`,
    }
  return {
    reason: 'FailedGetExternalMetric',
    message: `unable to get external metric ${external?.metric?.name ?? ''}: unable to fetch metrics from external metrics API: no external metrics API (external.metrics.k8s.io) registered`,
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
