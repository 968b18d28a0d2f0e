import type { Declared } from './functions.ts'
import { CelError, compare, Duration, equal, type MapValue, Timestamp } from './values.ts'

const INT_MIN = -(2n ** 63n)
const INT_MAX = 2n ** 63n - 1n

/** An integer that fits in 64 bits. */
export function int(value: bigint): bigint {
  if (value < INT_MIN || value > INT_MAX) throw new CelError('integer overflow')
  return value
}

function nonZero(value: bigint, what: string): bigint {
  if (value === 0n) throw new CelError(`${what} by zero`)
  return value
}

const ORDERED = ['int', 'double', 'string', 'bool', 'bytes', 'timestamp', 'duration', 'uint']
const CROSSED = [
  ['int', 'double'],
  ['double', 'int'],
  ['int', 'uint'],
  ['uint', 'int'],
  ['double', 'uint'],
  ['uint', 'double'],
]

function orderings(): Declared {
  const tests: Readonly<Record<string, (order: number) => boolean>> = {
    '<': order => order < 0,
    '<=': order => order <= 0,
    '>': order => order > 0,
    '>=': order => order >= 0,
  }
  const pairs = [...ORDERED.map(type => [type, type]), ...CROSSED]
  return Object.fromEntries(
    Object.entries(tests).flatMap(([operator, test]) =>
      pairs.map(([a, b]) => [
        `@_${operator}_(${a}, ${b}): bool`,
        (x: unknown, y: unknown) => test(compare(x, y)),
      ]),
    ),
  )
}

/** Operators are functions with names of their own. */
export const operatorFunctions: Declared = {
  ...orderings(),
  '@_==_(A, A): bool': (a: unknown, b: unknown) => equal(a, b),
  '@_!=_(A, A): bool': (a: unknown, b: unknown) => !equal(a, b),
  '@!_(bool): bool': (a: boolean) => !a,
  '@-_(int): int': (a: bigint) => int(-a),
  '@-_(double): double': (a: number) => -a,
  '@_+_(int, int): int': (a: bigint, b: bigint) => int(a + b),
  '@_+_(double, double): double': (a: number, b: number) => a + b,
  '@_+_(string, string): string': (a: string, b: string) => a + b,
  '@_+_(bytes, bytes): bytes': (a: Uint8Array, b: Uint8Array) =>
    new Uint8Array(Buffer.concat([a, b])),
  '@_+_(list<A>, list<A>): list<A>': (a: unknown[], b: unknown[]) => [...a, ...b],
  '@_+_(timestamp, duration): timestamp': (a: Timestamp, b: Duration) => new Timestamp(a.ms + b.ms),
  '@_+_(duration, timestamp): timestamp': (a: Duration, b: Timestamp) => new Timestamp(a.ms + b.ms),
  '@_+_(duration, duration): duration': (a: Duration, b: Duration) => new Duration(a.ms + b.ms),
  '@_-_(int, int): int': (a: bigint, b: bigint) => int(a - b),
  '@_-_(double, double): double': (a: number, b: number) => a - b,
  '@_-_(timestamp, timestamp): duration': (a: Timestamp, b: Timestamp) => new Duration(a.ms - b.ms),
  '@_-_(timestamp, duration): timestamp': (a: Timestamp, b: Duration) => new Timestamp(a.ms - b.ms),
  '@_-_(duration, duration): duration': (a: Duration, b: Duration) => new Duration(a.ms - b.ms),
  '@_*_(int, int): int': (a: bigint, b: bigint) => int(a * b),
  '@_*_(double, double): double': (a: number, b: number) => a * b,
  '@_/_(int, int): int': (a: bigint, b: bigint) => int(a / nonZero(b, 'division')),
  '@_/_(double, double): double': (a: number, b: number) => a / b,
  '@_%_(int, int): int': (a: bigint, b: bigint) => a % nonZero(b, 'modulus'),
  '@@in(A, list<A>): bool': (a: unknown, list: unknown[]) => list.some(item => equal(item, a)),
  '@@in(A, map<A, B>): bool': (a: unknown, map: MapValue) => map.has(a),
}
