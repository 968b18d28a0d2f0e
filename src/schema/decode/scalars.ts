import { decodeBase64 } from '../base64.ts'
import type { Codec } from './codec.ts'
import { type Reading, sortOf } from './reading.ts'

/** A value that is kept as it is: RawExtension, FieldsV1. */
export const rawCodec: Codec = {
  empty: 'never',
  keptByNull: true,
  zero: () => null,
  read: json => json,
}

/** Go's `interface {}` and apiextensions' JSON. */
export const anyCodec: Codec = rawCodec

/** Bytes in base64, printed as Go encodes them. */
export const bytesCodec: Codec = {
  empty: 'length',
  zero: () => null,
  nullItem: '',
  read(json, reading) {
    if (Array.isArray(json)) return bytesOf(json, reading)
    if (typeof json !== 'string') return reading.save(sortOf(json), '[]uint8')
    const decoded = decodeBase64(json)
    return typeof decoded === 'number'
      ? reading.savePlain(`illegal base64 data at input byte ${decoded}`)
      : decoded
  },
}

/** Go reads a list of numbers as bytes, too. */
function bytesOf(list: readonly unknown[], reading: Reading): string {
  const bytes = list.map(item => (item === null ? 0 : octetCodec.read(item, reading)) as number)
  return Buffer.from(bytes).toString('base64')
}

/** Strings, booleans and numbers. */
export function scalarCodec(sort: string, goName: string): Codec {
  if (sort === 'string' || sort === 'duration') return plainCodec('string', '', goName)
  if (sort === 'bool') return plainCodec('boolean', false, goName)
  return sort === 'float64'
    ? plainCodec('number', 0, goName)
    : integerCodec(RANGES[sort] ?? INT64, goName)
}

function plainCodec(wanted: string, zero: unknown, goName: string): Codec {
  return {
    empty: 'zero',
    keptByNull: true,
    zero: () => zero,
    read: (json, reading) => (typeof json === wanted ? json : reading.save(sortOf(json), goName)),
  }
}

type Range = readonly [bigint, bigint]

const INT64: Range = [-(2n ** 63n), 2n ** 63n - 1n]
const RANGES: Readonly<Record<string, Range>> = {
  int32: [-(2n ** 31n), 2n ** 31n - 1n],
  uint8: [0n, 255n],
  uint32: [0n, 2n ** 32n - 1n],
}

function integerCodec(range: Range, goName: string): Codec {
  const [min, max] = range.map(Number) as [number, number]
  return {
    empty: 'zero',
    keptByNull: true,
    zero: () => 0,
    read(json, reading) {
      if (typeof json !== 'number') return reading.save(sortOf(json), goName)
      const { literal } = reading
      const fits =
        literal === undefined
          ? Number.isInteger(json) && json >= min && json <= max
          : /^-?\d+$/.test(literal) && BigInt(literal) >= range[0] && BigInt(literal) <= range[1]
      return fits ? json + 0 : reading.save(`number ${literal ?? numberText(json)}`, goName)
    },
  }
}

/** A number as it most likely stood in JSON. */
export const numberText = (value: number): string => String(value)

/** Whether a literal is an integer of 32 bits, as IntOrString takes it. */
export function isInt32(json: number, literal: string | undefined): boolean {
  if (literal !== undefined && !/^-?\d+$/.test(literal)) return false
  return Number.isInteger(json) && json >= -(2 ** 31) && json < 2 ** 31
}

const octetCodec = scalarCodec('uint8', 'uint8')
