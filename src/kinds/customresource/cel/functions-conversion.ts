import { formatGoDuration, parseGoDuration } from '../../../meta/duration.ts'
import { parseTime } from '../../../meta/time.ts'
import type { Declared } from './functions.ts'
import { int } from './functions-operators.ts'
import { CelError, Duration, MapValue, Timestamp, TypeValue, typeNameOf } from './values.ts'

const conversion = (from: string, to: string): CelError =>
  new CelError(`type conversion error from '${from}' to '${to}'`)

function toInt(value: unknown): bigint {
  if (typeof value === 'bigint') return value
  if (typeof value === 'number') {
    if (!Number.isFinite(value) || Math.abs(value) >= 2 ** 63)
      throw new CelError('integer overflow')
    return BigInt(Math.trunc(value))
  }
  if (typeof value === 'string') {
    if (!/^[+-]?\d+$/.test(value)) throw conversion('string', 'int')
    return int(BigInt(value.replace('+', '')))
  }
  if (value instanceof Timestamp) return BigInt(Math.floor(value.ms / 1000))
  throw new CelError('no such overload')
}

function toDouble(value: unknown): number {
  if (typeof value === 'number') return value
  if (typeof value === 'bigint') return Number(value)
  if (typeof value !== 'string') throw new CelError('no such overload')
  const number = Number(value)
  if (value.trim() === '' || Number.isNaN(number)) throw conversion('string', 'double')
  return number
}

function toText(value: unknown): string {
  if (typeof value === 'string') return value
  if (value instanceof Uint8Array) return Buffer.from(value).toString('utf8')
  if (value instanceof Timestamp) return new Date(value.ms).toISOString().replace(/\.000Z$/, 'Z')
  if (value instanceof Duration) return `${value.ms / 1000}s`
  return String(value)
}

const BOOLS: Readonly<Record<string, boolean>> = {
  true: true,
  True: true,
  TRUE: true,
  t: true,
  '1': true,
  false: false,
  False: false,
  FALSE: false,
  f: false,
  '0': false,
}

function toBool(text: string): boolean {
  const value = Object.hasOwn(BOOLS, text) ? BOOLS[text] : undefined
  if (value === undefined) throw conversion('string', 'bool')
  return value
}

function toDuration(text: string): Duration {
  const ms = parseGoDuration(text)
  if (ms === undefined) throw conversion('string', 'google.protobuf.Duration')
  return new Duration(ms)
}

function toTimestamp(text: string): Timestamp {
  const ms = parseTime(text)
  if (ms === undefined) throw conversion('string', 'google.protobuf.Timestamp')
  return new Timestamp(ms)
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
) => Object.fromEntries(types.map(type => [text(type), run]))

const SIZED = ['string', 'bytes', 'list<A>', 'map<A, B>']

/** From one type to another, and how long things are. */
export const conversionFunctions: Declared = {
  ...each(['int', 'uint', 'double', 'string', 'timestamp'], type => `int(${type}): int`, toInt),
  ...each(['int', 'uint', 'double', 'string'], type => `double(${type}): double`, toDouble),
  ...each(
    ['string', 'int', 'uint', 'double', 'bool', 'bytes', 'timestamp', 'duration'],
    type => `string(${type}): string`,
    toText,
  ),
  ...each(SIZED, type => `size(${type}): int`, sizeOf),
  ...each(SIZED, type => `${type}.size(): int`, sizeOf),
  'bool(bool): bool': same,
  'bool(string): bool': toBool,
  'bytes(bytes): bytes': same,
  'bytes(string): bytes': (text: string) => new Uint8Array(Buffer.from(text)),
  'dyn(A): dyn': same,
  'type(A): type<A>': (value: unknown) => new TypeValue(typeNameOf(value)),
  'duration(string): duration': toDuration,
  'duration(duration): duration': same,
  'timestamp(string): timestamp': toTimestamp,
  'timestamp(timestamp): timestamp': same,
  'timestamp(int): timestamp': (seconds: bigint) => new Timestamp(Number(seconds) * 1000),
}

export const durationText = (duration: Duration): string => formatGoDuration(duration.ms)
