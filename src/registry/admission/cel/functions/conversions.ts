// From one type to another, sizes, types, optionals.
import type { Library } from '../library.ts'
import {
  CelError,
  Duration,
  isMap,
  isNumber,
  NONE,
  numberOf,
  Opaque,
  Optional,
  sizeOf,
  Timestamp,
  TypeValue,
  textOf,
  typeName,
  Uint,
} from '../values.ts'
import { durationText, timestampText } from './times.ts'

export const conversions: Library = {
  functions: {
    dyn: (value: unknown) => value,
    type: (value: unknown) => new TypeValue(typeName(value)),
    size,
    string,
    int,
    uint: (value: unknown) => new Uint(ranged(int(value), 0n, 2n ** 64n - 1n, 'uint')),
    double,
    bool,
    bytes: (value: unknown) =>
      typeof value === 'string' ? new Uint8Array(Buffer.from(value)) : value,
    __Object: (fields: unknown) => fields,
    __JSONPatch: (fields: unknown) => fields,
    'jsonpatch.escapeKey': (key: string) => key.replaceAll('~', '~0').replaceAll('/', '~1'),
    'optional.of': (value: unknown) => new Optional(true, value),
    'optional.none': () => NONE,
    'optional.ofNonZeroValue': (value: unknown) =>
      isZero(value) ? NONE : new Optional(true, value),
  },
  methods: {
    size,
    hasValue: (optional: Optional) => optional.has,
    value: (optional: Optional) => {
      if (!(optional instanceof Optional)) throw new CelError('no such overload')
      if (!optional.has) throw new CelError('optional.none() dereference')
      return optional.value
    },
  },
}

function size(value: unknown): bigint {
  if (typeof value === 'string') return BigInt([...value].length)
  if (Array.isArray(value) || value instanceof Uint8Array) return BigInt(value.length)
  if (isMap(value)) return BigInt(sizeOf(value))
  throw new CelError('no such overload')
}

function isZero(value: unknown): boolean {
  if (value === null || value === false || value === '') return true
  if (isNumber(value)) return Number(numberOf(value)) === 0
  if (Array.isArray(value)) return value.length === 0
  return isMap(value) && sizeOf(value) === 0
}

const failed = (from: unknown, to: string): CelError =>
  new CelError(`type conversion error from '${typeName(from)}' to '${to}'`)

export function string(value: unknown): string {
  if (typeof value === 'string') return value
  if (typeof value === 'boolean' || typeof value === 'bigint') return String(value)
  if (typeof value === 'number') return doubleText(value)
  if (value instanceof Uint) return String(numberOf(value))
  if (value instanceof Uint8Array) return Buffer.from(value).toString('utf8')
  if (value instanceof Timestamp) return timestampText(value)
  if (value instanceof Duration) return durationText(value)
  if (value instanceof Opaque) return textOf(value)
  throw failed(value, 'string')
}

/** As Go's %g with the shortest digits. */
export function doubleText(value: number): string {
  if (Number.isNaN(value)) return 'NaN'
  if (!Number.isFinite(value)) return value > 0 ? '+Inf' : '-Inf'
  const [digits = '', power = '0'] = value.toExponential().split('e')
  const exponent = Number(power)
  if (exponent >= -4 && exponent < 6) return plain(value)
  const sign = exponent < 0 ? '-' : '+'
  return `${digits}e${sign}${String(Math.abs(exponent)).padStart(2, '0')}`
}

const plain = (value: number): string =>
  Math.abs(value) >= 1e21 || !String(value).includes('e') ? String(value) : value.toFixed(20)

function int(value: unknown): bigint {
  if (typeof value === 'bigint') return value
  if (value instanceof Uint)
    return ranged(BigInt(numberOf(value)), -(2n ** 63n), 2n ** 63n - 1n, 'int')
  if (typeof value === 'number') {
    if (!Number.isFinite(value) || Math.abs(value) >= 2 ** 63)
      throw new CelError('integer overflow')
    return BigInt(Math.trunc(value))
  }
  if (typeof value === 'string') {
    if (!/^[+-]?\d+$/.test(value)) throw failed(value, 'int')
    return ranged(BigInt(value.replace(/^\+/, '')), -(2n ** 63n), 2n ** 63n - 1n, 'int')
  }
  if (value instanceof Timestamp) return value.nanos / 1_000_000_000n
  if (value instanceof Duration) return value.nanos
  throw failed(value, 'int')
}

function ranged(value: bigint, min: bigint, max: bigint, type: string): bigint {
  if (value < min || value > max)
    throw new CelError(type === 'uint' ? 'unsigned integer overflow' : 'integer overflow')
  return value
}

function double(value: unknown): number {
  if (isNumber(value)) return Number(numberOf(value))
  if (typeof value === 'string' && /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/.test(value))
    return Number(value)
  throw failed(value, 'double')
}

const BOOLS: Readonly<Record<string, boolean>> = {
  ...{ '1': true, t: true, T: true, true: true, TRUE: true, True: true },
  ...{ '0': false, f: false, F: false, false: false, FALSE: false, False: false },
}

function bool(value: unknown): boolean {
  const known = typeof value === 'boolean' ? value : BOOLS[value as string]
  if (known === undefined) throw failed(value, 'bool')
  return known
}
