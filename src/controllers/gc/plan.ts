// What becomes of an object whose owners go: the pure part of `garbagecollector.go`.
import type { KubeObject, OwnerReference } from '../../meta/object.ts'

export const FOREGROUND = 'foregroundDeletion'
export const ORPHAN = 'orphan'

/** What is known of an owner: it lives, it waits for its dependents, it is no more, or nobody knows its kind. */
export type OwnerState = 'solid' | 'waiting' | 'absent' | 'unknown'

export type Action =
  | { readonly do: 'nothing' }
  /** Takes off the references to owners that are gone or wait: another owner keeps the object. */
  | { readonly do: 'disown'; readonly uids: readonly string[] }
  | { readonly do: 'delete'; readonly propagation: 'Foreground' | 'Background' | 'Orphan' }
  /** The object waits for its dependents: they are looked at, and `blocked` by those that hold it. */
  | { readonly do: 'await'; readonly blocked: boolean }
  /** The dependents are to lose this owner, and stay. */
  | { readonly do: 'orphan' }

export interface Dependents {
  /** How many there are. */
  readonly count: number
  /** Whether one of them keeps its owner from going. */
  readonly blocks: boolean
}

const isDeleting = (object: KubeObject): boolean => object.metadata.deletionTimestamp !== undefined

/** Whether an object that is being deleted waits for its dependents to go first. */
export const awaitsDependents = (object: KubeObject): boolean =>
  isDeleting(object) && (object.metadata.finalizers ?? []).includes(FOREGROUND)

/** Whether an object that is being deleted is to leave its dependents behind. */
export const leavesOrphans = (object: KubeObject): boolean =>
  isDeleting(object) && (object.metadata.finalizers ?? []).includes(ORPHAN)

export function plan(
  object: KubeObject,
  stateOf: (owner: OwnerReference) => OwnerState,
  dependents: Dependents,
): Action {
  if (leavesOrphans(object)) return { do: 'orphan' }
  if (awaitsDependents(object)) return { do: 'await', blocked: dependents.blocks }
  const owners = object.metadata.ownerReferences ?? []
  if (isDeleting(object) || owners.length === 0) return NOTHING
  const states = owners.map(stateOf)
  if (states.includes('unknown')) return NOTHING
  if (states.includes('solid')) {
    const uids = owners.filter((_, index) => states[index] !== 'solid').map(owner => owner.uid)
    return uids.length === 0 ? NOTHING : { do: 'disown', uids }
  }
  const waited = states.includes('waiting') && dependents.count > 0
  return { do: 'delete', propagation: waited ? 'Foreground' : propagationOf(object) }
}

const NOTHING: Action = { do: 'nothing' }

/** Finalizers that the object has already say how it wants to go. */
function propagationOf(object: KubeObject): 'Foreground' | 'Background' | 'Orphan' {
  const finalizers = object.metadata.finalizers ?? []
  if (finalizers.includes(ORPHAN)) return 'Orphan'
  return finalizers.includes(FOREGROUND) ? 'Foreground' : 'Background'
}
