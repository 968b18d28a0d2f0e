// Which nodes can reach the volumes that a Pod has claimed.
import type { PersistentVolumeClaim, Pod } from '../schema/generated/core-v1.ts'
import { matchesNodeSelector } from './node-selector.ts'
import { type Predicate, refusal, type World } from './predicate.ts'
import { bestVolume, classNameOf } from './volume-match.ts'

/** The names of the claims that a Pod uses. */
export function claimsOf(pod: Pod): string[] {
  const names: string[] = []
  for (const volume of pod.spec?.volumes ?? [])
    if (volume.persistentVolumeClaim !== undefined)
      names.push(volume.persistentVolumeClaim.claimName)
    else if (volume.ephemeral !== undefined) names.push(`${pod.metadata.name ?? ''}-${volume.name}`)
  return names
}

/** Why a Pod cannot go anywhere because of its claims. */
export function volumeTrouble(pod: Pod, world: World): string | undefined {
  const claim = world.claim
  if (claim === undefined) return undefined
  const namespace = pod.metadata.namespace ?? ''
  for (const name of claimsOf(pod)) {
    const found = claim(namespace, name)
    if (found === undefined) return `persistentvolumeclaim "${name}" not found`
    if (found.metadata.deletionTimestamp !== undefined)
      return `persistentvolumeclaim "${name}" is being deleted`
    if (!isBound(found) && !waitsForConsumer(found, world))
      return 'pod has unbound immediate PersistentVolumeClaims'
  }
  return undefined
}

const isBound = (claim: PersistentVolumeClaim): boolean => (claim.spec?.volumeName ?? '') !== ''

function waitsForConsumer(claim: PersistentVolumeClaim, world: World): boolean {
  const className = claim.spec?.storageClassName ?? ''
  return (
    className !== '' &&
    world.storageClass?.(className)?.volumeBindingMode === 'WaitForFirstConsumer'
  )
}

/** Volumes that are bound may be tied to nodes; those that are to be bound must be reached from the node. */
export function volumeAffinity(pod: Pod, world: World): Predicate | undefined {
  const namespace = pod.metadata.namespace ?? ''
  const claims = claimsOf(pod).flatMap(name => world.claim?.(namespace, name) ?? [])
  const selectors = claims.flatMap(claim => {
    const required = world.volume?.(claim.spec?.volumeName ?? '')?.spec?.nodeAffinity?.required
    return required === undefined ? [] : [required]
  })
  const open = claims.filter(claim => !isBound(claim) && !canBeMade(claim, world))
  if (selectors.length === 0 && open.length === 0) return undefined
  const volumes = open.length === 0 ? [] : (world.volumes?.() ?? [])
  return {
    name: 'VolumeBinding',
    refuse: ({ node }) => {
      if (!selectors.every(selector => matchesNodeSelector(selector, node)))
        return refusal("node(s) didn't match PersistentVolume's node affinity", true)
      return open.every(claim => bestVolume(claim, volumes, { node }) !== undefined)
        ? undefined
        : refusal("node(s) didn't find available persistent volumes to bind", true)
    },
  }
}

const NO_PROVISIONER = 'kubernetes.io/no-provisioner'

/** Whether somebody makes a volume for the claim when there is none. */
function canBeMade(claim: PersistentVolumeClaim, world: World): boolean {
  const { provisioner = NO_PROVISIONER } = world.storageClass?.(classNameOf(claim)) ?? {}
  return provisioner !== NO_PROVISIONER
}
