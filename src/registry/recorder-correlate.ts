// Which events are written, which are folded into others and which are dropped; after client-go
// `tools/record/events_cache.go`. Holds what was seen, writes nothing.

import { Recent } from './recent.ts'

/** What tells one event from another. */
export interface Seen {
  readonly source: string
  /** kind, namespace, name, uid and apiVersion of the object, and the path within it. */
  readonly object: string
  readonly type: string
  readonly reason: string
  readonly message: string
}

/** What is to be done about an event: `key` names the stored event that it belongs to. */
export interface Correlated {
  readonly key: string
  readonly message: string
  /** 1 for a new event, more for one that is counted up. */
  readonly count: number
  readonly name: string
  readonly firstMs: number
  /** Too many of this object: not to be written. */
  readonly dropped: boolean
}

const WINDOW_MS = 600_000
const DISTINCT_MAX = 10
const BURST = 25
const REFILL_MS = 300_000
/** How many events a recorder knows at least. */
export const REMEMBERED = 4096
const COMBINED = '(combined from similar events): '

interface Group {
  messages: Set<string>
  lastMs: number
}

interface Written {
  count: number
  name: string
  firstMs: number
}

interface Bucket {
  tokens: number
  atMs: number
}

export class EventCorrelator {
  readonly #groups = new Recent<Group>(REMEMBERED)
  readonly #written = new Recent<Written>(REMEMBERED)
  readonly #buckets = new Recent<Bucket>(REMEMBERED)

  /** Decides on one event; `name` is what it is called if it becomes a new one. */
  correlate(seen: Seen, name: string, nowMs: number): Correlated {
    const folded = this.#aggregate(seen, nowMs)
    const known = this.#written.get(folded.key)
    const written: Written =
      known === undefined
        ? { count: 1, name, firstMs: nowMs }
        : { ...known, count: known.count + 1 }
    this.#written.set(folded.key, written)
    return { ...folded, ...written, dropped: !this.#spend(seen, nowMs) }
  }

  /** The stored event turned out to be gone and was written anew. */
  restarted(key: string): void {
    this.#written.delete(key)
  }

  /** Events that differ only in their message become one from the tenth message on. */
  #aggregate(seen: Seen, nowMs: number): { key: string; message: string } {
    const groupKey = [seen.source, seen.object, seen.type, seen.reason].join('\n')
    const known = this.#groups.get(groupKey)
    const fresh = known === undefined || nowMs - known.lastMs > WINDOW_MS
    const group = { messages: fresh ? new Set<string>() : known.messages, lastMs: nowMs }
    group.messages.add(seen.message)
    this.#groups.set(groupKey, group)
    if (group.messages.size < DISTINCT_MAX)
      return { key: `${groupKey}\n${seen.message}`, message: seen.message }
    for (const oldest of group.messages) {
      group.messages.delete(oldest)
      break
    }
    return { key: groupKey, message: COMBINED + seen.message }
  }

  /** A token bucket for each source, object and type. */
  #spend(seen: Seen, nowMs: number): boolean {
    const key = [seen.source, seen.object, seen.type].join('\n')
    const known = this.#buckets.get(key) ?? { tokens: BURST, atMs: nowMs }
    const tokens = Math.min(BURST, known.tokens + (nowMs - known.atMs) / REFILL_MS)
    const may = tokens >= 1
    this.#buckets.set(key, { tokens: may ? tokens - 1 : tokens, atMs: nowMs })
    return may
  }
}
