// What readers see: the objects, the log, and who waits for what. Every engine keeps one and tells
// it what has become durable; nothing here decides, and nothing here waits for a disk.
import { ChangeLog, type LogBounds } from './log.ts'
import { Objects, TreeSnapshot } from './objects.ts'
import type { Change, Entry, Key, Snapshot } from './store.ts'
import { RevisionExpired } from './store.ts'

type Listener = (change: Change) => void

/** What an engine starts from. `changes` lead to `entries`: the newest of them are in there already. */
export interface Past {
  readonly revision: number
  readonly entries: Iterable<Entry>
  /** From which revision on `changes` are complete. */
  readonly since: number
  readonly changes: readonly Change[]
}

export const NO_PAST: Past = { revision: 1, entries: [], since: 0, changes: [] }

/** Snapshots of the past that are kept for the next page of the same list. */
const PAST_SNAPSHOTS_MAX = 16

/** The visible state of a store. */
export class View {
  #revision: number
  #objects: Objects
  #log: ChangeLog
  #snapshot: TreeSnapshot | undefined
  readonly #past = new Map<number, TreeSnapshot>()
  readonly #listeners = new Map<string | undefined, Set<Listener>>()
  readonly #waiting = new Set<{ revision: number; wake: () => void }>()

  constructor(bounds: LogBounds, past: Past = NO_PAST) {
    this.#revision = past.revision
    this.#objects = new Objects()
    this.#log = new ChangeLog(bounds, past.since)
    for (const entry of past.entries) this.#objects.set(entry)
    for (const change of past.changes) this.#log.append(change)
  }

  get revision(): number {
    return this.#revision
  }

  get oldestRevision(): number {
    return this.#log.oldest
  }

  get(key: Key): Entry | undefined {
    return this.#objects.get(key)
  }

  snapshot(): TreeSnapshot {
    this.#snapshot ??= new TreeSnapshot(this.#revision, this.#objects.share())
    return this.#snapshot
  }

  /** The objects as they were. The first to ask for a revision pays for the changes since; its next page does not. */
  at(revision: number): Snapshot {
    if (revision >= this.#revision) return this.snapshot()
    if (revision < this.#log.oldest) throw new RevisionExpired(revision, this.#log.oldest)
    let past = this.#past.get(revision)
    if (past === undefined) {
      const objects = new Objects(this.snapshot().trees)
      objects.undo(this.#log.sinceAll(revision))
      past = new TreeSnapshot(revision, objects.share())
    }
    this.#past.delete(revision)
    this.#past.set(revision, past)
    if (this.#past.size > PAST_SNAPSHOTS_MAX) {
      for (const leastRecent of this.#past.keys()) {
        this.#past.delete(leastRecent)
        break
      }
    }
    return past
  }

  since(resource: string, revision: number): readonly Change[] {
    return this.#log.since(resource, revision)
  }

  sinceAll(revision: number): readonly Change[] {
    return this.#log.sinceAll(revision)
  }

  /** Makes a change visible and tells who listens. */
  apply(change: Change): void {
    this.#snapshot = undefined
    this.#objects.apply(change)
    this.#log.append(change)
    this.#revision = change.revision
    this.#tell(this.#listeners.get(change.key.resource), change)
    this.#tell(this.#listeners.get(undefined), change)
    if (this.#waiting.size > 0) this.#wake()
  }

  /** Moves the revision on where nothing of ours has changed (an engine's revisions may have gaps). */
  advance(revision: number): void {
    if (revision <= this.#revision) return
    this.#snapshot = undefined
    this.#revision = revision
    if (this.#waiting.size > 0) this.#wake()
  }

  onChange(resource: string | undefined, listener: Listener): () => void {
    // A wrapper, so that the same function may listen twice and each stops its own.
    const own: Listener = change => listener(change)
    const listeners = this.#listeners.get(resource) ?? new Set()
    this.#listeners.set(resource, listeners)
    listeners.add(own)
    return () => {
      listeners.delete(own)
      if (listeners.size === 0 && this.#listeners.get(resource) === listeners) {
        this.#listeners.delete(resource)
      }
    }
  }

  reached(revision: number, signal: AbortSignal): Promise<void> {
    if (revision <= this.#revision) return Promise.resolve()
    return new Promise((resolve, reject) => {
      if (signal.aborted) return reject(signal.reason)
      const waiter = {
        revision,
        wake: () => {
          signal.removeEventListener('abort', abort)
          resolve()
        },
      }
      const abort = (): void => {
        this.#waiting.delete(waiter)
        reject(signal.reason)
      }
      signal.addEventListener('abort', abort, { once: true })
      this.#waiting.add(waiter)
    })
  }

  compact(revision: number): void {
    this.#log.compact(Math.min(revision, this.#revision))
    for (const known of this.#past.keys()) if (known < this.#log.oldest) this.#past.delete(known)
  }

  /** A copy that shares all objects and goes on by itself; who listens here does not listen there. */
  fork(bounds: LogBounds): View {
    const copy = new View(bounds, { ...NO_PAST, revision: this.#revision })
    copy.#objects = new Objects(this.snapshot().trees)
    copy.#log = this.#log.fork()
    return copy
  }

  /** A listener that throws is a bug, but not one of the commit that it was told of. */
  #tell(listeners: Set<Listener> | undefined, change: Change): void {
    if (listeners === undefined) return
    for (const listener of listeners) {
      try {
        listener(change)
      } catch (error) {
        queueMicrotask(() => {
          throw error
        })
      }
    }
  }

  #wake(): void {
    for (const waiter of this.#waiting) {
      if (waiter.revision > this.#revision) continue
      this.#waiting.delete(waiter)
      waiter.wake()
    }
  }
}
