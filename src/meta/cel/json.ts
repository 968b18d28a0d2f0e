// Between JSON and values.
import { isObject } from '../object.ts'
import { toText } from './functions/conversions.ts'
import { Duration, MapValue, Opaque, Optional, Timestamp, Uint } from './values.ts'

/** A value of JSON of which no schema is known: whole numbers are integers. */
export function fromJson(value: unknown): unknown {
  if (value === null || value === undefined) return null
  if (typeof value === 'number') return Number.isInteger(value) ? BigInt(value) : value
  if (Array.isArray(value)) return value.map(fromJson)
  return isObject(value) ? jsonObject(value, fromJson) : value
}

/** An object whose members are made into values when they are asked for, once. */
export function jsonObject(
  object: Readonly<Record<string, unknown>>,
  member: (value: unknown, name: string) => unknown,
): MapValue {
  const made = new Map<string, unknown>()
  const get = (key: unknown): unknown => {
    if (typeof key !== 'string' || !Object.hasOwn(object, key)) return undefined
    if (!made.has(key)) made.set(key, member(object[key], key))
    return made.get(key)
  }
  return new MapValue(Object.keys(object), get, { json: object })
}

/** A value as JSON: what expressions give to patches. */
export function toJson(value: unknown): unknown {
  if (value instanceof MapValue) {
    if (value.json !== undefined) return value.json
    const entries = value.keys.map(key => [toText(key), toJson(value.get(key))] as const)
    return Object.fromEntries(entries.filter(([, one]) => one !== undefined))
  }
  if (typeof value === 'bigint') return Number(value)
  if (value instanceof Uint) return Number(value.value)
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64')
  if (value instanceof Optional) return value.has ? toJson(value.value) : undefined
  if (value instanceof Timestamp || value instanceof Duration || value instanceof Opaque)
    return toText(value)
  return Array.isArray(value) ? value.map(toJson) : value
}
