import { formatTime, parseTime } from '../../meta/time.ts'
import type { Pod, Service } from '../../schema/generated/core-v1.ts'
import { keyOf } from '../keys.ts'
import { conditionOf } from '../pod-state.ts'

interface Seen {
  readonly serviceMs: number
  readonly podsMs: ReadonlyMap<string, number>
}

/** When what led to a change of endpoints happened: a Pod turned ready or not, a Service was made. */
export class TriggerTimes {
  readonly #seen = new Map<string, Seen>()

  /** The earliest trigger since the last call for this Service; undefined when there was none, as when a Pod went. */
  next(service: Service, pods: readonly Pod[]): string | undefined {
    const key = keyOf(service)
    const before = this.#seen.get(key)
    const serviceMs = parseTime(service.metadata.creationTimestamp ?? '') ?? 0
    const podsMs = new Map(pods.map(pod => [keyOf(pod), readySince(pod)]))
    this.#seen.set(key, { serviceMs, podsMs })
    const news = [...podsMs]
      .filter(([pod, ms]) => ms > (before?.podsMs.get(pod) ?? 0))
      .map(([, ms]) => ms)
    if (serviceMs > (before?.serviceMs ?? 0)) news.push(serviceMs)
    return news.length === 0 ? undefined : formatTime(Math.min(...news))
  }

  forget(key: string): void {
    this.#seen.delete(key)
  }
}

const readySince = (pod: Pod): number =>
  parseTime(conditionOf(pod, 'Ready')?.lastTransitionTime ?? '') ?? 0
