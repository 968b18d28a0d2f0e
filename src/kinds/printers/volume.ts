// Volumes and claims of them.
import type { PersistentVolume, PersistentVolumeClaim } from '../../schema/generated/core-v1.ts'
import { age, ageOf, name, nameOf, printer, text, UNSET, wide } from './columns.ts'
import { doc } from './descriptions.ts'

const CLASS_ANNOTATION = 'volume.beta.kubernetes.io/storage-class'

/** The class of an object that may have it in an annotation of old. */
const classOf = (object: PersistentVolume | PersistentVolumeClaim): string =>
  object.metadata.annotations?.[CLASS_ANNOTATION] ?? object.spec?.storageClassName ?? ''

const phaseOf = (object: PersistentVolume | PersistentVolumeClaim): string =>
  object.metadata.deletionTimestamp === undefined ? (object.status?.phase ?? '') : 'Terminating'

/** Short names of access modes, in the order in which they are shown. */
const MODES: readonly (readonly [string, string])[] = [
  ['ReadWriteOnce', 'RWO'],
  ['ReadOnlyMany', 'ROX'],
  ['ReadWriteMany', 'RWX'],
  ['ReadWriteOncePod', 'RWOP'],
]

const accessModes = (modes: readonly string[] | undefined): string =>
  MODES.filter(([mode]) => modes?.includes(mode))
    .map(([, short]) => short)
    .join(',')

export const persistentVolumePrinter = printer<PersistentVolume>(
  [
    name,
    text('Capacity', doc.PersistentVolumeSpec.capacity),
    text('Access Modes', doc.PersistentVolumeSpec.accessModes),
    text('Reclaim Policy', doc.PersistentVolumeSpec.persistentVolumeReclaimPolicy),
    text('Status', doc.PersistentVolumeStatus.phase),
    text('Claim', doc.PersistentVolumeSpec.claimRef),
    text('StorageClass', 'StorageClass of the pv'),
    text('VolumeAttributesClass', 'VolumeAttributesClass of the pv'),
    text('Reason', doc.PersistentVolumeStatus.reason),
    age,
    wide(text('VolumeMode', doc.PersistentVolumeSpec.volumeMode)),
  ],
  (volume, context) => {
    const claim = volume.spec?.claimRef
    return [
      nameOf(volume),
      volume.spec?.capacity?.['storage'] ?? '0',
      accessModes(volume.spec?.accessModes),
      volume.spec?.persistentVolumeReclaimPolicy ?? '',
      phaseOf(volume),
      claim === undefined ? '' : `${claim.namespace ?? ''}/${claim.name ?? ''}`,
      classOf(volume),
      volume.spec?.volumeAttributesClassName ?? UNSET,
      volume.status?.reason ?? '',
      ageOf(volume, context),
      volume.spec?.volumeMode ?? UNSET,
    ]
  },
)

export const persistentVolumeClaimPrinter = printer<PersistentVolumeClaim>(
  [
    name,
    text('Status', doc.PersistentVolumeClaimStatus.phase),
    text('Volume', doc.PersistentVolumeClaimSpec.volumeName),
    text('Capacity', doc.PersistentVolumeClaimStatus.capacity),
    text('Access Modes', doc.PersistentVolumeClaimStatus.accessModes),
    text('StorageClass', 'StorageClass of the pvc'),
    text('VolumeAttributesClass', 'VolumeAttributesClass of the pvc'),
    age,
    wide(text('VolumeMode', doc.PersistentVolumeClaimSpec.volumeMode)),
  ],
  (claim, context) => {
    const isBound = Boolean(claim.spec?.volumeName)
    return [
      nameOf(claim),
      phaseOf(claim),
      claim.spec?.volumeName ?? '',
      isBound ? (claim.status?.capacity?.['storage'] ?? '0') : '',
      isBound ? accessModes(claim.status?.accessModes) : '',
      classOf(claim),
      claim.spec?.volumeAttributesClassName ?? UNSET,
      ageOf(claim, context),
      claim.spec?.volumeMode ?? UNSET,
    ]
  },
)
