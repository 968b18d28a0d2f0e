import { isObject } from '../../meta/object.ts'
import { type Entry, notesOf } from '../json-notes.ts'
import type { Codec } from './codec.ts'
import { joinLists, joinMaps } from './doubled.ts'
import { type Reading, sortOf } from './reading.ts'

/** A list; null items are zeros. */
export function listCodec(of: Codec, goName: string): Codec {
  return {
    empty: 'length',
    zero: () => null,
    join: values => joinLists(values, of),
    read(json, reading) {
      if (!Array.isArray(json)) return reading.save(sortOf(json), goName)
      const literals = notesOf(json)?.literals
      const out: unknown[] = new Array(json.length)
      for (let index = 0; index < json.length; index++)
        out[index] = inner(of, json[index], index, literals?.get(index), reading)
      return out
    },
  }
}

/** A map; keys are printed in order, as Go does. */
export function mapCodec(of: Codec, goName: string): Codec {
  return {
    empty: 'length',
    zero: () => null,
    join: joinMaps,
    read(json, reading) {
      if (!isObject(json)) return reading.save(sortOf(json), goName)
      const notes = notesOf(json)
      if (notes?.entries !== undefined) return inOrder(ofEntries(of, notes.entries, reading))
      const out: Record<string, unknown> = {}
      let last = ''
      let sorted = true
      for (const key in json) {
        if (json[key] === undefined) continue
        define(out, key, inner(of, json[key], key, notes?.literals.get(key), reading))
        if (key < last) sorted = false
        last = key
      }
      return sorted ? out : inOrder(out)
    },
  }
}

/** A map in which some keys stand twice: each value is looked at, the last one counts. */
function ofEntries(
  of: Codec,
  entries: readonly Entry[],
  reading: Reading,
): Record<string, unknown> {
  const out: Record<string, unknown> = {}
  for (const { key, value, literal } of entries) {
    if (Object.hasOwn(out, key)) reading.noteDuplicate(key)
    define(out, key, inner(of, value, key, literal, reading))
  }
  return out
}

function inner(
  of: Codec,
  json: unknown,
  step: string | number,
  literal: string | undefined,
  reading: Reading,
): unknown {
  if (json === null || json === undefined) return itemOf(of)
  reading.literal = literal
  reading.path.push(step)
  const value = of.read(json, reading)
  reading.path.pop()
  return value === undefined ? itemOf(of) : value
}

/** What a null is within a list or map: bytes that are stored there come back as none. */
const itemOf = (of: Codec): unknown => of.nullItem ?? of.zero()

function inOrder(map: Record<string, unknown>): Record<string, unknown> {
  const out: Record<string, unknown> = {}
  for (const key of Object.keys(map).sort()) define(out, key, map[key])
  return out
}

/** Sets a member, also one that is called `__proto__`. */
function define(out: Record<string, unknown>, key: string, value: unknown): void {
  if (key === '__proto__')
    Object.defineProperty(out, key, { value, enumerable: true, writable: true, configurable: true })
  else out[key] = value
}
