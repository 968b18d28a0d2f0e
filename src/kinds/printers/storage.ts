// The group storage.k8s.io.
import type {
  CSIDriver,
  CSINode,
  StorageClass,
  VolumeAttachment,
  VolumeAttributesClass,
} from '../../schema/generated/storage-v1.ts'
import {
  age,
  ageOf,
  boolean,
  integer,
  name,
  nameOf,
  nameWithDefault,
  printer,
  text,
  UNSET,
} from './columns.ts'
import { doc } from './descriptions-groups.ts'

const DEFAULT_ANNOTATIONS = [
  'storageclass.kubernetes.io/is-default-class',
  'storageclass.beta.kubernetes.io/is-default-class',
]

export const storageClassPrinter = printer<StorageClass>(
  [
    name,
    text('Provisioner', doc.StorageClass.provisioner),
    text('ReclaimPolicy', doc.StorageClass.reclaimPolicy),
    text('VolumeBindingMode', doc.StorageClass.volumeBindingMode),
    text('AllowVolumeExpansion', doc.StorageClass.allowVolumeExpansion),
    age,
  ],
  (storageClass, context) => [
    nameWithDefault(storageClass, DEFAULT_ANNOTATIONS),
    storageClass.provisioner,
    storageClass.reclaimPolicy ?? 'Delete',
    storageClass.volumeBindingMode ?? 'Immediate',
    storageClass.allowVolumeExpansion ?? false,
    ageOf(storageClass, context),
  ],
)

export const volumeAttributesClassPrinter = printer<VolumeAttributesClass>(
  [name, text('DriverName', doc.VolumeAttributesClass.driverName), age],
  (attributesClass, context) => [
    nameWithDefault(attributesClass, [
      'volumeattributesclass.alpha.kubernetes.io/is-default-class',
    ]),
    attributesClass.driverName,
    ageOf(attributesClass, context),
  ],
)

export const volumeAttachmentPrinter = printer<VolumeAttachment>(
  [
    name,
    { ...text('Attacher', doc.VolumeAttachmentSpec.attacher), format: 'name' },
    text('PV', doc.VolumeAttachmentSource.persistentVolumeName),
    text('Node', doc.VolumeAttachmentSpec.nodeName),
    boolean('Attached', doc.VolumeAttachmentStatus.attached),
    age,
  ],
  (attachment, context) => [
    nameOf(attachment),
    attachment.spec?.attacher ?? '',
    attachment.spec?.source?.persistentVolumeName ?? '',
    attachment.spec?.nodeName ?? '',
    attachment.status?.attached ?? false,
    ageOf(attachment, context),
  ],
)

export const csiNodePrinter = printer<CSINode>(
  [
    name,
    integer('Drivers', 'Drivers indicates the number of CSI drivers registered on the node'),
    age,
  ],
  (csiNode, context) => [
    nameOf(csiNode),
    csiNode.spec?.drivers?.length ?? 0,
    ageOf(csiNode, context),
  ],
)

export const csiDriverPrinter = printer<CSIDriver>(
  [
    name,
    boolean('AttachRequired', doc.CSIDriverSpec.attachRequired),
    boolean('PodInfoOnMount', doc.CSIDriverSpec.podInfoOnMount),
    boolean('StorageCapacity', doc.CSIDriverSpec.storageCapacity),
    text('TokenRequests', doc.CSIDriverSpec.tokenRequests),
    boolean('RequiresRepublish', doc.CSIDriverSpec.requiresRepublish),
    text('Modes', doc.CSIDriverSpec.volumeLifecycleModes),
    age,
  ],
  (driver, context) => {
    const spec = driver.spec
    const audiences = (spec?.tokenRequests ?? []).map(request => request.audience)
    return [
      nameOf(driver),
      spec?.attachRequired ?? true,
      spec?.podInfoOnMount ?? false,
      spec?.storageCapacity ?? false,
      audiences.length === 0 ? UNSET : audiences.join(','),
      spec?.requiresRepublish ?? false,
      (spec?.volumeLifecycleModes ?? []).join(',') || '<none>',
      ageOf(driver, context),
    ]
  },
)
