// The values that expressions work with. Integers are bigints, doubles are numbers; objects of the API are
// read as they stand, their whole numbers as integers.

import { type Address, type Cidr, formatCIDR, formatIP } from '../../../meta/ip.ts'
import { canonicalQuantity, type Quantity } from '../../../meta/quantity.ts'

/** An expression failed while it was computed; the message is the server's. */
export class CelError extends Error {}

export class Uint {
  readonly value: bigint
  constructor(value: bigint) {
    this.value = value
  }
}

export class Optional {
  readonly value: unknown
  readonly has: boolean
  constructor(has: boolean, value?: unknown) {
    this.has = has
    this.value = value
  }
}
export const NONE = new Optional(false)

/** Milliseconds and the nanoseconds beyond them. */
export class Timestamp {
  readonly nanos: bigint
  constructor(nanos: bigint) {
    this.nanos = nanos
  }
}

export class Duration {
  readonly nanos: bigint
  constructor(nanos: bigint) {
    this.nanos = nanos
  }
}

export class TypeValue {
  readonly name: string
  constructor(name: string) {
    this.name = name
  }
}

/** A value of a library's own type: an address, a URL, an amount, a format, an authorizer. */
export class Opaque<T = unknown> {
  readonly type: string
  readonly value: T
  constructor(type: string, value: T) {
    this.type = type
    this.value = value
  }
}

export const IP = 'net.IP'
export const CIDR = 'net.CIDR'
export const URL_TYPE = 'kubernetes.URL'
export const QUANTITY = 'kubernetes.Quantity'
export const FORMAT = 'kubernetes.NamedFormat'

export const isMap = (value: unknown): value is Map<unknown, unknown> | Record<string, unknown> =>
  value instanceof Map ||
  (typeof value === 'object' && value !== null && value.constructor === Object)

/** A member of an object of the API: whole numbers are integers. */
export const fromJson = (value: unknown): unknown =>
  typeof value === 'number' && Number.isInteger(value) ? BigInt(value) : value

/** A list of the API with its numbers as expressions see them. */
export const itemsOf = (list: readonly unknown[]): readonly unknown[] =>
  list.some(item => typeof item === 'number') && !DOUBLES.has(list) ? list.map(fromJson) : list

/** Lists that expressions made: their numbers are doubles. */
const DOUBLES = new WeakSet<readonly unknown[]>()

export function made<T extends readonly unknown[]>(list: T): T {
  DOUBLES.add(list)
  return list
}

export function keysOf(map: Map<unknown, unknown> | Record<string, unknown>): unknown[] {
  return map instanceof Map ? [...map.keys()] : Object.keys(map)
}

export const sizeOf = (map: Map<unknown, unknown> | Record<string, unknown>): number =>
  map instanceof Map ? map.size : Object.keys(map).length

/** What stands under a key; undefined when nothing does. */
export function lookUp(map: Map<unknown, unknown> | Record<string, unknown>, key: unknown) {
  if (!(map instanceof Map))
    return typeof key === 'string' && Object.hasOwn(map, key) ? fromJson(map[key]) : undefined
  if (map.has(key)) return map.get(key)
  for (const [known, value] of map) if (equal(known, key)) return value
  return undefined
}

/** The name of a value's type, as errors and `type` give it. */
export function typeName(value: unknown): string {
  if (value === null || value === undefined) return 'null_type'
  switch (typeof value) {
    case 'boolean':
      return 'bool'
    case 'bigint':
      return 'int'
    case 'number':
      return 'double'
    case 'string':
      return 'string'
  }
  if (value instanceof Uint) return 'uint'
  if (value instanceof Uint8Array) return 'bytes'
  if (Array.isArray(value)) return 'list'
  if (value instanceof Optional) return 'optional_type'
  if (value instanceof Timestamp) return 'google.protobuf.Timestamp'
  if (value instanceof Duration) return 'google.protobuf.Duration'
  if (value instanceof TypeValue) return 'type'
  if (value instanceof Opaque) return value.type
  return 'map'
}

/** Equality as CEL has it: numbers by value whatever their type, all else only with its like. */
export function equal(a: unknown, b: unknown): boolean {
  if (isNumber(a) && isNumber(b)) return numberOf(a) === numberOf(b) || asDouble(a) === asDouble(b)
  if (Array.isArray(a) && Array.isArray(b)) {
    const [left, right] = [itemsOf(a), itemsOf(b)]
    return left.length === right.length && left.every((item, at) => equal(item, right[at]))
  }
  if (isMap(a) && isMap(b))
    return sizeOf(a) === sizeOf(b) && keysOf(a).every(key => equal(lookUp(a, key), lookUp(b, key)))
  if (a instanceof Uint8Array && b instanceof Uint8Array) return Buffer.compare(a, b) === 0
  if (a instanceof Timestamp && b instanceof Timestamp) return a.nanos === b.nanos
  if (a instanceof Duration && b instanceof Duration) return a.nanos === b.nanos
  if (a instanceof TypeValue && b instanceof TypeValue) return a.name === b.name
  if (a instanceof Optional && b instanceof Optional)
    return a.has === b.has && (!a.has || equal(a.value, b.value))
  if (a instanceof Opaque && b instanceof Opaque)
    return a.type === b.type && textOf(a) === textOf(b)
  return (a ?? null) === (b ?? null)
}

export const isNumber = (value: unknown): value is bigint | number | Uint =>
  typeof value === 'bigint' || typeof value === 'number' || value instanceof Uint

export const numberOf = (value: bigint | number | Uint): bigint | number =>
  value instanceof Uint ? value.value : value

const asDouble = (value: bigint | number | Uint): number => Number(numberOf(value))

/** An opaque value as text: its canonical form. */
export function textOf(value: Opaque): string {
  switch (value.type) {
    case IP:
      return formatIP(value.value as Address)
    case CIDR: {
      const { address, prefixLength } = value.value as Cidr
      return `${formatIP(address)}/${prefixLength}`
    }
    case QUANTITY: {
      const { value: amount, scale } = value.value as Quantity
      return amount === 0n ? '0' : canonicalQuantity(`${amount}e${scale}`)
    }
    default:
      return String(value.value)
  }
}

/** The range with its host bits cleared. */
export const maskedText = (cidr: Cidr): string => formatCIDR(cidr)

/** -1, 0 or 1 for values that have an order; otherwise undefined. */
export function compare(a: unknown, b: unknown): number | undefined {
  if (isNumber(a) && isNumber(b)) return order(numberOf(a), numberOf(b))
  if (typeof a === 'string' && typeof b === 'string') return order(a, b)
  if (typeof a === 'boolean' && typeof b === 'boolean') return order(a, b)
  if (a instanceof Timestamp && b instanceof Timestamp) return order(a.nanos, b.nanos)
  if (a instanceof Duration && b instanceof Duration) return order(a.nanos, b.nanos)
  if (a instanceof Uint8Array && b instanceof Uint8Array) return Buffer.compare(a, b)
  return undefined
}

type Ordered = bigint | number | string | boolean
const order = (a: Ordered, b: Ordered): number => (a < b ? -1 : a > b ? 1 : 0)
