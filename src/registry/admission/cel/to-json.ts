import { string } from './functions/conversions.ts'
import {
  Duration,
  isMap,
  itemsOf,
  keysOf,
  lookUp,
  Opaque,
  Optional,
  Timestamp,
  Uint,
} from './values.ts'

/** A value as JSON: what expressions give to patches. */
export function toJson(value: unknown): unknown {
  if (typeof value === 'bigint') return Number(value)
  if (value instanceof Uint) return Number(value.value)
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64')
  if (value instanceof Optional) return value.has ? toJson(value.value) : undefined
  if (value instanceof Timestamp || value instanceof Duration || value instanceof Opaque)
    return string(value)
  if (Array.isArray(value)) return itemsOf(value).map(toJson)
  if (!isMap(value)) return value
  const entries = keysOf(value).map(key => [String(key), toJson(lookUp(value, key))] as const)
  return Object.fromEntries(entries.filter(([, one]) => one !== undefined))
}
