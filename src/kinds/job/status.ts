// What a Job's controller may say of it: nothing that contradicts itself or takes back an end.
import { type Cause, invalid, required } from '../../meta/field-errors.ts'
import { validateImmutable } from '../../meta/object-meta.ts'
import { parseTime } from '../../meta/time.ts'
import type { Job, JobCondition, JobStatus } from '../../schema/generated/batch-v1.ts'
import { checkCounters } from '../workload/counts.ts'
import { invalidAsIs } from './as-is.ts'
import { countIndexes } from './indexes.ts'

const COUNTERS = ['active', 'succeeded', 'failed', 'ready', 'terminating']

export function validateJobStatus(next: Job, old: Job): Cause[] {
  const out: Cause[] = []
  const status = next.status ?? {}
  const before = old.status ?? {}
  checkCounters(out, status, COUNTERS)
  checkEnd(out, status, before)
  checkPods(out, status, next, old)
  checkDecreases(out, status, before)
  return out
}

const holds = (status: JobStatus, type: string): boolean =>
  (status.conditions ?? []).some(
    (condition: JobCondition) => condition.type === type && condition.status === 'True',
  )

/** How a Job ends: in one way, with the times that belong to it, and announced before. */
function checkEnd(out: Cause[], next: JobStatus, old: JobStatus): void {
  const complete = holds(next, 'Complete')
  const failed = holds(next, 'Failed')
  const changed = (type: string): boolean => holds(next, type) !== holds(old, type)
  if (complete && failed && (changed('Complete') || changed('Failed')))
    out.push(
      invalidAsIs('status.conditions', 'cannot set Complete=True and Failed=true conditions'),
    )
  checkCompletionTime(
    out,
    next,
    complete && (changed('Complete') || next.completionTime !== old.completionTime),
  )
  if (failed && changed('Failed') && !holds(next, 'FailureTarget'))
    out.push(
      invalidAsIs(
        'status.conditions',
        'cannot set Failed=True condition without the FailureTarget=true condition',
      ),
    )
  if (complete && changed('Complete') && !holds(next, 'SuccessCriteriaMet'))
    out.push(
      invalidAsIs(
        'status.conditions',
        'cannot set Complete=True condition without the SuccessCriteriaMet=true condition',
      ),
    )
  if (
    (complete || failed) &&
    (changed('Complete') || changed('Failed')) &&
    next.startTime === undefined
  )
    out.push(required('status.startTime', 'startTime is required for finished job'))
  for (const type of ['Complete', 'Failed'])
    if (holds(old, type) && !holds(next, type))
      out.push(
        invalidAsIs('status.conditions', `cannot disable the terminal ${type}=True condition`),
      )
  if (holds(old, 'Complete'))
    out.push(...validateImmutable(next.completionTime, old.completionTime, 'status.completionTime'))
}

function checkCompletionTime(out: Cause[], status: JobStatus, completes: boolean): void {
  const { startTime, completionTime } = status
  const path = 'status.completionTime'
  if (completes && completionTime === undefined)
    out.push(required(path, 'completionTime is required for Complete jobs'))
  if (completionTime === undefined) return
  if (!holds(status, 'Complete'))
    return void out.push(
      invalid(
        path,
        completionTime,
        'cannot set completionTime when there is no Complete=True condition',
      ),
    )
  if (startTime !== undefined && (parseTime(completionTime) ?? 0) < (parseTime(startTime) ?? 0))
    out.push(invalid(path, completionTime, 'completionTime cannot be set before startTime'))
}

function checkPods(out: Cause[], status: JobStatus, next: Job, old: Job): void {
  const { active = 0, ready = 0 } = status
  const ended = holds(status, 'Complete') || holds(status, 'Failed')
  if (ended && active > 0)
    out.push(invalid('status.active', active, 'active>0 is invalid for finished job'))
  if (status.ready !== undefined && ready > active)
    out.push(invalid('status.ready', ready, 'cannot set more ready pods than active'))
  const completions = next.spec?.completions ?? 0
  for (const name of ['completedIndexes', 'failedIndexes'] as const) {
    const indexes = status[name]
    if (!indexes || indexes === old.status?.[name]) continue
    if (next.spec?.completionMode !== 'Indexed') {
      out.push(
        invalid(
          `status.${name}`,
          indexes,
          `cannot set non-empty ${name} when non-indexed completion mode`,
        ),
      )
      continue
    }
    const { error } = countIndexes(indexes, completions)
    if (error !== undefined)
      out.push(invalid(`status.${name}`, indexes, `error parsing ${name}: ${error}`))
  }
}

function checkDecreases(out: Cause[], next: JobStatus, old: JobStatus): void {
  for (const name of ['failed', 'succeeded'] as const)
    if ((next[name] ?? 0) < (old[name] ?? 0))
      out.push(invalid(`status.${name}`, next[name] ?? 0, `cannot decrease the ${name} counter`))
}
