// The steps of a JSONPath: each leads from some values to the values it selects in them.
import { goJson } from '../../meta/field-errors.ts'
import { isObject } from '../../meta/object.ts'
import { goPattern } from '../../meta/pattern.ts'

/** From values to what is selected in them. */
export type Step = (values: readonly unknown[]) => readonly unknown[]

/** A path that does not parse, or that does not fit what it is used on. */
export class JsonPathError extends Error {}

const isNil = (value: unknown): boolean => value === null || value === undefined

export const literal =
  (value: unknown): Step =>
  values =>
    values.map(() => value)

export const member =
  (name: string): Step =>
  values =>
    values.flatMap(value => (isObject(value) && Object.hasOwn(value, name) ? [value[name]] : []))

/** `.*`: what maps and lists hold. */
export const everyMember: Step = values => values.flatMap(membersOf)

function membersOf(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value
  return isObject(value) ? Object.values(value) : []
}

/** `..`: all that holds something, from the outside in. */
export const everythingBelow: Step = values =>
  values.flatMap(value => {
    const members = membersOf(value)
    return members.length === 0 ? [] : [value, ...everythingBelow(members)]
  })

export const united =
  (steps: readonly Step[]): Step =>
  values =>
    steps.flatMap(step => step(values))

/** `[start:end:step]`; an `end` of `next` takes one element, none takes all that follow. */
export interface Slice {
  readonly start: number
  readonly end: number | 'next' | undefined
  readonly step: number
}

export const sliced =
  (slice: Slice): Step =>
  values => {
    const found: unknown[] = []
    for (const value of values) {
      if (isNil(value)) continue
      const list = listOf(value)
      const [start, end] = boundsIn(list.length, slice)
      // Nothing is asked for: the values that follow are not looked at either.
      if (start === end) return found
      if (start < 0 || start >= list.length || end < start || end > list.length)
        throw new JsonPathError(`array index out of bounds: index ${start}, length ${list.length}`)
      if (slice.step <= 0) throw new JsonPathError('step must be > 0')
      for (let at = start; at < end; at += slice.step) found.push(list[at])
    }
    return found
  }

/** `[*]`. */
export const everyElement: Step = sliced({ start: 0, end: undefined, step: 1 })

function boundsIn(length: number, { start, end }: Slice): [number, number] {
  const from = start < 0 ? start + length : start
  if (end === undefined) return [from, length]
  if (end === 'next') return [from, start === -1 ? length : from + 1]
  return [from, end < 0 ? end + length : end]
}

function listOf(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value
  throw new JsonPathError('not an array or slice')
}

/** `[?(left operator right)]`: elements of lists for which it holds. */
export const filtered =
  (left: Step, operator: string, right: Step): Step =>
  values =>
    values.flatMap(value => listOf(value).filter(item => holds([item], left, operator, right)))

function holds(item: readonly unknown[], left: Step, operator: string, right: Step): boolean {
  if (operator === 'exists') return found(left, item).length > 0
  const lefts = left(item)
  if (lefts.length === 0) return false
  const rights = right(item)
  if (rights.length === 0) return false
  if (lefts.length > 1 || rights.length > 1)
    throw new JsonPathError('can only compare one element at a time')
  return compares(lefts[0], operator, rights[0])
}

/** What is found; a path that does not fit finds nothing. */
function found(step: Step, item: readonly unknown[]): readonly unknown[] {
  try {
    return step(item)
  } catch (error) {
    if (error instanceof JsonPathError) return []
    throw error
  }
}

function compares(a: unknown, operator: string, b: unknown): boolean {
  if (operator === '=~') return matches(a, b)
  const sort = sortOf(a)
  if (sort !== sortOf(b)) throw new JsonPathError('incompatible types for comparison')
  if (operator === '==') return a === b
  if (operator === '!=') return a !== b
  if (sort === 'boolean') throw new JsonPathError('invalid type for comparison')
  const [left, right] = [a, b] as [string, string]
  switch (operator) {
    case '<':
      return left < right
    case '<=':
      return left <= right
    case '>':
      return left > right
    case '>=':
      return left >= right
    default:
      throw new JsonPathError(`unrecognized filter operator ${operator}`)
  }
}

function sortOf(value: unknown): string {
  if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'float'
  if (typeof value === 'string' || typeof value === 'boolean') return typeof value
  throw new JsonPathError('invalid type for comparison')
}

function matches(text: unknown, pattern: unknown): boolean {
  const compiled = typeof pattern === 'string' ? goPattern(pattern) : ''
  if (typeof text !== 'string' || typeof compiled === 'string')
    throw new JsonPathError('not a regular expression and a text')
  return compiled.test(text)
}

/** A value as a template prints it. */
export function printed(value: unknown): string {
  if (isNil(value)) return '<no value>'
  if (typeof value === 'object') return goJson(sortedMembers(value))
  // Go gives exponents two digits at least, and begins with them at four zeros.
  if (typeof value !== 'number' || Number.isInteger(value)) return String(value)
  const text = Math.abs(value) < 1e-4 ? value.toExponential() : String(value)
  return text.replace(/e([-+])(\d)$/, 'e$10$2')
}

/** The same value with the members of all its maps in the order of their names. */
function sortedMembers(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortedMembers)
  if (!isObject(value)) return value
  const names = Object.keys(value).sort()
  return Object.fromEntries(names.map(name => [name, sortedMembers(value[name])]))
}
