import type { Timers } from './timers.ts'

export interface QueueOptions {
  readonly baseDelayMs?: number
  readonly maxDelayMs?: number
}

/**
 * Keys that want to be looked at, in the order in which they were added. A key stands in it once; one
 * that is being worked on is not handed out again before it is done. Delays are timers of `owner`,
 * which the runner turns into keys again when they are due.
 */
export class WorkQueue {
  readonly owner: string
  readonly #timers: Timers
  readonly #baseDelayMs: number
  readonly #maxDelayMs: number
  /** A Set keeps the order of insertion, so it is a FIFO without doubles. */
  readonly #waiting = new Set<string>()
  readonly #active = new Set<string>()
  readonly #again = new Set<string>()
  readonly #failures = new Map<string, number>()
  readonly #listeners = new Set<() => void>()

  constructor(owner: string, timers: Timers, options: QueueOptions = {}) {
    this.owner = owner
    this.#timers = timers
    this.#baseDelayMs = options.baseDelayMs ?? 5
    this.#maxDelayMs = options.maxDelayMs ?? 1_000_000
  }

  add(key: string): void {
    if (this.#active.has(key)) {
      this.#again.add(key)
      return
    }
    if (this.#waiting.has(key)) return
    this.#waiting.add(key)
    if (this.#waiting.size === 1) this.#tell()
  }

  /** Adds the key later; of two such requests the earlier one counts. */
  addAfter(key: string, afterMs: number): void {
    if (afterMs <= 0) this.add(key)
    else this.#timers.set(this.owner, key, this.#timers.nowMs + afterMs)
  }

  /** Adds the key after a delay that doubles with every retry, until it is forgotten. */
  retry(key: string): void {
    const failures = this.#failures.get(key) ?? 0
    this.#failures.set(key, failures + 1)
    this.addAfter(key, Math.min(this.#baseDelayMs * 2 ** failures, this.#maxDelayMs))
  }

  /** How often the key was retried since it was last forgotten. */
  retries(key: string): number {
    return this.#failures.get(key) ?? 0
  }

  /** Ends the row of failures of a key. */
  forget(key: string): void {
    this.#failures.delete(key)
  }

  /** The next key to work on; the caller says `done` when it is. */
  take(): string | undefined {
    for (const key of this.#waiting) {
      this.#waiting.delete(key)
      this.#active.add(key)
      return key
    }
    return undefined
  }

  done(key: string): void {
    this.#active.delete(key)
    if (this.#again.delete(key)) this.add(key)
  }

  /** Keys that wait; those that are being worked on are not counted. */
  get length(): number {
    return this.#waiting.size
  }

  /** Calls `listener` when the queue stops being empty; returns how to stop it. */
  onWork(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** The same keys for a cluster that goes on by itself; what is being worked on here waits there. */
  clone(timers: Timers): WorkQueue {
    const options = { baseDelayMs: this.#baseDelayMs, maxDelayMs: this.#maxDelayMs }
    const copy = new WorkQueue(this.owner, timers, options)
    for (const key of [...this.#active, ...this.#waiting]) copy.#waiting.add(key)
    for (const [key, failures] of this.#failures) copy.#failures.set(key, failures)
    return copy
  }

  #tell(): void {
    for (const listener of this.#listeners) listener()
  }
}
