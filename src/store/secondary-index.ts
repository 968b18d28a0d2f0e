// An index over the objects of one resource by something that can be read off them: pods by node,
// objects by the uid of their owner, by a label. It follows the log.
import type { KubeObject } from '../meta/object.ts'
import { placeOf } from './objects.ts'
import type { Change, Entry, Store } from './store.ts'

const NONE: readonly Entry[] = Object.freeze([])

/** The entries of one value: by place, and sorted when somebody has asked since the last change. */
interface Bucket {
  readonly byPlace: Map<string, Entry>
  sorted: readonly Entry[] | undefined
}

/** Entries of a resource by value. */
export class SecondaryIndex {
  readonly #valuesOf: (object: KubeObject) => readonly string[]
  readonly #buckets = new Map<string, Bucket>()
  readonly #stop: () => void

  constructor(store: Store, resource: string, valuesOf: (object: KubeObject) => readonly string[]) {
    this.#valuesOf = valuesOf
    for (const entry of store.snapshot().list(resource)) this.#add(entry)
    this.#stop = store.onChange(resource, change => this.#follow(change))
  }

  /** The entries with a value, in the order of their keys. */
  get(value: string): readonly Entry[] {
    const bucket = this.#buckets.get(value)
    if (bucket === undefined) return NONE
    bucket.sorted ??= sorted(bucket.byPlace)
    return bucket.sorted
  }

  count(value: string): number {
    return this.#buckets.get(value)?.byPlace.size ?? 0
  }

  /** The values that some entry has. */
  values(): Iterable<string> {
    return this.#buckets.keys()
  }

  /** Stops following. */
  close(): void {
    this.#stop()
  }

  #follow(change: Change): void {
    const before = change.stored ?? change.previous
    if (before !== undefined) this.#remove(before)
    if (change.next !== undefined) this.#add(change.next)
  }

  #add(entry: Entry): void {
    for (const value of this.#valuesOf(entry.object)) {
      let bucket = this.#buckets.get(value)
      if (bucket === undefined) {
        bucket = { byPlace: new Map(), sorted: undefined }
        this.#buckets.set(value, bucket)
      }
      bucket.byPlace.set(placeOf(entry.key), entry)
      bucket.sorted = undefined
    }
  }

  #remove(entry: Entry): void {
    for (const value of this.#valuesOf(entry.object)) {
      const bucket = this.#buckets.get(value)
      if (bucket === undefined) continue
      bucket.byPlace.delete(placeOf(entry.key))
      bucket.sorted = undefined
      if (bucket.byPlace.size === 0) this.#buckets.delete(value)
    }
  }
}

function sorted(byPlace: ReadonlyMap<string, Entry>): readonly Entry[] {
  const places = [...byPlace].sort(([a], [b]) => (a < b ? -1 : 1))
  return places.map(([, entry]) => entry)
}
