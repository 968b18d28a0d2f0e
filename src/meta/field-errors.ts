// Errors of fields, as validation gives them: one constructor a sort, one formatter of values.
// Wording follows apimachinery `util/validation/field/errors.go`.
import { goNumber } from './go-float.ts'
import { jsonText } from './json-text.ts'

/** Why a field was refused; becomes an entry of `details.causes`. */
export interface Cause {
  readonly reason: CauseReason
  readonly message: string
  readonly field: string
}

export type CauseReason =
  | 'FieldValueNotFound'
  | 'FieldValueRequired'
  | 'FieldValueDuplicate'
  | 'FieldValueInvalid'
  | 'FieldValueNotSupported'
  | 'FieldValueForbidden'
  | 'FieldValueTooLong'
  | 'FieldValueTooMany'
  | 'InternalError'
  | 'FieldValueTypeInvalid'

const withDetail = (text: string, detail: string): string =>
  detail === '' ? text : `${text}: ${detail}`

export const required = (field: string, detail = ''): Cause => ({
  reason: 'FieldValueRequired',
  message: withDetail('Required value', detail),
  field,
})

export const invalid = (field: string, value: unknown, detail = ''): Cause => ({
  reason: 'FieldValueInvalid',
  message: withDetail(`Invalid value: ${goValue(value)}`, detail),
  field,
})

export const typeInvalid = (field: string, value: unknown, detail = ''): Cause => ({
  reason: 'FieldValueTypeInvalid',
  message: withDetail(`Invalid value: ${goValue(value)}`, detail),
  field,
})

/** The supported values are quoted in the order in which they are given; Go sorts them where it reads them from a set. */
export const notSupported = (
  field: string,
  value: unknown,
  supported: readonly string[],
): Cause => ({
  reason: 'FieldValueNotSupported',
  message: withDetail(
    `Unsupported value: ${goValue(value)}`,
    supported.length === 0 ? '' : `supported values: ${supported.map(goQuote).join(', ')}`,
  ),
  field,
})

export const duplicate = (field: string, value: unknown): Cause => ({
  reason: 'FieldValueDuplicate',
  message: `Duplicate value: ${goValue(value)}`,
  field,
})

export const forbidden = (field: string, detail = ''): Cause => ({
  reason: 'FieldValueForbidden',
  message: withDetail('Forbidden', detail),
  field,
})

export const internal = (field: string, detail: string): Cause => ({
  reason: 'InternalError',
  message: withDetail('Internal error', detail),
  field,
})

export const notFoundField = (field: string, value: unknown): Cause => ({
  reason: 'FieldValueNotFound',
  message: `Not found: ${goValue(value)}`,
  field,
})

export const tooLong = (field: string, maxBytes: number): Cause => ({
  reason: 'FieldValueTooLong',
  message:
    maxBytes < 0
      ? 'Too long: value is too long'
      : `Too long: may not be more than ${maxBytes} ${maxBytes === 1 ? 'byte' : 'bytes'}`,
  field,
})

export const tooMany = (field: string, actual: number, max: number): Cause => ({
  reason: 'FieldValueTooMany',
  message: `Too many: ${actual}: must have at most ${max} ${max === 1 ? 'item' : 'items'}`,
  field,
})

/** A value as Go's field errors print it: strings with %q, numbers and booleans bare, the rest as JSON. */
export function goValue(value: unknown): string {
  if (typeof value === 'string') return goQuote(value)
  if (value === undefined || value === null) return 'null'
  if (typeof value === 'object') return goJson(value)
  return typeof value === 'number' ? goNumber(value) : String(value)
}

/** JSON as Go writes it: maps with sorted keys are the caller's business, `<`, `>` and `&` escaped. */
export function goJson(value: unknown): string {
  return jsonText(value).replace(
    /[<>&\u2028\u2029]/g,
    c => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}

/** A string as Go's %q prints it. */
export function goQuote(text: string): string {
  let out = '"'
  for (const c of text) out += goEscape(c)
  return `${out}"`
}

const ESCAPES: Readonly<Record<string, string>> = {
  '"': '\\"',
  '\\': '\\\\',
  '\x07': '\\a',
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\v': '\\v',
}

function goEscape(c: string): string {
  const known = ESCAPES[c]
  if (known !== undefined) return known
  const code = c.codePointAt(0) ?? 0
  if (code < 0x20 || code === 0x7f) return `\\x${code.toString(16).padStart(2, '0')}`
  if (code > 0x7f && !/[\p{L}\p{M}\p{N}\p{P}\p{S}]/u.test(c))
    return code > 0xffff
      ? `\\U${code.toString(16).padStart(8, '0')}`
      : `\\u${code.toString(16).padStart(4, '0')}`
  return c
}

/** `path[index]` and `path.name` as Go's field.Path prints them. */
export const at = (path: string, index: number): string => `${path}[${index}]`
export const child = (path: string, name: string): string =>
  path === '' ? name : `${path}.${name}`
export const keyed = (path: string, key: string): string => `${path}[${key}]`
