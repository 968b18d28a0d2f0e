// What nodes and Pods use, as a metrics server shows it.
import { addQuantities, formatQuantity, parseQuantity, ZERO_QUANTITY } from '../../meta/quantity.ts'
import type { NodeMetrics, PodMetrics } from '../../schema/generated/metrics-v1beta1.ts'
import { nameOf, printer } from './columns.ts'

type Usage = Readonly<Record<string, string>>

const columns = [
  {
    name: 'Name',
    type: 'string' as const,
    format: 'name',
    description: 'Name of the resource',
  },
  { name: 'cpu', type: 'string' as const, format: 'quantity', description: '' },
  { name: 'memory', type: 'string' as const, format: 'quantity', description: '' },
  { name: 'Window', type: 'string' as const, format: 'duration', description: '' },
]

export const nodeMetricsPrinter = printer<NodeMetrics>(columns, metrics => [
  nameOf(metrics),
  metrics.usage?.['cpu'] ?? '0',
  metrics.usage?.['memory'] ?? '0',
  metrics.window ?? '',
])

/** A Pod uses what its containers use together. */
export const podMetricsPrinter = printer<PodMetrics>(columns, metrics => {
  const usages = (metrics.containers ?? []).map(container => container.usage ?? {})
  return [nameOf(metrics), sum(usages, 'cpu'), sum(usages, 'memory'), metrics.window ?? '']
})

function sum(usages: readonly Usage[], resource: string): string {
  const amounts = usages.map(usage => parseQuantity(usage[resource] ?? '0'))
  return formatQuantity(amounts.reduce(addQuantities, ZERO_QUANTITY))
}
