// What a Job's controller reads off Jobs and their Pods.
import { formatTime, parseTime } from '../../meta/time.ts'
import { isSidecar } from '../../scheduling/resources.ts'
import type { Job, JobCondition } from '../../schema/generated/batch-v1.ts'
import type { ContainerStatus, Pod } from '../../schema/generated/core-v1.ts'
import { conditionOf, isDeleting } from '../pod-state.ts'

/** Holds a Pod until it was counted. */
export const TRACKING = 'batch.kubernetes.io/job-tracking'
export const COMPLETION_INDEX = 'batch.kubernetes.io/job-completion-index'
export const FAILURE_COUNT = 'batch.kubernetes.io/job-index-failure-count'
export const IGNORED_FAILURE_COUNT = 'batch.kubernetes.io/job-index-ignored-failure-count'

export const isIndexed = (job: Job): boolean => job.spec?.completionMode === 'Indexed'
export const isSuspended = (job: Job): boolean => job.spec?.suspend === true
export const countsByIndex = (job: Job): boolean =>
  isIndexed(job) && job.spec?.backoffLimitPerIndex !== undefined
export const isTracked = (pod: Pod): boolean => (pod.metadata.finalizers ?? []).includes(TRACKING)

export const holding = (job: Job, type: string): JobCondition | undefined =>
  job.status?.conditions?.find(one => one.type === type && one.status === 'True')

export const isFinished = (job: Job): boolean =>
  holding(job, 'Complete') !== undefined || holding(job, 'Failed') !== undefined

/** Someone else looks after a Job that names another manager. */
export const isOurs = (job: Job): boolean =>
  (job.spec?.managedBy ?? 'kubernetes.io/job-controller') === 'kubernetes.io/job-controller'

export function conditionNow(
  type: string,
  reason: string,
  message: string,
  nowMs: number,
): JobCondition {
  const now = formatTime(nowMs)
  return { type, status: 'True', lastProbeTime: now, lastTransitionTime: now, reason, message }
}

/** The index of a Pod below the completions of its Job. */
export function indexOf(job: Job, pod: Pod): number | undefined {
  const text = pod.metadata.annotations?.[COMPLETION_INDEX] ?? ''
  if (!/^[0-9]+$/.test(text)) return undefined
  const index = Number(text)
  return index < (job.spec?.completions ?? 0) ? index : undefined
}

/** Whether a Pod that goes keeps its place until it has failed. */
export const replacesOnlyFailed = (job: Job): boolean => job.spec?.podReplacementPolicy === 'Failed'

/** A Pod that goes counts as failed, unless only failed ones are replaced. */
export function hasFailed(job: Job, pod: Pod): boolean {
  const phase = pod.status?.phase
  if (phase === 'Failed') return true
  return !replacesOnlyFailed(job) && isDeleting(pod) && phase !== 'Succeeded'
}

export const hasSucceeded = (pod: Pod): boolean => pod.status?.phase === 'Succeeded'

const countIn = (pod: Pod, annotation: string): number => {
  const text = pod.metadata.annotations?.[annotation] ?? ''
  return /^[0-9]+$/.test(text) ? Number(text) : 0
}

export const failuresOf = (pod: Pod): number => countIn(pod, FAILURE_COUNT)
export const ignoredFailuresOf = (pod: Pod): number => countIn(pod, IGNORED_FAILURE_COUNT)
export const allFailuresOf = (pod: Pod): number => failuresOf(pod) + ignoredFailuresOf(pod)

/** When a Pod came to its end: its last container, or what comes closest to it. */
export function finishedMs(pod: Pod): number {
  const { deletionTimestamp, deletionGracePeriodSeconds = 0, creationTimestamp = '' } = pod.metadata
  const ready = conditionOf(pod, 'Ready')
  const unreadyMs = ready?.status === 'False' ? timeOf(ready.lastTransitionTime) : undefined
  const deletedMs = timeOf(deletionTimestamp)
  return (
    containersEndMs(pod) ??
    unreadyMs ??
    (deletedMs === undefined ? undefined : deletedMs - deletionGracePeriodSeconds * 1000) ??
    timeOf(creationTimestamp) ??
    0
  )
}

function containersEndMs(pod: Pod): number | undefined {
  const sidecars = new Set((pod.spec?.initContainers ?? []).filter(isSidecar).map(one => one.name))
  const statuses: readonly ContainerStatus[] = [
    ...(pod.status?.containerStatuses ?? []),
    ...(pod.status?.initContainerStatuses ?? []).filter(one => sidecars.has(one.name)),
  ]
  const ends = statuses.map(one => timeOf(one.state?.terminated?.finishedAt))
  const known = ends.filter(end => end !== undefined)
  return known.length === ends.length && known.length > 0 ? Math.max(...known) : undefined
}

const timeOf = (text: string | undefined): number | undefined =>
  text === undefined ? undefined : parseTime(text)
