// Keys that stand twice: Go reads each value into the same place, one after the other. Structs and maps
// are joined so, elements of lists too, and what the first value was is looked at as closely as the last.
// All values of a key are joined at once: to join them pair by pair would go through the first ones ever again.
import { isObject } from '../../meta/object.ts'
import { type Entry, entriesOf, noteLiteral, notesOf } from '../json-notes.ts'
import type { Codec } from './codec.ts'

/** What there is of values of JSON that were read into one place. */
export function joined(of: Codec, pointer: boolean, values: readonly unknown[]): unknown {
  let left: unknown[] = []
  for (const value of values) {
    if (value === null || value === undefined) {
      if (of.keptByNull !== true || pointer) left = []
    } else if (of.join === undefined) left = [value]
    else left.push(value)
  }
  return left.length > 1 && of.join !== undefined ? of.join(left) : (left[0] ?? null)
}

/** Finds how a member of a struct is read. */
export type MemberOf = (
  key: string,
) => { readonly codec: Codec; readonly field: { readonly pointer: boolean } } | undefined

export function joinStructs(values: readonly unknown[], memberOf: MemberOf): unknown {
  if (!values.every(isObject)) return values.at(-1)
  const out: Record<string, unknown> = {}
  for (const [key, entries] of byKey(values.flatMap(entriesOf))) {
    const member = memberOf(key)
    const last = entries.at(-1)
    if (member === undefined || last === undefined) continue
    const { codec, field } = member
    out[key] = joined(codec, field.pointer, valuesOf(entries))
    if (out[key] === last.value) noteLiteral(out, key, last.literal)
  }
  return out
}

/** Members that have the same key, in the order in which they stood. */
export function byKey(entries: readonly Entry[]): ReadonlyMap<string, readonly Entry[]> {
  const groups = new Map<string, Entry[]>()
  for (const entry of entries) {
    const group = groups.get(entry.key)
    if (group === undefined) groups.set(entry.key, [entry])
    else group.push(entry)
  }
  return groups
}

export const valuesOf = (entries: readonly Entry[]): unknown[] => entries.map(({ value }) => value)

export function joinMaps(values: readonly unknown[]): unknown {
  if (!values.every(isObject)) return values.at(-1)
  const entries = values.flatMap(entriesOf)
  const out = Object.fromEntries(entries.map(({ key, value }) => [key, value]))
  for (const { key, literal } of entries) noteLiteral(out, key, literal)
  return out
}

/** Elements are read into those that were there before; what a shorter list cuts off is gone. */
export function joinLists(values: readonly unknown[], of: Codec): unknown {
  const last = values.at(-1)
  if (!values.every(Array.isArray) || !Array.isArray(last)) return last
  const places: unknown[][] = []
  for (const list of values) {
    places.length = Math.min(places.length, list.length)
    for (const [index, item] of list.entries()) {
      const place = places[index]
      if (place === undefined) places.push([item])
      else place.push(item)
    }
  }
  const out = places.map(items => (items.length === 1 ? items[0] : joined(of, false, items)))
  for (const [index, literal] of notesOf(last)?.literals ?? []) noteLiteral(out, index, literal)
  return out
}
