// Zones of nodes, and how fast their dead nodes may be emptied. When everything looks dead it is rather the
// controller that is cut off, and nothing is evicted at all.
import { REGION_LABEL, ZONE_LABEL } from '../../scheduling/labels.ts'
import type { Node } from '../../schema/generated/core-v1.ts'

export type ZoneState = 'Initial' | 'Normal' | 'PartialDisruption' | 'FullDisruption'

/** Region and zone of a node; empty where it has neither. */
export function zoneOf(node: Node): string {
  const labels = node.metadata.labels ?? {}
  const region = labels[REGION_LABEL] ?? ''
  const zone = labels[ZONE_LABEL] ?? ''
  return region === '' && zone === '' ? '' : `${region}:\u0000:${zone}`
}

const UNHEALTHY_SHARE = 0.55

/** The state of a zone by the statuses of its Ready conditions. */
export function zoneStateOf(statuses: readonly string[]): ZoneState {
  const ready = statuses.filter(status => status === 'True').length
  const notReady = statuses.length - ready
  if (ready === 0 && notReady > 0) return 'FullDisruption'
  if (notReady > 2 && notReady / statuses.length >= UNHEALTHY_SHARE) return 'PartialDisruption'
  return 'Normal'
}

const NORMAL_RATE = 0.1
const SLOW_RATE = 0.01
const LARGE_ZONE = 50

/** Nodes a second. */
export function rateOf(state: ZoneState, nodes: number): number {
  if (state !== 'PartialDisruption') return NORMAL_RATE
  return nodes > LARGE_ZONE ? SLOW_RATE : 0
}

/** The nodes of a zone that wait for their NoExecute taint, and the limit of how many get it: one at a time. */
export class ZoneQueue {
  readonly #names = new Set<string>()
  #rate = NORMAL_RATE
  #nextMs = 0

  add(name: string): void {
    this.#names.add(name)
  }

  remove(name: string): void {
    this.#names.delete(name)
  }

  /** Changes the rate; who has to wait goes on waiting. */
  setRate(rate: number, nowMs: number): void {
    const mayNow = this.#rate > 0 && nowMs >= this.#nextMs
    this.#rate = rate
    this.#nextMs = mayNow || rate === 0 ? nowMs : nowMs + 1000 / rate
  }

  /** The next node whose turn it is. */
  take(nowMs: number): string | undefined {
    if (this.#rate === 0 || nowMs < this.#nextMs) return undefined
    for (const name of this.#names) {
      this.#names.delete(name)
      this.#nextMs = nowMs + 1000 / this.#rate
      return name
    }
    return undefined
  }

  /** When the next node may go; nothing while nobody waits or nobody may. */
  get dueMs(): number | undefined {
    return this.#names.size === 0 || this.#rate === 0 ? undefined : this.#nextMs
  }
}

/** What follows from the states of all zones, compared with what they were. */
export type Disruption =
  | { readonly kind: 'none' }
  /** Everything is dead: no node is tainted any more, those that are are freed. */
  | { readonly kind: 'stop' }
  /** Something lives again: all nodes are given time. */
  | { readonly kind: 'resume' }
  | { readonly kind: 'adjust'; readonly zones: readonly string[] }

export function disruptionOf(
  before: ReadonlyMap<string, ZoneState>,
  after: ReadonlyMap<string, ZoneState>,
): Disruption {
  const allDead = [...after.values()].every(state => state === 'FullDisruption')
  const allWereDead = [...before.values()].every(state => state === 'FullDisruption')
  if (allDead && allWereDead) return { kind: 'none' }
  if (allDead) return { kind: 'stop' }
  if (allWereDead) return { kind: 'resume' }
  const zones = [...after]
    .filter(([zone, state]) => before.get(zone) !== state)
    .map(([zone]) => zone)
  return zones.length === 0 ? { kind: 'none' } : { kind: 'adjust', zones }
}
