// What calls of functions cost at worst, by the sizes of what they are given. Changing these would change which
// definitions are accepted; they are those of the real server.
import type { Overload } from './declare.ts'
import {
  add,
  type CallEstimate,
  fixed,
  ONE,
  PER_LETTER,
  PER_PATTERN_LETTER,
  type Range,
  scaled,
  times,
  UNKNOWN,
} from './estimate.ts'
import type { Type } from './types.ts'

/** What a function is called with. */
export interface Given {
  readonly type: Type
  readonly size: Range
  /** The size of its items, where it is a list of what has one. */
  readonly items: Range | undefined
  /** Its value, where it is written out. */
  readonly value: unknown
}

type Estimate = (args: readonly [Given, Given, Given], count: number) => CallEstimate | undefined

const through = (size: Range, factor = 1): Range => scaled(size, factor * PER_LETTER)

const cheap: Estimate = () => ({ cost: ONE })
const first: Estimate = ([one]) => ({ cost: through(one.size) })
const kept: Estimate = ([one]) => ({ cost: through(one.size), size: one.size })

const overList: Estimate = ([list]) => {
  if (list.type.sort !== 'list') return { cost: through(list.size) }
  const each = list.items === undefined ? ONE : add(ONE, through(list.items))
  return { cost: times(list.size, each) }
}

const matching: Estimate = ([text, pattern]) => ({
  cost: times(through(add(text.size, ONE)), scaled(pattern.size, PER_PATTERN_LETTER)),
})

const contains: Estimate = ([text, part]) => ({
  cost: times(through(text.size), through(part.size)),
})

const split: Estimate = ([text, , limit], count) => {
  const most = count > 2 && typeof limit.value === 'bigint' ? Number(limit.value) : text.size.max
  return { cost: through(text.size, 2), size: { min: 0, max: most < 0 ? Infinity : most } }
}

const join: Estimate = ([list, separator], count) => {
  const texts = times(list.size, list.items ?? UNKNOWN)
  const gaps = { min: Math.max(0, list.size.min - 1), max: Math.max(0, list.size.max - 1) }
  const size = count > 1 ? add(texts, times(separator.size, gaps)) : texts
  return { cost: through(size), size }
}

const replace: Estimate = ([text, what, by]) => {
  const most =
    what.size.min === 0
      ? { count: text.size.max + 1, kept: text.size.max }
      : by.size.max <= what.size.min
        ? { count: 0, kept: text.size.max }
        : { count: Math.ceil(text.size.max / what.size.min), kept: 0 }
  const least =
    what.size.max === 0
      ? { count: text.size.min + 1, kept: text.size.min }
      : what.size.max <= by.size.min
        ? { count: 0, kept: text.size.min }
        : { count: Math.ceil(text.size.min / what.size.max), kept: 0 }
  const size = add(times({ min: least.count, max: most.count }, by.size), {
    min: least.kept,
    max: most.kept,
  })
  return { cost: through(text.size, 2), size }
}

/** Lists that are made cost something to begin with. */
const making = (size: Range, cost: Range): CallEstimate => ({ cost: add(cost, fixed(11)), size })

const writtenCount = ({ value }: Given, otherwise: number): number =>
  typeof value === 'bigint' && value >= 0n ? Number(value) : otherwise

const slice: Estimate = ([list, from, to]) => {
  const size = fixed(Math.max(0, writtenCount(to, list.size.max) - writtenCount(from, 0)))
  return making(size, size)
}

const flatten: Estimate = ([list, depth], count) =>
  making(list.size, times(list.size, fixed(count > 1 ? writtenCount(depth, Infinity) : 1)))

const selfComparing = ({ size, type }: Given): CallEstimate => {
  const item = type.sort === 'list' && type.of.sort === 'plain' ? type.of.name : ''
  const pairs = times(size, size)
  return making(pairs, scaled(pairs, item === 'string' || item === 'bytes' ? 2 + PER_LETTER : 2))
}

const crossing =
  (factor: number): Estimate =>
  ([left, right]) => ({ cost: add(scaled(times(left.size, right.size), factor), ONE) })

const IP_SIZE: Range = { min: 4, max: 16 }

const inRange =
  (more: Range): Estimate =>
  ([, inner]) => {
    const parsed = inner.type.sort === 'plain' && inner.type.name === 'string'
    const base = add(through(add(IP_SIZE, IP_SIZE)), more)
    return { cost: parsed ? add(base, through(inner.size)) : base }
  }

const selector: Estimate = ([, text]) => ({
  cost: add(fixed(10), through(text.size), scaled(scaled(text.size, 0.5), 50)),
})

const each = (names: string, estimate: Estimate): Readonly<Record<string, Estimate>> =>
  Object.fromEntries(names.split(' ').map(name => [name, estimate]))

const NAME_PATTERN = 128

/** By function; those that are not here cost one step. */
const ESTIMATES: Readonly<Record<string, Estimate>> = {
  check: () => ({ cost: fixed(350_000) }),
  ...each('fieldSelector labelSelector', selector),
  ...each('isSorted sum max min indexOf lastIndexOf', overList),
  ...each('url jsonpatch.escapeKey lowerAscii upperAscii substring trim', kept),
  ...each('cidr isIP isCIDR quantity isQuantity semver isSemver', first),
  format: first,
  slice,
  flatten,
  ...each('distinct sort', ([list]) => selfComparing(list)),
  '@sortByAssociatedKeys': ([, keys]) => selfComparing(keys),
  'lists.range': ([count]) => {
    const size = fixed(writtenCount(count, Infinity))
    return making(size, size)
  },
  reverse: ([list]) => making(list.size, list.size),
  ...each('sets.contains sets.intersects', crossing(1)),
  'sets.equivalent': crossing(2),
  'strings.quote': ([text]) => ({
    cost: through(text.size),
    size: { min: text.size.min + 2, max: text.size.max * 2 + 2 },
  }),
  replace,
  split,
  join,
  find: args => ({
    ...matching(args, 2),
    cost: matching(args, 2)?.cost ?? ONE,
    size: spread(args[0]),
  }),
  findAll: args => ({ cost: matching(args, 2)?.cost ?? ONE, size: spread(args[0]) }),
  matches: matching,
  contains,
  ...each('startsWith endsWith', ([, part]) => ({ cost: through(part.size) })),
  ip: ([of]) =>
    of.type.sort === 'plain' && of.type.name === 'cidr'
      ? { cost: ONE }
      : { cost: through(of.size) },
  'ip.isCanonical': ([text]) => ({ cost: through(text.size, 2) }),
  containsIP: inRange(fixed(0)),
  containsCIDR: inRange(add(through(IP_SIZE), ONE)),
  validate: ([, text]) => ({
    cost: scaled(through(text.size), NAME_PATTERN * PER_PATTERN_LETTER),
  }),
}

const spread = ({ size }: Given): Range => ({ min: 0, max: size.max })

const NOTHING: Given = {
  type: { sort: 'plain', name: 'dyn' },
  size: UNKNOWN,
  items: undefined,
  value: undefined,
}

/** What calling an overload costs, without what its arguments cost. */
export function callEstimate(
  { name, args, text }: Overload,
  given: readonly Given[],
): CallEstimate {
  const [one = NOTHING, two = NOTHING, three = NOTHING] = given
  const [type] = args
  const plain = type?.sort === 'plain' ? type.name : (type?.sort ?? '')
  switch (name) {
    case '_+_': {
      if (!['string', 'bytes', 'list'].includes(plain)) break
      const size = add(one.size, two.size)
      return { cost: plain === 'list' ? ONE : through(size), size }
    }
    case '@in':
      if (text.startsWith('@@in(A, list(')) return { cost: scaled(two.size, 1) }
      break
    case '_==_':
    case '_!=_':
      return isSmall(one.type) && isSmall(two.type) ? { cost: ONE } : comparing(one, two)
    case 'bytes':
      if (plain === 'string')
        return { cost: through(one.size), size: { min: one.size.min, max: one.size.max * 4 } }
      break
    case 'string':
      if (plain === 'bytes')
        return {
          cost: through(one.size),
          size: { min: Math.floor(one.size.min / 4), max: one.size.max },
        }
  }
  if (/^_[<>]=?_$/.test(name) && (plain === 'string' || plain === 'bytes'))
    return comparing(one, two)
  return (
    ESTIMATES[name]?.([one, two, three], given.length) ??
    cheap([one, two, three], 0) ?? {
      cost: ONE,
    }
  )
}

function comparing(one: Given, two: Given): CallEstimate {
  const max = Math.min(one.size.max, two.size.max)
  return { cost: through({ min: max > 0 ? 1 : 0, max }) }
}

/** Values of libraries are compared in one step. */
const isSmall = (type: Type): boolean =>
  type.sort === 'plain' &&
  ['ip', 'cidr', 'quantity', 'semver', 'authorizer', 'decision'].includes(type.name)
