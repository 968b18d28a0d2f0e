// The directives of strategic patches, what types say of their fields, and the words for what is wrong.
import { goQuote } from '../meta/field-errors.ts'
import { isObject, type JsonObject } from '../meta/object.ts'
import { badRequest, plainError, type StatusError } from '../meta/status.ts'
import { goString, goText, goType } from './go-text.ts'
import type { FieldShape, MapShape, Shape } from './shape.ts'

export const PATCH = '$patch'
export const RETAIN_KEYS = '$retainKeys'
export const ELEMENT_ORDER = '$setElementOrder'
export const FROM_PRIMITIVES = '$deleteFromPrimitiveList'

/** How a field is patched. */
export interface PatchMeta {
  readonly shape: Shape
  /** `merge`, `replace` or nothing. */
  readonly strategy: string
  readonly mergeKey: string
}

const KINDS: Readonly<Record<string, string>> = {
  list: 'slice',
  map: 'map',
  bool: 'bool',
  raw: 'struct',
  quantity: 'struct',
  time: 'struct',
  microTime: 'struct',
  intOrString: 'struct',
}

/** What the type says of a field; names are matched as Go's decoder does, in any case if need be. */
export function lookUp(shape: Shape | undefined, key: string): PatchMeta {
  const map = shape?.map
  if (map?.go === undefined) {
    const sort = shape?.type?.sort ?? 'struct'
    const kind = KINDS[sort] ?? sort
    throw plainError(
      kind === 'struct'
        ? `unable to find api field in struct ${STRUCTS[sort] ?? ''} for the json field ${goQuote(key)}`
        : `merging an object in json but data type is not struct, instead is: ${kind}`,
    )
  }
  const field = fieldOf(map, key)
  if (field === undefined)
    throw plainError(
      `unable to find api field in struct ${map.go} for the json field ${goQuote(key)}`,
    )
  const strategies = (field.field?.patchStrategy ?? '').split(',')
  return {
    shape: field.shape,
    strategy: strategies.find(strategy => strategy !== 'retainKeys') ?? '',
    mergeKey: field.field?.patchMergeKey ?? '',
  }
}

const STRUCTS: Readonly<Record<string, string>> = {
  raw: 'RawExtension',
  any: 'JSON',
  fieldsV1: 'FieldsV1',
  quantity: 'Quantity',
  time: 'Time',
  microTime: 'MicroTime',
  intOrString: 'IntOrString',
}

function fieldOf(map: MapShape, key: string): FieldShape | undefined {
  const exact = map.fields.get(key)
  if (exact !== undefined) return exact
  const folded = key.toLowerCase()
  for (const [name, field] of map.fields) if (name.toLowerCase() === folded) return field
  return undefined
}

/** The field that a directive such as `$setElementOrder/containers` is about. */
export function directiveKey(written: string, directive: string): string {
  const slash = written.indexOf('/')
  if (slash < 0 || written.slice(0, slash) !== directive)
    throw badFormat(directive === ELEMENT_ORDER ? 'setElementOrder list' : 'primitive list')
  return written.slice(slash + 1)
}

export const badFormat = (of: string): StatusError => badRequest(`invalid patch format of ${of}`)

export const badType = (expected: unknown, value: unknown): StatusError => {
  const received = goType(value)
  return plainError(
    `expected a ${goType(expected)}, but received a ${received === '<nil>' ? '%!s(<nil>)' : received}`,
  )
}

export const noMergeKey = (item: JsonObject, mergeKey: string): StatusError =>
  plainError(`map: ${goText(item)} does not contain declared merge key: ${mergeKey}`)

export const unknownPatchType = (directive: unknown, patch: JsonObject): StatusError =>
  plainError(`unknown patch type: ${goString(directive)} in map: ${goText(patch)}`)

/** A map of the patch, which is a copy of our own. */
export type Draft = Record<string, unknown>

/** A new value as it is stored: maps that carry `$patch` go, whatever it says. Undefined for such a map itself. */
export function withoutDirectives(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutDirectives).filter(item => item !== undefined)
  if (!isObject(value)) return value
  if (value[PATCH] !== undefined) return undefined
  const map = value as Draft
  for (const [key, inner] of Object.entries(map)) {
    const kept = withoutDirectives(inner)
    if (kept === undefined) delete map[key]
    else map[key] = kept
  }
  return map
}

/** Takes the nulls out of all maps in a new value. */
export function dropNulls(value: unknown): void {
  if (Array.isArray(value)) for (const item of value) dropNulls(item)
  if (!isObject(value)) return
  const map = value as Draft
  for (const [key, inner] of Object.entries(map)) {
    if (inner === null) delete map[key]
    else dropNulls(inner)
  }
}
