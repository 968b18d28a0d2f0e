import {
  addQuantities,
  compareQuantities,
  isWhole,
  parseQuantity,
  type Quantity,
  QuantityError,
  subtractQuantities,
  wholeOf,
} from '../../../../meta/quantity.ts'
import type { Library } from '../library.ts'
import { CelError, Opaque, QUANTITY } from '../values.ts'

type Amount = Opaque<Quantity>

export const quantities: Library = {
  functions: {
    quantity: (text: string) => new Opaque(QUANTITY, read(text)),
    isQuantity: (text: string) => {
      try {
        return read(text) !== undefined
      } catch {
        return false
      }
    },
  },
  methods: {
    isInteger: ({ value }: Amount) => isInteger(value),
    asInteger: ({ value }: Amount) => {
      if (!isInteger(value)) throw new CelError('cannot convert value to integer')
      return wholeOf(value)
    },
    asApproximateFloat: ({ value }: Amount) => Number(value.value) * 10 ** value.scale,
    sign: ({ value }: Amount) => BigInt(compareQuantities(value, '0')),
    add: (a: Amount, b: Amount | bigint) =>
      new Opaque(QUANTITY, addQuantities(a.value, amountOf(b))),
    sub: (a: Amount, b: Amount | bigint) =>
      new Opaque(QUANTITY, subtractQuantities(a.value, amountOf(b))),
    compareTo: (a: Amount, b: Amount) => BigInt(compareQuantities(a.value, b.value)),
    isGreaterThan: (a: Amount, b: Amount) => compareQuantities(a.value, b.value) > 0,
    isLessThan: (a: Amount, b: Amount) => compareQuantities(a.value, b.value) < 0,
  },
}

/** Go's quick path only: an amount with a fraction of a binary unit is no integer to it. */
const isInteger = (quantity: Quantity): boolean =>
  isWhole(quantity) && !(quantity.format === 'BinarySI' && fractional.has(quantity))

const fractional = new WeakSet<Quantity>()

function read(text: string): Quantity {
  try {
    const quantity = { ...parseQuantity(text) }
    if (text.includes('.')) fractional.add(quantity)
    return quantity
  } catch (error) {
    if (error instanceof QuantityError) throw new CelError(error.message)
    throw error
  }
}

const amountOf = (value: Amount | bigint): Quantity =>
  typeof value === 'bigint' ? { value, scale: 0, format: 'DecimalSI' } : value.value
