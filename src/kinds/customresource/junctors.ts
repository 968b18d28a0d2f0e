import { invalid } from '../../meta/field-errors.ts'
import type { Check } from './checks.ts'
import type { Result } from './result.ts'
import type { Schema } from './schema.ts'
import type { Validate } from './validator.ts'

/** anyOf, oneOf, allOf and not. Branches know no old value: what they refuse is refused again. */
export function junctorsCheck(
  { anyOf = [], oneOf = [], allOf = [], not }: Schema,
  compile: (schema: Schema) => Validate,
): Check | undefined {
  if (anyOf.length + oneOf.length + allOf.length === 0 && not === undefined) return undefined
  const any = anyOf.map(compile)
  const one = oneOf.map(compile)
  const all = allOf.map(compile)
  const negated = not === undefined ? undefined : compile(not)
  return (value, path, into) => {
    const run = (validate: Validate): Result => {
      const result = into.branch()
      validate(value, path, undefined, result)
      return result
    }
    const tell = (text: string): void => into.add(invalid(into.field(''), '', `"${path}" ${text}`))
    if (any.length > 0) anyOfCheck(any, run, into, tell)
    if (one.length > 0) oneOfCheck(one, run, into, tell)
    if (all.length > 0) allOfCheck(all, run, into, tell)
    if (negated !== undefined && isValid(run(negated))) tell('must not validate the schema (not)')
  }
}

type Run = (validate: Validate) => Result
type Tell = (text: string) => void

const isValid = (result: Result): boolean => result.causes.length === 0

function anyOfCheck(branches: readonly Validate[], run: Run, into: Result, tell: Tell): void {
  let best: Result | undefined
  for (const branch of branches) {
    const result = run(branch)
    if (isValid(result)) {
      into.merge(result)
      return
    }
    if (best === undefined || result.matches > best.matches) best = result
  }
  tell('must validate at least one schema (anyOf)')
  if (best !== undefined) into.merge(best)
}

function oneOfCheck(branches: readonly Validate[], run: Run, into: Result, tell: Tell): void {
  let best: Result | undefined
  let first: Result | undefined
  let valid = 0
  for (const branch of branches) {
    const result = run(branch)
    if (isValid(result)) {
      valid++
      first ??= result
    } else if (valid === 0 && (best === undefined || result.matches > best.matches)) best = result
  }
  if (valid === 1 && first !== undefined) {
    into.merge(first)
    return
  }
  const found = valid === 0 ? 'Found none valid' : `Found ${valid} valid alternatives`
  tell(`must validate one and only one schema (oneOf). ${found}`)
  if (valid === 0 && best !== undefined) into.merge(best)
}

function allOfCheck(branches: readonly Validate[], run: Run, into: Result, tell: Tell): void {
  let valid = 0
  for (const branch of branches) {
    const result = run(branch)
    if (isValid(result)) valid++
    into.merge(result)
  }
  if (valid === branches.length) return
  tell(`must validate all the schemas (allOf)${valid === 0 ? '. None validated' : ''}`)
}
