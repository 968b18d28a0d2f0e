// The changes that binding makes to volumes and claims. Pure; the same object where nothing changes.
import { sameJson } from '../../meta/freeze.ts'
import { classNameOf } from '../../scheduling/volume-match.ts'
import type {
  ObjectReference,
  PersistentVolume,
  PersistentVolumeClaim,
} from '../../schema/generated/core-v1.ts'
import type { StorageClass } from '../../schema/generated/storage-v1.ts'
import {
  BIND_COMPLETED,
  BOUND_BY_CONTROLLER,
  PROVISIONED_BY,
  SIMULATED,
  SIMULATED_DRIVER,
} from './names.ts'

export function referenceTo(claim: PersistentVolumeClaim): ObjectReference {
  const { namespace = '', name = '', uid = '', resourceVersion = '' } = claim.metadata
  return { kind: 'PersistentVolumeClaim', namespace, name, uid, apiVersion: 'v1', resourceVersion }
}

/** The volume, bound to a claim; a reference that was there already is only completed. */
export function boundVolume(
  volume: PersistentVolume,
  claim: PersistentVolumeClaim,
): PersistentVolume {
  const { claimRef } = volume.spec ?? {}
  if (claimRef !== undefined && claimRef.uid === claim.metadata.uid) return volume
  const next = { ...volume, spec: { ...volume.spec, claimRef: referenceTo(claim) } }
  return claimRef === undefined ? annotated(next, { [BOUND_BY_CONTROLLER]: 'yes' }) : next
}

export function boundClaim(
  claim: PersistentVolumeClaim,
  volume: PersistentVolume,
): PersistentVolumeClaim {
  const { name = '' } = volume.metadata
  const isNamed = claim.spec?.volumeName === name
  const next = isNamed ? claim : { ...claim, spec: { ...claim.spec, volumeName: name } }
  return annotated(next, {
    [BIND_COMPLETED]: 'yes',
    ...(isNamed ? {} : { [BOUND_BY_CONTROLLER]: 'yes' }),
  })
}

/** The status of a claim that is bound: it has what the volume has. */
export function withVolume(
  claim: PersistentVolumeClaim,
  volume: PersistentVolume,
): PersistentVolumeClaim {
  const { accessModes, capacity } = volume.spec ?? {}
  const status = {
    ...claim.status,
    phase: 'Bound',
    ...(accessModes === undefined ? {} : { accessModes }),
    ...(claim.status?.phase === 'Bound' || capacity === undefined ? {} : { capacity }),
  }
  return sameJson(status, claim.status) ? claim : { ...claim, status }
}

/** The volume in another phase, and why. */
export function withPhase(
  volume: PersistentVolume,
  phase: string,
  message: string,
): PersistentVolume {
  const { message: _, ...status } = volume.status ?? {}
  return { ...volume, status: { ...status, phase, ...(message === '' ? {} : { message }) } }
}

export function annotated<T extends PersistentVolume | PersistentVolumeClaim>(
  object: T,
  more: Readonly<Record<string, string>>,
): T {
  const { annotations = {} } = object.metadata
  const isThere = Object.entries(more).every(([key, value]) => annotations[key] === value)
  if (isThere) return object
  return { ...object, metadata: { ...object.metadata, annotations: { ...annotations, ...more } } }
}

/** The volume without its claim; `keepName` for one that was meant for that name by hand. */
export function unboundVolume(volume: PersistentVolume, keepName: boolean): PersistentVolume {
  const { claimRef, ...spec } = volume.spec ?? {}
  if (claimRef === undefined) return volume
  if (keepName) {
    const { uid: _1, resourceVersion: _2, ...named } = claimRef
    return { ...volume, spec: { ...spec, claimRef: named } }
  }
  const { [BOUND_BY_CONTROLLER]: _, ...annotations } = volume.metadata.annotations ?? {}
  return { ...volume, metadata: { ...volume.metadata, annotations }, spec }
}

/** A volume that is said to exist, as a driver would have made it. */
export function simulatedVolume(
  claim: PersistentVolumeClaim,
  storageClass: StorageClass,
): PersistentVolume {
  const name = `pvc-${claim.metadata.uid ?? ''}`
  const { accessModes, volumeMode, resources } = claim.spec ?? {}
  const { reclaimPolicy, mountOptions } = storageClass
  return {
    apiVersion: 'v1',
    kind: 'PersistentVolume',
    metadata: { name, annotations: { [PROVISIONED_BY]: SIMULATED } },
    spec: {
      capacity: { storage: resources?.requests?.['storage'] ?? '0' },
      csi: { driver: SIMULATED_DRIVER, volumeHandle: name },
      claimRef: referenceTo(claim),
      storageClassName: classNameOf(claim),
      ...(accessModes === undefined ? {} : { accessModes }),
      ...(volumeMode === undefined ? {} : { volumeMode }),
      ...(reclaimPolicy === undefined ? {} : { persistentVolumeReclaimPolicy: reclaimPolicy }),
      ...(mountOptions === undefined ? {} : { mountOptions }),
    },
  }
}
