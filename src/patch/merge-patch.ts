// JSON merge patches (RFC 7386).
import { isObject, type JsonObject } from '../meta/object.ts'
import { badRequest } from '../meta/status.ts'
import { cannotUnmarshal, listPatched } from './errors.ts'
import type { FieldValidation } from './json-patch.ts'

export interface MergePatchOptions {
  /** With `Ignore` the body is not looked at before it is applied, and other words are used. */
  readonly fieldValidation?: FieldValidation
}

/**
 * The document with a merge patch applied; parts that stay are shared.
 * @throws StatusError 400 or 422 for a patch that is no object.
 */
export function applyMergePatch(
  document: JsonObject,
  patch: unknown,
  options: MergePatchOptions = {},
): JsonObject {
  if (isObject(patch)) return mergeInto(document, patch)
  if (patch === null || patch === undefined) throw badRequest('Invalid JSON Patch')
  if (options.fieldValidation !== 'Ignore')
    throw badRequest(
      `error decoding patch: ${cannotUnmarshal(patch, 'value of type map[string]interface {}')}`,
    )
  throw Array.isArray(patch)
    ? listPatched(patch.map(withoutNulls))
    : badRequest('Invalid JSON Patch')
}

function mergeInto(document: JsonObject, patch: JsonObject): JsonObject {
  let draft: Record<string, unknown> | undefined
  for (const key of Object.keys(patch)) {
    const before = Object.hasOwn(document, key) ? document[key] : undefined
    const value = patch[key]
    if (value === null || value === undefined) {
      if (before === undefined) continue
      draft ??= { ...document }
      delete draft[key]
      continue
    }
    const after =
      isObject(before) && isObject(value) ? mergeInto(before, value) : withoutNulls(value)
    if (after === before) continue
    draft ??= { ...document }
    define(draft, key, after)
  }
  return draft ?? document
}

/** A new value, without the nulls in its maps; those of lists stay. */
function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls)
  if (!isObject(value)) return value
  const draft: Record<string, unknown> = {}
  for (const key of Object.keys(value))
    if (value[key] !== null) define(draft, key, withoutNulls(value[key]))
  return draft
}

/** Sets a member, also one called `__proto__`. */
function define(draft: Record<string, unknown>, key: string, value: unknown): void {
  if (key !== '__proto__') draft[key] = value
  else
    Object.defineProperty(draft, key, {
      value,
      enumerable: true,
      configurable: true,
      writable: true,
    })
}
