// What a Job's status says of the Pods that are there, and of its end. Pure.
import { formatTime } from '../../meta/time.ts'
import type { Job, JobCondition, JobStatus } from '../../schema/generated/batch-v1.ts'
import type { Pod } from '../../schema/generated/core-v1.ts'
import { isActive, isDeleting, isReady, isTerminal } from '../pod-state.ts'
import { conditionNow, isSuspended } from './facts.ts'

/** The status with the Pods counted that are there. */
export function withPods(status: JobStatus, pods: readonly Pod[]): JobStatus {
  const { active: _, ...rest } = status
  const active = pods.filter(isActive)
  const terminating = pods.filter(pod => isDeleting(pod) && !isTerminal(pod)).length
  const ready = active.filter(isReady).length
  return {
    ...rest,
    ...(active.length === 0 ? {} : { active: active.length }),
    ready,
    terminating,
  }
}

/** The status of a Job that begins: one that is suspended does not. */
export const started = (job: Job, status: JobStatus, nowMs: number): JobStatus =>
  status.startTime !== undefined || isSuspended(job)
    ? status
    : { ...status, startTime: formatTime(nowMs) }

export const withCondition = (status: JobStatus, condition: JobCondition): JobStatus =>
  (status.conditions ?? []).some(one => one.type === condition.type && one.status === 'True')
    ? status
    : { ...status, conditions: [...(status.conditions ?? []), condition] }

/** Whether the Job rests: then it has no start, and one that is resumed starts anew. The same status when nothing is new. */
export function withSuspension(job: Job, status: JobStatus, nowMs: number): JobStatus {
  const { conditions = [] } = status
  const known = conditions.find(one => one.type === 'Suspended')
  const wanted = isSuspended(job) ? 'True' : 'False'
  if (known?.status === wanted || (known === undefined && wanted === 'False')) return status
  const [reason, message] =
    wanted === 'True' ? ['JobSuspended', 'Job suspended'] : ['JobResumed', 'Job resumed']
  const condition = { ...conditionNow('Suspended', reason, message, nowMs), status: wanted }
  const next =
    known === undefined
      ? [...conditions, condition]
      : conditions.map(one => (one === known ? condition : one))
  const { startTime: _, ...rest } = status
  const resumed = wanted === 'False' ? { startTime: formatTime(nowMs) } : {}
  return { ...rest, ...resumed, conditions: next }
}

/** The end that was announced, once no Pod is left that goes and none that is uncounted. */
export function ended(status: JobStatus, announced: JobCondition, nowMs: number): JobStatus {
  const { succeeded = [], failed = [] } = status.uncountedTerminatedPods ?? {}
  if (succeeded.length + failed.length + (status.terminating ?? 0) + (status.active ?? 0) > 0)
    return status
  const { reason = '', message = '' } = announced
  const complete = announced.type === 'SuccessCriteriaMet'
  const condition = conditionNow(complete ? 'Complete' : 'Failed', reason, message, nowMs)
  const next = withCondition(status, condition)
  return complete ? { ...next, completionTime: formatTime(nowMs) } : next
}
