import type { Clock } from '../clock.ts'

/** Something that falls due: data, never a closure, so that it survives fork, snapshot and restart. */
export interface Timer {
  readonly owner: string
  readonly key: string
  readonly dueMs: number
}

/** All timers of a cluster, one for each owner and key, ordered by due time, then owner, then key. */
export class Timers {
  readonly #clock: Clock
  readonly #live = new Map<string, Timer>()
  readonly #listeners = new Set<() => void>()
  /** A binary heap. Timers that were replaced or cancelled stay in it until they come up. */
  #heap: Timer[] = []

  constructor(clock: Clock) {
    this.#clock = clock
  }

  get nowMs(): number {
    return this.#clock.nowMs()
  }

  get size(): number {
    return this.#live.size
  }

  /** Sets a timer; of two due times of the same key the earlier is kept. */
  set(owner: string, key: string, dueMs: number): void {
    const known = this.#live.get(idOf(owner, key))
    if (known === undefined || dueMs < known.dueMs) this.replace(owner, key, dueMs)
  }

  /** Sets a timer, whatever was set before. */
  replace(owner: string, key: string, dueMs: number): void {
    const timer: Timer = { owner, key, dueMs }
    this.#live.set(idOf(owner, key), timer)
    if (this.#heap.length > 64 + 2 * this.#live.size) this.#rebuild()
    else this.#push(timer)
    if (this.#heap[0] === timer) for (const listener of this.#listeners) listener()
  }

  cancel(owner: string, key: string): void {
    this.#live.delete(idOf(owner, key))
  }

  dueMs(owner: string, key: string): number | undefined {
    return this.#live.get(idOf(owner, key))?.dueMs
  }

  get nextDueMs(): number | undefined {
    this.#dropStale()
    return this.#heap[0]?.dueMs
  }

  /** Removes and returns what is due by `nowMs`, in order. */
  takeDue(nowMs: number): Timer[] {
    const due: Timer[] = []
    for (;;) {
      this.#dropStale()
      const first = this.#heap[0]
      if (first === undefined || first.dueMs > nowMs) return due
      this.#pop()
      this.#live.delete(idOf(first.owner, first.key))
      due.push(first)
    }
  }

  /** Calls `listener` whenever another timer becomes the next one; returns how to stop it. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** The same timers for a cluster that goes on by itself. */
  clone(clock: Clock): Timers {
    const copy = new Timers(clock)
    for (const timer of this.#live.values()) copy.replace(timer.owner, timer.key, timer.dueMs)
    return copy
  }

  #isLive(timer: Timer): boolean {
    return this.#live.get(idOf(timer.owner, timer.key)) === timer
  }

  #dropStale(): void {
    for (let first = this.#heap[0]; first !== undefined; first = this.#heap[0]) {
      if (this.#isLive(first)) return
      this.#pop()
    }
  }

  /** A sorted list is a heap. */
  #rebuild(): void {
    this.#heap = [...this.#live.values()].sort((a, b) => (before(a, b) ? -1 : 1))
  }

  #push(timer: Timer): void {
    const heap = this.#heap
    let hole = heap.length
    while (hole > 0) {
      const parent = (hole - 1) >> 1
      const above = heap[parent]
      if (above === undefined || !before(timer, above)) break
      heap[hole] = above
      hole = parent
    }
    heap[hole] = timer
  }

  #pop(): void {
    const heap = this.#heap
    const last = heap.pop()
    if (last === undefined || heap.length === 0) return
    let hole = 0
    for (;;) {
      let child = 2 * hole + 1
      let below = heap[child]
      if (below === undefined) break
      const right = heap[child + 1]
      if (right !== undefined && before(right, below)) {
        below = right
        child += 1
      }
      if (!before(below, last)) break
      heap[hole] = below
      hole = child
    }
    heap[hole] = last
  }
}

const idOf = (owner: string, key: string): string => `${owner}\u0000${key}`

function before(a: Timer, b: Timer): boolean {
  if (a.dueMs !== b.dueMs) return a.dueMs < b.dueMs
  if (a.owner !== b.owner) return a.owner < b.owner
  return a.key < b.key
}
