// The legacy group, whose name is empty.
import { HANDLERS } from '../handlers.ts'
import { handled, parentView, proxy, review, row } from '../row.ts'
import { namespaceFields, nodeFields, secretFields, serviceFields } from '../selectable.ts'
import { statusWithMetadata } from '../status.ts'

const core = { group: '', api: 'core' } as const

export const binding = review({
  ...core,
  kind: 'Binding',
  plural: 'bindings',
  namespaced: true,
  handler: HANDLERS.binding,
})

export const componentStatus = row({
  ...core,
  kind: 'ComponentStatus',
  plural: 'componentstatuses',
  namespaced: false,
  shortNames: ['cs'],
  verbs: ['get', 'list'],
  handler: HANDLERS.componentStatus,
})

export const configMap = row({
  ...core,
  kind: 'ConfigMap',
  plural: 'configmaps',
  namespaced: true,
  shortNames: ['cm'],
})

export const endpoints = row({
  ...core,
  kind: 'Endpoints',
  plural: 'endpoints',
  namespaced: true,
  shortNames: ['ep'],
  createOnUpdate: true,
})

export const limitRange = row({
  ...core,
  kind: 'LimitRange',
  plural: 'limitranges',
  namespaced: true,
  shortNames: ['limits'],
  createOnUpdate: true,
})

export const namespace = row({
  ...core,
  kind: 'Namespace',
  plural: 'namespaces',
  namespaced: false,
  shortNames: ['ns'],
  verbs: ['create', 'delete', 'get', 'list', 'patch', 'update', 'watch'],
  deletion: { returnsObject: true },
  subresources: [parentView('finalize', {}, ['update']), parentView('status', statusWithMetadata)],
  selectable: namespaceFields,
})

export const node = row({
  ...core,
  kind: 'Node',
  plural: 'nodes',
  namespaced: false,
  shortNames: ['no'],
  subresources: [
    proxy(HANDLERS.nodeProxy, 'NodeProxyOptions'),
    parentView('status', statusWithMetadata),
  ],
  selectable: nodeFields,
})

export const persistentVolumeClaim = row({
  ...core,
  kind: 'PersistentVolumeClaim',
  plural: 'persistentvolumeclaims',
  namespaced: true,
  shortNames: ['pvc'],
  deletion: { returnsObject: true },
  subresources: [parentView('status', statusWithMetadata)],
})

export const persistentVolume = row({
  ...core,
  kind: 'PersistentVolume',
  plural: 'persistentvolumes',
  namespaced: false,
  shortNames: ['pv'],
  deletion: { returnsObject: true },
  subresources: [parentView('status', statusWithMetadata)],
})

export const resourceQuota = row({
  ...core,
  kind: 'ResourceQuota',
  plural: 'resourcequotas',
  namespaced: true,
  shortNames: ['quota'],
  deletion: { returnsObject: true },
  subresources: [parentView('status', statusWithMetadata)],
})

export const secret = row({
  ...core,
  kind: 'Secret',
  plural: 'secrets',
  namespaced: true,
  selectable: secretFields,
})

export const serviceAccount = row({
  ...core,
  kind: 'ServiceAccount',
  plural: 'serviceaccounts',
  namespaced: true,
  shortNames: ['sa'],
  deletion: { returnsObject: true },
  subresources: [
    handled('token', ['create'], HANDLERS.serviceAccountToken, {
      group: 'authentication.k8s.io',
      version: 'v1',
      kind: 'TokenRequest',
    }),
  ],
})

export const service = row({
  ...core,
  kind: 'Service',
  plural: 'services',
  namespaced: true,
  shortNames: ['svc'],
  categories: ['all'],
  createOnUpdate: true,
  deletion: { returnsObject: true },
  subresources: [
    proxy(HANDLERS.serviceProxy, 'ServiceProxyOptions'),
    parentView('status', statusWithMetadata),
  ],
  selectable: serviceFields,
})
