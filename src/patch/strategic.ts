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
  type Draft,
  directiveKey,
  dropNulls,
  ELEMENT_ORDER,
  FROM_PRIMITIVES,
  lookUp,
  PATCH,
  RETAIN_KEYS,
  unknownPatchType,
  withoutDirectives,
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
  const own: Draft = structuredClone(isObject(patch) ? patch : {})
  if (isObject(patch)) obeyed.set(patch, own)
  const { apiVersion, kind } = document
  const merged = {
    ...mergeMap(document, own, shape),
    ...(apiVersion === undefined ? {} : { apiVersion }),
    ...(kind === undefined ? {} : { kind }),
  }
  const fault = restoreFault(shape, merged)
  if (fault !== undefined) throw patchInvalid(patchText(patch), fault)
  return merged
}

const obeyed = new WeakMap<object, Draft>()

/** A strategic patch as the messages about it quote it: what has been obeyed is no longer in it. */
export function patchText(patch: unknown): string {
  return goText(isObject(patch) ? (obeyed.get(patch) ?? patch) : {})
}

/** A map with a patch merged into it. The patch is ours: directives are taken out as they are obeyed. */
function mergeMap(
  original: JsonObject | undefined,
  patch: Draft,
  shape: Shape | undefined,
): JsonObject {
  if (patch[PATCH] !== undefined) return directed(patch)
  const draft = retained(original ?? {}, patch)
  for (const key of Object.keys(patch))
    if (key.startsWith(ELEMENT_ORDER)) order(draft, patch, key, shape)
  for (const key of Object.keys(patch)) mergeMember(draft, key, patch[key], shape)
  return draft
}

/** A map that says what to do with it instead of being merged. */
function directed(patch: Draft): JsonObject {
  const directive = patch[PATCH]
  if (directive === 'delete') return {}
  if (directive !== 'replace') throw unknownPatchType(directive, patch)
  delete patch[PATCH]
  return patch
}

/** A copy of the map with only the keys that `$retainKeys` names; they must cover what the patch sets. */
function retained(original: JsonObject, patch: Draft): Draft {
  const names = patch[RETAIN_KEYS]
  if (names === undefined) return { ...original }
  delete patch[RETAIN_KEYS]
  if (!Array.isArray(names)) throw badFormat('retainKeys')
  for (const [key, value] of Object.entries(patch)) {
    const directive = key.startsWith(FROM_PRIMITIVES) || key.startsWith(ELEMENT_ORDER)
    if (value !== null && !directive && !names.includes(key)) throw badFormat('retainKeys')
  }
  return Object.fromEntries(Object.entries(original).filter(([key]) => names.includes(key)))
}

function mergeMember(
  draft: Draft,
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
    draft[key] = strategy === 'replace' ? value : mergeMap(original, value as Draft, inner)
  } else if (Array.isArray(original) && Array.isArray(value)) {
    draft[key] = mergeList(original, value, lookUp(shape, key), deleting, mergeMap)
  } else if (!deleting) {
    dropNulls(value)
    const merged = withoutDirectives(value)
    if (merged === undefined) delete draft[key]
    else draft[key] = merged
  }
}

/** Merges a list and puts it in the order that `$setElementOrder` gives; both leave the patch. */
function order(draft: Draft, patch: Draft, written: string, shape: Shape | undefined): void {
  const names = patch[written]
  delete patch[written]
  if (!Array.isArray(names)) throw badType([], names)
  const key = directiveKey(written, ELEMENT_ORDER)
  const original = draft[key]
  const items = patch[key]
  if (original !== undefined && !Array.isArray(original)) throw badType([], original)
  if (items !== undefined && !Array.isArray(items)) throw badType([], items)
  const merged = ordered(original, items, names, lookUp(shape, key), mergeMap)
  if (merged === undefined) return
  draft[key] = merged
  delete patch[key]
}
