// The memory engine in a bad mood: commits become visible late, revisions have gaps, and somebody
// else writes all the time. What holds on this engine holds on one behind a network. All of it
// comes from a seed, and nothing sleeps: delays are turns of the event loop.
import { type Clock, VirtualClock } from '../../src/clock.ts'
import { type Ids, SeededIds } from '../../src/ids.ts'
import type { KubeObject } from '../../src/meta/object.ts'
import { MemoryStore } from '../../src/store/memory.ts'
import type { Change, CommitResult, Expected, Key, Snapshot, Store } from '../../src/store/store.ts'

export interface HostileOptions {
  readonly seed: number
  readonly clock?: Clock
  readonly logLength?: number
  /** How often somebody else changes the object just before a commit that expects a revision: 0 to 1. */
  readonly conflictRate?: number
  /** How often somebody else writes an object of the resource `foreign`: 0 to 1. */
  readonly foreignRate?: number
  /** The most turns that a commit waits. */
  readonly turnsMax?: number
}

/** Work that is due in so many turns of the event loop, in order. */
export class Turns {
  readonly #due: { turn: number; run: () => void }[] = []
  #turn = 0
  #running = false

  /** Runs after so many turns, and never before what was asked for earlier. */
  after(turns: number, run: () => void): void {
    const last = this.#due.at(-1)?.turn ?? 0
    this.#due.push({ turn: Math.max(last, this.#turn + turns), run })
    if (this.#running) return
    this.#running = true
    setImmediate(() => this.#pump())
  }

  #pump(): void {
    this.#turn++
    while (this.#due[0] !== undefined && this.#due[0].turn <= this.#turn) this.#due.shift()?.run()
    this.#running = this.#due.length > 0
    if (this.#running) setImmediate(() => this.#pump())
  }
}

/** A store that keeps every promise and no habit. */
export class HostileStore implements Store {
  readonly #options: HostileOptions
  readonly #ids: Ids
  readonly #store: MemoryStore

  constructor(options: HostileOptions) {
    this.#options = options
    this.#ids = new SeededIds(options.seed)
    const turns = new Turns()
    const append = (_change: Change) =>
      new Promise<void>(resolve => turns.after(this.#upTo(options.turnsMax ?? 5), resolve))
    this.#store = new MemoryStore({
      clock: options.clock ?? new VirtualClock(),
      journal: { append, close: async () => {} },
      nextRevision: revision => revision + 1 + this.#upTo(4),
      ...(options.logLength === undefined ? {} : { logLength: options.logLength }),
    })
  }

  get revision(): number {
    return this.#store.revision
  }

  get oldestRevision(): number {
    return this.#store.oldestRevision
  }

  get = (key: Key) => this.#store.get(key)
  snapshot = () => this.#store.snapshot()
  at = (revision: number): Snapshot => this.#store.at(revision)
  since = (resource: string, revision: number) => this.#store.since(resource, revision)
  sinceAll = (revision: number) => this.#store.sinceAll(revision)
  reached = (revision: number, signal: AbortSignal) => this.#store.reached(revision, signal)
  compact = (revision: number): void => this.#store.compact(revision)
  fork = (clock?: Clock): Store => this.#store.fork(clock)
  close = (): Promise<void> => this.#store.close()

  onChange(resource: string | undefined, listener: (change: Change) => void): () => void {
    return this.#store.onChange(resource, listener)
  }

  commit(
    key: Key,
    expected: Expected,
    next: KubeObject | undefined,
    last?: KubeObject,
  ): Promise<CommitResult> {
    if (this.#ids.fraction() < (this.#options.foreignRate ?? 0.2)) this.#writeElsewhere()
    const isVictim = this.#ids.fraction() < (this.#options.conflictRate ?? 0)
    if (typeof expected === 'number' && isVictim) this.#touch(key)
    return this.#store.commit(key, expected, next, last)
  }

  #writeElsewhere(): void {
    const name = `foreign-${this.#upTo(3)}`
    const key = { resource: 'foreign', namespace: '', name }
    const labels = { mark: this.#ids.suffix(5) }
    const object = { apiVersion: 'v1', kind: 'Foreign', metadata: { name, labels } }
    this.#store.commit(key, 'any', object).catch(() => {})
  }

  #touch(key: Key): void {
    const object = this.#store.get(key)?.object
    if (object === undefined) return
    const annotations = { ...object.metadata.annotations, 'test/touched': this.#ids.suffix(5) }
    const touched = { ...object, metadata: { ...object.metadata, annotations } }
    this.#store.commit(key, 'any', touched).catch(() => {})
  }

  #upTo(most: number): number {
    return Math.floor(this.#ids.fraction() * (most + 1))
  }
}
