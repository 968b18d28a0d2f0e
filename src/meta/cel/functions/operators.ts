import type { Declared } from '../declare.ts'
import { badKey } from '../dispatch.ts'
import {
  CelError,
  compare,
  Duration,
  equal,
  joinedLists,
  type MapValue,
  NONE,
  type Optional,
  some,
  type Timestamp,
  Uint,
} from '../values.ts'
import { moved } from './times.ts'

const INT_MIN = -(2n ** 63n)
const INT_MAX = 2n ** 63n - 1n
const UINT_MAX = 2n ** 64n - 1n

/** An integer that fits in 64 bits. @throws CelError */
export function int(value: bigint): bigint {
  if (value < INT_MIN || value > INT_MAX) throw new CelError('integer overflow')
  return value
}

export function uint(value: bigint): Uint {
  if (value < 0n || value > UINT_MAX) throw new CelError('unsigned integer overflow')
  return new Uint(value)
}

const span = (nanos: bigint): Duration => new Duration(int(nanos))

function nonZero(value: bigint, what: string): bigint {
  if (value === 0n) throw new CelError(`${what} by zero`)
  return value
}

const NUMBERS = ['int', 'uint', 'double']
const ORDERED = [...NUMBERS, 'bool', 'string', 'bytes', 'timestamp', 'duration']

function orderings(): Declared {
  const tests: Readonly<Record<string, (order: number) => boolean>> = {
    '<': order => order < 0,
    '<=': order => order <= 0,
    '>': order => order > 0,
    '>=': order => order >= 0,
  }
  const crossed = NUMBERS.flatMap(a => NUMBERS.filter(b => b !== a).map(b => [a, b]))
  const pairs = [...ORDERED.map(type => [type, type]), ...crossed]
  return Object.fromEntries(
    Object.entries(tests).flatMap(([operator, test]) =>
      pairs.map(([a, b]) => [
        `@_${operator}_(${a}, ${b}): bool`,
        (x: unknown, y: unknown) => test(compare(x, y)),
      ]),
    ),
  )
}

export function itemAt(list: readonly unknown[], index: unknown): unknown {
  const plain = index instanceof Uint ? index.value : index
  const at = typeof plain === 'bigint' ? plain : BigInt(Math.trunc(Number(plain)))
  if (at < 0n || at >= BigInt(list.length)) throw new CelError(`index out of bounds: ${at}`)
  return list[Number(at)]
}

export const keyText = (key: unknown): string => String(key instanceof Uint ? key.value : key)

export function memberAt(map: MapValue, key: unknown): unknown {
  const bad = badKey(key)
  if (bad !== undefined) throw bad
  const found = map.get(key)
  if (found === undefined) throw new CelError(`no such key: ${keyText(key)}`)
  return found
}

const perhaps = (find: () => unknown): Optional => {
  try {
    return some(find())
  } catch (error) {
    if (error instanceof CelError) return NONE
    throw error
  }
}

const within = (of: Optional, find: (value: never) => unknown): Optional =>
  of.has ? perhaps(() => find(of.value as never)) : NONE

const indexing: Declared = {
  '@_[_](list(A), int): A': itemAt,
  '@_[_](map(A, B), A): B': memberAt,
  '@_[_](optional(list(V)), int): optional(V)': (of: Optional, index: bigint) =>
    within(of, (list: unknown[]) => itemAt(list, index)),
  '@_[_](optional(map(K, V)), K): optional(V)': (of: Optional, key: unknown) =>
    within(of, (map: MapValue) => memberAt(map, key)),
  '@_[?_](list(V), int): optional(V)': (list: unknown[], index: bigint) =>
    perhaps(() => itemAt(list, index)),
  '@_[?_](optional(list(V)), int): optional(V)': (of: Optional, index: bigint) =>
    within(of, (list: unknown[]) => itemAt(list, index)),
  '@_[?_](map(K, V), K): optional(V)': (map: MapValue, key: unknown) =>
    perhaps(() => memberAt(map, key)),
  '@_[?_](optional(map(K, V)), K): optional(V)': (of: Optional, key: unknown) =>
    within(of, (map: MapValue) => memberAt(map, key)),
}

/** Operators are functions with names of their own. Those that do not look at all they are given stand with evaluation. */
export const operators: Declared = {
  '@_?_:_(bool, A, A): A': () => undefined,
  '@_&&_(bool, bool): bool': () => undefined,
  '@_||_(bool, bool): bool': () => undefined,
  '@@not_strictly_false(bool): bool': (value: unknown) => value !== false,
  '@!_(bool): bool': (a: boolean) => !a,
  '@-_(int): int': (a: bigint) => int(-a),
  '@-_(double): double': (a: number) => -a,
  ...indexing,
  '@_==_(A, A): bool': (a: unknown, b: unknown) => equal(a, b),
  '@_!=_(A, A): bool': (a: unknown, b: unknown) => !equal(a, b),
  ...orderings(),
  '@_+_(int, int): int': (a: bigint, b: bigint) => int(a + b),
  '@_+_(uint, uint): uint': (a: Uint, b: Uint) => uint(a.value + b.value),
  '@_+_(double, double): double': (a: number, b: number) => a + b,
  '@_+_(string, string): string': (a: string, b: string) => a + b,
  '@_+_(bytes, bytes): bytes': (a: Uint8Array, b: Uint8Array) =>
    new Uint8Array(Buffer.concat([a, b])),
  '@_+_(list(A), list(A)): list(A)': joinedLists,
  '@_+_(timestamp, duration): timestamp': (a: Timestamp, b: Duration) => moved(a, b.nanos),
  '@_+_(duration, timestamp): timestamp': (a: Duration, b: Timestamp) => moved(b, a.nanos),
  '@_+_(duration, duration): duration': (a: Duration, b: Duration) => span(a.nanos + b.nanos),
  '@_-_(int, int): int': (a: bigint, b: bigint) => int(a - b),
  '@_-_(uint, uint): uint': (a: Uint, b: Uint) => uint(a.value - b.value),
  '@_-_(double, double): double': (a: number, b: number) => a - b,
  '@_-_(timestamp, timestamp): duration': (a: Timestamp, b: Timestamp) => span(a.nanos - b.nanos),
  '@_-_(timestamp, duration): timestamp': (a: Timestamp, b: Duration) => moved(a, -b.nanos),
  '@_-_(duration, duration): duration': (a: Duration, b: Duration) => span(a.nanos - b.nanos),
  '@_*_(int, int): int': (a: bigint, b: bigint) => int(a * b),
  '@_*_(uint, uint): uint': (a: Uint, b: Uint) => uint(a.value * b.value),
  '@_*_(double, double): double': (a: number, b: number) => a * b,
  '@_/_(int, int): int': (a: bigint, b: bigint) => int(a / nonZero(b, 'division')),
  '@_/_(uint, uint): uint': (a: Uint, b: Uint) => uint(a.value / nonZero(b.value, 'division')),
  '@_/_(double, double): double': (a: number, b: number) => a / b,
  '@_%_(int, int): int': (a: bigint, b: bigint) => a % nonZero(b, 'modulus'),
  '@_%_(uint, uint): uint': (a: Uint, b: Uint) => uint(a.value % nonZero(b.value, 'modulus')),
  '@@in(A, list(A)): bool': (a: unknown, list: unknown[]) => list.some(item => equal(item, a)),
  '@@in(A, map(A, B)): bool': (a: unknown, map: MapValue) => map.has(a),
  // The loops that put members into maps do it themselves.
  '@cel.@mapInsert(map(K, V), K, V): map(K, V)': () => undefined,
  '@cel.@mapInsert(map(K, V), map(K, V)): map(K, V)': () => undefined,
}
