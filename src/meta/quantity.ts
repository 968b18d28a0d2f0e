// Amounts such as `500m` and `1Gi`, with the arithmetic and the canonical spelling of Kubernetes
// (apimachinery `pkg/api/resource`). An amount is a whole number times a power of ten; the family of
// its unit is kept, and a spelling that is canonical enough for Go's quick path stays as it was written.

export type QuantityFormat = 'BinarySI' | 'DecimalSI' | 'DecimalExponent'

/** An amount: `value` times ten to the power of `scale`. */
export interface Quantity {
  readonly value: bigint
  readonly scale: number
  readonly format: QuantityFormat
  /** The spelling that is kept; without one the canonical spelling is made. */
  readonly text?: string
}

/** A text is no amount; the message is Go's. */
export class QuantityError extends Error {}

export const ZERO_QUANTITY: Quantity = { value: 0n, scale: 0, format: 'DecimalSI', text: '0' }

const MALFORMED =
  "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'"
const BAD_NUMBER = 'unable to parse numeric part of quantity'
const BAD_SUFFIX = "unable to parse quantity's suffix"

const PARSED_MAX = 4096
/** Longer spellings are read anew each time, as keeping them would take much memory. */
const KEPT_LENGTH_MAX = 64
const parsed = new Map<string, Quantity>()

/** Reads an amount; throws a QuantityError. Results are kept, because few spellings are in use. */
export function parseQuantity(text: string): Quantity {
  const known = parsed.get(text)
  if (known !== undefined) return known
  const quantity = read(text)
  if (text.length > KEPT_LENGTH_MAX) return quantity
  if (parsed.size >= PARSED_MAX) parsed.clear()
  parsed.set(text, quantity)
  return quantity
}

/** The spelling in which an amount is stored. */
export function canonicalQuantity(text: string): string {
  return formatQuantity(parseQuantity(text))
}

/** The spelling in which amounts of resources are stored: rounded up to thousandths. */
export function canonicalResource(text: string): string {
  const quantity = parseQuantity(text)
  if (quantity.scale >= MILLI) return formatQuantity(quantity)
  return formatQuantity({ value: scaled(quantity, MILLI), scale: MILLI, format: quantity.format })
}

/** An amount as Kubernetes prints it. */
export function formatQuantity(quantity: Quantity): string {
  if (quantity.text !== undefined) return quantity.text
  if (quantity.value === 0n) return '0'
  const units = quantity.format === 'BinarySI' ? exactUnits(quantity) : undefined
  if (units === undefined || (units > -1024n && units < 1024n)) return decimalText(quantity)
  const [amount, times] = withoutFactor(units, 1024n)
  return `${amount}${BINARY_UNITS[times] ?? ''}`
}

/** Below zero, zero or above, as `a` is less than, equal to or more than `b`; a text that is missing is zero. */
export function compareQuantities(
  a: Quantity | string | undefined,
  b: Quantity | string | undefined,
): number {
  if (a === b) return 0
  const [left, right] = aligned(quantityOf(a), quantityOf(b))
  return left < right ? -1 : left > right ? 1 : 0
}

/** An amount from what decoding has accepted; what is missing or no amount is zero. */
function quantityOf(amount: Quantity | string | undefined): Quantity {
  if (typeof amount === 'object') return amount
  if (amount === undefined || amount === '') return ZERO_QUANTITY
  try {
    return parseQuantity(amount)
  } catch (error) {
    if (error instanceof QuantityError) return ZERO_QUANTITY
    throw error
  }
}

export const isNegative = (amount: Quantity | string | undefined): boolean =>
  quantityOf(amount).value < 0n
export const isZero = (amount: Quantity | string | undefined): boolean =>
  quantityOf(amount).value === 0n
/** Whether an amount has no fraction. */
export const isWhole = (amount: Quantity | string): boolean =>
  exactUnits(quantityOf(amount)) !== undefined
/** The amount in whole units, rounded up. */
export const wholeOf = (amount: Quantity | string | undefined): bigint =>
  scaled(quantityOf(amount), 0)
/** The amount in billionths. */
export const nanosOf = (amount: Quantity | string | undefined): bigint =>
  scaled(quantityOf(amount), NANO)

/** The sum, in the format of `a` unless that is zero. */
export function addQuantities(a: Quantity, b: Quantity): Quantity {
  const [left, right, scale] = aligned(a, b)
  return { value: left + right, scale, format: a.value === 0n ? b.format : a.format }
}

/** The difference, in the format of `a` unless that is zero. */
export function subtractQuantities(a: Quantity, b: Quantity): Quantity {
  return addQuantities(a, { value: -b.value, scale: b.scale, format: b.format })
}

/** Whole units, rounded up: bytes of memory, numbers of Pods. */
export const unitsOf = (quantity: Quantity): number => Number(scaled(quantity, 0))

/** Thousandths, rounded up: millicores of CPU. */
export const milliOf = (quantity: Quantity): number => Number(scaled(quantity, -3))

/** An amount of whole units. */
export const quantityOfUnits = (units: number, format: QuantityFormat): Quantity => ({
  value: BigInt(units),
  scale: 0,
  format,
})

/** An amount of thousandths. */
export const quantityOfMilli = (milli: number, format: QuantityFormat): Quantity => ({
  value: BigInt(milli),
  scale: -3,
  format,
})

const INT64_MAX = 2n ** 63n - 1n
/** No number is computed that is longer than anybody can mean: one of a billion digits would take minutes. */
const EXPONENT_MAX = 9_999
const NANO = -9
const MILLI = -3
const SHAPE = /^([+-]?)(0*)([0-9]*)(?:\.([0-9]*))?([eEinumkKMGTP]*[+-]?[0-9]*)$/

const SUFFIXES: Readonly<Record<string, readonly [QuantityFormat, number]>> = {
  '': ['DecimalSI', 0],
  n: ['DecimalSI', -9],
  u: ['DecimalSI', -6],
  m: ['DecimalSI', -3],
  k: ['DecimalSI', 3],
  M: ['DecimalSI', 6],
  G: ['DecimalSI', 9],
  T: ['DecimalSI', 12],
  P: ['DecimalSI', 15],
  E: ['DecimalSI', 18],
  Ki: ['BinarySI', 10],
  Mi: ['BinarySI', 20],
  Gi: ['BinarySI', 30],
  Ti: ['BinarySI', 40],
  Pi: ['BinarySI', 50],
  Ei: ['BinarySI', 60],
}
const DECIMAL_UNITS: Readonly<Record<number, string>> = {
  [-9]: 'n',
  [-6]: 'u',
  [-3]: 'm',
  0: '',
  3: 'k',
  6: 'M',
  9: 'G',
  12: 'T',
  15: 'P',
  18: 'E',
}
const BINARY_UNITS = ['', 'Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei']

/** A number as it was written, taken apart. */
interface Written {
  readonly text: string
  readonly negative: boolean
  /** Digits before the point without leading zeros, and after it. */
  readonly whole: string
  readonly fraction: string
  readonly format: QuantityFormat
  readonly exponent: number
}

function read(text: string): Quantity {
  if (text === '0') return ZERO_QUANTITY
  const shape = text === '' ? null : SHAPE.exec(text)
  if (shape === null) throw new QuantityError(MALFORMED)
  const [, sign, zeros = '', digits = '', fraction = '', suffix = ''] = shape
  const [format, exponent] = suffixOf(suffix)
  const whole = digits === '' ? '0' : digits
  const written = { text, negative: sign === '-', whole, fraction, format, exponent }
  const quick = quickly(written)
  if (quick !== undefined) return quick
  if (zeros + digits + fraction === '') throw new QuantityError(BAD_NUMBER)
  return slowly(written)
}

function suffixOf(suffix: string): readonly [QuantityFormat, number] {
  const known = SUFFIXES[suffix]
  if (known !== undefined) return known
  if (!/^[eE][+-]?[0-9]+$/.test(suffix)) throw new QuantityError(BAD_SUFFIX)
  const exponent = Number(suffix.slice(1))
  return ['DecimalExponent', Math.max(-EXPONENT_MAX, Math.min(EXPONENT_MAX, exponent))]
}

/** Go's path for amounts that fit in 64 bits: here the spelling may be kept. */
function quickly({
  text,
  negative,
  whole,
  fraction,
  format,
  exponent,
}: Written): Quantity | undefined {
  const binary = format === 'BinarySI'
  if (binary && fraction !== '') return undefined
  const precision = binary
    ? 14 - whole.length - Math.trunc((exponent * 3) / 10)
    : 18 - whole.length - fraction.length
  const scale = (binary ? 0 : exponent) - fraction.length
  if (precision < 0 || scale < NANO) return undefined
  const shifted = whole + fraction
  const digits = BigInt(shifted)
  const amount = binary ? digits << BigInt(exponent) : digits
  if (amount > INT64_MAX) return undefined
  const kept = binary
    ? exponent % 10 === 0 && (digits & 7n) !== 0n
    : scale % 3 === 0 && !shifted.endsWith('000') && !shifted.startsWith('0')
  const value = negative ? -amount : amount
  return { value, scale, format, ...(kept ? { text } : {}) }
}

/** Go's path for all others: rounded up to billionths, binary amounts capped at 64 bits. */
function slowly({ negative, whole, fraction, format, exponent }: Written): Quantity {
  const binary = format === 'BinarySI'
  let value = BigInt(whole + fraction)
  let scale = -fraction.length + (binary ? 0 : exponent)
  if (binary) value <<= BigInt(exponent)
  if (value !== 0n && scale < NANO) {
    value = scaled({ value, scale, format }, NANO)
    scale = NANO
  }
  if (
    binary &&
    compareQuantities({ value, scale, format }, { value: INT64_MAX, scale: 0, format }) > 0
  )
    return { value: negative ? -INT64_MAX : INT64_MAX, scale: 0, format }
  const small =
    binary &&
    value > 0n &&
    compareQuantities({ value, scale, format }, { value: 1n, scale: 0, format }) < 0
  return { value: negative ? -value : value, scale, format: small ? 'DecimalSI' : format }
}

/** The amount in units of ten to the power of `scale`, rounded away from zero. */
function scaled({ value, scale }: Quantity, to: number): bigint {
  if (scale >= to) return value * 10n ** BigInt(scale - to)
  const divisor = 10n ** BigInt(to - scale)
  const rest = value % divisor
  return value / divisor + (rest === 0n ? 0n : value > 0n ? 1n : -1n)
}

/** Whole units, or undefined where a fraction would be lost. */
function exactUnits(quantity: Quantity): bigint | undefined {
  const units = scaled(quantity, 0)
  return units * 10n ** BigInt(Math.max(0, -quantity.scale)) ===
    quantity.value * 10n ** BigInt(Math.max(0, quantity.scale))
    ? units
    : undefined
}

function decimalText({ value, scale, format }: Quantity): string {
  let [amount, times] = withoutFactor(value, 10n)
  let exponent = scale + times
  for (; exponent % 3 !== 0; exponent--) amount *= 10n
  const suffix =
    format === 'DecimalExponent'
      ? exponent === 0
        ? ''
        : `e${exponent}`
      : (DECIMAL_UNITS[exponent] ?? '')
  return `${amount}${suffix}`
}

/** What is left without a factor, and how many times it was there; by squares, as amounts may have a million zeros. */
export function withoutFactor(value: bigint, factor: bigint): [bigint, number] {
  if (value === 0n || value % factor !== 0n) return [value, 0]
  const [rest, pairs] = withoutFactor(value, factor * factor)
  return rest % factor === 0n ? [rest / factor, pairs * 2 + 1] : [rest, pairs * 2]
}

function aligned(a: Quantity, b: Quantity): [bigint, bigint, number] {
  const scale = Math.min(a.scale, b.scale)
  return [scaled(a, scale), scaled(b, scale), scale]
}
