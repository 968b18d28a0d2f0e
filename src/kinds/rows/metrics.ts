// The group metrics.k8s.io, which a metrics server adds to a cluster: simulated nodes bring their own.
import type { Printer } from '../../meta/kind.ts'
import { HANDLERS } from '../handlers.ts'
import { nodeMetricsPrinter, podMetricsPrinter } from '../printers/metrics.ts'
import { row } from '../row.ts'

const VERSION = 'v1beta1'

const measured = (kind: string, handler: string, printer: Printer) => ({
  group: 'metrics.k8s.io',
  api: 'metrics',
  kind,
  // The resource is named like what is measured, and has no singular.
  singular: '',
  verbs: ['get', 'list'] as const,
  storageVersion: VERSION,
  versions: [{ version: VERSION, type: `metrics/${VERSION}.${kind}`, printer }],
  handler,
})

export const nodeMetrics = row({
  ...measured('NodeMetrics', HANDLERS.nodeMetrics, nodeMetricsPrinter),
  plural: 'nodes',
  namespaced: false,
})

export const podMetrics = row({
  ...measured('PodMetrics', HANDLERS.podMetrics, podMetricsPrinter),
  plural: 'pods',
  namespaced: true,
})
