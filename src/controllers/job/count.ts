// How the Pods of a Job that have ended are counted: noted by uid in the status first, then let go, then
// counted, so that none is counted twice or not at all, whatever comes between. Pure.
import type { Job, JobCondition, JobStatus } from '../../schema/generated/batch-v1.ts'
import type { Pod } from '../../schema/generated/core-v1.ts'
import { countsByIndex, hasFailed, hasSucceeded, indexOf, isIndexed, isTracked } from './facts.ts'
import { writeIndexes } from './indexes.ts'
import { judgeFailure } from './policies.ts'
import type { JobView } from './view.ts'

/** What one pass notes, and the Pods that may go once it is noted. */
export interface Counting {
  readonly succeeded: readonly string[]
  readonly failed: readonly string[]
  readonly letGo: readonly Pod[]
}

/** Pods that one pass counts. */
const UNCOUNTED_MAX = 500

export function countPods(view: JobView, end: JobCondition | undefined): Counting {
  const { job } = view
  const known = job.status?.uncountedTerminatedPods
  const succeeded = [...(known?.succeeded ?? [])]
  const failed = [...(known?.failed ?? [])]
  const letGo: Pod[] = []
  for (const pod of view.pods) {
    if (!isTracked(pod) || !mayGo(view, pod, end)) continue
    if (succeeded.length + failed.length >= UNCOUNTED_MAX) break
    const uid = pod.metadata.uid ?? ''
    letGo.push(pod)
    if (hasSucceeded(pod) && !failed.includes(uid)) {
      if (!isIndexed(job) && !succeeded.includes(uid)) succeeded.push(uid)
    } else if (countsAsFailed(job, pod, end) && !failed.includes(uid)) failed.push(uid)
  }
  return { succeeded, failed, letGo }
}

function mayGo({ job, lastOfIndex }: JobView, pod: Pod, end: JobCondition | undefined): boolean {
  if (job.metadata.deletionTimestamp !== undefined || end !== undefined) return true
  if (hasSucceeded(pod)) return true
  if (!hasFailed(job, pod)) return false
  if (!countsByIndex(job)) return true
  const index = indexOf(job, pod)
  const last = index === undefined ? undefined : lastOfIndex.get(index)
  return last?.metadata.uid !== pod.metadata.uid
}

/** Of a Job that has failed, every Pod that had not ended counts as failed. */
function countsAsFailed(job: Job, pod: Pod, end: JobCondition | undefined): boolean {
  const cutShort = end !== undefined && end.type !== 'SuccessCriteriaMet'
  if (!hasFailed(job, pod) && !cutShort) return false
  if (isIndexed(job) && indexOf(job, pod) === undefined) return false
  return judgeFailure(job, pod).counts
}

/** The status with what is noted. */
export function noted(status: JobStatus, view: JobView, counting: Counting): JobStatus {
  const { succeeded, failed } = counting
  const indexed = isIndexed(view.job)
  const completedIndexes = writeIndexes(view.succeededIndexes)
  const failedIndexes = writeIndexes(view.failedIndexes)
  const { completedIndexes: _1, failedIndexes: _2, succeeded: _3, ...rest } = status
  const succeededNow = indexed ? view.succeededIndexes.size : (status.succeeded ?? 0)
  return {
    ...rest,
    ...(succeededNow === 0 ? {} : { succeeded: succeededNow }),
    ...(completedIndexes === '' ? {} : { completedIndexes }),
    ...(countsByIndex(view.job) ? { failedIndexes } : {}),
    uncountedTerminatedPods: {
      ...(succeeded.length === 0 ? {} : { succeeded }),
      ...(failed.length === 0 ? {} : { failed }),
    },
  }
}

/** The status with everything counted that was noted and is held no more. */
export function counted(status: JobStatus, isHeld: (uid: string) => boolean): JobStatus {
  const { succeeded = [], failed = [] } = status.uncountedTerminatedPods ?? {}
  const held = { succeeded: succeeded.filter(isHeld), failed: failed.filter(isHeld) }
  const succeededNow = (status.succeeded ?? 0) + succeeded.length - held.succeeded.length
  const failedNow = (status.failed ?? 0) + failed.length - held.failed.length
  return {
    ...status,
    ...(succeededNow === 0 ? {} : { succeeded: succeededNow }),
    ...(failedNow === 0 ? {} : { failed: failedNow }),
    uncountedTerminatedPods: {
      ...(held.succeeded.length === 0 ? {} : { succeeded: held.succeeded }),
      ...(held.failed.length === 0 ? {} : { failed: held.failed }),
    },
  }
}
