import { invalid } from '../meta/field-errors.ts'
import { isObject, type JsonObject } from '../meta/object.ts'
import { badRequest, invalidObject } from '../meta/status.ts'
import { decode } from '../schema/decode.ts'
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
  const read = of.version.custom?.read(typed) ?? { value: typed, unknown: [] }
  const unknown = [...decoded.unknown.map(path => `metadata.${path}`), ...read.unknown]
  return { value: read.value, strict: unknown.map(path => `unknown field "${path}"`) }
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
    { group: of.kind.group, kind: textOf(value.kind) },
    name,
    wrong.map(field => invalid(field, textOf(value[field]), `must be ${expected[field]}`)),
  )
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '')
