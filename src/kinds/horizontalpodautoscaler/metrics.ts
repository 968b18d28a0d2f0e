// Metrics of autoscaling/v1, as they stand in its annotations, and those of v2.
import type {
  MetricIdentifier,
  MetricSpec,
  MetricStatus,
  MetricTarget,
  MetricValueStatus,
} from '../../schema/generated/autoscaling-v2.ts'

/** A source of a metric of v1; which fields it has depends on its sort. */
interface OldSource {
  readonly target?: unknown
  readonly metricName?: string
  readonly name?: string
  readonly container?: string
  readonly selector?: unknown
  readonly metricSelector?: unknown
  readonly targetValue?: string
  readonly targetAverageValue?: string
  readonly averageValue?: string
  readonly targetAverageUtilization?: number
  readonly currentValue?: string
  readonly currentAverageValue?: string
  readonly currentAverageUtilization?: number
}

type OldMetric = { readonly type: string } & Readonly<Record<string, OldSource | string>>

/** Members in this order, without those that are undefined. */
function some(members: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined))
}

export function toOldSpec(metric: MetricSpec): unknown {
  const { type, object, pods, resource, containerResource, external } = metric
  return some({
    type,
    object: object && toOldObject(object.describedObject, object.metric, object.target),
    pods:
      pods &&
      some({
        metricName: pods.metric?.name,
        targetAverageValue: pods.target?.averageValue ?? '0',
        selector: pods.metric?.selector,
      }),
    resource: resource && some({ name: resource.name, ...oldResourceTarget(resource.target) }),
    containerResource:
      containerResource &&
      some({
        name: containerResource.name,
        ...oldResourceTarget(containerResource.target),
        container: containerResource.container,
      }),
    external:
      external &&
      some({
        metricName: external.metric?.name,
        metricSelector: external.metric?.selector,
        targetValue: external.target?.value,
        targetAverageValue: external.target?.averageValue,
      }),
  })
}

const toOldObject = (
  target: unknown,
  metric: MetricIdentifier | undefined,
  wanted: MetricTarget | undefined,
): unknown =>
  some({
    target,
    metricName: metric?.name,
    targetValue: wanted?.value ?? '0',
    selector: metric?.selector,
    averageValue: wanted?.averageValue,
  })

const oldResourceTarget = (target: MetricTarget | undefined): Record<string, unknown> => ({
  targetAverageUtilization: target?.averageUtilization,
  targetAverageValue: target?.averageValue,
})

export function toOldStatus(metric: MetricStatus): unknown {
  const { type, object, pods, resource, containerResource, external } = metric
  return some({
    type,
    object:
      object &&
      some({
        target: object.describedObject,
        metricName: object.metric?.name,
        currentValue: object.current?.value ?? '0',
        selector: object.metric?.selector,
        averageValue: object.current?.averageValue,
      }),
    pods:
      pods &&
      some({
        metricName: pods.metric?.name,
        currentAverageValue: pods.current?.averageValue ?? '0',
        selector: pods.metric?.selector,
      }),
    resource: resource && some({ name: resource.name, ...oldCurrent(resource.current) }),
    containerResource:
      containerResource &&
      some({
        name: containerResource.name,
        ...oldCurrent(containerResource.current),
        container: containerResource.container,
      }),
    external:
      external &&
      some({
        metricName: external.metric?.name,
        metricSelector: external.metric?.selector,
        currentValue: external.current?.value ?? '0',
        currentAverageValue: external.current?.averageValue,
      }),
  })
}

const oldCurrent = (current: MetricValueStatus | undefined): Record<string, unknown> => ({
  currentAverageUtilization: current?.averageUtilization,
  currentAverageValue: current?.averageValue ?? '0',
})

const SORTS = ['object', 'pods', 'resource', 'containerResource', 'external'] as const

export function fromOldSpec(old: OldMetric): MetricSpec {
  return fromOld(old, (source, sort) => ({
    target: targetOf(source, sort),
  })) as unknown as MetricSpec
}

export function fromOldStatus(old: OldMetric): unknown {
  return fromOld(old, source => ({
    current: some({
      value: source.currentValue,
      averageValue: source.currentAverageValue ?? source.averageValue,
      averageUtilization: source.currentAverageUtilization,
    }),
  }))
}

function fromOld(
  old: OldMetric,
  measured: (source: OldSource, sort: string) => Record<string, unknown>,
): Record<string, unknown> {
  const metric: Record<string, unknown> = { type: old.type }
  for (const sort of SORTS) {
    const source = old[sort]
    if (source === undefined || typeof source === 'string') continue
    const isResource = sort === 'resource' || sort === 'containerResource'
    metric[sort] = some({
      describedObject: sort === 'object' ? source.target : undefined,
      name: isResource ? source.name : undefined,
      container: source.container,
      ...measured(source, sort),
      metric: isResource
        ? undefined
        : some({ name: source.metricName, selector: source.selector ?? source.metricSelector }),
    })
  }
  return metric
}

function targetOf(source: OldSource, sort: string): MetricTarget {
  const averageValue = source.targetAverageValue ?? source.averageValue
  if (source.targetAverageUtilization !== undefined)
    return { type: 'Utilization', averageUtilization: source.targetAverageUtilization }
  if (averageValue !== undefined) return { type: 'AverageValue', averageValue }
  const value = source.targetValue
  if (value !== undefined) return { type: 'Value', value }
  return { type: sort === 'resource' ? 'AverageValue' : 'Value' }
}
