// What calls cost when they are made, by the sizes of what they are given.
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

type Costs = (sizes: readonly number[], values: readonly unknown[], result: unknown) => number

const through: Costs = ([size = 1]) => letters(size)
const twice: Costs = ([size = 1]) => letters(size, 2)
const pattern: Costs = ([size = 1, source = 1]) =>
  letters(size + 1) * Math.ceil(source * PER_PATTERN_LETTER)
const comparing: Costs = ([left = 1, right = 1]) => Math.max(1, letters(Math.min(left, right)))

const each = (names: string, costs: Costs): Readonly<Record<string, Costs>> =>
  Object.fromEntries(names.split(' ').map(name => [name, costs]))

/** By function; those that are not here cost one step. */
const COSTS: Readonly<Record<string, Costs>> = {
  check: () => 350_000,
  ...each('isSorted sum max min', (_, [list]) => traversal(list)),
  ...each('url lowerAscii upperAscii substring trim jsonpatch.escapeKey', through),
  ...each('cidr isIP isCIDR quantity isQuantity semver isSemver format strings.quote', through),
  ...each('replace split ip.isCanonical', twice),
  join: (_, _values, result) => letters(actualSize(result), 2),
  ...each('find findAll matches', pattern),
  validate: ([, size = 1]) => letters(size + 1) * Math.ceil(500 * PER_PATTERN_LETTER),
  contains: ([size = 1, part = 1]) => letters(size) * letters(part),
  ...each('startsWith endsWith', ([, part = 1]) => letters(part)),
  '@in': (_, [, list]) => (Array.isArray(list) ? list.length : 1),
  ...each('_==_ _!=_', comparing),
}

const ORDERED: ReadonlySet<string> = new Set(['string', 'bytes'])

export function actualCost(
  { name, args }: Overload,
  values: readonly unknown[],
  result: unknown,
): number {
  const [first] = args
  const type = first?.sort === 'plain' ? first.name : ''
  const sizes = (): number[] => values.map(actualSize)
  if (name === '_+_' && ORDERED.has(type)) return letters(sizes().reduce((a, b) => a + b, 0))
  if (/^_[<>]=?_$/.test(name)) return ORDERED.has(type) ? comparing(sizes(), values, result) : 1
  if (name === 'ip') return type === 'cidr' ? 1 : through(sizes(), values, result)
  if (name === 'indexOf' || name === 'lastIndexOf') return traversal(values[0])
  if ((name === 'string' && type === 'bytes') || (name === 'bytes' && type === 'string'))
    return through(sizes(), values, result)
  return COSTS[name]?.(sizes(), values, result) ?? 1
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
