import type { Loop } from '../../loop/loop.ts'
import { WorkQueue } from '../../loop/queue.ts'
import type { Timers } from '../../loop/timers.ts'
import { parseTime } from '../../meta/time.ts'
import { systemContext } from '../../registry/context.ts'
import type { Registry } from '../../registry/registry.ts'
import type { Event } from '../../schema/generated/core-v1.ts'
import { ignoring } from '../claim.ts'
import { Follower } from '../follow.ts'
import { at, keyOf } from '../keys.ts'
import { events } from '../rows.ts'

export interface EventTtlOptions {
  readonly registry: Registry
  readonly timers: Timers
  /** An hour when left out, as in the real server. */
  readonly ttlMs?: number
}

/** Events go an hour after they were last written. The real server gives them a lease of etcd. */
export class EventTtl implements Loop {
  readonly name = 'event-ttl'
  readonly queue: WorkQueue
  readonly #registry: Registry
  readonly #timers: Timers
  readonly #ttlMs: number
  readonly #context = systemContext('system:apiserver', 'kube-apiserver', ['system:masters'])
  readonly #follower: Follower

  constructor({ registry, timers, ttlMs = 3_600_000 }: EventTtlOptions) {
    this.queue = new WorkQueue(this.name, timers)
    this.#registry = registry
    this.#timers = timers
    this.#ttlMs = ttlMs
    this.#follower = new Follower(registry)
  }

  start(): void {
    for (const event of this.#registry.all(events)) this.#setTimer(event, writtenMs(event))
    this.#follower.on(events, (next, previous) => {
      if (next !== undefined) this.#setTimer(next, this.#registry.clock.nowMs())
      else if (previous !== undefined) this.#timers.cancel(this.name, keyOf(previous))
    })
  }

  stop(): void {
    this.#follower.stop()
  }

  async reconcile(key: string): Promise<void> {
    await ignoring(['NotFound'], () => this.#registry.delete(at(events, key), {}, this.#context))
  }

  #setTimer(event: Event, sinceMs: number): void {
    this.#timers.replace(this.name, keyOf(event), sinceMs + this.#ttlMs)
  }
}

/** When an event that was there before us was last written, as far as it tells. */
function writtenMs({ lastTimestamp, eventTime, series, metadata }: Event): number {
  const times = [lastTimestamp, eventTime, series?.lastObservedTime, metadata.creationTimestamp]
  return Math.max(0, ...times.map(time => parseTime(time ?? '') ?? 0))
}
