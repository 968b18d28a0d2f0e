// Pods and what makes them in the legacy group.
import { HANDLERS } from '../handlers.ts'
import { handled, parentView, proxy, row, scaleView } from '../row.ts'
import { workloadScale } from '../scale.ts'
import { podFields, replicationControllerFields } from '../selectable.ts'
import { statusWithMetadata } from '../status.ts'

const core = { group: '', api: 'core' } as const

export const pod = row({
  ...core,
  kind: 'Pod',
  plural: 'pods',
  namespaced: true,
  shortNames: ['po'],
  categories: ['all'],
  hasGeneration: true,
  deletion: { returnsObject: true },
  subresources: [
    handled('attach', ['create', 'get'], HANDLERS.podAttach, {
      group: '',
      version: 'v1',
      kind: 'PodAttachOptions',
    }),
    handled('binding', ['create'], HANDLERS.podBinding, {
      group: '',
      version: 'v1',
      kind: 'Binding',
    }),
    parentView('ephemeralcontainers', {}),
    handled('eviction', ['create'], HANDLERS.podEviction, {
      group: 'policy',
      version: 'v1',
      kind: 'Eviction',
    }),
    handled('exec', ['create', 'get'], HANDLERS.podExec, {
      group: '',
      version: 'v1',
      kind: 'PodExecOptions',
    }),
    handled('log', ['get'], HANDLERS.podLog),
    handled('portforward', ['create', 'get'], HANDLERS.podPortForward, {
      group: '',
      version: 'v1',
      kind: 'PodPortForwardOptions',
    }),
    proxy(HANDLERS.podProxy, 'PodProxyOptions'),
    parentView('resize', {}),
    parentView('status', statusWithMetadata),
  ],
  selectable: podFields,
})

export const podTemplate = row({
  ...core,
  kind: 'PodTemplate',
  plural: 'podtemplates',
  namespaced: true,
  hasGeneration: true,
  deletion: { returnsObject: true },
})

export const replicationController = row({
  ...core,
  kind: 'ReplicationController',
  plural: 'replicationcontrollers',
  namespaced: true,
  shortNames: ['rc'],
  categories: ['all'],
  hasGeneration: true,
  deletion: { defaultPropagation: 'Orphan' },
  subresources: [scaleView(workloadScale), parentView('status', statusWithMetadata)],
  selectable: replicationControllerFields,
})
