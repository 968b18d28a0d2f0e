// What controllers read off a Pod; after `pkg/api/v1/pod/util.go`.
import { parseTime } from '../meta/time.ts'
import type { Pod, PodCondition } from '../schema/generated/core-v1.ts'

export const isDeleting = (pod: Pod): boolean => pod.metadata.deletionTimestamp !== undefined

/** Failed or Succeeded: nothing runs any more, and nothing will. */
export function isTerminal(pod: Pod): boolean {
  const phase = pod.status?.phase
  return phase === 'Failed' || phase === 'Succeeded'
}

export const isActive = (pod: Pod): boolean => !isTerminal(pod) && !isDeleting(pod)

export const conditionOf = (pod: Pod, type: string): PodCondition | undefined =>
  pod.status?.conditions?.find(condition => condition.type === type)

/** Whether the condition Ready is True; the phase does not count. */
export const isReady = (pod: Pod): boolean => conditionOf(pod, 'Ready')?.status === 'True'

/** World time at which a Pod is available if it stays ready: undefined while it is not ready, or never will be. */
export function availableFromMs(pod: Pod, minReadySeconds: number): number | undefined {
  const ready = conditionOf(pod, 'Ready')
  if (ready?.status !== 'True') return undefined
  if (minReadySeconds <= 0) return 0
  const sinceMs = parseTime(ready.lastTransitionTime ?? '')
  return sinceMs === undefined ? undefined : sinceMs + minReadySeconds * 1000
}

export function isAvailable(pod: Pod, minReadySeconds: number, nowMs: number): boolean {
  const fromMs = availableFromMs(pod, minReadySeconds)
  return fromMs !== undefined && fromMs <= nowMs
}

export const nodeNameOf = (pod: Pod): string => pod.spec?.nodeName ?? ''
export const nameOf = (pod: Pod): string => pod.metadata.name ?? ''
