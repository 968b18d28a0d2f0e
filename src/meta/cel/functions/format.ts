// `"%s: %d".format(["a", 1])`.
import { goQuote } from '../../field-errors.ts'
import { goFloat } from '../../go-float.ts'
import { formattingError, interpolated, PRECISION, WANTS } from '../format-text.ts'
import { typeNameOf } from '../type-of.ts'
import {
  type CelError,
  Duration,
  MapValue,
  Opaque,
  Optional,
  Timestamp,
  TypeValue,
  Uint,
} from '../values.ts'
import { toText } from './conversions.ts'

/** @throws CelError */
export const format = (text: string, args: readonly unknown[]): string =>
  interpolated(text, args.length, false, ({ verb, precision }, index) =>
    formatted(verb, precision, args[index]),
  )

const wrong = (what: string, value: unknown): CelError => formattingError(what, typeNameOf(value))

const wholeOf = (value: unknown): bigint | undefined =>
  typeof value === 'bigint' ? value : value instanceof Uint ? value.value : undefined

function formatted(verb: string, precision: number, value: unknown): string {
  switch (verb) {
    case 's':
      return written(value)
    case 'd': {
      const number = wholeOf(value)
      if (number === undefined) throw wrong(WANTS.d, value)
      return String(number)
    }
    case 'f':
    case 'e':
      return floating(verb, precision, value)
    case 'b': {
      const number = typeof value === 'boolean' ? BigInt(value) : wholeOf(value)
      if (number === undefined) throw wrong(WANTS.b, value)
      return number.toString(2)
    }
    case 'o': {
      const number = wholeOf(value)
      if (number === undefined) throw wrong(WANTS.o, value)
      return number.toString(8)
    }
    case 'x':
    case 'X': {
      const hex = hexOf(value)
      return verb === 'X' ? hex.toUpperCase() : hex
    }
    default:
      return ''
  }
}

function hexOf(value: unknown): string {
  if (typeof value === 'string' || value instanceof Uint8Array)
    return Buffer.from(value).toString('hex')
  const number = wholeOf(value)
  if (number === undefined) throw wrong(WANTS.x, value)
  return number.toString(16)
}

const SPECIAL: Readonly<Record<string, number>> = {
  NaN: Number.NaN,
  Infinity: Number.POSITIVE_INFINITY,
  '-Infinity': Number.NEGATIVE_INFINITY,
}

function floating(verb: 'f' | 'e', precision: number, value: unknown): string {
  const number = typeof value === 'string' ? SPECIAL[value] : value
  if (typeof number !== 'number') throw wrong(WANTS[verb], value)
  const special = Number.isFinite(number) ? undefined : specialText(number)
  if (verb === 'f') return special ?? grouped(fixed(number, precision))
  // What is given as a precision is taken for a width.
  return (special ?? scientific(number)).padStart(precision)
}

const specialText = (value: number): string =>
  Number.isNaN(value) ? 'NaN' : value > 0 ? '∞' : '-∞'

/** JavaScript gives no more digits than these, and few doubles have more. */
const DIGITS_MAX = 100

function fixed(value: number, precision: number): string {
  const digits = Math.min(precision, DIGITS_MAX)
  const whole = digits === 0 ? '' : `.${'0'.repeat(digits)}`
  const text = Math.abs(value) < 1e21 ? halfEven(value, digits) : `${BigInt(value)}${whole}`
  return text + '0'.repeat(precision - digits)
}

/** A number right between two others becomes the even one; JavaScript takes the larger. */
function halfEven(value: number, digits: number): string {
  const rounded = value.toFixed(digits)
  const [whole = '', fraction = ''] = Math.abs(value).toFixed(DIGITS_MAX).split('.')
  if (!/^50*$/.test(fraction.slice(digits)) || digits === DIGITS_MAX) return rounded
  const kept = whole + fraction.slice(0, digits)
  if (Number(kept.at(-1)) % 2 === 1) return rounded
  const point = digits === 0 ? kept : `${kept.slice(0, -digits)}.${kept.slice(-digits)}`
  return value < 0 ? `-${point}` : point
}

/** Thousands are set apart, as in English. */
const grouped = (text: string): string =>
  text.replace(/^-?\d+/, whole => whole.replace(/\B(?=(\d{3})+$)/g, ','))

const RAISED = '⁰¹²³⁴⁵⁶⁷⁸⁹'

function scientific(value: number): string {
  const [digits = '', power = ''] = value.toExponential(PRECISION).split('e')
  const sign = power.startsWith('-') ? '⁻' : ''
  const exponent = power.replace(/^[+-]/, '').padStart(2, '0')
  return `${digits}×10${sign}${[...exponent].map(digit => RAISED[Number(digit)]).join('')}`
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
    return Number.isFinite(value) ? value.toFixed(PRECISION) : goQuote(goFloat(value))
  if (value instanceof Timestamp) return `timestamp(${goQuote(toText(value))})`
  if (value instanceof Duration) return `duration(${goQuote(toText(value))})`
  return value instanceof Uint8Array ? `b${goQuote(toText(value))}` : textOrFail(value)
}

function textOrFail(value: unknown): string {
  if (value instanceof Optional || value instanceof Opaque) throw wrong(WANTS.s, value)
  return toText(value)
}
