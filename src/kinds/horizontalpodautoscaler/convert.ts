// Autoscalers of v1 and v2. Stored as v2; v1 has a field for the use of cpu, and keeps the rest in annotations.
import { goJson } from '../../meta/field-errors.ts'
import { isObject, type KubeObject } from '../../meta/object.ts'
import type { HorizontalPodAutoscaler as V1 } from '../../schema/generated/autoscaling-v1.ts'
import type {
  MetricSpec,
  HorizontalPodAutoscaler as V2,
} from '../../schema/generated/autoscaling-v2.ts'
import { goStruct } from '../go-struct.ts'
import {
  BEHAVIOR,
  CONDITIONS,
  CURRENT,
  METRICS,
  withAnnotations,
  withoutOurs,
} from './annotations.ts'
import { fromOldSpec, fromOldStatus, toOldSpec, toOldStatus } from './metrics.ts'

/** An autoscaler of v2 as v1 shows it. */
export function toAutoscalingV1(object: KubeObject): KubeObject {
  const { metadata, ...rest } = object as V2
  const spec = given(rest.spec)
  const status = given(rest.status)
  const { metrics: targets = [], behavior, ...fields } = spec
  const {
    conditions,
    currentMetrics: listed,
    currentReplicas = 0,
    desiredReplicas = 0,
    ...counts
  } = status
  const metrics = targets.map(metric => metric ?? { type: '' })
  const current = listed ?? []
  const others = metrics.filter(metric => cpuTarget(metric) === undefined)
  const annotations = {
    ...withoutOurs(metadata.annotations),
    ...(others.length === 0 ? {} : { [METRICS]: goJson(others.map(toOldSpec)) }),
    ...(current.length === 0 ? {} : { [CURRENT]: goJson(current.map(toOldStatus)) }),
    ...(conditions === undefined || conditions.length === 0
      ? {}
      : { [CONDITIONS]: goJson(conditions) }),
    ...(behavior === undefined
      ? {}
      : {
          [BEHAVIOR]: goJson(goStruct('autoscaling/v2.HorizontalPodAutoscalerBehavior', behavior)),
        }),
  }
  const target = metrics.map(cpuTarget).find(percent => percent !== undefined)
  const used = current.find(each => each.resource?.name === 'cpu')?.resource?.current
    ?.averageUtilization
  const view: V1 = {
    ...object,
    apiVersion: 'autoscaling/v1',
    metadata: withAnnotations(metadata, annotations),
    spec: {
      ...fields,
      maxReplicas: spec.maxReplicas ?? 0,
      ...(target === undefined ? {} : { targetCPUUtilizationPercentage: target }),
    } as NonNullable<V1['spec']>,
    status: {
      ...counts,
      currentReplicas,
      desiredReplicas,
      ...(used === undefined ? {} : { currentCPUUtilizationPercentage: used }),
    },
  }
  return view
}

/** The members that say something: what is merged, not yet decoded, may have some that are null. */
const given = <T extends object>(object: T | undefined): Partial<T> =>
  Object.fromEntries(
    Object.entries(object ?? {}).filter(([, value]) => value !== null),
  ) as Partial<T>

/** The target that v1 has a field for. */
function cpuTarget({ type, resource }: MetricSpec): number | undefined {
  return type === 'Resource' && resource?.name === 'cpu'
    ? resource.target?.averageUtilization
    : undefined
}

const cpuMetric = (percent: number): MetricSpec => ({
  type: 'Resource',
  resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: percent } },
})

/** An autoscaler of v1 as it is stored. */
export function fromAutoscalingV1(object: KubeObject): KubeObject {
  const { spec, status, metadata } = object as V1
  const { targetCPUUtilizationPercentage: target, ...fields } = given(spec ?? { maxReplicas: 0 })
  const { currentCPUUtilizationPercentage: used, ...counts } = given(status)
  const told = (name: string): unknown => parsed(metadata.annotations?.[name])
  const [others, behavior, current, conditions] = [METRICS, BEHAVIOR, CURRENT, CONDITIONS].map(told)
  const metrics = [
    ...(Array.isArray(others) ? others.map(fromOldSpec) : []),
    ...(target === undefined ? [] : [cpuMetric(target)]),
  ]
  const ofCpu = {
    type: 'Resource',
    resource: { name: 'cpu', current: { averageUtilization: used } },
  }
  const currentMetrics = Array.isArray(current)
    ? current.map(fromOldStatus)
    : used === undefined
      ? null
      : [ofCpu]
  const stored = {
    ...object,
    apiVersion: 'autoscaling/v2',
    metadata: withAnnotations(metadata, withoutOurs(metadata.annotations)),
    spec: {
      ...fields,
      ...(metrics.length === 0 ? {} : { metrics }),
      ...(isObject(behavior) ? { behavior: lowered(behavior) } : {}),
    },
    status: {
      ...counts,
      currentMetrics,
      ...(Array.isArray(conditions) ? { conditions } : {}),
    },
  }
  return stored as KubeObject
}

/** What an annotation says; one that is no JSON says nothing. */
function parsed(text: string | undefined): unknown {
  if (text === undefined) return undefined
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** The annotation of behavior has Go's names of fields, and null for what is missing. */
function lowered(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(lowered)
  if (!isObject(value)) return value
  const members = Object.entries(value).filter(([, member]) => member !== null)
  return Object.fromEntries(
    members.map(([name, member]) => [
      name.charAt(0).toLowerCase() + name.slice(1),
      lowered(member),
    ]),
  )
}
