// The groups storage.k8s.io and resource.k8s.io: volumes and devices.
import { parentView, row } from '../row.ts'
import { resourceSliceFields } from '../selectable.ts'
import { statusAlone } from '../status.ts'

const storage = { group: 'storage.k8s.io', api: 'storage' } as const
const resource = { group: 'resource.k8s.io', api: 'resource' } as const
const answersWithObject = { deletion: { returnsObject: true } } as const

export const csiDriver = row({
  ...storage,
  ...answersWithObject,
  kind: 'CSIDriver',
  plural: 'csidrivers',
  namespaced: false,
  demandsResourceVersion: true,
})

export const csiNode = row({
  ...storage,
  ...answersWithObject,
  kind: 'CSINode',
  plural: 'csinodes',
  namespaced: false,
  demandsResourceVersion: true,
})

export const csiStorageCapacity = row({
  ...storage,
  kind: 'CSIStorageCapacity',
  plural: 'csistoragecapacities',
  namespaced: true,
  demandsResourceVersion: true,
})

export const storageClass = row({
  ...storage,
  ...answersWithObject,
  kind: 'StorageClass',
  plural: 'storageclasses',
  namespaced: false,
  shortNames: ['sc'],
})

export const volumeAttachment = row({
  ...storage,
  ...answersWithObject,
  kind: 'VolumeAttachment',
  plural: 'volumeattachments',
  namespaced: false,
  demandsResourceVersion: true,
  subresources: [parentView('status', statusAlone)],
})

export const volumeAttributesClass = row({
  ...storage,
  kind: 'VolumeAttributesClass',
  plural: 'volumeattributesclasses',
  namespaced: false,
  shortNames: ['vac'],
})

export const deviceClass = row({
  ...resource,
  ...answersWithObject,
  kind: 'DeviceClass',
  plural: 'deviceclasses',
  namespaced: false,
  hasGeneration: true,
})

export const resourceClaim = row({
  ...resource,
  ...answersWithObject,
  kind: 'ResourceClaim',
  plural: 'resourceclaims',
  namespaced: true,
  subresources: [parentView('status', statusAlone)],
})

export const resourceClaimTemplate = row({
  ...resource,
  ...answersWithObject,
  kind: 'ResourceClaimTemplate',
  plural: 'resourceclaimtemplates',
  namespaced: true,
})

export const resourceSlice = row({
  ...resource,
  ...answersWithObject,
  kind: 'ResourceSlice',
  plural: 'resourceslices',
  namespaced: false,
  hasGeneration: true,
  selectable: resourceSliceFields,
})
