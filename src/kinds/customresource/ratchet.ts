// Which old value a value takes the place of: members of the same name, and items of keyed lists with the
// same keys. Items of other lists have none.
import { sameJson } from '../../meta/freeze.ts'
import { isObject, type JsonObject } from '../../meta/object.ts'
import type { Schema } from './schema.ts'

/** The old value, if one can be told. */
export type Old = { readonly value: unknown } | undefined

export const correlated = (old: Old): old is { readonly value: unknown } => old !== undefined

export function memberOf(old: Old, name: string): Old {
  if (old === undefined || !isObject(old.value) || !Object.hasOwn(old.value, name)) return undefined
  return { value: old.value[name] }
}

/** The old item of a keyed list. */
export function itemIn(old: Old, list: Schema, item: unknown): Old {
  if (old === undefined || list['x-kubernetes-list-type'] !== 'map' || !Array.isArray(old.value))
    return undefined
  const keys = list['x-kubernetes-list-map-keys'] ?? []
  if (!isObject(item)) return undefined
  const found = old.value.find(one => isObject(one) && hasSameKeys(one, item, keys))
  return found === undefined ? undefined : { value: found }
}

const hasSameKeys = (a: JsonObject, b: JsonObject, keys: readonly string[]): boolean =>
  keys.every(key => sameJson(a[key], b[key]))
