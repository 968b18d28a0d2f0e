// The store keeps objects by key and the log of what happened to them. It knows keys, revisions and
// objects; it never learns what a kind or a request is, and it never fills in a field but
// `metadata.resourceVersion`. This engine holds everything in memory: by itself it promises nothing
// after the process, and with a journal each commit waits for its record (see `json.ts`).
import type { Clock } from '../clock.ts'
import type { KubeObject } from '../meta/object.ts'
import { changeTo, verdictOn } from './decide.ts'
import { LOG_BOUNDS, type LogBounds } from './log.ts'
import type { Change, CommitResult, Entry, Expected, Key, Snapshot, Store } from './store.ts'
import { type Past, View } from './view.ts'

/** Where changes go before they are visible. */
export interface Journal {
  /** Resolves when the change is durable; in the order of the calls. A rejection ends the store. */
  append(change: Change): Promise<void>
  /** Called once, when nothing is pending any more. */
  close(last: Snapshot): Promise<void>
}

export interface MemoryStoreOptions {
  readonly clock: Clock
  /** The most changes that are kept for each resource, whatever their age. */
  readonly logLength?: number
  readonly logBounds?: LogBounds
  readonly past?: Past
  readonly journal?: Journal
  /** The revision after this one; engines in tests leave gaps. */
  readonly nextRevision?: (revision: number) => number
}

/** A change on its way to the journal. */
interface Pending {
  readonly entry: Entry | undefined
  readonly visible: Promise<void>
}

/** Objects and log in memory. */
export class MemoryStore implements Store {
  readonly #clock: Clock
  readonly #bounds: LogBounds
  readonly #view: View
  readonly #journal: Journal | undefined
  readonly #nextRevision: (revision: number) => number
  /** The newest revision given out; the visible one may be behind. */
  #head: number
  /** The newest pending change of each key; writers chain on these. */
  readonly #pending = new Map<string, Pending>()
  #lastPending: Promise<void> = Promise.resolve()
  #ended: Error | undefined
  #closing: Promise<void> | undefined

  constructor(options: MemoryStoreOptions, view?: View) {
    this.#clock = options.clock
    this.#bounds = options.logBounds ?? boundsOf(options.logLength)
    this.#view = view ?? new View(this.#bounds, options.past)
    this.#journal = options.journal
    this.#nextRevision = options.nextRevision ?? (revision => revision + 1)
    this.#head = this.#view.revision
  }

  get revision(): number {
    return this.#view.revision
  }

  get oldestRevision(): number {
    return this.#view.oldestRevision
  }

  get(key: Key): Entry | undefined {
    return this.#view.get(key)
  }

  snapshot(): Snapshot {
    return this.#view.snapshot()
  }

  at(revision: number): Snapshot {
    return this.#view.at(revision)
  }

  since(resource: string, revision: number): readonly Change[] {
    return this.#view.since(resource, revision)
  }

  sinceAll(revision: number): readonly Change[] {
    return this.#view.sinceAll(revision)
  }

  onChange(resource: string | undefined, listener: (change: Change) => void): () => void {
    return this.#view.onChange(resource, listener)
  }

  reached(revision: number, signal: AbortSignal): Promise<void> {
    return this.#view.reached(revision, signal)
  }

  compact(revision: number): void {
    this.#view.compact(revision)
  }

  /** Without a journal the change is visible when this returns; the promise is a formality. */
  commit(
    key: Key,
    expected: Expected,
    next: KubeObject | undefined,
    last?: KubeObject,
  ): Promise<CommitResult> {
    if (this.#ended !== undefined) return Promise.reject(this.#ended)
    const pending = this.#pending.size > 0 ? this.#pending.get(idOf(key)) : undefined
    const current = pending === undefined ? this.#view.get(key) : pending.entry
    const verdict = verdictOn(current, expected, next)
    if (verdict === 'change') return this.#carryOut(key, current, next, last)
    // Who is told of an entry must be able to read it, or would prepare from the old one for ever.
    if (pending !== undefined) return pending.visible.then(() => this.#told(verdict, key))
    return Promise.resolve(this.#told(verdict, key))
  }

  /** A copy of what is visible, in memory only; give it a clock of its own if time should part, too. */
  fork(clock: Clock = this.#clock): MemoryStore {
    const options = { clock, logBounds: this.#bounds, nextRevision: this.#nextRevision }
    return new MemoryStore(options, this.#view.fork(this.#bounds))
  }

  close(): Promise<void> {
    this.#closing ??= this.#close()
    return this.#closing
  }

  #carryOut(
    key: Key,
    current: Entry | undefined,
    next: KubeObject | undefined,
    last: KubeObject | undefined,
  ): Promise<CommitResult> {
    const revision = this.#nextRevision(this.#head)
    const change = changeTo(key, current, next, last, { revision, atMs: this.#clock.nowMs() })
    this.#head = revision
    const result: CommitResult = { ok: true, entry: change.next, revision, changed: true }
    if (this.#journal === undefined) {
      this.#view.apply(change)
      return Promise.resolve(result)
    }
    return this.#persist(change, this.#journal).then(() => result)
  }

  #persist(change: Change, journal: Journal): Promise<void> {
    const id = idOf(change.key)
    const visible = journal.append(change).then(
      () => {
        if (this.#pending.get(id) === pending) this.#pending.delete(id)
        this.#view.apply(change)
      },
      error => {
        // What was decided on top of this change rests on nothing, so nothing more may be.
        this.#ended ??= error as Error
        throw error
      },
    )
    const pending: Pending = { entry: change.next, visible }
    this.#pending.set(id, pending)
    this.#lastPending = visible
    return visible
  }

  #told(verdict: 'conflict' | 'unchanged', key: Key): CommitResult {
    const entry = this.#view.get(key)
    if (verdict === 'conflict') return { ok: false, current: entry }
    return { ok: true, entry, revision: entry?.revision ?? this.#view.revision, changed: false }
  }

  async #close(): Promise<void> {
    this.#ended ??= new Error('the store is closed')
    await this.#lastPending.catch(() => {})
    await this.#journal?.close(this.#view.snapshot())
  }
}

const idOf = (key: Key): string => `${key.resource} ${key.namespace}/${key.name}`

function boundsOf(length: number | undefined): LogBounds {
  if (length === undefined) return LOG_BOUNDS
  return { ...LOG_BOUNDS, keep: Math.min(LOG_BOUNDS.keep, length), max: length }
}
