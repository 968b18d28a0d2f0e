// Values of JSON as Go's fmt prints them, where an error text quotes a value.
import { goQuote } from '../meta/field-errors.ts'
import { isObject } from '../meta/object.ts'

/** The type that Go's decoder gives a value: `int64`, `map[string]interface {}`. */
export function goType(value: unknown): string {
  if (value === null || value === undefined) return '<nil>'
  if (Array.isArray(value)) return '[]interface {}'
  if (typeof value === 'object') return 'map[string]interface {}'
  if (typeof value === 'number') return Number.isInteger(value) ? 'int64' : 'float64'
  return typeof value === 'boolean' ? 'bool' : 'string'
}

/** `%v`: `map[a:1 b:[x y]]`, members in the order of their names. */
export function goText(value: unknown): string {
  return print(value, inner => (inner === null ? '<nil>' : scalarText(inner)))
}

/** `%s`: as `%v`, with a complaint about whatever is no string. */
export function goString(value: unknown): string {
  return print(value, inner => {
    if (typeof inner === 'string') return inner
    return inner === null ? '%!s(<nil>)' : `%!s(${goType(inner)}=${scalarText(inner)})`
  })
}

function print(value: unknown, scalar: (value: unknown) => string): string {
  if (Array.isArray(value)) return `[${value.map(item => print(item, scalar)).join(' ')}]`
  if (!isObject(value)) return scalar(value ?? null)
  const members = Object.keys(value)
    .sort()
    .map(key => `${key}:${print(value[key], scalar)}`)
  return `map[${members.join(' ')}]`
}

/** `%#v`: as the value would be written in a program. */
export function goSyntax(value: unknown): string {
  if (value === null || value === undefined) return 'interface {}(nil)'
  if (Array.isArray(value)) return `[]interface {}{${value.map(goSyntax).join(', ')}}`
  if (typeof value === 'string') return goQuote(value)
  if (!isObject(value)) return scalarText(value)
  const members = Object.keys(value)
    .sort()
    .map(key => `${goQuote(key)}:${goSyntax(value[key])}`)
  return `map[string]interface {}{${members.join(', ')}}`
}

/** A value in the wrapper in which structured merge holds it. */
export const goPointer = (value: unknown): string => `&{${goText(value)}}`

/** Floats as `%v` prints them: their exponent has two digits at least. */
function scalarText(value: unknown): string {
  const text = String(value)
  if (typeof value !== 'number' || Number.isInteger(value)) return text
  if (Math.abs(value) < 1e-4) return value.toExponential().replace(/e([-+])(\d)$/, 'e$10$2')
  return text.replace(/e([-+])(\d)$/, 'e$10$2')
}
