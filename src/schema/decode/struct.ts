// Structs: a reader is compiled when a struct is first met, its fields' readers when first read.
import { isObject } from '../../meta/object.ts'
import { type Entry, notesOf } from '../json-notes.ts'
import type { Field, StructType, Types } from '../types.ts'
import type { Codec } from './codec.ts'
import { byKey, joined, joinStructs, valuesOf } from './doubled.ts'
import { noteEmpty } from './empties.ts'
import { codecOf } from './of.ts'
import { Reading, type Step, sortOf } from './reading.ts'

const compiled = new WeakMap<Types, Map<string, Codec>>()

/** The reader of a struct of the table. */
export function codecOfStruct(types: Types, name: string): Codec {
  let byName = compiled.get(types)
  if (byName === undefined) {
    byName = new Map()
    compiled.set(types, byName)
  }
  let codec = byName.get(name)
  if (codec === undefined) {
    const struct = types.struct(name)
    if (struct === undefined) throw new Error(`no type ${name} in the table`)
    codec = new StructCodec(types, struct)
    byName.set(name, codec)
  }
  return codec
}

/** A field with its reader. */
interface Member extends Step {
  readonly index: number
  readonly codec: Codec
  readonly name: string
}

class StructCodec implements Codec {
  readonly empty = 'never'
  readonly keptByNull = true
  readonly #types: Types
  readonly #struct: StructType
  #byName: Map<string, Member> | undefined
  #members: Member[] = []

  constructor(types: Types, struct: StructType) {
    this.#types = types
    this.#struct = struct
  }

  read(json: unknown, reading: Reading): unknown {
    if (!isObject(json)) return reading.save(sortOf(json), this.#struct.go)
    const byName = this.#byName ?? this.#compile()
    const slots: unknown[] = new Array(this.#members.length)
    const notes = notesOf(json)
    if (notes?.entries !== undefined)
      return this.#print(this.#slotsOf(notes.entries, byName, reading))
    for (const key of Object.keys(json)) {
      const value = json[key]
      const member = byName.get(key)
      if (member === undefined) {
        if (value !== undefined) reading.noteUnknown(key)
        continue
      }
      if (value === null || value === undefined) continue
      reading.literal = notes?.literals.get(key)
      reading.path.push(member)
      slots[member.index] = member.codec.read(value, reading)
      reading.path.pop()
    }
    return this.#print(slots)
  }

  join(values: readonly unknown[]): unknown {
    const byName = this.#byName ?? this.#compile()
    return joinStructs(values, key => byName.get(key))
  }

  /** The fields of an object in which some keys stand twice. */
  #slotsOf(
    entries: readonly Entry[],
    byName: Map<string, Member>,
    reading: Reading,
  ): readonly unknown[] {
    const slots: unknown[] = new Array(this.#members.length)
    const seen = new Set<string>()
    for (const { key, value, literal } of entries) {
      const member = byName.get(key)
      if (member === undefined) {
        reading.noteUnknown(key)
        continue
      }
      if (seen.has(key)) reading.noteDuplicate(key)
      seen.add(key)
      if (value === null) continue
      reading.literal = literal
      reading.path.push(member)
      slots[member.index] = member.codec.read(value, reading)
      reading.path.pop()
    }
    for (const [key, same] of byKey(entries)) {
      const member = byName.get(key)
      if (member !== undefined && same.length > 1) slots[member.index] = readTogether(member, same)
    }
    return slots
  }

  zero(): unknown {
    if (this.#byName === undefined) this.#compile()
    return this.#print([])
  }

  #print(slots: readonly unknown[]): Record<string, unknown> {
    const out: Record<string, unknown> = {}
    for (const { field, index, codec, name } of this.#members) {
      const value = slots[index]
      if (value === undefined) {
        if (field.pointer ? field.omit === 'never' : isPrinted(field, codec))
          out[name] = field.pointer ? null : codec.zero()
      } else if (codec.empty === 'length' && isHollow(value)) {
        if (typeof value === 'object') noteEmpty(out, name, value as object)
        if (field.omit === 'never') out[name] = typeof value === 'string' ? value : null
      } else if (field.omit === 'never' || field.pointer || !isOmitted(value, field, codec))
        out[name] = value
    }
    return out
  }

  #compile(): Map<string, Member> {
    const struct = this.#struct.name.slice(this.#struct.name.indexOf('.') + 1)
    this.#members = [...this.#struct.fields.values()].map((field, index) => ({
      field,
      struct,
      index,
      codec: codecOf(this.#types, field.type),
      name: field.name,
    }))
    this.#byName = new Map(this.#members.map(member => [member.name, member]))
    return this.#byName
  }
}

/** Whether a field that is no pointer is printed although it is zero. */
const isPrinted = (field: Field, codec: Codec): boolean =>
  field.omit === 'never' || (field.omit === 'empty' && codec.empty === 'never')

/** Whether a value is left out: a scalar's zero, a time that is none. */
function isOmitted(value: unknown, field: Field, codec: Codec): boolean {
  if (value === null) return field.omit === 'zero'
  return codec.empty === 'zero' && (value === '' || value === 0 || value === false)
}

/** A list or map without items is nothing once it was stored, and is shown so. */

function isHollow(value: unknown): boolean {
  if (typeof value === 'string' || Array.isArray(value)) return value.length === 0
  for (const _ in value as object) return false
  return true
}

/** What is wrong with each value has been told: what they make together is read in silence. */
function readTogether({ codec, field }: Member, same: readonly Entry[]): unknown {
  const silent = new Reading()
  silent.literal = same.at(-1)?.literal
  const value = joined(codec, field.pointer, valuesOf(same))
  return value === null ? undefined : codec.read(value, silent)
}
