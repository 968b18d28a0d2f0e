import { type Cause, invalid, required, tooLong, tooMany } from '../../meta/field-errors.ts'
import type { JobSpec, SuccessPolicyRule } from '../../schema/generated/batch-v1.ts'
import { checkNotNegative } from '../pod-template/check.ts'
import { countIndexes } from './indexes.ts'

const RULES_MAX = 20
const INDEXES_BYTES_MAX = 64 * 1024

/** When an indexed Job has done enough. */
export function checkSuccessPolicy(out: Cause[], spec: JobSpec, path: string): void {
  const rules = spec.successPolicy?.rules ?? []
  if (rules.length === 0)
    out.push(
      required(
        `${path}.rules`,
        'at least one rules must be specified when the successPolicy is specified',
      ),
    )
  if (rules.length > RULES_MAX) out.push(tooMany(`${path}.rules`, rules.length, RULES_MAX))
  for (const [index, rule] of rules.entries())
    checkRule(out, rule, spec.completions ?? 0, `${path}.rules[${index}]`)
}

function checkRule(out: Cause[], rule: SuccessPolicyRule, completions: number, path: string): void {
  const { succeededCount: count, succeededIndexes: indexes } = rule
  if (count === undefined && indexes === undefined)
    out.push(required(path, 'at least one of succeededCount or succeededIndexes must be specified'))
  const listed =
    indexes === undefined
      ? undefined
      : checkIndexes(out, indexes, completions, `${path}.succeededIndexes`)
  if (count === undefined) return
  const at = `${path}.succeededCount`
  checkNotNegative(out, count, at)
  if (count > completions)
    out.push(
      invalid(
        at,
        count,
        `must be less than or equal to ${completions} (the number of specified completions)`,
      ),
    )
  if (listed !== undefined && count > listed)
    out.push(
      invalid(
        at,
        count,
        `must be less than or equal to ${listed} (the number of indexes in the specified succeededIndexes field)`,
      ),
    )
}

function checkIndexes(out: Cause[], indexes: string, completions: number, path: string): number {
  if (indexes.length > INDEXES_BYTES_MAX) out.push(tooLong(path, INDEXES_BYTES_MAX))
  const { count, error } = countIndexes(indexes, completions)
  if (error !== undefined)
    out.push(invalid(path, indexes, `error parsing succeededIndexes: ${error}`))
  return count
}
