import { goFloat } from '../../go-float.ts'
import type { Declared } from '../declare.ts'
import { typeNameOf } from '../type-of.ts'
import {
  CelError,
  Duration,
  MapValue,
  NONE,
  noOverload,
  Opaque,
  Optional,
  some,
  Timestamp,
  TypeValue,
  Uint,
} from '../values.ts'
import { int, uint } from './operators.ts'
import { durationOf, durationText, isFirst, timestampOf, timestampText } from './times.ts'

const failed = (from: unknown, to: string): CelError =>
  new CelError(`type conversion error from '${typeNameOf(from)}' to '${to}'`)

function toInt(value: unknown): bigint {
  if (typeof value === 'bigint') return value
  if (value instanceof Uint) return int(value.value)
  if (typeof value === 'number') {
    if (!Number.isFinite(value) || Math.abs(value) >= 2 ** 63)
      throw new CelError('integer overflow')
    return BigInt(Math.trunc(value))
  }
  if (typeof value === 'string') {
    if (!/^[+-]?\d+$/.test(value)) throw failed(value, 'int')
    return fitting(value, BigInt(value.replace('+', '')))
  }
  if (value instanceof Duration) return value.nanos
  if (value instanceof Timestamp) return floorSeconds(value.nanos)
  throw noOverload()
}

/** A text of a number that is too large is no number at all. */
function fitting(text: string, value: bigint): bigint {
  if (BigInt.asIntN(64, value) !== value) throw failed(text, 'int')
  return value
}

const floorSeconds = (nanos: bigint): bigint => {
  const whole = nanos / 1_000_000_000n
  return nanos < 0n && nanos % 1_000_000_000n !== 0n ? whole - 1n : whole
}

function toUint(value: unknown): Uint {
  if (value instanceof Uint) return value
  if (typeof value === 'string') {
    if (!/^\d+$/.test(value) || BigInt(value) >= 2n ** 64n) throw failed(value, 'uint')
    return uint(BigInt(value))
  }
  return uint(toInt(value))
}

function toDouble(value: unknown): number {
  if (typeof value === 'number') return value
  if (typeof value === 'bigint') return Number(value)
  if (value instanceof Uint) return Number(value.value)
  const text = String(value)
  if (/^[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?$/.test(text) && Number.isFinite(Number(text)))
    return Number(text)
  const named = /^([+-]?)(inf|infinity|nan)$/i.exec(text)
  if (named === null) throw failed(value, 'double')
  if (/nan/i.test(named[2] ?? '')) return Number.NaN
  return named[1] === '-' ? -Infinity : Infinity
}

/** A value as text. @throws CelError */
export function toText(value: unknown): string {
  if (typeof value === 'string') return value
  if (typeof value === 'boolean' || typeof value === 'bigint') return String(value)
  if (typeof value === 'number') return goFloat(value)
  if (value instanceof Uint) return String(value.value)
  if (value instanceof Uint8Array) {
    try {
      return new TextDecoder('utf-8', { fatal: true }).decode(value)
    } catch {
      throw new CelError('invalid UTF-8 in bytes, cannot convert to string')
    }
  }
  if (value instanceof Timestamp) return timestampText(value)
  if (value instanceof Duration) return durationText(value)
  if (value instanceof Opaque) return value.key
  throw failed(value, 'string')
}

const BOOLS: Readonly<Record<string, boolean>> = {
  ...{ '1': true, t: true, T: true, true: true, TRUE: true, True: true },
  ...{ '0': false, f: false, F: false, false: false, FALSE: false, False: false },
}

function toBool(text: string): boolean {
  const value = Object.hasOwn(BOOLS, text) ? BOOLS[text] : undefined
  if (value === undefined) throw failed(text, 'bool')
  return value
}

const same = (value: unknown): unknown => value

const sizeOf = (value: unknown): bigint => {
  if (typeof value === 'string') return BigInt([...value].length)
  return BigInt(value instanceof MapValue ? value.keys.length : (value as unknown[]).length)
}

const each = (
  types: readonly string[],
  text: (type: string) => string,
  run: (value: never) => unknown,
): Declared => Object.fromEntries(types.map(type => [text(type), run]))

const SIZED = ['string', 'bytes', 'list(A)', 'map(A, B)']

function isZero(value: unknown): boolean {
  if (value === null || value === false || value === '' || value === 0n || value === 0) return true
  if (value instanceof Uint) return value.value === 0n
  if (value instanceof Duration) return value.nanos === 0n
  if (value instanceof Timestamp) return isFirst(value)
  if (value instanceof MapValue) return value.keys.length === 0
  return (Array.isArray(value) || value instanceof Uint8Array) && value.length === 0
}

const unwrapped = (list: readonly unknown[]): unknown[] =>
  list.flatMap(one => (one instanceof Optional && one.has ? [one.value] : []))

const optionals: Declared = {
  '@optional.of(V): optional(V)': some,
  '@optional.none(): optional(V)': () => NONE,
  '@optional.ofNonZeroValue(V): optional(V)': (value: unknown) =>
    isZero(value) ? NONE : some(value),
  'optional(V).value(): V': (of: Optional) => {
    if (!of.has) throw new CelError('optional.none() dereference')
    return of.value
  },
  'optional(V).hasValue(): bool': (of: Optional) => of.has,
  '@optional.unwrap(list(optional(V))): list(V)': unwrapped,
  'list(optional(V)).unwrapOpt(): list(V)': unwrapped,
  // These two do not look at what they do not need; see evaluation.
  'optional(V).or(optional(V)): optional(V)': () => undefined,
  'optional(V).orValue(V): V': () => undefined,
}

/** From one type to another, how long things are, and what may be missing. */
export const conversions: Declared = {
  ...each(SIZED, type => `size(${type}): int`.replace(/^/, '@'), sizeOf),
  ...each(SIZED, type => `${type}.size(): int`, sizeOf),
  '@type(A): type(A)': (value: unknown) => new TypeValue(typeNameOf(value)),
  ...each(
    ['int', 'uint', 'double', 'string', 'timestamp', 'duration'],
    type => `@int(${type}): int`,
    toInt,
  ),
  ...each(['uint', 'int', 'double', 'string'], type => `@uint(${type}): uint`, toUint),
  ...each(['double', 'int', 'uint', 'string'], type => `@double(${type}): double`, toDouble),
  '@bool(bool): bool': same,
  '@bool(string): bool': toBool,
  '@bytes(bytes): bytes': same,
  '@bytes(string): bytes': (text: string) => new Uint8Array(Buffer.from(text)),
  ...each(
    ['string', 'bool', 'bytes', 'double', 'duration', 'int', 'timestamp', 'uint', 'ip', 'cidr'],
    type => `@string(${type}): string`,
    toText,
  ),
  '@timestamp(timestamp): timestamp': same,
  '@timestamp(int): timestamp': (seconds: bigint) => timestampOf(seconds),
  '@timestamp(string): timestamp': timestampOf,
  '@duration(duration): duration': same,
  '@duration(int): duration': (nanos: bigint) => {
    throw failed(nanos, 'google.protobuf.Duration')
  },
  '@duration(string): duration': durationOf,
  '@dyn(A): dyn': same,
  ...optionals,
}
