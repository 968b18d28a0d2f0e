// The Scale of an object shows who owns the one field that it has, and a write through it moves that
// ownership in the object's own entries.
import type { ManagedFieldsEntry } from '../../meta/object.ts'
import { decodeEntries, encodeEntries, identityOf, type Managed, withSet } from './entries.ts'
import { difference, has, setOf } from './field-set.ts'

const SCALE_VERSION = 'autoscaling/v1'
const REPLICAS = ['f:spec', 'f:replicas']

/** Where each version of a kind has its replicas, as names of members; `undefined` for a version without scale. */
export type ReplicasPaths = Readonly<Record<string, readonly string[] | undefined>>

type Entries = readonly ManagedFieldsEntry[] | undefined

/** The entries that a Scale has: those of the object that own its replicas, as owners of the Scale's. */
export function scaleEntries(parent: Entries, paths: ReplicasPaths): Entries {
  const managers: Managed[] = []
  for (const managed of decodeEntries(parent)) {
    const path = elementsOf(paths[managed.apiVersion])
    if (path === undefined || !has(managed.set, path)) continue
    const set = setOf([REPLICAS])
    managers.push(identified({ ...without(managed), apiVersion: SCALE_VERSION, set }))
  }
  return encodeEntries(managers, undefined)
}

/**
 * The entries of the object after its Scale was written. Who no longer owns the Scale's replicas loses
 * the object's; who does now gets an entry, which has no time.
 */
export function parentEntries(
  parent: Entries,
  scale: Entries,
  paths: ReplicasPaths,
  apiVersion: string,
): Entries {
  const scaled = new Map(decodeEntries(scale).map(managed => [managed.identity, managed]))
  const left: Managed[] = []
  for (const managed of decodeEntries(parent)) {
    if (!Object.hasOwn(paths, managed.apiVersion)) continue
    const path = elementsOf(paths[managed.apiVersion])
    if (path === undefined || !has(managed.set, path)) left.push(managed)
    else if (scaled.delete(managed.identity)) left.push(managed)
    else {
      const set = difference(managed.set, setOf([path]))
      if (set !== undefined) left.push(withSet(managed, set))
    }
  }
  const path = elementsOf(paths[apiVersion])
  for (const managed of scaled.values()) {
    if (path === undefined || !has(managed.set, REPLICAS)) continue
    const owner = { ...without(managed), apiVersion, time: undefined, set: setOf([path]) }
    // Beside another of the same identity it lasts until the next write reads the entries.
    left.push(identified(owner))
  }
  return encodeEntries(left, parent)
}

function without({ entry: _, ...managed }: Managed): Managed {
  return managed
}

const identified = (managed: Managed): Managed => ({ ...managed, identity: identityOf(managed) })

function elementsOf(path: readonly string[] | undefined): readonly string[] | undefined {
  return path?.map(name => `f:${name}`)
}
