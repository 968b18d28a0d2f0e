// Which nodes can reach the volumes that a Pod has claimed.
import type { PersistentVolumeClaim, Pod } from '../schema/generated/core-v1.ts'
import { matchesNodeSelector } from './node-selector.ts'
import { type Predicate, refusal, type World } from './predicate.ts'

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

/** Volumes that are bound may be tied to nodes. */
export function volumeAffinity(pod: Pod, world: World): Predicate | undefined {
  const namespace = pod.metadata.namespace ?? ''
  const selectors = claimsOf(pod).flatMap(name => {
    const volumeName = world.claim?.(namespace, name)?.spec?.volumeName ?? ''
    const required = world.volume?.(volumeName)?.spec?.nodeAffinity?.required
    return required === undefined ? [] : [required]
  })
  if (selectors.length === 0) return undefined
  return {
    name: 'VolumeBinding',
    refuse: ({ node }) =>
      selectors.every(selector => matchesNodeSelector(selector, node))
        ? undefined
        : refusal("node(s) didn't match PersistentVolume's node affinity", true),
  }
}
