// A Job with its Pods as one pass sees them: what has ended, and what has not been counted yet.
import type { Job } from '../../schema/generated/batch-v1.ts'
import type { Pod } from '../../schema/generated/core-v1.ts'
import { isActive } from '../pod-state.ts'
import type { Backoff } from './backoff.ts'
import {
  allFailuresOf,
  countsByIndex,
  failuresOf,
  hasFailed,
  hasSucceeded,
  indexOf,
  isIndexed,
  isTracked,
} from './facts.ts'
import { readIndexes } from './indexes.ts'
import { judgeFailure } from './policies.ts'

export interface JobView {
  readonly job: Job
  readonly pods: readonly Pod[]
  readonly active: readonly Pod[]
  readonly succeeded: number
  readonly failed: number
  /** Of an indexed Job, with those that have succeeded by now. */
  readonly succeededIndexes: ReadonlySet<number>
  readonly failedIndexes: ReadonlySet<number>
  /** By index, the failed Pod that is kept until there is another in its place, because it knows how often the index has failed. */
  readonly lastOfIndex: ReadonlyMap<number, Pod>
  readonly backoff: Backoff
  readonly nowMs: number
}

/** Pods that have ended and were not counted yet. */
export function newlyEnded(job: Job, pods: readonly Pod[]) {
  const { succeeded = [], failed = [] } = job.status?.uncountedTerminatedPods ?? {}
  const known = new Set([...succeeded, ...failed])
  const fresh = pods.filter(pod => isTracked(pod) && !known.has(pod.metadata.uid ?? ''))
  return {
    succeeded: fresh.filter(hasSucceeded),
    failed: fresh.filter(pod => hasFailed(job, pod)),
  }
}

export function viewOf(job: Job, pods: readonly Pod[], backoff: Backoff, nowMs: number): JobView {
  const { status = {} } = job
  const uncounted = status.uncountedTerminatedPods
  const fresh = newlyEnded(job, pods)
  const succeededIndexes = succeededIndexesOf(job, pods)
  const failedIndexes = failedIndexesOf(job, pods)
  const succeeded =
    (status.succeeded ?? 0) + fresh.succeeded.length + (uncounted?.succeeded?.length ?? 0)
  const counting = fresh.failed.filter(pod => judgeFailure(job, pod).counts)
  return {
    job,
    pods,
    active: pods.filter(isActive),
    succeeded: isIndexed(job) ? succeededIndexes.size : succeeded,
    failed: (status.failed ?? 0) + counting.length + (uncounted?.failed?.length ?? 0),
    succeededIndexes,
    failedIndexes,
    lastOfIndex: countsByIndex(job)
      ? lastByIndex(job, pods, succeededIndexes, failedIndexes)
      : new Map(),
    backoff,
    nowMs,
  }
}

function succeededIndexesOf(job: Job, pods: readonly Pod[]): ReadonlySet<number> {
  if (!isIndexed(job)) return new Set()
  const found = readIndexes(job.status?.completedIndexes, job.spec?.completions ?? 0)
  for (const pod of pods) {
    const index = indexOf(job, pod)
    if (index !== undefined && hasSucceeded(pod) && isTracked(pod)) found.add(index)
  }
  return found
}

/** An index fails when its Pod may not fail once more. */
function failedIndexesOf(job: Job, pods: readonly Pod[]): ReadonlySet<number> {
  if (!countsByIndex(job)) return new Set()
  const found = readIndexes(job.status?.failedIndexes, job.spec?.completions ?? 0)
  for (const pod of pods) {
    const index = indexOf(job, pod)
    if (index === undefined || !isTracked(pod) || !hasFailed(job, pod)) continue
    const { counts, failsIndex } = judgeFailure(job, pod)
    const isLast = failuresOf(pod) >= (job.spec?.backoffLimitPerIndex ?? 0)
    if (failsIndex === true || (counts && isLast)) found.add(index)
  }
  return found
}

function lastByIndex(
  job: Job,
  pods: readonly Pod[],
  succeeded: ReadonlySet<number>,
  failed: ReadonlySet<number>,
): Map<number, Pod> {
  const last = new Map<number, Pod>()
  for (const pod of pods) {
    const index = indexOf(job, pod)
    if (index === undefined || !isTracked(pod) || hasSucceeded(pod)) continue
    if (succeeded.has(index) || failed.has(index)) continue
    const known = last.get(index)
    if (known === undefined || allFailuresOf(known) <= allFailuresOf(pod)) last.set(index, pod)
  }
  return last
}
