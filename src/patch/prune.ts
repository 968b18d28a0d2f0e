// What an applier named before and names no longer goes, unless somebody else owns it.
import { isObject, type JsonObject, type KubeObject } from '../meta/object.ts'
import { elementOf } from './element.ts'
import { fieldSetOf } from './field-set-of.ts'
import type { Managed } from './managed-fields/entries.ts'
import {
  difference,
  type FieldSet,
  intersection,
  LEAF,
  owned,
  union,
} from './managed-fields/field-set.ts'
import { inVersion, type Versioned, type Versions } from './managed-fields/versions.ts'
import { type ListShape, type MapShape, memberShape, type Shape } from './shape.ts'

/**
 * The merged object without what `last` named, `managers` (the applier with its new set among them) do
 * not own and nobody but the applier put there. In the version of `last`; undefined when that is gone.
 */
export function prune(
  merged: Versioned,
  managers: readonly Managed[],
  last: Managed,
  versions: Versions | undefined,
  config: unknown = undefined,
): Versioned | undefined {
  const whole = inVersion(merged, last.apiVersion, versions)
  if (whole === undefined) return undefined
  const { shape } = whole
  const named = withNamed(shape, last.set)
  const pruned = addBackOwned(whole, without(whole, named), managers, versions)
  const back = inVersion(pruned, last.apiVersion, versions)
  if (back === undefined) return whole
  const gone = intersection(difference(allOf(whole), allOf(back)), named)
  return {
    ...whole,
    object: dropEmptied(without(whole, gone).object, whole.object, config) as KubeObject,
  }
}

/** Puts back what any manager owns, version by version, the one at hand first. */
function addBackOwned(
  whole: Versioned,
  pruned: Versioned,
  managers: readonly Managed[],
  versions: Versions | undefined,
): Versioned {
  const sets = new Map<string, FieldSet | undefined>([[whole.apiVersion, undefined]])
  for (const managed of managers)
    sets.set(managed.apiVersion, union(sets.get(managed.apiVersion), managed.set))
  let from = whole
  let left = pruned
  for (const [apiVersion, set] of sets) {
    const all = inVersion(from, apiVersion, versions)
    const some = inVersion(left, apiVersion, versions)
    if (all === undefined || some === undefined || set === undefined) continue
    const kept = union(allOf(some), withNamed(all.shape, set))
    from = all
    left = without(all, difference(allOf(all), kept))
  }
  return left
}

const allOf = (of: Versioned): FieldSet | undefined =>
  withNamed(of.shape, fieldSetOf(of.shape, of.object))

const without = (of: Versioned, set: FieldSet | undefined): Versioned =>
  set === undefined ? of : { ...of, object: remove(of.shape, of.object, set) as KubeObject }

/** The set with the structs and named members in it that only have something below. */
function withNamed(shape: Shape | undefined, set: FieldSet | undefined): FieldSet | undefined {
  if (set === undefined) return undefined
  const draft: Record<string, FieldSet> = {}
  for (const element in set) {
    const node = set[element] as FieldSet
    if (element === '.') {
      draft[element] = LEAF
      continue
    }
    const name = element.startsWith('f:') ? element.slice(2) : undefined
    const inner =
      name === undefined ? shape?.list?.items : shape?.map && memberShape(shape.map, name)
    const below = withNamed(inner, node) ?? LEAF
    const self = name !== undefined && shape?.map?.fields.has(name) === true && !owned(below)
    draft[element] = self ? { '.': LEAF, ...below } : below
  }
  return draft
}

/** A value without the fields of a set; null where nothing is left of a list or map. */
function remove(shape: Shape, value: unknown, set: FieldSet): unknown {
  if (Array.isArray(value) && shape.list !== undefined) return removeItems(shape.list, value, set)
  if (isObject(value) && shape.map !== undefined) return removeMembers(shape.map, value, set)
  return value
}

function removeItems(list: ListShape, items: readonly unknown[], set: FieldSet): unknown {
  if (list.kind === 'atomic') return null
  const left: unknown[] = []
  for (const item of items) {
    const node = set[elementOf(list, item) ?? '']
    if (node === undefined) left.push(item)
    else if (!owned(node)) left.push(remove(list.items, item, node))
  }
  return left.length === 0 ? null : left
}

function removeMembers(map: MapShape, value: JsonObject, set: FieldSet): unknown {
  if (map.atomic) return null
  const draft: Record<string, unknown> = {}
  let some = false
  for (const key in value) {
    const node = set[`f:${key}`]
    if (node !== undefined && owned(node)) continue
    const shape = memberShape(map, key)
    draft[key] =
      node === undefined || shape === undefined ? value[key] : remove(shape, value[key], node)
    some = true
  }
  return some ? draft : null
}

/**
 * Takes out the nulls that removing left behind; those that were there before stay. What the configuration
 * names as empty stays and is empty.
 */
function dropEmptied(value: unknown, before: unknown, config: unknown): unknown {
  if (value === before || !isObject(value) || !isObject(before)) return value
  const draft: Record<string, unknown> = {}
  for (const key in value) {
    const named = isObject(config) ? config[key] : undefined
    if (value[key] !== null || before[key] === null)
      draft[key] = dropEmptied(value[key], before[key], named)
    else if (isObject(named)) draft[key] = {}
  }
  return draft
}
