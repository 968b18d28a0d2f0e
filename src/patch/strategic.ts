// Strategic merge patches: maps are merged, lists replaced or merged by a key as the type says, and
// directives in the patch say otherwise.
import { isObject, type JsonObject } from '../meta/object.ts'
import { badRequest } from '../meta/status.ts'
import { cannotUnmarshal, patchInvalid } from './errors.ts'
import { goText } from './go-text.ts'
import { restoreFault } from './restore.ts'
import type { Shape } from './shape.ts'
import { mergeList, ordered } from './strategic-list.ts'
import {
  badFormat,
  badType,
  directiveKey,
  ELEMENT_ORDER,
  FROM_PRIMITIVES,
  lookUp,
  PATCH,
  RETAIN_KEYS,
  unknownPatchType,
  withoutDirectives,
  withoutNulls,
} from './strategic-meta.ts'

/**
 * The document with a strategic merge patch applied. What the patch says of apiVersion and kind does not count.
 * @throws StatusError 400, 422 or 500 as the real server tells what is wrong with the patch.
 */
export function applyStrategicPatch(
  document: JsonObject,
  patch: unknown,
  shape: Shape,
): JsonObject {
  if (!isObject(patch) && patch !== null && patch !== undefined)
    throw badRequest(cannotUnmarshal(patch, 'value of type map[string]interface {}'))
  const { apiVersion, kind } = document
  const merged = {
    ...mergeMap(document, isObject(patch) ? patch : {}, shape),
    ...(apiVersion === undefined ? {} : { apiVersion }),
    ...(kind === undefined ? {} : { kind }),
  }
  const fault = restoreFault(shape, merged)
  if (fault !== undefined) throw patchInvalid(patchText(patch), fault)
  return merged
}

/** A strategic patch as the messages about it quote it; its directives are taken out once they are obeyed. */
export const patchText = (patch: unknown): string => goText(patch ?? {})

/** A map with a patch merged into it. */
function mergeMap(
  original: JsonObject | undefined,
  patch: JsonObject,
  shape: Shape | undefined,
): JsonObject {
  if (patch[PATCH] !== undefined) return directed(patch)
  const draft: Record<string, unknown> = retained(original ?? {}, patch)
  const rest: Record<string, unknown> = { ...patch }
  delete rest[RETAIN_KEYS]
  for (const key of Object.keys(patch))
    if (key.startsWith(ELEMENT_ORDER)) order(draft, rest, key, shape)
  for (const key of Object.keys(rest)) mergeMember(draft, key, rest[key], shape)
  return draft
}

/** A map that says what to do with it instead of being merged. */
function directed(patch: JsonObject): JsonObject {
  const { [PATCH]: directive, ...rest } = patch
  if (directive === 'replace') return rest
  if (directive === 'delete') return {}
  throw unknownPatchType(directive, patch)
}

/** A copy of the map with only the keys that `$retainKeys` names; they must cover what the patch sets. */
function retained(original: JsonObject, patch: JsonObject): Record<string, unknown> {
  const names = patch[RETAIN_KEYS]
  if (names === undefined) return { ...original }
  if (!Array.isArray(names)) throw badFormat('retainKeys')
  for (const [key, value] of Object.entries(patch)) {
    const directive =
      key === RETAIN_KEYS || key.startsWith(FROM_PRIMITIVES) || key.startsWith(ELEMENT_ORDER)
    if (value !== null && !directive && !names.includes(key)) throw badFormat('retainKeys')
  }
  return Object.fromEntries(Object.entries(original).filter(([key]) => names.includes(key)))
}

function mergeMember(
  draft: Record<string, unknown>,
  written: string,
  value: unknown,
  shape: Shape | undefined,
): void {
  const deleting = written.startsWith(FROM_PRIMITIVES)
  const key = deleting ? directiveKey(written, FROM_PRIMITIVES) : written
  if (value === null || value === undefined) {
    delete draft[key]
    return
  }
  const original = draft[key]
  if (isObject(original) && isObject(value)) {
    const { shape: inner, strategy } = lookUp(shape, key)
    draft[key] = strategy === 'replace' ? value : mergeMap(original, value, inner)
  } else if (Array.isArray(original) && Array.isArray(value)) {
    draft[key] = mergeList(original, value, lookUp(shape, key), deleting, mergeMap)
  } else if (!deleting) {
    const merged = withoutDirectives(withoutNulls(value))
    if (merged === undefined) delete draft[key]
    else draft[key] = merged
  }
}

/** Merges a list and puts it in the order that `$setElementOrder` gives; both leave the patch. */
function order(
  draft: Record<string, unknown>,
  rest: Record<string, unknown>,
  written: string,
  shape: Shape | undefined,
): void {
  const names = rest[written]
  delete rest[written]
  if (!Array.isArray(names)) throw badType([], names)
  const key = directiveKey(written, ELEMENT_ORDER)
  const original = draft[key]
  const patch = rest[key]
  if (original !== undefined && !Array.isArray(original)) throw badType([], original)
  if (patch !== undefined && !Array.isArray(patch)) throw badType([], patch)
  const merged = ordered(original, patch, names, lookUp(shape, key), mergeMap)
  if (merged === undefined) return
  draft[key] = merged
  delete rest[key]
}
