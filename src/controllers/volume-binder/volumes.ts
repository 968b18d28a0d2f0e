// What becomes of a volume. Pure; after `syncVolume`.
import type { PersistentVolume, PersistentVolumeClaim } from '../../schema/generated/core-v1.ts'
import { BOUND_BY_CONTROLLER, PROVISIONED_BY, SIMULATED } from './names.ts'

export type VolumeAction =
  | { readonly do: 'nothing' }
  | { readonly do: 'phase'; readonly phase: 'Available' | 'Bound' | 'Released' }
  /** The claim went elsewhere. */
  | { readonly do: 'unbind'; readonly keepName: boolean }
  | { readonly do: 'delete' }

/** `claim` is the one that the volume refers to, by name and uid. */
export function planVolume(
  volume: PersistentVolume,
  claim: PersistentVolumeClaim | undefined,
): VolumeAction {
  const { claimRef } = volume.spec ?? {}
  const phase = volume.status?.phase
  if ((claimRef?.uid ?? '') === '') return { do: 'phase', phase: 'Available' }
  if (claim === undefined) {
    if (isOurs(volume)) return { do: 'delete' }
    return phase === 'Failed' ? { do: 'nothing' } : { do: 'phase', phase: 'Released' }
  }
  const { volumeName = '' } = claim.spec ?? {}
  if (volumeName === '') return { do: 'nothing' }
  if (volumeName === volume.metadata.name) return { do: 'phase', phase: 'Bound' }
  if (isOurs(volume)) return { do: 'delete' }
  const byController = volume.metadata.annotations?.[BOUND_BY_CONTROLLER] !== undefined
  return { do: 'unbind', keepName: !byController }
}

/** Volumes that were simulated go with their claims, where their class says so. */
const isOurs = ({ metadata, spec }: PersistentVolume): boolean =>
  metadata.annotations?.[PROVISIONED_BY] === SIMULATED &&
  spec?.persistentVolumeReclaimPolicy === 'Delete'
