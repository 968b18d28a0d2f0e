// The order of a merged list: what the patch names in the patch's order, all else in that of the live
// list, each before the next of the patch's that stood behind it there.
import { isObject, type JsonObject } from '../meta/object.ts'
import { plainError } from '../meta/status.ts'
import { badType, noMergeKey, PATCH } from './strategic-meta.ts'

type Items = readonly unknown[]

/** Puts `merged` in order: those in `named` follow `order`, the others `live`. */
export function arrange(
  merged: Items,
  named: Items,
  order: Items,
  live: Items,
  mergeKey: string | undefined,
): Items {
  const patched: unknown[] = []
  const others: unknown[] = []
  for (const item of merged) (isNamed(item, named, mergeKey) ? patched : others).push(item)
  return weave(sorted(others, live, mergeKey), sorted(patched, order, mergeKey), live, mergeKey)
}

function isNamed(item: unknown, named: Items, mergeKey: string | undefined): boolean {
  if (mergeKey === undefined) return named.includes(item)
  const value = keyOf(item, mergeKey)
  for (const [index, name] of named.entries()) {
    if (!isObject(name)) throw plainError(`value for key ${index} is not a map`)
    if (name[mergeKey] === value) return true
  }
  return false
}

function keyOf(item: unknown, mergeKey: string): unknown {
  if (!isObject(item)) throw badType({}, item)
  if (item[mergeKey] === undefined) throw noMergeKey(item, mergeKey)
  return item[mergeKey]
}

/** Where an item stands in a list, -1 for nowhere. */
export function find(list: Items, item: unknown, mergeKey: string | undefined): number {
  if (mergeKey === undefined) return list.indexOf(item)
  const value = isObject(item) ? item[mergeKey] : undefined
  return list.findIndex(other => (isObject(other) ? other[mergeKey] : undefined) === value)
}

/** Items in the order of a list; deletions come last, and what the list has not moves to the front. */
function sorted(items: Items, order: Items, mergeKey: string | undefined): unknown[] {
  const result: unknown[] = []
  const deletions: unknown[] = []
  if (mergeKey !== undefined) for (const item of [...items, ...order]) keyOf(item, mergeKey)
  for (const item of items) {
    if (mergeKey !== undefined && (item as JsonObject)[PATCH] === 'delete') {
      deletions.push(item)
      continue
    }
    let at = result.length
    while (at > 0 && goesBefore(item, result[at - 1], order, mergeKey)) at--
    result.splice(at, 0, item)
  }
  return [...result, ...deletions]
}

function goesBefore(a: unknown, b: unknown, order: Items, mergeKey: string | undefined): boolean {
  const left = find(order, a, mergeKey)
  const right = left < 0 ? -1 : find(order, b, mergeKey)
  return left < 0 || right < 0 || left < right
}

/** Both lists in one, each in its order; one of `others` goes first only where it stood first. */
function weave(others: Items, patched: Items, live: Items, mergeKey: string | undefined): Items {
  const result: unknown[] = []
  let i = 0
  let j = 0
  while (i < others.length && j < patched.length) {
    const left = find(live, others[i], mergeKey)
    const right = left < 0 ? -1 : find(live, patched[j], mergeKey)
    result.push(right >= 0 && left < right ? others[i++] : patched[j++])
  }
  return [...result, ...others.slice(i), ...patched.slice(j)]
}
