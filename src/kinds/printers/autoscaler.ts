// Autoscalers, and the scale that they change.
import type { Printer } from '../../meta/kind.ts'
import type { Scale } from '../../schema/generated/autoscaling-v1.ts'
import type {
  HorizontalPodAutoscaler,
  MetricSpec,
  MetricStatus,
  MetricTarget,
  MetricValueStatus,
} from '../../schema/generated/autoscaling-v2.ts'
import { fromAutoscalingV1 } from '../horizontalpodautoscaler/convert.ts'
import {
  age,
  ageOf,
  firstOf,
  integer,
  NONE,
  name,
  nameOf,
  printer,
  text,
  UNKNOWN,
  UNSET,
} from './columns.ts'
import { doc } from './descriptions-groups.ts'

const { HorizontalPodAutoscalerSpec: spec, HorizontalPodAutoscalerStatus: status } = doc

export const horizontalPodAutoscalerPrinter = printer<HorizontalPodAutoscaler>(
  [
    name,
    text('Reference', spec.scaleTargetRef),
    text('Targets', spec.metrics),
    text('MinPods', spec.minReplicas),
    text('MaxPods', spec.maxReplicas),
    text('Replicas', status.currentReplicas),
    age,
  ],
  (autoscaler, context) => [
    nameOf(autoscaler),
    `${autoscaler.spec?.scaleTargetRef?.kind ?? ''}/${autoscaler.spec?.scaleTargetRef?.name ?? ''}`,
    targets(autoscaler),
    autoscaler.spec?.minReplicas === undefined ? UNSET : String(autoscaler.spec.minReplicas),
    autoscaler.spec?.maxReplicas ?? 0,
    autoscaler.status?.currentReplicas ?? 0,
    ageOf(autoscaler, context),
  ],
)

function targets(autoscaler: HorizontalPodAutoscaler): string {
  const metrics = autoscaler.spec?.metrics ?? []
  const current = autoscaler.status?.currentMetrics ?? []
  if (metrics.length === 0) return NONE
  return firstOf(
    metrics.map((metric, index) => metricText(metric, current[index])),
    2,
    ', ',
  )
}

function metricText(metric: MetricSpec, current: MetricStatus | undefined): string {
  switch (metric.type) {
    case 'External':
      return valueText(metric.external?.target, current?.external?.current)
    case 'Object':
      return valueText(metric.object?.target, current?.object?.current)
    case 'Pods':
      return `${average(current?.pods?.current)}/${metric.pods?.target?.averageValue ?? '<nil>'}`
    case 'Resource':
      return resourceText(metric.resource, current?.resource?.current)
    case 'ContainerResource':
      return resourceText(metric.containerResource, current?.containerResource?.current)
    default:
      return '<unknown type>'
  }
}

/** What is known of an average; a status that lacks the value shows Go's empty pointer. */
const average = (current: MetricValueStatus | undefined): string =>
  current === undefined ? UNKNOWN : (current.averageValue ?? '<nil>')

function valueText(
  target: MetricTarget | undefined,
  current: MetricValueStatus | undefined,
): string {
  if (target?.averageValue !== undefined)
    return `${current?.averageValue ?? UNKNOWN}/${target.averageValue} (avg)`
  const value = current === undefined ? UNKNOWN : (current.value ?? '<nil>')
  return `${value}/${target?.value ?? '<nil>'}`
}

function resourceText(
  metric: { readonly name: string; readonly target?: MetricTarget } | undefined,
  current: MetricValueStatus | undefined,
): string {
  const target = metric?.target
  if (target?.averageValue !== undefined)
    return `${metric?.name}: ${average(current)}/${target.averageValue}`
  const percent = (value: number | undefined, missing: string): string =>
    value === undefined ? missing : `${value}%`
  const utilization = percent(current?.averageUtilization, UNKNOWN)
  return `${metric?.name}: ${utilization}/${percent(target?.averageUtilization, '<auto>')}`
}

/** The same columns for autoscalers as v1 shows them. */
export const oldHorizontalPodAutoscalerPrinter: Printer = {
  columns: horizontalPodAutoscalerPrinter.columns,
  cells: (autoscaler, context) =>
    horizontalPodAutoscalerPrinter.cells(
      fromAutoscalingV1(autoscaler) as HorizontalPodAutoscaler,
      context,
    ),
}

/** autoscaling/v1 Scale; its name is no "name" in the real server. */
export const scalePrinter = printer<Scale>(
  [
    text('Name', name.description),
    integer('Desired', doc.ScaleSpec.replicas),
    integer('Available', doc.ScaleStatus.replicas),
    age,
  ],
  (scale, context) => [
    nameOf(scale),
    scale.spec?.replicas ?? 0,
    scale.status?.replicas ?? 0,
    ageOf(scale, context),
  ],
)
