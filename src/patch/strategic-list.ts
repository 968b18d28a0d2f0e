// Lists in strategic patches: merged by a key or as sets of scalars, and kept in order.
import { isObject, type JsonObject } from '../meta/object.ts'
import { plainError, type StatusError } from '../meta/status.ts'
import { rejected } from './errors.ts'
import { goText, goType } from './go-text.ts'
import type { Shape } from './shape.ts'
import {
  badType,
  type Draft,
  ELEMENT_ORDER,
  noMergeKey,
  PATCH,
  type PatchMeta,
  unknownPatchType,
  withoutDirectives,
} from './strategic-meta.ts'
import { arrange, find } from './strategic-order.ts'

/** Merges a patch into a map, an element of a list. */
export type MergeMap = (
  original: JsonObject | undefined,
  patch: Draft,
  shape: Shape | undefined,
) => JsonObject

/** The list after the patch; one without the strategy `merge` is replaced. */
export function mergeList(
  original: readonly unknown[],
  patch: readonly unknown[],
  meta: PatchMeta,
  deleting: boolean,
  mergeMap: MergeMap,
): readonly unknown[] {
  if (meta.strategy !== 'merge' && !deleting) return patch
  if (original.length === 0 && patch.length === 0) return original
  if (sortOf(original, patch) !== 'map[string]interface {}') {
    if (deleting) return original.filter(item => !patch.includes(item))
    const merged = distinct([...original, ...patch])
    return arrange(merged, patch, patch, original, undefined)
  }
  const { mergeKey } = meta
  if (mergeKey === '') throw plainError('cannot merge lists without merge key for struct')
  const { live, left } = withSpecials(original as JsonObject[], patch as Draft[], mergeKey)
  const merged = mergeItems(live, left, mergeKey, (item, patched) =>
    mergeMap(item, patched, meta.shape.list?.items),
  )
  return arrange(merged, left, left, live, mergeKey)
}

/** The one sort of all elements. */
function sortOf(...lists: readonly (readonly unknown[])[]): string {
  const sorts = new Set(lists.flat().map(goType))
  const [sort = ''] = sorts
  if (sort === '[]interface {}') throw noListOfLists()
  if (sorts.size > 1) throw plainError(`list element types are not identical: ${goText(lists)}`)
  if (sorts.size === 0) throw plainError('no elements in any of the given slices')
  return sort
}

const noListOfLists = (): StatusError => rejected()

/** Scalars once each; a double gives its place to the last. */
function distinct(items: unknown[]): unknown[] {
  for (let i = 0; i < items.length; i++)
    for (let j = i + 1; j < items.length; j++)
      if (items[i] === items[j]) {
        items[j] = items[items.length - 1]
        items.pop()
        j--
      }
  return items
}

/** Obeys elements that carry `$patch`: deletes by key, or drops the live list. The others are left. */
function withSpecials(
  original: readonly JsonObject[],
  patch: readonly Draft[],
  mergeKey: string,
): { live: readonly JsonObject[]; left: readonly Draft[] } {
  let live = original
  let replace = false
  const left: Draft[] = []
  for (const item of patch) {
    const directive = item[PATCH]
    if (directive === undefined) left.push(item)
    else if (directive === 'delete') {
      if (item[mergeKey] === undefined) throw noMergeKey(item, mergeKey)
      live = live.filter(other => other[mergeKey] !== item[mergeKey])
    } else if (directive === 'replace') replace = true
    else if (directive === 'merge')
      throw plainError('merging lists cannot yet be specified in the patch')
    else throw unknownPatchType(directive, item)
  }
  return replace ? { live: left, left: [] } : { live, left }
}

function mergeItems(
  live: readonly JsonObject[],
  patch: readonly Draft[],
  mergeKey: string,
  merge: (item: JsonObject | undefined, patch: Draft) => JsonObject,
): JsonObject[] {
  const merged = [...live]
  for (const item of patch) {
    const value = item[mergeKey]
    if (value === undefined) throw noMergeKey(item, mergeKey)
    const at = merged.findIndex(other => other[mergeKey] === value)
    if (at < 0) merged.push(item)
    else merged[at] = merge(merged[at], item)
  }
  return merged
}

/** The merged list in the order that `$setElementOrder` gives; undefined when there is no list at all. */
export function ordered(
  original: readonly unknown[] | undefined,
  patch: readonly unknown[] | undefined,
  names: readonly unknown[],
  meta: PatchMeta,
  mergeMap: MergeMap,
): readonly unknown[] | undefined {
  const mergeKey = meta.mergeKey === '' ? undefined : meta.mergeKey
  checkOrder(patch ?? [], names, mergeKey)
  if (original === undefined && patch === undefined) return undefined
  const merged =
    patch === undefined
      ? (original as readonly unknown[])
      : original === undefined
        ? (withoutDirectives(patch) as readonly unknown[])
        : mergeList(original, patch, meta, false, mergeMap)
  sortOf(original ?? [], patch ?? [])
  const live = liveOrder(original ?? [], patch ?? [], mergeKey)
  return arrange(merged, names, names, live, mergeKey)
}

/**
 * The order of the live list as the real server sees it by then. It deletes in place, and as many new
 * elements as were deleted come to lie where the list ended: those count as its last.
 */
function liveOrder(
  original: readonly unknown[],
  patch: readonly unknown[],
  mergeKey: string | undefined,
): readonly unknown[] {
  const replaced = patch.some(item => isObject(item) && item[PATCH] === 'replace')
  if (mergeKey === undefined || replaced) return original
  const deleted = patch.filter(isDeletion)
  const left = original.filter(item => find(deleted, item, mergeKey) < 0)
  const fresh = patch.filter(
    item => isObject(item) && item[PATCH] === undefined && find(left, item, mergeKey) < 0,
  )
  return [...left, ...fresh.slice(0, original.length - left.length)]
}

/** What the patch sets must be named in the order, and in the same sequence. */
function checkOrder(
  patch: readonly unknown[],
  names: readonly unknown[],
  mergeKey: string | undefined,
): void {
  if (names.length === 0 || patch.length === 0) return
  const items = mergeKey === undefined ? patch : patch.filter(item => !isDeletion(item))
  let at = 0
  let name = 0
  while (at < items.length && name < names.length) {
    if (isObject(items[at]) && (items[at] as JsonObject)[PATCH] !== undefined) {
      at++
      continue
    }
    if (sameName(items[at], names[name], mergeKey)) at++
    name++
  }
  if (at < items.length && name >= names.length)
    throw plainError(
      `The order in patch list:\n${goText(patch)}\n doesn't match ${ELEMENT_ORDER} list:\n${goText(names)}\n`,
    )
}

function isDeletion(item: unknown): boolean {
  if (!isObject(item)) throw badType({}, item)
  return item[PATCH] === 'delete'
}

function sameName(item: unknown, name: unknown, mergeKey: string | undefined): boolean {
  if (mergeKey === undefined) return item === name
  for (const each of [item, name]) {
    if (!isObject(each)) throw badType({}, each)
    if (each[mergeKey] === undefined) throw noMergeKey(each, mergeKey)
  }
  return (item as JsonObject)[mergeKey] === (name as JsonObject)[mergeKey]
}
