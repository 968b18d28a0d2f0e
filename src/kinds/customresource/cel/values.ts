// Values as expressions see them. Integers are bigints, doubles numbers; members of objects are made into
// values when they are asked for.
/** An expression failed while it was computed; the message is the server's. */
export class CelError extends Error {}

export class Optional {
  readonly value: unknown
  readonly has: boolean

  constructor(has: boolean, value?: unknown) {
    this.has = has
    this.value = value
  }
}

export const NONE = new Optional(false)

export class Timestamp {
  readonly ms: number

  constructor(ms: number) {
    this.ms = ms
  }
}

export class Duration {
  readonly ms: number

  constructor(ms: number) {
    this.ms = ms
  }
}

/** The type of a value, as a value. */
export class TypeValue {
  readonly name: string

  constructor(name: string) {
    this.name = name
  }
}

/** A value of one of Kubernetes' libraries; equal by its key. */
export class Opaque<T = unknown> {
  readonly type: string
  readonly key: string
  readonly value: T

  constructor(type: string, key: string, value: T) {
    this.type = type
    this.key = key
    this.value = value
  }
}

/** An object or a map: members by name, made into values when they are asked for. */
export class MapValue {
  readonly keys: readonly unknown[]
  readonly #get: (key: unknown) => unknown

  constructor(keys: readonly unknown[], get: (key: unknown) => unknown) {
    this.keys = keys
    this.#get = get
  }

  /** The member; undefined when there is none. */
  get(key: unknown): unknown {
    return this.#get(key)
  }

  has(key: unknown): boolean {
    return this.#get(key) !== undefined
  }
}

/** An integer without a sign. */
export class Uint {
  readonly value: bigint

  constructor(value: bigint) {
    this.value = value
  }
}

export const isUint = (value: unknown): value is Uint => value instanceof Uint

const numeric = (value: unknown): number | bigint | undefined => {
  if (typeof value === 'bigint' || typeof value === 'number') return value
  return isUint(value) ? value.value : undefined
}

const compareNumbers = (a: number | bigint, b: number | bigint): number =>
  a < b ? -1 : a > b ? 1 : 0

export function typeNameOf(value: unknown): string {
  if (value === null) return 'null_type'
  if (typeof value === 'bigint') return 'int'
  if (typeof value === 'number') return 'double'
  if (typeof value === 'boolean') return 'bool'
  if (typeof value === 'string') return 'string'
  if (value instanceof Uint8Array) return 'bytes'
  if (Array.isArray(value)) return 'list'
  if (value instanceof Timestamp) return 'google.protobuf.Timestamp'
  if (value instanceof Duration) return 'google.protobuf.Duration'
  if (value instanceof Optional) return 'optional_type'
  if (value instanceof TypeValue) return 'type'
  if (value instanceof Opaque) return value.type
  return isUint(value) ? 'uint' : 'map'
}

export function equal(a: unknown, b: unknown): boolean {
  const left = numeric(a)
  const right = numeric(b)
  // Integers and doubles of the same amount are the same.
  if (left !== undefined && right !== undefined) return compareNumbers(left, right) === 0
  if (Array.isArray(a) && Array.isArray(b))
    return a.length === b.length && a.every((item, index) => equal(item, b[index]))
  if (a instanceof MapValue && b instanceof MapValue)
    return a.keys.length === b.keys.length && a.keys.every(key => equal(a.get(key), b.get(key)))
  if (a instanceof Uint8Array && b instanceof Uint8Array) return Buffer.compare(a, b) === 0
  if (a instanceof Timestamp && b instanceof Timestamp) return a.ms === b.ms
  if (a instanceof Duration && b instanceof Duration) return a.ms === b.ms
  if (a instanceof TypeValue && b instanceof TypeValue) return a.name === b.name
  if (a instanceof Opaque && b instanceof Opaque) return a.type === b.type && a.key === b.key
  if (a instanceof Optional && b instanceof Optional)
    return a.has === b.has && (!a.has || equal(a.value, b.value))
  return a === b
}

/** Negative, zero or positive; what cannot be compared fails. */
export function compare(a: unknown, b: unknown): number {
  const left = numeric(a)
  const right = numeric(b)
  if (left !== undefined && right !== undefined) return compareNumbers(left, right)
  if (typeof a === 'string' && typeof b === 'string')
    return Buffer.compare(Buffer.from(a), Buffer.from(b))
  if (typeof a === 'boolean' && typeof b === 'boolean') return Number(a) - Number(b)
  if (a instanceof Uint8Array && b instanceof Uint8Array) return Buffer.compare(a, b)
  if (a instanceof Timestamp && b instanceof Timestamp) return a.ms - b.ms
  if (a instanceof Duration && b instanceof Duration) return a.ms - b.ms
  throw new CelError('no such overload')
}

/** A map of values that are there already. */
export function mapValue(entries: readonly (readonly [unknown, unknown])[]): MapValue {
  return new MapValue(
    entries.map(([key]) => key),
    key => entries.find(([one]) => equal(one, key))?.[1],
  )
}
