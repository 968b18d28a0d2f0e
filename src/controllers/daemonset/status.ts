// What a DaemonSet says of itself. Of several Pods on a node only the oldest counts.
import type { DaemonSetStatus } from '../../schema/generated/apps-v1.ts'
import type { Pod } from '../../schema/generated/core-v1.ts'
import { availableFromMs, isReady } from '../pod-state.ts'
import { isUpdated, oldestFirst } from './pods.ts'
import { eligibilityOf, minReadySecondsOf, type View } from './view.ts'

export interface Counted {
  readonly status: DaemonSetStatus
  /** When a Pod that is ready becomes available, if one is waited for. */
  readonly nextMs: number | undefined
}

export function countStatus(view: View): Counted {
  const minReadySeconds = minReadySecondsOf(view.ds)
  const n = { desired: 0, current: 0, misscheduled: 0, ready: 0, available: 0, updated: 0 }
  let nextMs: number | undefined
  for (const node of view.nodes) {
    const there = view.podsOn.get(node.metadata.name ?? '') ?? NONE
    if (!eligibilityOf(view.ds, node).shouldRun) {
      if (there.length > 0) n.misscheduled += 1
      continue
    }
    n.desired += 1
    const first = oldestFirst(there, view.current)[0]
    if (first === undefined) continue
    n.current += 1
    if (isUpdated(first, view.current)) n.updated += 1
    if (!isReady(first)) continue
    n.ready += 1
    const fromMs = availableFromMs(first, minReadySeconds)
    if (fromMs !== undefined && fromMs <= view.nowMs) n.available += 1
  }
  if (minReadySeconds > 0) nextMs = nextAvailableMs(view.pods, minReadySeconds, view.nowMs)
  const status = {
    currentNumberScheduled: n.current,
    numberMisscheduled: n.misscheduled,
    desiredNumberScheduled: n.desired,
    numberReady: n.ready,
    ...unlessZero('observedGeneration', view.ds.metadata.generation ?? 0),
    ...unlessZero('updatedNumberScheduled', n.updated),
    ...unlessZero('numberAvailable', n.available),
    ...unlessZero('numberUnavailable', n.desired - n.available),
  }
  return { status, nextMs }
}

const NONE: readonly Pod[] = []

/** All Pods are looked at: with surge the new one is hidden behind the old one. */
function nextAvailableMs(
  pods: readonly Pod[],
  minReadySeconds: number,
  nowMs: number,
): number | undefined {
  let next: number | undefined
  for (const pod of pods) {
    const fromMs = availableFromMs(pod, minReadySeconds)
    if (fromMs !== undefined && fromMs > nowMs && (next === undefined || fromMs < next))
      next = fromMs
  }
  return next
}

const unlessZero = <K extends string>(name: K, value: number): { [key in K]?: number } =>
  (value === 0 ? {} : { [name]: value }) as { [key in K]?: number }

const COUNTERS = [
  'currentNumberScheduled',
  'numberMisscheduled',
  'desiredNumberScheduled',
  'numberReady',
  'updatedNumberScheduled',
  'numberAvailable',
  'numberUnavailable',
] as const

/** The status to write: what others wrote into it is kept. The same status when nothing would change. */
export function withCounters(
  live: DaemonSetStatus | undefined,
  next: DaemonSetStatus,
): DaemonSetStatus | undefined {
  if (live === undefined) return next
  const same = COUNTERS.every(counter => (live[counter] ?? 0) === (next[counter] ?? 0))
  if (same && (live.observedGeneration ?? 0) >= (next.observedGeneration ?? 0)) return live
  const { collisionCount, conditions } = live
  return {
    ...next,
    ...(collisionCount === undefined ? {} : { collisionCount }),
    ...(conditions === undefined ? {} : { conditions }),
  }
}
