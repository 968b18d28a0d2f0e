import { type Cause, invalid } from '../../meta/field-errors.ts'
import type { Job, JobStatus } from '../../schema/generated/batch-v1.ts'
import { countIndexes, overlapOf } from './indexes.ts'

const COMPLETED = 'status.completedIndexes'
const FAILED = 'status.failedIndexes'

/** Which indexes have completed and which have failed, where a write changes that. */
export function checkStatusIndexes(out: Cause[], job: Job, old: JobStatus): void {
  const { completions, completionMode, backoffLimitPerIndex } = job.spec ?? {}
  const { completedIndexes: completed = '', failedIndexes: failed } = job.status ?? {}
  const isCompletedNew = completed !== (old.completedIndexes ?? '')
  const isFailedNew = failed !== old.failedIndexes
  if (completions !== undefined && isCompletedNew)
    out.push(...parseErrors(COMPLETED, completed, completions))
  const counts = completions !== undefined && backoffLimitPerIndex !== undefined
  if (counts && failed !== undefined && isFailedNew)
    out.push(...parseErrors(FAILED, failed, completions))
  if (isCompletedNew && completed !== '' && completionMode !== 'Indexed')
    out.push(
      invalid(
        COMPLETED,
        completed,
        'cannot set non-empty completedIndexes when non-indexed completion mode',
      ),
    )
  if (failed === undefined) return
  if (isFailedNew && backoffLimitPerIndex === undefined)
    out.push(
      invalid(
        FAILED,
        failed,
        'cannot set non-null failedIndexes when backoffLimitPerIndex is null',
      ),
    )
  if (completions === undefined || !(isFailedNew || isCompletedNew)) return
  const index = overlapOf(completed, failed, completions)
  if (index !== undefined)
    out.push(
      invalid(FAILED, failed, `failedIndexes and completedIndexes overlap at index: ${index}`),
    )
}

function parseErrors(path: string, indexes: string, completions: number): Cause[] {
  const { error } = countIndexes(indexes, completions)
  const name = path.slice('status.'.length)
  return error === undefined ? [] : [invalid(path, indexes, `error parsing ${name}: ${error}`)]
}
