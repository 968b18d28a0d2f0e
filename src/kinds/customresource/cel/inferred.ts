import type { Overload } from './functions.ts'
import {
  type Bindings,
  BOOL,
  BYTES,
  DOUBLE,
  DYN,
  fits,
  INT,
  isDyn,
  NULL,
  resolved,
  STRING,
  type Type,
  UINT,
} from './types.ts'
import { isUint } from './values.ts'

/** What names are of. */
export type Variables = ReadonlyMap<string, Type>

export const withName = (names: Variables, name: string, type: Type): Variables =>
  new Map([...names, [name, type]])

/** Index and item of a list, key and value of a map. */
export function itemTypes(range: Type): readonly [Type, Type] | undefined {
  if (isDyn(range)) return [DYN, DYN]
  if (range.sort === 'list') return [INT, range.of]
  return range.sort === 'map' ? [range.key, range.of] : undefined
}

export function resultOf(
  overload: Overload,
  types: readonly Type[],
  receiver: Type | undefined,
): Type | undefined {
  if (overload.args.length !== types.length) return undefined
  const bound: Bindings = new Map()
  if (overload.receiver !== undefined && !fits(overload.receiver, receiver ?? DYN, bound))
    return undefined
  const all = overload.args.every((wanted, index) => fits(wanted, types[index] ?? DYN, bound))
  return all ? resolved(overload.result, bound) : undefined
}

export function literalType(value: unknown): Type {
  if (value === null) return NULL
  if (typeof value === 'bigint') return INT
  if (typeof value === 'number') return DOUBLE
  if (typeof value === 'boolean') return BOOL
  if (typeof value === 'string') return STRING
  if (value instanceof Uint8Array) return BYTES
  return isUint(value) ? UINT : DYN
}
