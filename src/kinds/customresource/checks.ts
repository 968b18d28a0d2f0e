// Checks of single values against what a schema says of their type, text, number or length. Wording and
// order are those of kube-openapi `pkg/validation`.
import { invalid, notSupported, tooLong, tooMany, typeInvalid } from '../../meta/field-errors.ts'
import { sameJson } from '../../meta/freeze.ts'
import { goFloat, isInt64 } from '../../meta/go-float.ts'
import { goPattern } from '../../meta/pattern.ts'
import { isOfFormat, isTextFormat, knownFormat } from './formats.ts'
import type { Result } from './result.ts'
import { isIntOrString, type Schema } from './schema.ts'

/** A check of one value at a path. */
export type Check = (value: unknown, path: string, into: Result) => void

const INT64_MAX = 2 ** 63

/** How Go would type a value of JSON. */
export function typeOf(value: unknown): string {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'array'
  if (typeof value !== 'number') return typeof value
  return isInt64(value) ? 'integer' : 'number'
}

/** The types that a schema allows; none when it does not say. */
export function typesOf(schema: Schema): readonly string[] {
  if (isIntOrString(schema)) return ['integer', 'string']
  return schema.type === undefined || schema.type === '' ? [] : [schema.type]
}

const FORMAT_OF: Readonly<Record<string, string>> = { integer: 'int64', number: 'float64' }

/** Whether the value is of the type at all. */
export function typeCheck(schema: Schema): Check | undefined {
  const types = typesOf(schema)
  const format = knownFormat(schema.type, schema.format)
  if (types.length === 0 && format === '') return undefined
  const nullable = schema.nullable === true
  const isNumeric = types.includes('integer') || types.includes('number')
  return (value, path, into) => {
    const found = typeOf(value)
    const wrong = (wanted: string, told: string): void =>
      into.add(
        typeInvalid(
          into.field(path),
          told,
          `${path} in body must be of type ${wanted}: ${JSON.stringify(told)}`,
        ),
      )
    if (found === 'null') {
      if (types.length > 0 && !nullable) wrong(types.join(','), 'null')
      return
    }
    const fits = types.includes(found) || (found === 'integer' && types.includes('number'))
    const ofFormat = FORMAT_OF[found] ?? ''
    const isLong = found === 'string' || found === 'array'
    if (!isLong && format !== '' && !fits && ofFormat !== format) return wrong(format, ofFormat)
    // A text or a list where a format is asked for is left to the check of the format.
    if (!isNumeric && format !== '' && isLong) into.matches++
    else if (fits) into.matches++
    else wrong(types.join(','), found)
  }
}

/** Length and pattern; the first that fails is told. */
export function textCheck({ maxLength, minLength, pattern }: Schema): Check | undefined {
  if (maxLength === undefined && minLength === undefined && !pattern) return undefined
  return (value, path, into) => {
    const text = value as string
    const length = lengthOf(text, maxLength, minLength)
    if (maxLength !== undefined && length > maxLength)
      return into.add(tooLong(into.field(path), maxLength))
    if (minLength !== undefined && length < minLength)
      return into.add(
        invalid(
          into.field(path),
          text,
          `${path} in body should be at least ${minLength} chars long`,
        ),
      )
    if (!pattern) return
    const regexp = goPattern(pattern)
    if (typeof regexp === 'string' || !regexp.test(text))
      into.add(invalid(into.field(path), text, `${path} in body should match '${pattern}'`))
  }
}

/** Characters are counted only where it matters. */
function lengthOf(text: string, max = 0, min = 0): number {
  return text.length > max || text.length < min * 2 ? [...text].length : text.length
}

export function formatCheck(schema: Schema): Check | undefined {
  const format = knownFormat(schema.type, schema.format)
  if (format === '' || !isTextFormat(format)) return undefined
  return (value, path, into) => {
    const text = value as string
    if (isOfFormat(text, format)) return
    const told = JSON.stringify(text)
    into.add(
      typeInvalid(into.field(path), text, `${path} in body must be of type ${format}: ${told}`),
    )
  }
}

const INT32_MAX = 2 ** 31
const FLOAT32_MAX = 3.4028235677973366e38

/** Range of the type, multiples and bounds. */
export function numberCheck(schema: Schema): Check {
  const types = typesOf(schema)
  const type = types.length === 1 ? (types[0] ?? '') : ''
  const format = knownFormat(schema.type, schema.format)
  const { multipleOf, maximum, minimum } = schema
  return (value, path, into) => {
    const number = value as number
    into.matches++
    if (!isInRange(number, type, format)) {
      const which = format === '' ? '(default format)' : `with format ${format}`
      const text = `Checked value must be of type ${type} ${which} in ${path}`
      into.add(invalid(into.field(''), '', text))
    }
    const isWhole = isInt64(number)
    // Whole numbers are compared with whole numbers, whatever the schema says.
    const print = (bound: number): string => (isWhole ? String(Math.trunc(bound)) : goFloat(bound))
    const tell = (text: string): void =>
      into.add(invalid(into.field(path), number, `${path} in body should be ${text}`))
    const factor = isWhole && multipleOf !== undefined ? Math.trunc(multipleOf) : multipleOf
    if (factor === 0)
      into.add(
        invalid(into.field(path), 0, `factor MultipleOf declared for ${path} must be positive: 0`),
      )
    else if (factor !== undefined && !isMultiple(number, factor))
      tell(`a multiple of ${print(factor)}`)
    if (minimum !== undefined && isBelow(number, minimum, schema.exclusiveMinimum === true))
      tell(`greater than ${schema.exclusiveMinimum ? '' : 'or equal to '}${print(minimum)}`)
    if (maximum !== undefined && isBelow(-number, -maximum, schema.exclusiveMaximum === true))
      tell(`less than ${schema.exclusiveMaximum ? '' : 'or equal to '}${print(maximum)}`)
  }
}

const isBelow = (number: number, bound: number, exclusive: boolean): boolean =>
  exclusive ? number <= bound : number < bound

function isInRange(number: number, type: string, format: string): boolean {
  if (type === 'integer') {
    if (!Number.isInteger(number)) return false
    return format === 'int32'
      ? number >= -INT32_MAX && number < INT32_MAX
      : number >= -INT64_MAX && number < INT64_MAX
  }
  return format !== 'float' || Math.abs(number) < FLOAT32_MAX
}

function isMultiple(number: number, factor: number): boolean {
  const times = Number.isInteger(factor) || factor >= 1 ? number / factor : (1 / factor) * number
  if (Math.abs(times) > Number.MAX_SAFE_INTEGER) return false
  return Math.abs(times - Math.round(times)) < 1e-9 * Math.max(1, Math.abs(times))
}

export function enumCheck(schema: Schema): Check | undefined {
  const values = schema.enum
  if (values === undefined || values.length === 0) return undefined
  const told = values.map(value => (typeof value === 'string' ? value : JSON.stringify(value)))
  return (value, path, into) => {
    // A number is made one of the kind that it is compared with.
    const whole = typeof value === 'number' && !isInt64(value) ? Math.trunc(value) : undefined
    if (!values.some(one => sameJson(one, value) || (whole !== undefined && one === whole)))
      into.add(notSupported(into.field(path), value, told))
  }
}

/** How many items there may be, and whether they may repeat. */
export function countCheck({ minItems, maxItems, uniqueItems }: Schema): Check {
  return (value, path, into) => {
    const list = value as readonly unknown[]
    if (minItems !== undefined && list.length < minItems)
      into.add(
        invalid(
          into.field(path),
          list.length,
          `${path} in body should have at least ${minItems} items`,
        ),
      )
    if (maxItems !== undefined && list.length > maxItems)
      into.add(tooMany(into.field(path), list.length, maxItems))
    if (uniqueItems && hasTwins(list))
      into.add(invalid(into.field(path), '', `${path} in body shouldn't contain duplicates`))
    into.matches++
  }
}

const hasTwins = (list: readonly unknown[]): boolean =>
  list.some((item, index) => list.slice(0, index).some(other => sameJson(item, other)))
