import { isObject, type JsonObject } from '../../meta/object.ts'
import { additionalOf, itemsOf, type Schema } from './schema.ts'

/**
 * A value with the defaults of its schema, at every depth; nulls that the schema does not allow are no values.
 * The very same when there is nothing to fill in or to drop.
 */
export function withDefaults(value: unknown, schema: Schema | undefined): unknown {
  if (schema === undefined) return value
  if (Array.isArray(value)) return listWithDefaults(value, schema)
  return isObject(value) ? objectWithDefaults(value, schema) : value
}

const hasDefault = (schema: Schema | undefined): schema is Schema =>
  schema?.default !== undefined && schema.default !== null

const isUnwantedNull = (value: unknown, schema: Schema | undefined): boolean =>
  value === null && schema !== undefined && schema.nullable !== true

function listWithDefaults(list: readonly unknown[], schema: Schema): readonly unknown[] {
  const items = itemsOf(schema)
  if (items === undefined) return list
  let changed = false
  const next = list.map(item => {
    const given = isUnwantedNull(item, items) && hasDefault(items) ? items.default : item
    const one = withDefaults(given, items)
    changed ||= one !== item
    return one
  })
  return changed ? next : list
}

function objectWithDefaults(object: JsonObject, schema: Schema): JsonObject {
  const properties = schema.properties ?? {}
  const additional = additionalOf(schema)
  const next: Record<string, unknown> = {}
  let changed = false
  for (const [name, member] of Object.entries(object)) {
    const of = Object.hasOwn(properties, name) ? properties[name] : additional
    if (isUnwantedNull(member, of)) {
      changed = true
      if (hasDefault(of)) next[name] = withDefaults(of.default, of)
      continue
    }
    next[name] = withDefaults(member, of)
    changed ||= next[name] !== member
  }
  for (const [name, of] of Object.entries(properties)) {
    if (!hasDefault(of) || Object.hasOwn(next, name)) continue
    next[name] = withDefaults(of.default, of)
    changed = true
  }
  return changed ? next : object
}
