// Metrics of an autoscaler.
import { type Cause, forbidden, invalid, notSupported, required } from '../../meta/field-errors.ts'
import { pathSegmentErrors } from '../../meta/names.ts'
import { nanosOf } from '../../meta/quantity.ts'
import type {
  CrossVersionObjectReference,
  MetricIdentifier,
  MetricSpec,
  MetricTarget,
} from '../../schema/generated/autoscaling-v2.ts'

const SOURCES = {
  Object: 'object',
  External: 'external',
  Pods: 'pods',
  Resource: 'resource',
  ContainerResource: 'containerResource',
} as const
const TYPES = Object.keys(SOURCES).sort()
const TARGETS = ['Utilization', 'Value', 'AverageValue']

export function metricErrors(metric: MetricSpec, path: string): Cause[] {
  const { type = '' } = metric
  const causes: Cause[] = []
  if (type === '') causes.push(required(`${path}.type`, 'must specify a metric source type'))
  if (!TYPES.includes(type)) causes.push(notSupported(`${path}.type`, type, TYPES))
  const present = Object.values(SOURCES).filter(source => metric[source] !== undefined)
  const [first] = present
  if (first !== undefined) causes.push(...sourceErrors(metric, first, `${path}.${first}`))
  const expected = SOURCES[type as keyof typeof SOURCES]
  if (expected === undefined) causes.push(notSupported(`${path}.type`, type, TYPES))
  else if (metric[expected] === undefined)
    causes.push(
      required(`${path}.${expected}`, 'must populate information for the given metric source'),
    )
  if (present.length > 1)
    for (const source of present)
      if (source !== expected)
        causes.push(forbidden(`${path}.${source}`, 'must populate the given metric source only'))
  return causes
}

type Source = (typeof SOURCES)[keyof typeof SOURCES]

function sourceErrors(metric: MetricSpec, source: Source, path: string): Cause[] {
  const { object, external, pods, resource, containerResource } = metric
  switch (source) {
    case 'object':
      return [
        ...referenceErrors(object?.describedObject, `${path}.describedObject`),
        ...measureErrors(object, path),
        ...neither(object?.target, path, 'must set either a target value or averageValue'),
      ]
    case 'external':
      return [
        ...measureErrors(external, path),
        ...neither(
          external?.target,
          path,
          'must set either a target value for metric or a per-pod target',
        ),
        ...(external?.target?.value !== undefined && external.target.averageValue !== undefined
          ? [forbidden(`${path}.target.value`, BOTH_VALUES)]
          : []),
      ]
    case 'pods': {
      const isPositive = nanosOf(pods?.target?.averageValue ?? '0') > 0n
      const text = 'must specify a positive target averageValue'
      return [
        ...measureErrors(pods, path),
        ...(isPositive ? [] : [required(`${path}.target.averageValue`, text)]),
      ]
    }
    case 'resource':
      return resourceErrors(resource, path)
    case 'containerResource':
      return resourceErrors(containerResource, path, containerResource?.container ?? '')
    default:
      return source satisfies never
  }
}

const BOTH_VALUES = 'may not set both a target value for metric and a per-pod target'

const neither = (target: MetricTarget | undefined, path: string, text: string): Cause[] =>
  target?.value === undefined && target?.averageValue === undefined
    ? [required(`${path}.target.averageValue`, text)]
    : []

function measureErrors(
  source: { readonly metric?: MetricIdentifier; readonly target?: MetricTarget } | undefined,
  path: string,
): Cause[] {
  const name = source?.metric?.name ?? ''
  const named =
    name === ''
      ? [required(`${path}.metric.name`, 'must specify a metric name')]
      : pathSegmentErrors(name).map(text => invalid(`${path}.metric.name`, name, text))
  return [...named, ...targetErrors(source?.target, `${path}.target`)]
}

function resourceErrors(
  source: { readonly name: string; readonly target?: MetricTarget } | undefined,
  path: string,
  container?: string,
): Cause[] {
  const { averageUtilization, averageValue } = source?.target ?? {}
  const causes: Cause[] = []
  if (!source?.name) causes.push(required(`${path}.name`, 'must specify a resource name'))
  if (container === '') causes.push(required(`${path}.container`, 'must specify a container'))
  causes.push(...targetErrors(source?.target, `${path}.target`))
  if (averageUtilization === undefined && averageValue === undefined)
    causes.push(
      required(
        `${path}.target.averageUtilization`,
        'must set either a target raw value or a target utilization',
      ),
    )
  if (averageUtilization !== undefined && averageValue !== undefined)
    causes.push(
      forbidden(
        `${path}.target.averageValue`,
        'may not set both a target raw value and a target utilization',
      ),
    )
  return causes
}

function targetErrors(target: MetricTarget | undefined, path: string): Cause[] {
  const { type = '', value, averageValue, averageUtilization } = target ?? {}
  const causes: Cause[] = []
  if (type === '') causes.push(required(`${path}.type`, 'must specify a metric target type'))
  if (!TARGETS.includes(type))
    causes.push(invalid(`${path}.type`, type, 'must be either Utilization, Value, or AverageValue'))
  if (value !== undefined && nanosOf(value) <= 0n)
    causes.push(invalid(`${path}.value`, value, 'must be positive'))
  if (averageValue !== undefined && nanosOf(averageValue) <= 0n)
    causes.push(invalid(`${path}.averageValue`, averageValue, 'must be positive'))
  if (averageUtilization !== undefined && averageUtilization < 1)
    causes.push(invalid(`${path}.averageUtilization`, averageUtilization, 'must be greater than 0'))
  return causes
}

export function referenceErrors(
  reference: CrossVersionObjectReference | undefined,
  path: string,
): Cause[] {
  return (['kind', 'name'] as const).flatMap(field => {
    const text = reference?.[field] ?? ''
    if (text === '') return [required(`${path}.${field}`)]
    return pathSegmentErrors(text).map(error => invalid(`${path}.${field}`, text, error))
  })
}
