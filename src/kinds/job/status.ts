// What a Job's controller may say of it: nothing that contradicts itself or takes back an end. Most rules look only at
// what a write changes, so that a status that is wrong already can still be written.
import { type Cause, duplicate, invalid, required } from '../../meta/field-errors.ts'
import { sameJson } from '../../meta/freeze.ts'
import { parseTime } from '../../meta/time.ts'
import type { Job, JobStatus } from '../../schema/generated/batch-v1.ts'
import { goStruct } from '../go-struct.ts'
import { checkCounters } from '../workload/counts.ts'
import { invalidAsIs } from './as-is.ts'
import { checkStatusIndexes } from './status-indexes.ts'

const COUNTERS = ['active', 'succeeded', 'failed', 'ready', 'terminating']

/** What a write of the status is about. */
interface Write {
  readonly next: JobStatus
  readonly old: JobStatus
  /** Whether a condition of this type holds now, and whether that is news. */
  holds(type: string): boolean
  changed(...types: readonly string[]): boolean
  readonly finished: boolean
  readonly finishedChanged: boolean
}

export function validateJobStatus(job: Job, oldJob: Job): Cause[] {
  const out: Cause[] = []
  const write = writeOf(job.status ?? {}, oldJob.status ?? {})
  checkCounters(out, write.next, COUNTERS)
  checkUncounted(out, write.next)
  checkCompletion(out, write)
  checkAnnounced(out, write)
  checkFinished(out, write)
  checkStatusIndexes(out, job, write.old)
  checkPods(out, write)
  checkSuccess(out, write, job)
  checkKept(out, write, job)
  return out
}

const isTrue = (status: JobStatus, type: string): boolean =>
  (status.conditions ?? []).some(each => each.type === type && each.status === 'True')

const isFinished = (status: JobStatus): boolean =>
  isTrue(status, 'Complete') || isTrue(status, 'Failed')

function writeOf(next: JobStatus, old: JobStatus): Write {
  const finished = isFinished(next)
  return {
    next,
    old,
    holds: type => isTrue(next, type),
    changed: (...types) => types.some(type => isTrue(next, type) !== isTrue(old, type)),
    finished,
    finishedChanged: finished !== isFinished(old),
  }
}

const conditions = (detail: string): Cause => invalidAsIs('status.conditions', detail)

/** Pods that are not yet counted are named once. */
function checkUncounted(out: Cause[], { uncountedTerminatedPods: pods }: JobStatus): void {
  const seen = new Set<string>()
  for (const name of ['succeeded', 'failed'] as const)
    for (const [index, uid] of (pods?.[name] ?? []).entries()) {
      const path = `status.uncountedTerminatedPods.${name}[${index}]`
      if (uid === '') out.push(invalid(path, uid, 'must not be empty'))
      else if (seen.has(uid)) out.push(duplicate(path, uid))
      seen.add(uid)
    }
}

/** A Job completes in one way only, and with the time of it. */
function checkCompletion(out: Cause[], { next, old, holds, changed }: Write): void {
  const complete = holds('Complete')
  if (complete && holds('Failed') && changed('Complete', 'Failed'))
    out.push(conditions('cannot set Complete=True and Failed=true conditions'))
  if (complete && holds('FailureTarget') && changed('Complete', 'FailureTarget'))
    out.push(conditions('cannot set Complete=True and FailureTarget=true conditions'))
  const { startTime, completionTime } = next
  const timed = completionTime !== old.completionTime
  const path = 'status.completionTime'
  if (changed('Complete') || timed) {
    if (completionTime !== undefined && !complete)
      out.push(
        invalid(
          path,
          completionTime,
          'cannot set completionTime when there is no Complete=True condition',
        ),
      )
    if (completionTime === undefined && complete)
      out.push(required(path, 'completionTime is required for Complete jobs'))
  }
  if (startTime === undefined || completionTime === undefined) return
  const isBefore = (parseTime(completionTime) ?? 0) < (parseTime(startTime) ?? 0)
  if (isBefore && (timed || startTime !== old.startTime))
    out.push(invalid(path, completionTime, 'completionTime cannot be set before startTime'))
}

/** An end is announced before. */
function checkAnnounced(out: Cause[], { holds, changed }: Write): void {
  if (holds('Failed') && !holds('FailureTarget') && changed('Failed', 'FailureTarget'))
    out.push(
      conditions('cannot set Failed=True condition without the FailureTarget=true condition'),
    )
  if (
    holds('Complete') &&
    !holds('SuccessCriteriaMet') &&
    changed('Complete', 'SuccessCriteriaMet')
  )
    out.push(
      conditions(
        'cannot set Complete=True condition without the SuccessCriteriaMet=true condition',
      ),
    )
}

function checkFinished(out: Cause[], { next, old, finished, finishedChanged }: Write): void {
  if (!finished) return
  const { active = 0, startTime, uncountedTerminatedPods: uncounted } = next
  if (active > 0 && (finishedChanged || active !== (old.active ?? 0)))
    out.push(invalid('status.active', active, 'active>0 is invalid for finished job'))
  if (startTime === undefined && (finishedChanged || old.startTime !== undefined))
    out.push(required('status.startTime', 'startTime is required for finished job'))
  const left = (uncounted?.failed ?? []).length + (uncounted?.succeeded ?? []).length
  if (left > 0 && (finishedChanged || !sameJson(uncounted, old.uncountedTerminatedPods)))
    out.push(
      invalid(
        'status.uncountedTerminatedPods',
        goStruct('batch/v1.UncountedTerminatedPods', uncounted),
        'uncountedTerminatedPods needs to be empty for finished job',
      ),
    )
}

function checkPods(out: Cause[], { next, old, finished, finishedChanged }: Write): void {
  const { active = 0, ready, terminating = 0 } = next
  if (finished && terminating > 0 && (finishedChanged || terminating !== old.terminating))
    out.push(
      invalid('status.terminating', terminating, 'terminating>0 is invalid for finished job'),
    )
  const counted = ready !== old.ready || active !== (old.active ?? 0)
  if (ready !== undefined && ready > active && counted)
    out.push(invalid('status.ready', ready, 'cannot set more ready pods than active'))
}

/** Success and failure exclude each other. */
function checkSuccess(out: Cause[], { holds }: Write, { spec }: Job): void {
  const isMet = holds('SuccessCriteriaMet')
  if (isMet && holds('Failed'))
    out.push(conditions('cannot set SuccessCriteriaMet=True and Failed=true conditions'))
  if (isMet && holds('FailureTarget'))
    out.push(conditions('cannot set SuccessCriteriaMet=True and FailureTarget=true conditions'))
  if (!isMet && spec?.successPolicy !== undefined && holds('Complete'))
    out.push(
      conditions(
        'cannot set Complete=True for Job with SuccessPolicy unless SuccessCriteriaMet=True',
      ),
    )
}

/** What was said once stays said. */
function checkKept(out: Cause[], { next, old, holds }: Write, { spec }: Job): void {
  for (const type of ['Failed', 'Complete', 'FailureTarget'])
    if (isTrue(old, type) && !holds(type))
      out.push(conditions(`cannot disable the terminal ${type}=True condition`))
  const mayShrink = spec?.completionMode === 'Indexed' && spec.completions === spec.parallelism
  for (const name of ['failed', 'succeeded'] as const)
    if ((next[name] ?? 0) < (old[name] ?? 0) && (name === 'failed' || !mayShrink))
      out.push(invalid(`status.${name}`, next[name] ?? 0, `cannot decrease the ${name} counter`))
  const { completionTime, startTime } = next
  if (completionTime !== undefined && old.completionTime !== undefined)
    if (completionTime !== old.completionTime)
      out.push(invalid('status.completionTime', completionTime, 'completionTime cannot be mutated'))
  if (old.startTime !== undefined && startTime !== old.startTime && spec?.suspend !== true)
    out.push(required('status.startTime', 'startTime cannot be removed for unsuspended job'))
  const wasMet = isTrue(old, 'SuccessCriteriaMet')
  if (wasMet && !holds('SuccessCriteriaMet'))
    out.push(conditions('cannot disable the SuccessCriteriaMet=True condition'))
  if (isTrue(old, 'Complete') && !wasMet && holds('SuccessCriteriaMet'))
    out.push(
      conditions('cannot set SuccessCriteriaMet=True for Job already has Complete=true conditions'),
    )
}
