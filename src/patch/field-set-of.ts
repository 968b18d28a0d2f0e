// The fields that an applied configuration names.
import { isObject, type JsonObject } from '../meta/object.ts'
import { elementOf } from './element.ts'
import { type FieldSet, LEAF } from './managed-fields/field-set.ts'
import type { ListShape, MapShape, Shape } from './shape.ts'

/**
 * The set of a whole object: its leaves, the elements of its keyed lists and sets, and members of maps
 * that are not declared. Structs and maps that have members are not in it themselves, nor are empty
 * lists of elements.
 */
export function fieldSetOf(shape: Shape, object: unknown): FieldSet | undefined {
  return shape.map === undefined || !isObject(object) ? undefined : ofMap(shape.map, object)
}

/** A node for what is in a place, not counting the place itself; nothing, or `self` for a leaf. */
type Found = FieldSet | undefined | 'self'

function ofPlace(shape: Shape, value: unknown): Found {
  if (value === null) {
    if (shape.map !== undefined) return shape.map.atomic ? 'self' : undefined
    if (shape.scalar !== undefined) return 'self'
    return shape.list?.kind === 'atomic' ? 'self' : undefined
  }
  if (Array.isArray(value)) {
    if (shape.list === undefined || shape.list.kind === 'atomic') return 'self'
    return ofList(shape.list, value)
  }
  if (!isObject(value) || shape.map === undefined || shape.map.atomic) return 'self'
  return ofMap(shape.map, value)
}

function ofMap(map: MapShape, value: JsonObject): FieldSet | undefined {
  let draft: Record<string, FieldSet> | undefined
  for (const key in value) {
    const member = value[key]
    const field = map.fields.get(key)
    const shape = field?.shape ?? map.rest
    if (member === undefined || shape === undefined) continue
    const found = ofPlace(shape, member)
    const node = nodeOf(found, field === undefined || member === null || isBare(member))
    if (node === undefined) continue
    draft ??= {}
    draft[field?.element ?? `f:${key}`] = node
  }
  return draft
}

function nodeOf(found: Found, self: boolean): FieldSet | undefined {
  if (found === 'self') return LEAF
  if (found === undefined) return self ? LEAF : undefined
  return self ? { '.': LEAF, ...found } : found
}

function isBare(value: unknown): boolean {
  if (!isObject(value)) return false
  for (const key in value) if (value[key] !== undefined) return false
  return true
}

/** Of elements that share a name only the name is in the set. */
function ofList(list: ListShape, items: readonly unknown[]): FieldSet | undefined {
  let draft: Record<string, FieldSet> | undefined
  for (const item of items) {
    const element = elementOf(list, item)
    if (element === undefined) continue
    draft ??= {}
    const twice = draft[element] !== undefined
    draft[element] = twice ? LEAF : (nodeOf(ofPlace(list.items, item), true) as FieldSet)
  }
  return draft
}
