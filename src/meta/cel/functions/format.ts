// `"%s: %d".format(["a", 1])`.
import { goQuote } from '../../field-errors.ts'
import { typeNameOf } from '../type-of.ts'
import {
  CelError,
  Duration,
  MapValue,
  Opaque,
  Optional,
  Timestamp,
  TypeValue,
  Uint,
} from '../values.ts'
import { doubleText, toText } from './conversions.ts'

const PRECISION = 6

/** @throws CelError */
export function format(text: string, args: readonly unknown[]): string {
  let next = 0
  let done = ''
  for (let at = 0; at < text.length; at++) {
    if (text[at] !== '%') {
      done += text[at]
      continue
    }
    at++
    if (at >= text.length) throw new CelError('unexpected end of string')
    if (text[at] === '%') {
      done += '%'
      continue
    }
    if (next >= args.length) throw new CelError(`index ${next} out of range`)
    const clause = /^(?:\.(\d*))?(.?)/su.exec(text.slice(at)) ?? []
    done += formatted(clause[2] ?? '', precisionOf(clause[1]), args[next++])
    at += (clause[0]?.length ?? 1) - 1
  }
  return done
}

function precisionOf(text: string | undefined): number {
  if (text === undefined) return PRECISION
  if (text !== '') return Number(text)
  throw new CelError(
    'could not parse formatting clause: error while parsing precision: error while converting precision to integer: strconv.Atoi: parsing "": invalid syntax',
  )
}

const wrong = (what: string, value: unknown): CelError =>
  new CelError(`error during formatting: ${what}, was given ${typeNameOf(value)}`)

const wholeOf = (value: unknown): bigint | undefined =>
  typeof value === 'bigint' ? value : value instanceof Uint ? value.value : undefined

function formatted(verb: string, precision: number, value: unknown): string {
  switch (verb) {
    case 's':
      return written(value)
    case 'd': {
      const number = wholeOf(value)
      if (number === undefined) throw wrong('decimal clause can only be used on integers', value)
      return String(number)
    }
    case 'f':
    case 'e':
      return floating(verb, precision, value)
    case 'b': {
      const number = typeof value === 'boolean' ? BigInt(value) : wholeOf(value)
      if (number === undefined)
        throw wrong('only integers and bools can be formatted as binary', value)
      return number.toString(2)
    }
    case 'o': {
      const number = wholeOf(value)
      if (number === undefined) throw wrong('octal clause can only be used on integers', value)
      return number.toString(8)
    }
    case 'x':
    case 'X': {
      const hex = hexOf(value)
      return verb === 'X' ? hex.toUpperCase() : hex
    }
    default:
      throw new CelError(
        `could not parse formatting clause: unrecognized formatting clause "${verb}"`,
      )
  }
}

function hexOf(value: unknown): string {
  if (typeof value === 'string' || value instanceof Uint8Array)
    return Buffer.from(value).toString('hex')
  const number = wholeOf(value)
  if (number === undefined)
    throw wrong('only integers, byte buffers, and strings can be formatted as hex', value)
  return number.toString(16)
}

const SPECIAL: Readonly<Record<string, number>> = {
  NaN: Number.NaN,
  Infinity: Number.POSITIVE_INFINITY,
  '-Infinity': Number.NEGATIVE_INFINITY,
}

function floating(verb: 'f' | 'e', precision: number, value: unknown): string {
  const number = typeof value === 'string' ? SPECIAL[value] : value
  if (typeof number !== 'number')
    throw wrong(
      `${verb === 'f' ? 'fixed-point' : 'scientific'} clause can only be used on doubles`,
      value,
    )
  if (Number.isNaN(number)) return 'NaN'
  if (!Number.isFinite(number)) return number > 0 ? '∞' : '-∞'
  return verb === 'f' ? grouped(fixed(number, precision)) : scientific(number, precision)
}

/** JavaScript gives no more digits than these, and few doubles have more. */
const DIGITS_MAX = 100

function fixed(value: number, precision: number): string {
  const digits = Math.min(precision, DIGITS_MAX)
  const whole = digits === 0 ? '' : `.${'0'.repeat(digits)}`
  const text = Math.abs(value) < 1e21 ? value.toFixed(digits) : `${BigInt(value)}${whole}`
  return text + '0'.repeat(precision - digits)
}

/** Thousands are set apart, as in English. */
const grouped = (text: string): string =>
  text.replace(/^-?\d+/, whole => whole.replace(/\B(?=(\d{3})+$)/g, ','))

const RAISED = '⁰¹²³⁴⁵⁶⁷⁸⁹'

function scientific(value: number, precision: number): string {
  const known = Math.min(precision, DIGITS_MAX)
  const [digits = '', power = ''] = value.toExponential(known).split('e')
  const sign = power.startsWith('-') ? '⁻' : ''
  const exponent = power.replace(/^[+-]/, '').padStart(2, '0')
  return `${digits}${'0'.repeat(precision - known)}×10${sign}${[...exponent].map(digit => RAISED[Number(digit)]).join('')}`
}

/** A value as `%s` prints it; within others it is printed as it is written in expressions. */
function written(value: unknown, inside = false): string {
  if (typeof value === 'string') return inside ? goQuote(value) : value
  if (value === null) return 'null'
  if (value instanceof TypeValue) return value.name
  if (Array.isArray(value)) return `[${value.map(item => written(item, true)).join(', ')}]`
  if (!(value instanceof MapValue)) return inside ? asLiteral(value) : textOrFail(value)
  const entries = value.keys.map(key => `${written(key, true)}:${written(value.get(key), true)}`)
  return `{${entries.sort().join(', ')}}`
}

function asLiteral(value: unknown): string {
  if (typeof value === 'number')
    return Number.isFinite(value) ? value.toFixed(PRECISION) : goQuote(doubleText(value))
  if (value instanceof Timestamp) return `timestamp(${goQuote(toText(value))})`
  if (value instanceof Duration) return `duration(${goQuote(toText(value))})`
  return value instanceof Uint8Array ? `b${goQuote(toText(value))}` : textOrFail(value)
}

function textOrFail(value: unknown): string {
  if (value instanceof Optional || value instanceof Opaque)
    throw wrong(
      'string clause can only be used on strings, bools, bytes, ints, doubles, maps, lists, types, durations, and timestamps',
      value,
    )
  return toText(value)
}
