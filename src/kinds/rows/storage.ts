// The groups storage.k8s.io and resource.k8s.io: volumes and devices.

import { generatedName } from '../../meta/names.ts'
import type {
  DeviceClass,
  ResourceClaim,
  ResourceClaimTemplate,
  ResourceSlice,
} from '../../schema/generated/resource-v1.ts'
import type {
  CSIDriver,
  CSINode,
  CSIStorageCapacity,
  StorageClass,
  VolumeAttachment,
  VolumeAttributesClass,
} from '../../schema/generated/storage-v1.ts'
import { adminAccess } from '../device/admin-access.ts'
import {
  resourceClaimRules,
  resourceClaimStatusRules,
  resourceClaimTemplateRules,
} from '../device/claim.ts'
import { deviceClassRules } from '../device/class.ts'
import { resourceSliceRules } from '../device/slice.ts'
import { namePrinter, resourceClaimPrinter, resourceSlicePrinter } from '../printers/resource.ts'
import {
  csiDriverPrinter,
  csiNodePrinter,
  storageClassPrinter,
  volumeAttachmentPrinter,
  volumeAttributesClassPrinter,
} from '../printers/storage.ts'
import { row, statusOnly } from '../row.ts'
import { resourceSliceFields } from '../selectable.ts'
import { volumeAttachmentRules, volumeAttachmentStatusRules } from '../storage/attachment.ts'
import { csiDriverRules, csiNodeRules, csiStorageCapacityRules } from '../storage/csi.ts'
import { storageClassRules, volumeAttributesClassRules } from '../storage/storage-class.ts'

const storage = { group: 'storage.k8s.io', api: 'storage' } as const
const resource = { group: 'resource.k8s.io', api: 'resource' } as const
const answersWithObject = { deletion: { returnsObject: true } } as const

export const csiDriver = row<CSIDriver>({
  ...storage,
  ...answersWithObject,
  kind: 'CSIDriver',
  plural: 'csidrivers',
  namespaced: false,
  demandsResourceVersion: true,
  printer: csiDriverPrinter,
  rules: csiDriverRules,
})

export const csiNode = row<CSINode>({
  ...storage,
  ...answersWithObject,
  kind: 'CSINode',
  plural: 'csinodes',
  namespaced: false,
  demandsResourceVersion: true,
  tellsMetadataOnce: true,
  printer: csiNodePrinter,
  rules: csiNodeRules,
})

export const csiStorageCapacity = row<CSIStorageCapacity>({
  ...storage,
  kind: 'CSIStorageCapacity',
  plural: 'csistoragecapacities',
  namespaced: true,
  demandsResourceVersion: true,
  rules: csiStorageCapacityRules,
})

export const storageClass = row<StorageClass>({
  ...storage,
  ...answersWithObject,
  kind: 'StorageClass',
  plural: 'storageclasses',
  namespaced: false,
  shortNames: ['sc'],
  printer: storageClassPrinter,
  rules: storageClassRules,
})

export const volumeAttachment = row<VolumeAttachment>({
  ...storage,
  ...answersWithObject,
  kind: 'VolumeAttachment',
  plural: 'volumeattachments',
  namespaced: false,
  demandsResourceVersion: true,
  tellsMetadataOnce: true,
  subresources: [statusOnly(volumeAttachmentStatusRules)],
  printer: volumeAttachmentPrinter,
  rules: volumeAttachmentRules,
})

export const volumeAttributesClass = row<VolumeAttributesClass>({
  ...storage,
  ...answersWithObject,
  kind: 'VolumeAttributesClass',
  plural: 'volumeattributesclasses',
  namespaced: false,
  shortNames: ['vac'],
  printer: volumeAttributesClassPrinter,
  rules: volumeAttributesClassRules,
})

export const deviceClass = row<DeviceClass>({
  ...resource,
  ...answersWithObject,
  kind: 'DeviceClass',
  plural: 'deviceclasses',
  namespaced: false,
  nameErrors: generatedName,
  hasGeneration: true,
  printer: namePrinter,
  rules: deviceClassRules,
})

export const resourceClaim = row<ResourceClaim>({
  ...resource,
  ...answersWithObject,
  kind: 'ResourceClaim',
  plural: 'resourceclaims',
  namespaced: true,
  subresources: [statusOnly(resourceClaimStatusRules)],
  printer: resourceClaimPrinter,
  rules: resourceClaimRules,
  admission: [adminAccess('ResourceClaim', ({ spec }) => spec?.devices?.requests)],
})

export const resourceClaimTemplate = row<ResourceClaimTemplate>({
  ...resource,
  ...answersWithObject,
  kind: 'ResourceClaimTemplate',
  plural: 'resourceclaimtemplates',
  namespaced: true,
  printer: namePrinter,
  rules: resourceClaimTemplateRules,
  admission: [adminAccess('ResourceClaimTemplate', ({ spec }) => spec?.spec?.devices?.requests)],
})

export const resourceSlice = row<ResourceSlice>({
  ...resource,
  ...answersWithObject,
  kind: 'ResourceSlice',
  plural: 'resourceslices',
  namespaced: false,
  hasGeneration: true,
  selectable: resourceSliceFields,
  printer: resourceSlicePrinter,
  rules: resourceSliceRules,
})
