import { arithmetic } from '../arithmetic.ts'
import type { Library } from '../library.ts'
import { CelError, compare, equal, isNumber, itemsOf, made, NONE, Optional } from '../values.ts'

type List = readonly unknown[]

const within = (list: List, value: unknown): boolean =>
  itemsOf(list).some(item => equal(item, value))
const contains = (list: List, part: List): boolean =>
  itemsOf(part).every(value => within(list, value))

export const lists: Library = {
  functions: {
    'lists.range': (count: bigint) =>
      made(Array.from({ length: Number(count) }, (_, at) => BigInt(at))),
    'sets.contains': contains,
    'sets.equivalent': (a: List, b: List) => contains(a, b) && contains(b, a),
    'sets.intersects': (a: List, b: List) => itemsOf(a).some(value => within(b, value)),
  },
  methods: {
    sum: (list: List) => summed(list),
    min: (list: List) => extreme(list, -1),
    max: (list: List) => extreme(list, 1),
    isSorted: (list: List) =>
      itemsOf(list).every((item, at) => at === 0 || ordered(itemsOf(list)[at - 1], item) <= 0),
    indexOf: (of: List | string, value: unknown, from = 0n) => indexOf(of, value, from),
    lastIndexOf: (of: List | string, value: unknown, from?: bigint) => lastIndexOf(of, value, from),
    slice: (list: List, from: bigint, to: bigint) => {
      if (from < 0n || to > BigInt(list.length) || from > to)
        throw new CelError(`cannot slice(${from}, ${to}), list is length ${list.length}`)
      return made(itemsOf(list).slice(Number(from), Number(to)))
    },
    flatten: (list: List, depth = 1n) => made(itemsOf(list).flat(Number(depth))),
    sort: (list: List) => made([...itemsOf(list)].sort(ordered)),
    reverse: (list: List) => made([...itemsOf(list)].reverse()),
    distinct: (list: List) =>
      made(itemsOf(list).filter((item, at, all) => all.findIndex(one => equal(one, item)) === at)),
    first: (list: List) => (list.length === 0 ? NONE : new Optional(true, itemsOf(list)[0])),
    last: (list: List) => (list.length === 0 ? NONE : new Optional(true, itemsOf(list).at(-1))),
  },
}

function ordered(a: unknown, b: unknown): number {
  const order = compare(a, b)
  if (order === undefined) throw new CelError('no such overload')
  return order
}

function summed(list: List): unknown {
  const [first, ...rest] = itemsOf(list)
  if (first === undefined) return 0n
  if (!isNumber(first) && typeof first !== 'object') throw new CelError('no such overload')
  return rest.reduce((sum, item) => arithmetic('+', sum, item), first)
}

function extreme(list: List, side: 1 | -1): unknown {
  const [first, ...rest] = itemsOf(list)
  if (first === undefined) throw new CelError(`${side < 0 ? 'min' : 'max'} called on empty list`)
  return rest.reduce((best, item) => (ordered(item, best) * side > 0 ? item : best), first)
}

/** Of texts and of lists alike. */
function indexOf(of: List | string, value: unknown, from: bigint): bigint {
  const items = typeof of === 'string' ? [...of] : itemsOf(of)
  if (from < 0n || from > BigInt(items.length)) throw new CelError(`index out of range: ${from}`)
  const at = found(of, items, value, Number(from), 1)
  return BigInt(at)
}

function lastIndexOf(of: List | string, value: unknown, from: bigint | undefined): bigint {
  const items = typeof of === 'string' ? [...of] : itemsOf(of)
  const start = from ?? BigInt(items.length)
  if (start < 0n || start > BigInt(items.length)) throw new CelError(`index out of range: ${start}`)
  return BigInt(found(of, items, value, Number(start), -1))
}

function found(
  of: List | string,
  items: readonly unknown[],
  value: unknown,
  from: number,
  step: 1 | -1,
): number {
  const wanted = typeof of === 'string' ? [...(value as string)] : [value]
  for (let at = from; at >= 0 && at <= items.length; at += step)
    if (at + wanted.length <= items.length)
      if (wanted.every((part, offset) => equal(items[at + offset], part))) return at
  return -1
}
