import {
  addQuantities,
  compareQuantities,
  isWhole,
  parseQuantity,
  type Quantity,
  subtractQuantities,
  wholeOf,
  withoutFactor,
} from '../../quantity.ts'
import type { Declared } from '../declare.ts'
import { CelError, Opaque } from '../values.ts'

/** Go's quick path only: an amount with a fraction of a binary unit is no integer to it. */
interface Read extends Quantity {
  readonly isInexact?: boolean
}

type Amount = Opaque<Read>

/** Amounts are the same however they are written. */
function amount(quantity: Read): Amount {
  const [value, zeros] = withoutFactor(quantity.value, 10n)
  const key = value === 0n ? '0' : `${value}e${quantity.scale + zeros}`
  return new Opaque('quantity', key, quantity)
}

function parsed(text: string): Quantity | string {
  try {
    return parseQuantity(text)
  } catch (error) {
    return (error as Error).message
  }
}

function quantity(text: string): Amount {
  const found = parsed(text)
  if (typeof found === 'string') throw new CelError(found)
  const isInexact = found.format === 'BinarySI' && text.includes('.')
  return amount({ ...found, isInexact })
}

const order = (a: Amount, b: Amount): bigint =>
  BigInt(Math.sign(compareQuantities(a.value, b.value)))

const fromInt = (value: bigint): Quantity => ({ value, scale: 0, format: 'DecimalSI' })

/** One that 64 bits can hold. */
const isInteger = ({ value }: Amount): boolean => {
  if (!isWhole(value) || value.isInexact === true) return false
  const whole = wholeOf(value)
  return BigInt.asIntN(64, whole) === whole
}

function asInteger(of: Amount): bigint {
  const { value } = of
  if (!isInteger(of)) throw new CelError('cannot convert value to integer')
  return wholeOf(value)
}

/** Amounts such as `1.5Gi`. */
export const quantities: Declared = {
  '@quantity(string): quantity': quantity,
  '@isQuantity(string): bool': (text: string) => typeof parsed(text) !== 'string',
  // Declared as a function by the real server, not as a method.
  '@sign(quantity): int': ({ value }: Amount) =>
    value.value === 0n ? 0n : value.value < 0n ? -1n : 1n,
  'quantity.isGreaterThan(quantity): bool': (a: Amount, b: Amount) => order(a, b) > 0n,
  'quantity.isLessThan(quantity): bool': (a: Amount, b: Amount) => order(a, b) < 0n,
  'quantity.compareTo(quantity): int': order,
  'quantity.asApproximateFloat(): double': ({ value: { value, scale } }: Amount) =>
    Number(`${value}e${scale}`),
  'quantity.asInteger(): int': asInteger,
  'quantity.isInteger(): bool': isInteger,
  'quantity.add(quantity): quantity': (a: Amount, b: Amount) =>
    amount(addQuantities(a.value, b.value)),
  'quantity.add(int): quantity': (a: Amount, b: bigint) =>
    amount(addQuantities(a.value, fromInt(b))),
  'quantity.sub(quantity): quantity': (a: Amount, b: Amount) =>
    amount(subtractQuantities(a.value, b.value)),
  'quantity.sub(int): quantity': (a: Amount, b: bigint) =>
    amount(subtractQuantities(a.value, fromInt(b))),
}
