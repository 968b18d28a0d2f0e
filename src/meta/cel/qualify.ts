// From a value to what is at a key of it: a member of a map, an item of a list. Other values have none.
import { badKey } from './dispatch.ts'
import { itemAt, keyText, memberAt } from './functions/operators.ts'
import { typeNameOf } from './type-of.ts'
import { CelError, MapValue, NONE, Optional, some, Uint } from './values.ts'

/** @throws CelError */
export function qualified(base: unknown, key: unknown): unknown {
  const bad = badKey(key)
  if (bad !== undefined) throw bad
  if (base instanceof MapValue) return memberAt(base, key)
  if (Array.isArray(base)) return itemAt(base, indexOf(key))
  throw new CelError(`no such key: ${keyText(key)}`)
}

function indexOf(key: unknown): unknown {
  if (typeof key === 'bigint' || key instanceof Uint) return key
  if (typeof key !== 'number')
    throw new CelError(`unsupported index type '${typeNameOf(key)}' in list`)
  if (!Number.isInteger(key)) throw new CelError(`unsupported index value ${key} in list`)
  return key
}

/** `has(a.b)`: whether a member is there; what leads to it must be. */
export function isThere(base: unknown, field: string): boolean {
  const value = base instanceof Optional ? base.value : base
  if (base instanceof Optional && !base.has) return false
  if (Array.isArray(value)) indexOf(field)
  return value instanceof MapValue && value.has(field)
}

/** `a[?b]` of what is not known to be a list or a map. */
export function optionallyAt(base: unknown, key: unknown): Optional {
  if (Array.isArray(base)) indexOf(key)
  return NONE
}

/** `a.?b` */
export function optionalMember(of: Optional, field: string): Optional {
  if (!of.has) return NONE
  const found = of.value instanceof MapValue ? of.value.get(field) : undefined
  if (Array.isArray(of.value)) indexOf(field)
  return found === undefined ? NONE : some(found)
}
