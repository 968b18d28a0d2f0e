// Lays an applied configuration over an object: what it names takes its value, all else stays.
import { sameJson } from '../meta/freeze.ts'
import { isObject, type JsonObject } from '../meta/object.ts'
import { elementOf, isSameElement } from './element.ts'
import { mergeElements, type Named } from './merge-list.ts'
import { type ListShape, type MapShape, memberShape, type Shape } from './shape.ts'

/** The object with the configuration in it; `live` itself where nothing changes. */
export function mergeConfiguration(shape: Shape, live: unknown, config: unknown): unknown {
  if (live === undefined || live === config) return config
  if (config === undefined) return live
  if (Array.isArray(config) || (config === null && shape.map === undefined && !shape.scalar))
    return shape.list === undefined ? config : mergeLists(shape.list, live, config)
  if (isObject(config) || (config === null && shape.map !== undefined))
    return shape.map === undefined ? config : mergeMaps(shape.map, live, config)
  return config
}

const keep = (live: unknown, config: unknown): unknown => (sameJson(live, config) ? live : config)

function mergeMaps(map: MapShape, live: unknown, config: unknown): unknown {
  const ours = isObject(live) ? live : undefined
  const theirs = isObject(config) ? config : undefined
  if (map.atomic || (isEmpty(ours) && isEmpty(theirs))) return keep(live, config)
  if (ours === undefined) return config
  let draft: Record<string, unknown> | undefined
  for (const key in theirs) {
    const value = theirs[key]
    if (value === undefined) continue
    const shape = memberShape(map, key)
    const merged = shape === undefined ? value : mergeConfiguration(shape, ours[key], value)
    if (merged === ours[key]) continue
    draft ??= { ...ours }
    draft[key] = merged
  }
  return draft ?? ours
}

function isEmpty(value: JsonObject | undefined): boolean {
  for (const key in value) if (value[key] !== undefined) return false
  return true
}

function mergeLists(list: ListShape, live: unknown, config: unknown): unknown {
  const ours: readonly unknown[] = Array.isArray(live) ? live : []
  const theirs: readonly unknown[] = Array.isArray(config) ? config : []
  if (list.kind === 'atomic' || (ours.length === 0 && theirs.length === 0))
    return keep(live, config)
  if (sameElements(list, ours, theirs)) return mergeInPlace(list, ours, theirs, live)
  const merge = (before: unknown, after: unknown): unknown =>
    mergeConfiguration(list.items, before, after)
  const merged = mergeElements(named(list, ours), named(list, theirs), merge)
  const same = merged.length === ours.length && merged.every((item, index) => item === ours[index])
  return same ? live : merged
}

/** The usual case: the configuration names what there is, in the order in which it is there. */
function sameElements(list: ListShape, a: readonly unknown[], b: readonly unknown[]): boolean {
  if (a.length !== b.length) return false
  for (let n = 0; n < a.length; n++) if (!isSameElement(list, a[n], b[n])) return false
  return true
}

function mergeInPlace(
  list: ListShape,
  ours: readonly unknown[],
  theirs: readonly unknown[],
  live: unknown,
): unknown {
  let draft: unknown[] | undefined
  for (let n = 0; n < theirs.length; n++) {
    const merged = mergeConfiguration(list.items, ours[n], theirs[n])
    if (merged === ours[n]) continue
    draft ??= [...ours]
    draft[n] = merged
  }
  return draft ?? live
}

const named = (list: ListShape, items: readonly unknown[]): Named[] =>
  items.map(item => ({ name: elementOf(list, item) ?? '', item }))
