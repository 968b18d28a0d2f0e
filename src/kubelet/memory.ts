// What a kubelet has in mind of a Pod beside its status: how often something failed. One that has just started recalls what
// the status tells of the past, so that waits are neither cut short nor begun anew when the process is another.
import { parseTime } from '../meta/time.ts'
import type { ContainerStatus, Pod } from '../schema/generated/core-v1.ts'
import type { PodBehavior } from './behavior.ts'
import { BACKOFF_MAX_MS, backoffMs, type Memory, restartsOf, type Stage, waitMs } from './stages.ts'

/** Who ran for longer than this starts anew: the restarts before count no more. */
const FORGIVEN_AFTER_MS = 2 * BACKOFF_MAX_MS

/** The Memory of a Pod whose images could not be pulled once more. */
export const unpulledAgain = (memory: Memory): Memory => ({
  ...memory,
  failedPulls: memory.failedPulls + 1,
})

/** The Memory of a Pod whose containers end now. */
export function endedNow(memory: Memory, pod: Pod, nowMs: number): Memory {
  const startedMs = statusesOf(pod).map(({ state }) => msOf(state?.running?.startedAt) ?? nowMs)
  const ranLong = nowMs - Math.min(nowMs, ...startedMs) > FORGIVEN_AFTER_MS
  return ranLong ? { ...memory, forgiven: restartsOf(pod) } : memory
}

/** What the status of a Pod tells of the past. */
export function recalled(pod: Pod, stage: Stage, behavior: PodBehavior, nowMs: number): Memory {
  const ranLong = statusesOf(pod).some(({ lastState }) => {
    const { startedAt, finishedAt } = lastState?.terminated ?? {}
    return (msOf(finishedAt) ?? 0) - (msOf(startedAt) ?? 0) > FORGIVEN_AFTER_MS
  })
  return {
    failedPulls: stage.name === 'pullbackoff' ? triesBy(pod, behavior, nowMs) : 0,
    forgiven: ranLong ? Math.max(0, restartsOf(pod) - 1) : 0,
  }
}

/** How much is left of the wait in which a Pod is found. */
export function leftMs(
  pod: Pod,
  stage: Stage | undefined,
  memory: Memory,
  behavior: PodBehavior,
  nowMs: number,
): number {
  switch (stage?.name) {
    case 'backoff': {
      const endedMs = Math.max(...statusesOf(pod).map(endOf))
      return endedMs + backoffMs(pod, memory.forgiven) - nowMs
    }
    case 'pullbackoff':
      return triedMs(pod, behavior, memory.failedPulls, nowMs) - nowMs
    default:
      return 0
  }
}

/** When images are tried to be pulled for the time after so many. */
function triedMs(pod: Pod, { startAfterMs }: PodBehavior, tries: number, nowMs: number): number {
  let dueMs = (msOf(pod.status?.startTime) ?? nowMs) + startAfterMs
  for (let n = 0; n < tries; n++) dueMs += waitMs(n)
  return dueMs
}

/** How often images were tried to be pulled until now. */
function triesBy(pod: Pod, { startAfterMs }: PodBehavior, nowMs: number): number {
  let dueMs = (msOf(pod.status?.startTime) ?? nowMs) + startAfterMs
  let tries = 0
  for (; dueMs <= nowMs; tries++) dueMs += waitMs(tries)
  return tries
}

const statusesOf = (pod: Pod): readonly ContainerStatus[] => pod.status?.containerStatuses ?? []

const endOf = ({ state, lastState }: ContainerStatus): number =>
  msOf((state?.terminated ?? lastState?.terminated)?.finishedAt) ?? 0

const msOf = (time: string | undefined): number | undefined =>
  time === undefined ? undefined : parseTime(time)
