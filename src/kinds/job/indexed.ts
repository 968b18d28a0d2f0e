import { type Cause, invalid, required } from '../../meta/field-errors.ts'
import type { JobSpec } from '../../schema/generated/batch-v1.ts'

const PARALLELISM_MAX = 100_000
const FAILED_MAX = 100_000
/** Beyond this the indexes that failed are too many to be written down. */
const MANY_COMPLETIONS = 100_000
const PARALLELISM_OF_MANY = 10_000
const FAILED_OF_MANY = 10_000

/** What holds for Jobs whose pods have an index each. */
export function checkIndexed(out: Cause[], spec: JobSpec, path: string): void {
  const { completions, parallelism = 0, maxFailedIndexes: failed } = spec
  const atMost = (name: string, value: number, max: number, where: string): void => {
    if (value > max)
      out.push(invalid(`${path}.${name}`, value, `must be less than or equal to ${max}${where}`))
  }
  if (completions === undefined)
    out.push(required(`${path}.completions`, 'when completion mode is Indexed'))
  atMost('parallelism', parallelism, PARALLELISM_MAX, ' when completion mode is Indexed')
  if (completions !== undefined && failed !== undefined && failed > completions)
    out.push(
      invalid(`${path}.maxFailedIndexes`, failed, 'must be less than or equal to completions'),
    )
  if (failed !== undefined) atMost('maxFailedIndexes', failed, FAILED_MAX, '')
  if (spec.backoffLimitPerIndex === undefined || (completions ?? 0) <= MANY_COMPLETIONS) return
  const above = ` when completions are above ${MANY_COMPLETIONS} and used with backoff limit per index`
  if (failed === undefined)
    out.push(
      required(
        `${path}.maxFailedIndexes`,
        `must be specified when completions is above ${MANY_COMPLETIONS}`,
      ),
    )
  atMost('parallelism', parallelism, PARALLELISM_OF_MANY, above)
  if (failed !== undefined) atMost('maxFailedIndexes', failed, FAILED_OF_MANY, above)
}
