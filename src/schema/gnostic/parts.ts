// What messages are made of: values, lists, messages within messages, by number.
import { isObject, type JsonObject } from '../../meta/object.ts'
import { BYTES, FIXED64, VARINT, type Writer } from '../protobuf/writer.ts'

/** Writes a value under a number. */
export type Part = (writer: Writer, number: number, value: unknown) => void

/** A message: its parts by JSON key, and the number of its extensions (`x-...`). */
export interface Shape {
  readonly parts: Readonly<Record<string, readonly [number, Part]>>
  readonly extensions?: number
}

/** Writes the parts of a message. */
export function writeShape(writer: Writer, shape: Shape, value: JsonObject): void {
  for (const key in value) {
    const part = shape.parts[key]
    const inner = value[key]
    if (inner === undefined || inner === null) continue
    if (part !== undefined) part[1](writer, part[0], inner)
    else if (shape.extensions !== undefined && key.startsWith('x-'))
      named(any)(writer, shape.extensions, { [key]: inner })
  }
}

export const text: Part = (writer, number, value) => {
  writer.tag(number, BYTES)
  writer.text(String(value))
}

export const bool: Part = (writer, number, value) => {
  writer.tag(number, VARINT)
  writer.integer(value === true ? 1 : 0)
}

export const integer: Part = (writer, number, value) => {
  writer.tag(number, VARINT)
  writer.integer(Number(value))
}

export const double: Part = (writer, number, value) => {
  writer.tag(number, FIXED64)
  writer.double(Number(value))
}

/** A value of any shape, as the YAML that its JSON is. */
export const any: Part = (writer, number, value) => {
  writer.tag(number, BYTES)
  writer.message(() => text(writer, 2, JSON.stringify(value)))
}

/** A list, or one value. */
export const each =
  (part: Part): Part =>
  (writer, number, value) => {
    for (const item of Array.isArray(value) ? value : [value]) part(writer, number, item)
  }

export const message =
  (shape: () => Shape): Part =>
  (writer, number, value) => {
    writer.tag(number, BYTES)
    writer.message(() => writeShape(writer, shape(), isObject(value) ? value : {}))
  }

/** A message around a value. */
export const within =
  (inner: number, part: Part): Part =>
  (writer, number, value) => {
    writer.tag(number, BYTES)
    writer.message(() => part(writer, inner, value))
  }

/** An object as a list of {1 name, 2 value}. */
export const named =
  (part: Part): Part =>
  (writer, number, value) => {
    if (!isObject(value)) return
    for (const name in value) {
      writer.tag(number, BYTES)
      writer.message(() => {
        text(writer, 1, name)
        part(writer, 2, value[name])
      })
    }
  }

/** One of two, by whether the value is a reference. */
export const orReference =
  (part: Part): Part =>
  (writer, number, value) => {
    const isReference = isObject(value) && '$ref' in value
    within(isReference ? 2 : 1, isReference ? message(() => REFERENCE) : part)(
      writer,
      number,
      value,
    )
  }

const REFERENCE: Shape = { parts: { $ref: [1, text], description: [2, text] } }

/** Which schemes a caller must meet, and with which scopes; the same in both versions. */
export const security: Part = each(within(1, named(within(1, each(text)))))
