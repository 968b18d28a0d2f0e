// Compares two objects by their shape: which fields were added or changed, and which removed.
import { sameJson } from '../../meta/freeze.ts'
import { isObject, type JsonObject } from '../../meta/object.ts'
import { elementOf } from '../element.ts'
import { type ListShape, type MapShape, memberShape, type Shape } from '../shape.ts'
import { type FieldSet, LEAF, unionBelow } from './field-set.ts'
import { type Growing, grown, nodeOf, seed } from './shared-sets.ts'

/** What became of the fields. `changed` are those that were added or have another value. */
export interface Diff {
  readonly changed: FieldSet | undefined
  readonly removed: FieldSet | undefined
}

const ADDED: Diff = { changed: LEAF, removed: undefined }
const REMOVED: Diff = { changed: undefined, removed: LEAF }

/** How a value stands in a place: as one value, as a list of elements or as a map of members. */
type Form = 'scalar' | 'list' | 'map'

function formOf(shape: Shape, value: unknown): Form {
  if (value !== null && typeof value === 'object') {
    if (Array.isArray(value) ? shape.list : shape.map) return Array.isArray(value) ? 'list' : 'map'
  } else if (value !== null && shape.scalar) return 'scalar'
  if (shape.map) return 'map'
  return shape.scalar ? 'scalar' : 'list'
}

/** The difference between two values of a place; undefined stands for absence. Nothing means no difference. */
export function diff(shape: Shape, old: unknown, next: unknown): Diff | undefined {
  if (old === next) return undefined
  if (old === undefined) return { changed: wholeOf(shape, next), removed: undefined }
  if (next === undefined) return { changed: undefined, removed: wholeOf(shape, old) }
  const form = formOf(shape, next)
  const was = formOf(shape, old)
  if (was === form) return diffAs(form, shape, old, next)
  return merged(diffAs(was, shape, old, next), diffAs(form, shape, old, next))
}

function merged(a: Diff | undefined, b: Diff | undefined): Diff | undefined {
  if (a === undefined || b === undefined) return a ?? b
  return {
    changed: unionBelow(a.changed, b.changed),
    removed: unionBelow(a.removed, b.removed),
  }
}

function diffAs(form: Form, shape: Shape, old: unknown, next: unknown): Diff | undefined {
  if (form === 'map') {
    const map = shape.map as MapShape
    const before = isObject(old) ? old : EMPTY
    const after = isObject(next) ? next : EMPTY
    if (!map.atomic && !(isBare(before) && isBare(after))) return diffMaps(map, before, after)
  } else if (form === 'list') {
    const list = shape.list as ListShape
    const before = Array.isArray(old) ? old : NONE
    const after = Array.isArray(next) ? next : NONE
    if (list.kind !== 'atomic' && (before.length > 0 || after.length > 0))
      return diffLists(list, before, after)
  }
  return sameJson(old, next) ? undefined : ADDED
}

const EMPTY: JsonObject = Object.freeze({})
const NONE: readonly unknown[] = Object.freeze([])

function isBare(map: JsonObject): boolean {
  for (const key in map) if (map[key] !== undefined) return false
  return true
}

/** Collects the differences of members under their elements. */
class Collector {
  #changed: Growing | undefined
  #removed: Growing | undefined

  add(element: string, inner: Diff | undefined): void {
    if (inner === undefined) return
    if (inner.changed !== undefined)
      this.#changed = grown(this.#changed ?? seed(), element, inner.changed)
    if (inner.removed !== undefined)
      this.#removed = grown(this.#removed ?? seed(), element, inner.removed)
  }

  get diff(): Diff | undefined {
    const changed = this.#changed
    const removed = this.#removed
    if (changed === undefined && removed === undefined) return undefined
    return { changed: changed && nodeOf(changed), removed: removed && nodeOf(removed) }
  }
}

/** The difference of two maps, member by member; members in `except` do not count. */
export function diffMaps(
  map: MapShape,
  old: JsonObject,
  next: JsonObject,
  except?: ReadonlySet<string>,
): Diff | undefined {
  const found = new Collector()
  for (const key in next) {
    const value = next[key]
    const before = old[key]
    if (value === before || value === undefined || except?.has(key)) continue
    const field = map.fields.get(key)
    const shape = field?.shape ?? map.rest
    if (shape !== undefined) found.add(field?.element ?? `f:${key}`, diff(shape, before, value))
  }
  for (const key in old) {
    if (old[key] === undefined || next[key] !== undefined || except?.has(key)) continue
    const shape = memberShape(map, key)
    if (shape !== undefined) found.add(`f:${key}`, diff(shape, old[key], undefined))
  }
  return found.diff
}

type Elements = Map<string, unknown[]>

/** Elements by name; several of one name are kept together. */
function elementsOf(list: ListShape, items: readonly unknown[]): Elements {
  const elements: Elements = new Map()
  for (const item of items) {
    const element = elementOf(list, item)
    if (element === undefined) continue
    const same = elements.get(element)
    if (same === undefined) elements.set(element, [item])
    else same.push(item)
  }
  return elements
}

function diffLists(
  list: ListShape,
  old: readonly unknown[],
  next: readonly unknown[],
): Diff | undefined {
  const found = new Collector()
  const before = elementsOf(list, old)
  const after = elementsOf(list, next)
  for (const [element, items] of after)
    found.add(element, diffElements(list.items, before.get(element) ?? NONE, items))
  for (const [element, items] of before)
    if (!after.has(element)) found.add(element, diffElements(list.items, items, NONE))
  return found.diff
}

/** Elements that share a name are compared as one value. */
function diffElements(
  items: Shape,
  old: readonly unknown[],
  next: readonly unknown[],
): Diff | undefined {
  if (old.length <= 1 && next.length <= 1) return diff(items, old[0], next[0])
  if (old.length > 1 && next.length > 1) return sameJson(old, next) ? undefined : ADDED
  if (old.length > 1)
    return merged(REMOVED, next.length > 0 ? diff(items, undefined, next[0]) : undefined)
  return merged(ADDED, old.length > 0 ? diff(items, old[0], undefined) : undefined)
}

/** A value with all that is in it, as a comparison with nothing finds it. */
export function wholeOf(shape: Shape, value: unknown): FieldSet {
  const form = formOf(shape, value)
  if (form === 'map' && shape.map?.atomic === false && isObject(value))
    return wholeMap(shape.map, value)
  if (
    form === 'list' &&
    shape.list !== undefined &&
    shape.list.kind !== 'atomic' &&
    Array.isArray(value)
  )
    return wholeList(shape.list, value)
  return LEAF
}

function wholeMap(map: MapShape, value: JsonObject): FieldSet {
  let at: Growing | undefined
  for (const key in value) {
    if (value[key] === undefined) continue
    const field = map.fields.get(key)
    const shape = field?.shape ?? map.rest
    if (shape === undefined) continue
    at = grown(at ?? member(), field?.element ?? `f:${key}`, wholeOf(shape, value[key]))
  }
  return at === undefined ? LEAF : nodeOf(at)
}

function wholeList(list: ListShape, items: readonly unknown[]): FieldSet {
  let at: Growing | undefined
  for (const [element, same] of elementsOf(list, items))
    at = grown(at ?? member(), element, same.length === 1 ? wholeOf(list.items, same[0]) : LEAF)
  return at === undefined ? LEAF : nodeOf(at)
}

/** A node that is in the set itself, and will have something below. */
const member = (): Growing => grown(seed(), '.', LEAF)
