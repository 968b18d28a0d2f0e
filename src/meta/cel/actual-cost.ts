// What calls cost when they are made, by the sizes of what they are given: told before they are, so that what is too
// costly is never begun.
import type { Overload } from './declare.ts'
import { MapValue } from './values.ts'

const PER_LETTER = 0.1
const PER_PATTERN_LETTER = 0.25

/** How many letters, items or members a value has. */
export function actualSize(value: unknown): number {
  if (typeof value === 'string') return [...value].length
  if (Array.isArray(value) || value instanceof Uint8Array) return value.length
  return value instanceof MapValue ? value.keys.length : 1
}

const letters = (size: number, times = 1): number => Math.ceil(size * times * PER_LETTER)

type Costs = (sizes: readonly number[], values: readonly unknown[]) => number

const through: Costs = ([size = 1]) => letters(size)
const twice: Costs = ([size = 1]) => letters(size, 2)
const pattern: Costs = ([size = 1, source = 1]) =>
  letters(size + 1) * Math.ceil(source * PER_PATTERN_LETTER)
const comparing: Costs = ([left = 1, right = 1]) => Math.max(1, letters(Math.min(left, right)))

/** Lists that are made cost something to begin with. */
const making = (size: number, factor = 1): number => 11 + Math.floor(size * factor)

/** Each item of a list with each. */
function selfComparing(list: unknown): number {
  const items = Array.isArray(list) ? list : []
  const isText = typeof items[0] === 'string' || items[0] instanceof Uint8Array
  return making(items.length ** 2, isText ? 2 + PER_LETTER : 2)
}

const crossing =
  (factor: number): Costs =>
  ([left = 1, right = 1]) =>
    1 + left * right * factor

const each = (names: string, costs: Costs): Readonly<Record<string, Costs>> =>
  Object.fromEntries(names.split(' ').map(name => [name, costs]))

/** By function; those that are not here cost one step. */
const COSTS: Readonly<Record<string, Costs>> = {
  check: () => 350_000,
  ...each('isSorted sum max min', (_, [list]) => traversal(list)),
  ...each('url lowerAscii upperAscii substring trim jsonpatch.escapeKey', through),
  ...each('cidr isIP isCIDR quantity isQuantity semver isSemver format strings.quote', through),
  ...each('replace split ip.isCanonical', twice),
  ...each('distinct sort', (_, [list]) => selfComparing(list)),
  '@sortByAssociatedKeys': (_, [, keys]) => selfComparing(keys),
  'lists.range': (_, [count]) => making(Math.max(0, Number(count))),
  reverse: ([size = 1]) => making(size),
  flatten: ([size = 1], [, depth = 1n]) => making(size, Math.max(0, Number(depth))),
  ...each('sets.contains sets.intersects', crossing(1)),
  'sets.equivalent': crossing(2),
  ...each('find findAll matches', pattern),
  validate: ([, size = 1]) => letters(size + 1) * Math.ceil(500 * PER_PATTERN_LETTER),
  contains: ([size = 1, part = 1]) => letters(size) * letters(part),
  ...each('startsWith endsWith', ([, part = 1]) => letters(part)),
  '@in': (_, [, list]) => (Array.isArray(list) ? list.length : 1),
  ...each('_==_ _!=_', comparing),
}

/** By function, of those whose cost shows only in what they come to. */
const RESULT_COSTS: Readonly<Record<string, (size: number) => number>> = {
  join: size => letters(size, 2),
  slice: size => making(size),
}

export const resultCost = ({ name }: Overload, result: unknown): number =>
  RESULT_COSTS[name]?.(actualSize(result)) ?? 0

const ORDERED: ReadonlySet<string> = new Set(['string', 'bytes'])

export function callCost({ name, args }: Overload, values: readonly unknown[]): number {
  if (Object.hasOwn(RESULT_COSTS, name)) return 0
  const [first] = args
  const type = first?.sort === 'plain' ? first.name : ''
  const sizes = (): number[] => values.map(actualSize)
  if (name === '_+_' && ORDERED.has(type)) return letters(sizes().reduce((a, b) => a + b, 0))
  if (/^_[<>]=?_$/.test(name)) return ORDERED.has(type) ? comparing(sizes(), values) : 1
  if (name === 'ip') return type === 'cidr' ? 1 : through(sizes(), values)
  if (name === 'indexOf' || name === 'lastIndexOf') return traversal(values[0])
  if ((name === 'string' && type === 'bytes') || (name === 'bytes' && type === 'string'))
    return through(sizes(), values)
  return COSTS[name]?.(sizes(), values) ?? 1
}

/** Going through all of a value. */
function traversal(value: unknown): number {
  if (typeof value === 'string') return Math.floor(value.length * PER_LETTER)
  if (Array.isArray(value)) return value.reduce<number>((sum, item) => sum + traversal(item), 0)
  if (!(value instanceof MapValue)) return 1
  return value.keys.reduce<number>(
    (sum, key) => sum + traversal(key) + traversal(value.get(key)),
    0,
  )
}
