// Lists that are sets or have keys: no item may stand twice.
import { at, type Cause, child, duplicate, invalid, keyed } from '../../meta/field-errors.ts'
import { isObject, type JsonObject } from '../../meta/object.ts'
import { additionalOf, itemsOf, type Schema, sortedEntries } from './schema.ts'

/** What stands twice in the lists of an object. */
export function listTypeCauses(object: JsonObject, schema: Schema, path = ''): Cause[] {
  const properties = schema.properties ?? {}
  const additional = additionalOf(schema)
  return sortedEntries(object).flatMap(([name, member]) => {
    const own = Object.hasOwn(properties, name) ? properties[name] : undefined
    if (own !== undefined) return valueCauses(member, own, child(path, name))
    return additional === undefined ? [] : valueCauses(member, additional, keyed(path, name))
  })
}

function valueCauses(value: unknown, schema: Schema, path: string): Cause[] {
  if (isObject(value)) return listTypeCauses(value, schema, path)
  if (!Array.isArray(value)) return []
  const items = itemsOf(schema)
  return [
    ...ownCauses(value, schema, path),
    ...(items === undefined
      ? []
      : value.flatMap((item, index) => valueCauses(item, items, at(path, index)))),
  ]
}

function ownCauses(list: readonly unknown[], schema: Schema, path: string): Cause[] {
  const type = schema['x-kubernetes-list-type']
  if (type === 'set') return repeated(list).map(index => duplicate(at(path, index), list[index]))
  if (type !== 'map') return []
  const stray = list.findIndex(item => item !== null && !isObject(item))
  if (stray >= 0)
    return [
      invalid(at(path, stray), list[stray], 'must be an object for an array of list-type map'),
    ]
  const names = schema['x-kubernetes-list-map-keys'] ?? []
  const keys = list.map(item => keyOf(item, names))
  return repeated(keys).map(index => duplicate(at(path, index), keys[index]))
}

function keyOf(item: unknown, names: readonly string[]): JsonObject {
  if (!isObject(item)) return {}
  return Object.fromEntries(
    names.filter(name => Object.hasOwn(item, name)).map(name => [name, item[name]]),
  )
}

/** Where something stands for the second time; a third time is not told. */
function repeated(list: readonly unknown[]): number[] {
  const seen = new Map<string, number>()
  const found: number[] = []
  for (const [index, item] of list.entries()) {
    const key = JSON.stringify(item)
    const times = seen.get(key) ?? 0
    if (times === 1) found.push(index)
    seen.set(key, times + 1)
  }
  return found
}
