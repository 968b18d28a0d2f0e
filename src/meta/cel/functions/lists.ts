import type { Declared } from '../declare.ts'
import { typeNameOf } from '../type-of.ts'
import { CelError, compare, Duration, equal, NONE, noOverload, some, Uint } from '../values.ts'
import { int, uint } from './operators.ts'

type List = readonly unknown[]

const has = (list: List, value: unknown): boolean => list.some(item => equal(item, value))
const contains = (list: List, part: List): boolean => part.every(value => has(list, value))

const ZEROS: Readonly<Record<string, unknown>> = {
  int: 0n,
  uint: new Uint(0n),
  double: 0,
  duration: new Duration(0n),
}

/** @throws CelError where the items are not of one type */
function sum(list: List, zero: unknown): unknown {
  const [first = zero, ...rest] = list
  return rest.reduce((total, item) => {
    if (typeof total === 'bigint' && typeof item === 'bigint') return int(total + item)
    if (typeof total === 'number' && typeof item === 'number') return total + item
    if (total instanceof Uint && item instanceof Uint) return uint(total.value + item.value)
    if (total instanceof Duration && item instanceof Duration)
      return new Duration(int(total.nanos + item.nanos))
    throw noOverload()
  }, first)
}

function extreme(list: List, side: 1 | -1): unknown {
  const [first, ...rest] = list
  if (first === undefined) throw new CelError(`${side < 0 ? 'min' : 'max'} called on empty list`)
  return rest.reduce((best, item) => (compare(item, best) * side > 0 ? item : best), first)
}

const COMPARABLE = ['int', 'uint', 'double', 'bool', 'string', 'bytes', 'timestamp', 'duration']

const each = (
  types: readonly string[],
  text: (type: string) => string,
  run: (type: string) => (list: List) => unknown,
): Declared => Object.fromEntries(types.map(type => [text(type), run(type)]))

function slice(list: List, from: bigint, to: bigint): List {
  const cannot = `cannot slice(${from}, ${to})`
  if (from < 0n || to < 0n) throw new CelError(`${cannot}, negative indexes not supported`)
  if (from > to)
    throw new CelError(`${cannot}, start index must be less than or equal to end index`)
  if (to > BigInt(list.length)) throw new CelError(`${cannot}, list is length ${list.length}`)
  return list.slice(Number(from), Number(to))
}

function flatten(list: List, depth = 1n): List {
  if (depth < 0n) throw new CelError('level must be non-negative')
  return list.flat(Number(depth))
}

/** The list in the order of the keys. @throws CelError */
function sorted(list: List, keys: List = list): List {
  const [first] = keys
  if (first !== undefined && compare(first, first) !== 0)
    throw new CelError('list elements must be comparable')
  if (keys.some(key => typeNameOf(key) !== typeNameOf(first)))
    throw new CelError('list elements must have the same type')
  const order = list.map((item, index) => ({ item, key: keys[index] }))
  return order.sort((a, b) => compare(a.key, b.key)).map(({ item }) => item)
}

/** Lists, and lists as sets. */
export const lists: Declared = {
  ...each(
    COMPARABLE,
    type => `list(${type}).isSorted(): bool`,
    () => list => list.every((item, at) => at === 0 || compare(list[at - 1], item) <= 0),
  ),
  ...each(
    ['int', 'uint', 'double', 'duration'],
    type => `list(${type}).sum(): ${type}`,
    type => list => sum(list, ZEROS[type]),
  ),
  ...each(
    COMPARABLE,
    type => `list(${type}).max(): ${type}`,
    () => list => extreme(list, 1),
  ),
  ...each(
    COMPARABLE,
    type => `list(${type}).min(): ${type}`,
    () => list => extreme(list, -1),
  ),
  'list(A).indexOf(A): int': (list: List, value: unknown) =>
    BigInt(list.findIndex(item => equal(item, value))),
  'list(A).lastIndexOf(A): int': (list: List, value: unknown) =>
    BigInt(list.findLastIndex(item => equal(item, value))),
  'list(T).slice(int, int): list(T)': slice,
  'list(list(T)).flatten(): list(T)': (list: List) => flatten(list),
  'list(dyn).flatten(int): list(dyn)': flatten,
  ...each(
    COMPARABLE,
    type => `list(${type}).sort(): list(${type})`,
    () => list => sorted(list),
  ),
  ...Object.fromEntries(
    COMPARABLE.map(type => [`list(T).@sortByAssociatedKeys(list(${type})): list(T)`, sorted]),
  ),
  '@lists.range(int): list(int)': (count: bigint) =>
    Array.from({ length: Math.max(0, Number(count)) }, (_, at) => BigInt(at)),
  'list(T).reverse(): list(T)': (list: List) => [...list].reverse(),
  'list(T).distinct(): list(T)': (list: List) =>
    list.filter((item, at) => list.findIndex(one => equal(one, item)) === at),
  'list(T).first(): optional(T)': (list: List) => (list.length === 0 ? NONE : some(list[0])),
  'list(T).last(): optional(T)': (list: List) => (list.length === 0 ? NONE : some(list.at(-1))),
  '@sets.contains(list(T), list(T)): bool': contains,
  '@sets.equivalent(list(T), list(T)): bool': (a: List, b: List) =>
    contains(a, b) && contains(b, a),
  '@sets.intersects(list(T), list(T)): bool': (a: List, b: List) => a.some(value => has(b, value)),
}
