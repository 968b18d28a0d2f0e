// Values as expressions see them. Integers are bigints, doubles numbers, lists arrays; members of objects are
// made into values when they are asked for.
/** An expression failed while it was computed; the message is the server's. */
export class CelError extends Error {}

export const noOverload = (): CelError => new CelError('no such overload')

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
export const some = (value: unknown): Optional => new Optional(true, value)

export class Timestamp {
  readonly nanos: bigint
  /** Where its clock stands, as it is printed: `+01:00`; empty for UTC. */
  readonly zone: string
  constructor(nanos: bigint, zone = '') {
    this.nanos = nanos
    this.zone = zone
  }
}

export class Duration {
  readonly nanos: bigint
  constructor(nanos: bigint) {
    this.nanos = nanos
  }
}

/** The type of a value, as a value. */
export class TypeValue {
  readonly name: string
  constructor(name: string) {
    this.name = name
  }
}

/** A value of a library's own type, an address or an amount; equal to others by its key. */
export class Opaque<T = unknown> {
  /** The type as declarations call it. */
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
  /** What it was made of, where that is JSON. */
  readonly json: unknown
  /** The name of its type, where it was made with one. */
  readonly type: string | undefined
  readonly #get: (key: unknown) => unknown

  constructor(
    keys: readonly unknown[],
    get: (key: unknown) => unknown,
    more: { readonly json?: unknown; readonly type?: string } = {},
  ) {
    this.keys = keys
    this.#get = get
    this.json = more.json
    this.type = more.type
  }

  /** The member; undefined when there is none. */
  get(key: unknown): unknown {
    return this.#get(key)
  }

  has(key: unknown): boolean {
    return this.#get(key) !== undefined
  }
}

const numeric = (value: unknown): number | bigint | undefined => {
  if (typeof value === 'bigint' || typeof value === 'number') return value
  return value instanceof Uint ? value.value : undefined
}

export function equal(a: unknown, b: unknown): boolean {
  const left = numeric(a)
  const right = numeric(b)
  // Integers and doubles of the same amount are the same; what is no number is not even itself.
  if (left !== undefined && right !== undefined) return left <= right && left >= right
  if (Array.isArray(a) && Array.isArray(b)) return equalLists(a, b)
  if (a instanceof MapValue && b instanceof MapValue)
    return a.keys.length === b.keys.length && a.keys.every(key => equal(a.get(key), b.get(key)))
  if (a instanceof Uint8Array && b instanceof Uint8Array) return Buffer.compare(a, b) === 0
  if (a instanceof Timestamp && b instanceof Timestamp) return a.nanos === b.nanos
  if (a instanceof Duration && b instanceof Duration) return a.nanos === b.nanos
  if (a instanceof TypeValue && b instanceof TypeValue) return a.name === b.name
  if (a instanceof Opaque && b instanceof Opaque) return a.type === b.type && a.key === b.key
  if (a instanceof Optional && b instanceof Optional)
    return a.has === b.has && (!a.has || equal(a.value, b.value))
  return a === b
}

/** Lists whose items are known by something: their order does not count. */
const identities = new WeakMap<readonly unknown[], (item: unknown) => unknown>()

/** Makes a list one whose items are known by what `identity` gives. */
export function identified<T extends readonly unknown[]>(
  list: T,
  identity: (item: unknown) => unknown,
): T {
  identities.set(list, identity)
  return list
}

function equalLists(a: readonly unknown[], b: readonly unknown[]): boolean {
  if (a.length !== b.length) return false
  const identity = identities.get(a)
  if (identity === undefined) return a.every((item, index) => equal(item, b[index]))
  return a.every(item => b.some(one => equal(identity(item), identity(one)) && equal(item, one)))
}

/** Both lists together; what the second knows better takes the place of what is in the first. */
export function joinedLists(a: readonly unknown[], b: readonly unknown[]): readonly unknown[] {
  const identity = identities.get(a)
  if (identity === undefined) return [...a, ...b]
  const same = (one: unknown, other: unknown): boolean => equal(identity(one), identity(other))
  const kept = a.map(item => b.find(one => same(one, item)) ?? item)
  return identified([...kept, ...b.filter(one => !a.some(item => same(item, one)))], identity)
}

type Ordered = bigint | number | boolean
const order = (a: Ordered, b: Ordered): number => (a < b ? -1 : a > b ? 1 : 0)

/** Negative, zero or positive; what cannot be compared fails. @throws CelError */
export function compare(a: unknown, b: unknown): number {
  const left = numeric(a)
  const right = numeric(b)
  if (left !== undefined && right !== undefined) {
    if (Number.isNaN(left) || Number.isNaN(right))
      throw new CelError('NaN values cannot be ordered')
    return order(left, right)
  }
  if (typeof a === 'string' && typeof b === 'string')
    return Buffer.compare(Buffer.from(a), Buffer.from(b))
  if (typeof a === 'boolean' && typeof b === 'boolean') return order(a, b)
  if (a instanceof Uint8Array && b instanceof Uint8Array) return Buffer.compare(a, b)
  if (a instanceof Timestamp && b instanceof Timestamp) return order(a.nanos, b.nanos)
  if (a instanceof Duration && b instanceof Duration) return order(a.nanos, b.nanos)
  throw noOverload()
}

/** A map of values that are there already. */
export function mapValue(
  entries: readonly (readonly [unknown, unknown])[],
  type?: string,
): MapValue {
  const members = new Map(entries.map(([key, value]) => [keyOf(key), value]))
  return new MapValue(
    entries.map(([key]) => key),
    key => members.get(keyOf(key)),
    type === undefined ? {} : { type },
  )
}

/** What keys that are the same have in common: whole numbers are, however they are kept. */
export function keyOf(key: unknown): unknown {
  if (key instanceof Uint) return key.value
  return typeof key === 'number' && Number.isInteger(key) ? BigInt(key) : key
}
