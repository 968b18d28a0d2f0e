// Places that JSON pointers name, read and written without changing what is shared.
import { isObject, type JsonObject } from '../meta/object.ts'
import { rejected } from './errors.ts'

/** A member of a container: the containers on the way to it, from the root, with the keys taken. */
export interface Place {
  readonly way: readonly { readonly container: Container; readonly key: string }[]
  readonly container: Container
  readonly key: string
}

type Container = JsonObject | readonly unknown[]

/** The place of a pointer. What stands before the first slash does not count, so `x/y` is `/y`. */
export function placeOf(root: unknown, pointer: string): Place {
  const parts = pointer.split('/').slice(1)
  const key = parts.pop()
  if (key === undefined) throw rejected()
  const way: { container: Container; key: string }[] = []
  let container = asContainer(root)
  for (const part of parts) {
    const step = { container, key: decode(part) }
    way.push(step)
    container = asContainer(read(container, step.key))
  }
  return { way, container, key: decode(key) }
}

const decode = (part: string): string =>
  part.replace(/~[01]/g, escaped => (escaped === '~1' ? '/' : '~'))

function asContainer(value: unknown): Container {
  if (!Array.isArray(value) && !isObject(value)) throw rejected()
  return value
}

/** What stands there; a missing member is undefined, a missing element an error. */
export const getAt = (place: Place): unknown => read(place.container, place.key)

function read(container: Container, key: string): unknown {
  if (!isList(container)) return Object.hasOwn(container, key) ? container[key] : undefined
  return container[existing(container, key)]
}

const isList = (container: Container): container is readonly unknown[] => Array.isArray(container)

const INDEX = /^[-+]?\d+$/

function indexOf(key: string): number {
  if (!INDEX.test(key)) throw rejected()
  return Number(key)
}

/** The index of an element that is there; negative ones count from the end. */
function existing(list: readonly unknown[], key: string): number {
  const index = indexOf(key)
  if (index >= list.length || index < -list.length) throw rejected()
  return index < 0 ? index + list.length : index
}

/** Puts a value before an element, at the end, or in a member. */
export function addAt(place: Place, value: unknown): unknown {
  const { container, key } = place
  if (!isList(container)) return setAt(place, value)
  if (key === '-') return rebuilt(place, [...container, value])
  const index = indexOf(key)
  const slots = container.length + 1
  if (index >= slots || index < -slots) throw rejected()
  return rebuilt(place, container.toSpliced(index < 0 ? index + slots : index, 0, value))
}

export function setAt(place: Place, value: unknown): unknown {
  const { container, key } = place
  return rebuilt(
    place,
    isList(container)
      ? container.with(existing(container, key), value)
      : withMember(container, key, value),
  )
}

export function removeAt(place: Place): unknown {
  const { container, key } = place
  if (isList(container)) return rebuilt(place, container.toSpliced(existing(container, key), 1))
  if (!Object.hasOwn(container, key)) throw rejected()
  return rebuilt(
    place,
    Object.fromEntries(Object.entries(container).filter(([name]) => name !== key)),
  )
}

const withMember = (object: JsonObject, key: string, value: unknown): JsonObject =>
  key === '__proto__'
    ? Object.fromEntries([...Object.entries(object).filter(([name]) => name !== key), [key, value]])
    : { ...object, [key]: value }

/** The root with another container at the end of the way. */
function rebuilt(place: Place, container: Container): unknown {
  return place.way.reduceRight<Container>(
    (below, { container: above, key }) =>
      isList(above) ? above.with(existing(above, key), below) : withMember(above, key, below),
    container,
  )
}
