// Objects by key in persistent sorted trees, one a resource: taking a snapshot shares them, and a
// later change copies only the path of nodes that it touches.

import btree from 'sorted-btree'
import type { KubeObject } from '../meta/object.ts'
import type { Change, Entry, Key, Page, Snapshot } from './store.ts'

type Tree = btree.default<string, Entry>
type Trees = ReadonlyMap<string, Tree>

/** The place of an object within its resource; trees are sorted by it, as etcd sorts keys. */
export const placeOf = (key: Key): string =>
  key.namespace === '' ? key.name : `${key.namespace}/${key.name}`

/** The objects as they are now. */
export class Objects {
  #trees: Map<string, Tree>
  /** Resources whose tree no snapshot shares. */
  readonly #owned = new Set<string>()
  #shared = true

  constructor(trees: Trees = new Map()) {
    this.#trees = new Map(trees)
  }

  get(key: Key): Entry | undefined {
    return this.#trees.get(key.resource)?.get(placeOf(key))
  }

  set(entry: Entry): void {
    this.#writable(entry.key.resource).set(placeOf(entry.key), entry)
  }

  delete(key: Key): void {
    this.#writable(key.resource).delete(placeOf(key))
  }

  apply(change: Change): void {
    if (change.next === undefined) this.delete(change.key)
    else this.set(change.next)
  }

  /** Takes changes back, the newest (last) first. */
  undo(changes: readonly Change[]): void {
    for (let n = changes.length - 1; n >= 0; n--) {
      const change = changes[n] as Change
      const before = change.stored ?? change.previous
      if (before === undefined) this.delete(change.key)
      else this.set(before)
    }
  }

  /** The trees as they are; whoever writes afterwards writes to copies. */
  share(): Trees {
    this.#shared = true
    return this.#trees
  }

  #writable(resource: string): Tree {
    if (this.#shared) {
      this.#trees = new Map(this.#trees)
      this.#owned.clear()
      this.#shared = false
    }
    let tree = this.#trees.get(resource)
    if (tree !== undefined && this.#owned.has(resource)) return tree
    tree = tree === undefined ? new btree.default(undefined, byCodeUnits) : tree.clone()
    this.#trees.set(resource, tree)
    this.#owned.add(resource)
    return tree
  }
}

/** Shared trees as a reader sees them. */
export class TreeSnapshot implements Snapshot {
  readonly revision: number
  readonly trees: Trees

  constructor(revision: number, trees: Trees) {
    this.revision = revision
    this.trees = trees
  }

  get(key: Key): Entry | undefined {
    return this.trees.get(key.resource)?.get(placeOf(key))
  }

  list(resource: string, namespace = '', page: Page = {}): Entry[] {
    const tree = this.trees.get(resource)
    if (tree === undefined) return []
    const [first, end] = boundsOf(namespace)
    const low = page.start !== undefined && page.start > first ? page.start : first
    if (low === '' && page.limit === undefined) return tree.valuesArray()
    const limit = page.limit ?? Number.POSITIVE_INFINITY
    const found: Entry[] = []
    if (low >= end || limit <= 0) return found
    tree.forRange(low, end, false, (_place, entry) => {
      found.push(entry)
      return found.length >= limit ? STOP : undefined
    })
    return found
  }

  count(resource: string, namespace = ''): number {
    const tree = this.trees.get(resource)
    if (tree === undefined) return 0
    return namespace === '' ? tree.size : tree.forRange(...boundsOf(namespace), false)
  }

  resources(): string[] {
    return [...this.trees].filter(([, tree]) => tree.size > 0).map(([resource]) => resource)
  }
}

/** The same object with this resourceVersion. */
export function stamped<T extends KubeObject>(object: T, resourceVersion: string): T {
  return { ...object, metadata: { ...object.metadata, resourceVersion } }
}

/** Code units and UTF-8 bytes order the same, surrogate pairs aside, and names have none. */
const byCodeUnits = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

/** The first place of a namespace and the first one after it: `0` follows `/`. */
const boundsOf = (namespace: string): [string, string] =>
  namespace === '' ? ['', '\uffff'] : [`${namespace}/`, `${namespace}0`]

const STOP = { break: true }
