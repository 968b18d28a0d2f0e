// Which nodes can reach the volumes that a Pod has claimed.
import type { PersistentVolumeClaim, Pod } from '../schema/generated/core-v1.ts'
import { matchesNodeSelector } from './node-selector.ts'
import { type Predicate, refusal, type World } from './predicate.ts'
import { bestVolume, classNameOf } from './volume-match.ts'

/** The names of the claims that a Pod uses, those that are made for it with them. */
export const claimsOf = (pod: Pod): string[] =>
  (pod.spec?.volumes ?? []).flatMap(({ name, persistentVolumeClaim, ephemeral }) => {
    if (persistentVolumeClaim !== undefined) return persistentVolumeClaim.claimName
    return ephemeral === undefined ? [] : nameOfEphemeral(pod, name)
  })

const claimedBy = (pod: Pod): string[] =>
  (pod.spec?.volumes ?? []).flatMap(volume => volume.persistentVolumeClaim?.claimName ?? [])

const ephemeralClaimsOf = (pod: Pod): string[] =>
  (pod.spec?.volumes ?? []).flatMap(({ name, persistentVolumeClaim, ephemeral }) =>
    persistentVolumeClaim === undefined && ephemeral !== undefined
      ? nameOfEphemeral(pod, name)
      : [],
  )

const nameOfEphemeral = (pod: Pod, volume: string): string => `${pod.metadata.name ?? ''}-${volume}`

/** Why a Pod cannot go anywhere because of its claims: those that are not there come before those not bound. */
export function volumeTrouble(pod: Pod, world: World): string | undefined {
  const claim = world.claim
  if (claim === undefined) return undefined
  const ephemeral = new Set(ephemeralClaimsOf(pod))
  const found: PersistentVolumeClaim[] = []
  for (const name of claimsOf(pod)) {
    const one = claim(pod.metadata.namespace ?? '', name)
    if (one === undefined) return absent(name, ephemeral.has(name))
    if (one.status?.phase === 'Lost')
      return `persistentvolumeclaim "${name}" bound to non-existent persistentvolume "${one.spec?.volumeName ?? ''}"`
    if (one.metadata.deletionTimestamp !== undefined)
      return `persistentvolumeclaim "${name}" is being deleted`
    found.push(one)
  }
  // A claim that asks for its volume by name waits for nobody but the binder.
  const isOpen = (one: PersistentVolumeClaim): boolean =>
    !isBound(one) && (hasVolume(one) || !waitsForConsumer(one, world))
  return found.some(isOpen) ? 'pod has unbound immediate PersistentVolumeClaims' : undefined
}

const absent = (name: string, ephemeral: boolean): string =>
  ephemeral
    ? `waiting for ephemeral volume controller to create the persistentvolumeclaim "${name}"`
    : `persistentvolumeclaim "${name}" not found`

const BIND_COMPLETED = 'pv.kubernetes.io/bind-completed'

const hasVolume = (claim: PersistentVolumeClaim): boolean => (claim.spec?.volumeName ?? '') !== ''

const isBound = (claim: PersistentVolumeClaim): boolean =>
  hasVolume(claim) && claim.metadata.annotations?.[BIND_COMPLETED] !== undefined

function waitsForConsumer(claim: PersistentVolumeClaim, world: World): boolean {
  const className = classNameOf(claim)
  return (
    className !== '' &&
    world.storageClass?.(className)?.volumeBindingMode === 'WaitForFirstConsumer'
  )
}

/** A claim that one Pod may use at a time keeps others from every node. */
export function oncePod(pod: Pod, world: World): Predicate | undefined {
  const namespace = pod.metadata.namespace ?? ''
  const names = claimedBy(pod).filter(name =>
    world.claim?.(namespace, name)?.spec?.accessModes?.includes('ReadWriteOncePod'),
  )
  if (names.length === 0) return undefined
  const uses = (other: Pod): boolean =>
    other.metadata.namespace === namespace && claimsOf(other).some(name => names.includes(name))
  const taken = world.nodes.some(info => info.pods.some(uses))
  return { name: 'VolumeRestrictions', refuse: () => (taken ? refusal(IN_USE) : undefined) }
}

const IN_USE =
  'node has pod using PersistentVolumeClaim with the same name and ReadWriteOncePod access mode'

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
      const reasons: string[] = []
      if (!selectors.every(selector => matchesNodeSelector(selector, node)))
        reasons.push("node(s) didn't match PersistentVolume's node affinity")
      if (!open.every(claim => bestVolume(claim, volumes, { node }) !== undefined))
        reasons.push("node(s) didn't find available persistent volumes to bind")
      return reasons.length === 0 ? undefined : { reasons, unresolvable: true }
    },
  }
}

const NO_PROVISIONER = 'kubernetes.io/no-provisioner'

/** Whether somebody makes a volume for the claim when there is none. */
function canBeMade(claim: PersistentVolumeClaim, world: World): boolean {
  const { provisioner = NO_PROVISIONER } = world.storageClass?.(classNameOf(claim)) ?? {}
  return provisioner !== NO_PROVISIONER
}
