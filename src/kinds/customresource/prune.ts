import type { ReadMetadata } from '../../meta/kind.ts'
import { isObject, type JsonObject } from '../../meta/object.ts'
import {
  additionalOf,
  isEmbedded,
  itemsOf,
  META_FIELDS,
  preserves,
  type Schema,
  sortedEntries,
} from './schema.ts'

/** An object without the fields that its schema does not know, and their paths in the order of names. */
export function prune(
  object: JsonObject,
  schema: Schema,
  typed?: ReadMetadata,
): { value: JsonObject; unknown: readonly string[] } {
  const unknown: string[] = []
  const root = { ...schema, 'x-kubernetes-embedded-resource': true }
  const value = pruned(object, root, '', unknown, typed) as JsonObject
  return { value, unknown: unknown.length > 1 ? unknown.sort() : unknown }
}

/** The value without what the schema does not know; the very same when there is nothing to drop. */
export function pruned(
  value: unknown,
  schema: Schema | undefined,
  path: string,
  unknown: string[],
  typed?: ReadMetadata,
): unknown {
  if (Array.isArray(value)) return prunedList(value, schema, path, unknown, typed)
  if (!isObject(value)) return value
  return prunedObject(value, schema, path, unknown, typed)
}

function prunedList(
  list: readonly unknown[],
  schema: Schema | undefined,
  path: string,
  unknown: string[],
  typed: ReadMetadata | undefined,
): readonly unknown[] {
  const keeps = schema !== undefined && preserves(schema)
  const own = schema === undefined ? undefined : itemsOf(schema)
  if (keeps && own === undefined) return list
  const items: Schema | undefined =
    keeps && own !== undefined ? { ...own, 'x-kubernetes-preserve-unknown-fields': true } : own
  let changed = false
  const next = list.map((item, index) => {
    const one = pruned(item, items, `${path}[${index}]`, unknown, typed)
    changed ||= one !== item
    return one
  })
  return changed ? next : list
}

function prunedObject(
  object: JsonObject,
  schema: Schema | undefined,
  path: string,
  unknown: string[],
  typed: ReadMetadata | undefined,
): JsonObject {
  const keeps = schema !== undefined && preserves(schema)
  const properties = schema?.properties ?? {}
  const next: Record<string, unknown> = {}
  let changed = false
  for (const [name, member] of sortedEntries(object)) {
    const at = path === '' ? name : `${path}.${name}`
    if (schema !== undefined && isEmbedded(schema) && META_FIELDS.has(name))
      next[name] = path === '' || typed === undefined ? member : typed(name, member, at, unknown)
    else if (Object.hasOwn(properties, name))
      next[name] = pruned(member, properties[name], at, unknown, typed)
    // With `true` any key will do, yet nothing is known of what is below.
    else if (schema?.additionalProperties !== undefined)
      next[name] = pruned(member, additionalOf(schema), at, unknown, typed)
    else if (keeps) next[name] = member
    else unknown.push(at)
    changed ||= next[name] !== member
  }
  return changed ? next : object
}
