import type { Declared } from './functions.ts'
import { CelError, compare, Duration, equal, MapValue, NONE, Optional } from './values.ts'

const ZEROS: Readonly<Record<string, unknown>> = { int: 0n, double: 0, duration: new Duration(0) }

function sum(list: readonly unknown[], zero: unknown): unknown {
  return list.reduce((total, item) => {
    if (typeof item === 'bigint') return (total as bigint) + item
    if (typeof item === 'number') return (total as number) + item
    return new Duration((total as Duration).ms + (item as Duration).ms)
  }, zero)
}

function best(list: readonly unknown[], name: string, better: (order: number) => boolean): unknown {
  if (list.length === 0) throw new CelError(`${name} called on empty list`)
  return list.reduce((found, item) => (better(compare(item, found)) ? item : found))
}

const position = (found: number): bigint => BigInt(found)

const contains = (list: readonly unknown[], item: unknown): boolean =>
  list.some(one => equal(one, item))

const ORDERED = ['int', 'uint', 'double', 'string', 'bool', 'bytes', 'timestamp', 'duration']

const lists = (
  types: readonly string[],
  name: string,
  result: (type: string) => string,
  run: (type: string) => (list: unknown[]) => unknown,
) =>
  Object.fromEntries(
    types.map(type => [`list<${type}>.${name}(): ${result(type)}`, run(type)]),
  ) as unknown as Declared

/** Lists, sets, and values that may be missing. */
export const collectionFunctions: Declared = {
  ...lists(
    ORDERED,
    'isSorted',
    () => 'bool',
    () => list => list.every((item, index) => index === 0 || compare(list[index - 1], item) <= 0),
  ),
  ...lists(
    ORDERED,
    'min',
    type => type,
    () => list => best(list, 'min', order => order < 0),
  ),
  ...lists(
    ORDERED,
    'max',
    type => type,
    () => list => best(list, 'max', order => order > 0),
  ),
  ...lists(
    ['int', 'double', 'duration'],
    'sum',
    type => type,
    type => list => sum(list, ZEROS[type]),
  ),
  'list<A>.indexOf(A): int': (list: unknown[], item: unknown) =>
    position(list.findIndex(one => equal(one, item))),
  'list<A>.lastIndexOf(A): int': (list: unknown[], item: unknown) =>
    position(list.findLastIndex(one => equal(one, item))),
  'list<A>.distinct(): list<A>': (list: unknown[]) =>
    list.filter((item, index) => list.findIndex(one => equal(one, item)) === index),
  'list<A>.reverse(): list<A>': (list: unknown[]) => [...list].reverse(),
  'list<A>.flatten(): list<dyn>': (list: unknown[]) => list.flat(),
  'list<A>.slice(int, int): list<A>': (list: unknown[], from: bigint, to: bigint) =>
    list.slice(Number(from), Number(to)),
  'list<A>.first(): optional<A>': (list: unknown[]) =>
    list.length === 0 ? NONE : new Optional(true, list[0]),
  'list<A>.last(): optional<A>': (list: unknown[]) =>
    list.length === 0 ? NONE : new Optional(true, list.at(-1)),
  '@sets.contains(list<A>, list<A>): bool': (list: unknown[], part: unknown[]) =>
    part.every(item => contains(list, item)),
  '@sets.equivalent(list<A>, list<A>): bool': (a: unknown[], b: unknown[]) =>
    a.every(item => contains(b, item)) && b.every(item => contains(a, item)),
  '@sets.intersects(list<A>, list<A>): bool': (a: unknown[], b: unknown[]) =>
    a.some(item => contains(b, item)),
  '@optional.of(A): optional<A>': (value: unknown) => new Optional(true, value),
  '@optional.none(): optional<A>': () => NONE,
  '@optional.ofNonZeroValue(A): optional<A>': (value: unknown) =>
    isZero(value) ? NONE : new Optional(true, value),
  'optional<A>.hasValue(): bool': (value: Optional) => value.has,
  'optional<A>.value(): A': (value: Optional) => {
    if (!value.has) throw new CelError('optional.none() dereference')
    return value.value
  },
  'optional<A>.or(optional<A>): optional<A>': (a: Optional, b: Optional) => (a.has ? a : b),
  'optional<A>.orValue(A): A': (value: Optional, other: unknown) =>
    value.has ? value.value : other,
}

const isZero = (value: unknown): boolean =>
  value === null ||
  value === '' ||
  value === 0n ||
  value === 0 ||
  value === false ||
  (Array.isArray(value) && value.length === 0) ||
  (value instanceof MapValue && value.keys.length === 0)
