// Objects by what relates them to others, read off a snapshot once and kept as long as the snapshot is:
// a thousand nodes with their pods are one pass over the pods.
import { resourceOf } from '../meta/kind.ts'
import type { KubeObject } from '../meta/object.ts'
import type { Pod } from '../schema/generated/core-v1.ts'
import type { Snapshot } from './snapshot.ts'

export type Groups = ReadonlyMap<string, readonly KubeObject[]>

const kept = new WeakMap<Snapshot, Map<unknown, Groups>>()

/** What groups objects: a key function that is the same object each time it is used. */
export type KeysOf = (object: KubeObject) => readonly string[]

/** The objects of a resource by key, in the order of their names. */
export function groupsOf(
  snapshot: Snapshot,
  kind: { group: string; plural: string },
  keysOf: KeysOf,
): Groups {
  const resource = resourceOf(kind)
  return remembered(snapshot, `${resource} ${idOf(keysOf)}`, () =>
    grouped(snapshot, [resource], keysOf),
  )
}

/** The objects of all resources by key. */
export function groupsOfAll(snapshot: Snapshot, keysOf: KeysOf): Groups {
  return remembered(snapshot, `* ${idOf(keysOf)}`, () =>
    grouped(snapshot, snapshot.resources(), keysOf),
  )
}

export const byOwner: KeysOf = object =>
  object.metadata.ownerReferences?.map(owner => owner.uid) ?? []

const NO_KEYS: readonly string[] = []

/** Pods by the node that they are bound to. */
export const byNode: KeysOf = object => {
  const name = (object as Pod).spec?.nodeName ?? ''
  return name === '' ? NO_KEYS : [name]
}

function remembered(snapshot: Snapshot, key: string, make: () => Groups): Groups {
  let groups = kept.get(snapshot)
  if (groups === undefined) {
    groups = new Map()
    kept.set(snapshot, groups)
  }
  let found = groups.get(key)
  if (found === undefined) {
    found = make()
    groups.set(key, found)
  }
  return found
}

function grouped(snapshot: Snapshot, resources: readonly string[], keysOf: KeysOf): Groups {
  const groups = new Map<string, KubeObject[]>()
  for (const resource of resources)
    for (const { object } of snapshot.list(resource))
      for (const key of keysOf(object)) {
        const group = groups.get(key)
        if (group === undefined) groups.set(key, [object])
        else group.push(object)
      }
  return groups
}

const ids = new WeakMap<KeysOf, number>()
let lastId = 0

function idOf(keysOf: KeysOf): number {
  let id = ids.get(keysOf)
  if (id === undefined) {
    id = ++lastId
    ids.set(keysOf, id)
  }
  return id
}
