// What becomes of a volume. Pure; after `syncVolume`.
import type { PersistentVolume, PersistentVolumeClaim } from '../../schema/generated/core-v1.ts'
import { BOUND_BY_CONTROLLER, PROVISIONED_BY, SIMULATED } from './names.ts'

export type VolumeAction =
  | { readonly do: 'nothing' }
  | { readonly do: 'phase'; readonly phase: 'Available' | 'Bound' | 'Released' }
  /** The claim went elsewhere. */
  | { readonly do: 'unbind'; readonly keepName: boolean }
  | { readonly do: 'delete' }
  /** It should go, but nobody can delete what it stands for. */
  | { readonly do: 'fail'; readonly message: string }

/** `claim` is the one that the volume refers to, by name and uid. */
export function planVolume(
  volume: PersistentVolume,
  claim: PersistentVolumeClaim | undefined,
): VolumeAction {
  const { claimRef } = volume.spec ?? {}
  const phase = volume.status?.phase
  if ((claimRef?.uid ?? '') === '') return { do: 'phase', phase: 'Available' }
  if (claim === undefined) {
    if (phase === 'Failed') return { do: 'nothing' }
    return volume.spec?.persistentVolumeReclaimPolicy === 'Delete'
      ? deletionOf(volume)
      : { do: 'phase', phase: 'Released' }
  }
  const { volumeName = '' } = claim.spec ?? {}
  if (volumeName === '') return { do: 'nothing' }
  if (volumeName === volume.metadata.name) return { do: 'phase', phase: 'Bound' }
  if (isOurs(volume)) return { do: 'delete' }
  const byController = volume.metadata.annotations?.[BOUND_BY_CONTROLLER] !== undefined
  return { do: 'unbind', keepName: !byController }
}

/** Drivers delete what they have made; of the rest, only paths below /tmp can be deleted. */
function deletionOf({ metadata, spec }: PersistentVolume): VolumeAction {
  const provisioner = metadata.annotations?.[PROVISIONED_BY] ?? ''
  if (provisioner === SIMULATED) return { do: 'delete' }
  if (provisioner !== '' && !provisioner.startsWith('kubernetes.io/'))
    return { do: 'phase', phase: 'Released' }
  const path = spec?.hostPath?.path
  if (path !== undefined)
    return /\/tmp\/./.test(path)
      ? { do: 'delete' }
      : {
          do: 'fail',
          message: `host_path deleter only supports /tmp/.+ but received provided ${path}`,
        }
  const isKnown = spec?.nfs !== undefined || spec?.local !== undefined
  const none = isKnown ? 'no deletable volume plugin matched' : 'no volume plugin matched'
  const name = metadata.name ?? ''
  return {
    do: 'fail',
    message: `error getting deleter volume plugin for volume "${name}": ${none}`,
  }
}

/** Volumes that were simulated go with their claims, where their class says so. */
const isOurs = ({ metadata, spec }: PersistentVolume): boolean =>
  metadata.annotations?.[PROVISIONED_BY] === SIMULATED &&
  spec?.persistentVolumeReclaimPolicy === 'Delete'
