import { goValue, invalid } from '../meta/field-errors.ts'
import type { ReadMetadata } from '../meta/kind.ts'
import { isObject, type JsonObject } from '../meta/object.ts'
import { badRequest, invalidObject } from '../meta/status.ts'
import { DecodeError, decode } from '../schema/decode.ts'
import type { Types } from '../schema/table.ts'
import { apiVersionOfTarget, type Target } from './target.ts'

/** A custom object: metadata is typed, all else is what the schema of the version makes of it. */
export function decodeCustom(
  of: Target<never> | Target,
  value: JsonObject,
  types: Types,
): { value: JsonObject; strict: readonly string[] } {
  checkKind(of, value)
  const decoded = decode(types, 'meta/v1.ObjectMeta', value.metadata ?? {})
  const typed = { ...value, metadata: decoded.value }
  const read = of.version.custom?.read(typed, typedBy(types)) ?? { value: typed, unknown: [] }
  const unknown = [...decoded.unknown.map(path => `metadata.${path}`), ...read.unknown]
  return { value: read.value, strict: unknown.map(path => `unknown field "${path}"`) }
}

/** Reads what objects within objects say of themselves. @throws DecodeError */
const typedBy =
  (types: Types): ReadMetadata =>
  (name, value, at, unknown) => {
    const failed = (why: string): DecodeError =>
      new DecodeError(`${at}: Invalid value: ${goValue(value)}: ${why}`)
    if (name !== 'metadata') {
      if (typeof value !== 'string') throw failed('must be a string')
      return value
    }
    try {
      const decoded = decode(types, 'meta/v1.ObjectMeta', value)
      unknown.push(...decoded.unknown.map(path => `${at}.${path}`))
      return decoded.value
    } catch (error) {
      throw error instanceof DecodeError ? failed(error.message) : error
    }
  }

/** A custom object must say in which version it is written. */
export function checkCustomVersion(of: Target<never> | Target, value: JsonObject): void {
  const expected = apiVersionOfTarget(of as Target)
  const apiVersion = textOf(value.apiVersion)
  if (apiVersion !== expected)
    throw badRequest(
      `the API version in the data (${apiVersion}) does not match the expected API version (${expected})`,
    )
}

/** Another kind, or a version that a patch has changed, is told as a field that is wrong. */
function checkKind(of: Target<never> | Target, value: JsonObject): void {
  const expected = { kind: of.kind.kind, apiVersion: apiVersionOfTarget(of as Target) }
  const wrong = (['kind', 'apiVersion'] as const).filter(
    field => textOf(value[field]) !== expected[field],
  )
  if (wrong.length === 0) return
  const name = isObject(value.metadata) ? textOf(value.metadata.name) : ''
  throw invalidObject(
    { group: groupIn(textOf(value.apiVersion)), kind: textOf(value.kind) },
    name,
    wrong.map(field => invalid(field, textOf(value[field]), `must be ${expected[field]}`)),
  )
}

const groupIn = (apiVersion: string): string =>
  apiVersion.includes('/') ? (apiVersion.split('/')[0] ?? '') : ''

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '')
