// The group metrics.k8s.io, which a metrics server adds to a cluster: simulated nodes bring their own.
import { HANDLERS } from '../handlers.ts'
import { row } from '../row.ts'

const VERSION = 'v1beta1'

const measured = (kind: string, handler: string) => ({
  group: 'metrics.k8s.io',
  api: 'metrics',
  kind,
  // The resource is named like what is measured, and has no singular.
  singular: '',
  verbs: ['get', 'list'] as const,
  storageVersion: VERSION,
  versions: [{ version: VERSION, type: `metrics/${VERSION}.${kind}` }],
  handler,
})

export const nodeMetrics = row({
  ...measured('NodeMetrics', HANDLERS.nodeMetrics),
  plural: 'nodes',
  namespaced: false,
})

export const podMetrics = row({
  ...measured('PodMetrics', HANDLERS.podMetrics),
  plural: 'pods',
  namespaced: true,
})
