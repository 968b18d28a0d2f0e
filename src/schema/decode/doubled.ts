// Keys that stand twice: Go reads each value into the same place, one after the other. Structs and maps
// are joined so, elements of lists too, and what the first value was is looked at as closely as the last.
import { isObject } from '../../meta/object.ts'
import { entriesOf, noteLiteral, notesOf } from '../json-notes.ts'
import type { Codec } from './codec.ts'

/** What there is of two values of JSON that were read into one place. */
export function joined(of: Codec, pointer: boolean, before: unknown, after: unknown): unknown {
  if (after === null || after === undefined)
    return of.keptByNull === true && !pointer ? before : null
  if (before === null || before === undefined || of.join === undefined) return after
  return of.join(before, after)
}

/** Finds how a member of a struct is read. */
export type MemberOf = (
  key: string,
) => { readonly codec: Codec; readonly field: { readonly pointer: boolean } } | undefined

export function joinStructs(before: unknown, after: unknown, memberOf: MemberOf): unknown {
  if (!isObject(before) || !isObject(after)) return after
  const out: Record<string, unknown> = {}
  for (const { key, value, literal } of [...entriesOf(before), ...entriesOf(after)]) {
    const member = memberOf(key)
    if (member === undefined) continue
    out[key] = key in out ? joined(member.codec, member.field.pointer, out[key], value) : value
    if (out[key] === value) noteLiteral(out, key, literal)
  }
  return out
}

export function joinMaps(before: unknown, after: unknown): unknown {
  if (!isObject(before) || !isObject(after)) return after
  const entries = [...entriesOf(before), ...entriesOf(after)]
  const out = Object.fromEntries(entries.map(({ key, value }) => [key, value]))
  for (const { key, literal } of entries) noteLiteral(out, key, literal)
  return out
}

/** Elements are read into those that were there before. */
export function joinLists(before: unknown, after: unknown, of: Codec): unknown {
  if (!Array.isArray(before) || !Array.isArray(after)) return after
  const out = after.map((item, index) =>
    index < before.length ? joined(of, false, before[index], item) : item,
  )
  for (const [index, literal] of notesOf(after)?.literals ?? []) noteLiteral(out, index, literal)
  return out
}
