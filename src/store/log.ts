// The log: what happened, newest last, kept per resource so that one resource's heartbeats push
// nobody else's changes out, and bounded, so that it cannot grow for ever.
import type { Change } from './store.ts'
import { RevisionExpired } from './store.ts'

/** How much of the past is kept, for each resource. */
export interface LogBounds {
  /** So many changes are kept whatever their age. */
  readonly keep: number
  /** Beyond them, changes younger than this are kept too ... */
  readonly keepMs: number
  /** ... but never more than so many. */
  readonly max: number
}

/**
 * A client that lost its watch comes back within seconds, one that pages through a list within
 * minutes, so five minutes (what etcd keeps for a real API server, too) serve both. 10 000 changes are what
 * a quiet resource may keep for longer, which costs little, and 20 000 bound the memory of a busy one.
 */
export const LOG_BOUNDS: LogBounds = { keep: 10_000, keepMs: 300_000, max: 20_000 }

const NONE: readonly Change[] = []

/** The changes of all resources. */
export class ChangeLog {
  readonly #bounds: LogBounds
  readonly #byResource = new Map<string, ResourceLog>()
  /** Up to here everything is forgotten, of every resource. */
  #floor: number
  /** The newest revision that any resource has forgotten. */
  #oldest: number

  constructor(bounds: LogBounds, floor: number) {
    this.#bounds = bounds
    this.#floor = floor
    this.#oldest = floor
  }

  get oldest(): number {
    return this.#oldest
  }

  append(change: Change): void {
    const log = this.#of(change.key.resource)
    log.append(change)
    log.trim(this.#bounds, change.atMs)
    if (log.forgotten > this.#oldest) this.#oldest = log.forgotten
  }

  since(resource: string, revision: number): readonly Change[] {
    const log = this.#byResource.get(resource)
    const forgotten = log === undefined ? this.#floor : log.forgotten
    if (revision < forgotten) throw new RevisionExpired(revision, forgotten)
    return log === undefined ? NONE : log.since(revision)
  }

  sinceAll(revision: number): readonly Change[] {
    if (revision < this.#oldest) throw new RevisionExpired(revision, this.#oldest)
    const runs: (readonly Change[])[] = []
    for (const log of this.#byResource.values()) {
      const run = log.since(revision)
      if (run.length > 0) runs.push(run)
    }
    if (runs.length <= 1) return runs[0] ?? NONE
    return runs.flat().sort((a, b) => a.revision - b.revision)
  }

  compact(revision: number): void {
    if (revision <= this.#floor) return
    this.#floor = revision
    this.#oldest = Math.max(this.#oldest, revision)
    for (const log of this.#byResource.values()) log.forget(revision)
  }

  fork(): ChangeLog {
    const copy = new ChangeLog(this.#bounds, this.#floor)
    copy.#oldest = this.#oldest
    for (const [resource, log] of this.#byResource) copy.#byResource.set(resource, log.fork())
    return copy
  }

  #of(resource: string): ResourceLog {
    let log = this.#byResource.get(resource)
    if (log === undefined) {
      log = new ResourceLog(this.#floor)
      this.#byResource.set(resource, log)
    }
    return log
  }
}

class ResourceLog {
  #changes: Change[] = []
  /** Where the log begins in `#changes`; what stands before is let go in bulk. */
  #start = 0
  forgotten: number

  constructor(forgotten: number) {
    this.forgotten = forgotten
  }

  append(change: Change): void {
    this.#changes.push(change)
  }

  trim(bounds: LogBounds, nowMs: number): void {
    while (this.#isTooMuch(bounds, nowMs)) this.#forgetFirst()
    this.#letGo()
  }

  since(revision: number): readonly Change[] {
    const last = this.#changes.at(-1)
    if (last === undefined || last.revision <= revision) return NONE
    return this.#changes.slice(this.#firstAfter(revision))
  }

  forget(revision: number): void {
    this.#start = this.#firstAfter(revision)
    this.forgotten = Math.max(this.forgotten, revision)
    this.#letGo()
  }

  fork(): ResourceLog {
    const copy = new ResourceLog(this.forgotten)
    copy.#changes = this.#changes.slice(this.#start)
    return copy
  }

  #isTooMuch(bounds: LogBounds, nowMs: number): boolean {
    const length = this.#changes.length - this.#start
    if (length > bounds.max) return true
    const first = this.#changes[this.#start]
    return first !== undefined && length > bounds.keep && first.atMs < nowMs - bounds.keepMs
  }

  #forgetFirst(): void {
    const first = this.#changes[this.#start]
    if (first === undefined) return
    this.forgotten = first.revision
    this.#start++
  }

  #letGo(): void {
    if (this.#start < 64 || this.#start * 4 < this.#changes.length) return
    this.#changes = this.#changes.slice(this.#start)
    this.#start = 0
  }

  /** Watches read the newest few, so the search begins there and doubles its reach. */
  #firstAfter(revision: number): number {
    const changes = this.#changes
    let high = changes.length
    let reach = 1
    let low = high - reach
    while (low > this.#start && (changes[low] as Change).revision > revision) {
      high = low
      reach *= 2
      low = high - reach
    }
    low = Math.max(low, this.#start)
    while (low < high) {
      const middle = (low + high) >>> 1
      if ((changes[middle] as Change).revision <= revision) low = middle + 1
      else high = middle
    }
    return low
  }
}
