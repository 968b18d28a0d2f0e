// Objects as protobuf, byte for byte as Kubernetes writes them: what is no pointer is written even when
// it is zero, keys of maps are sorted, numbers rise.
import { isObject, type JsonObject } from '../../meta/object.ts'
import type { Field, TypeRef, Types } from '../types.ts'
import { isSchemaOr, SCHEMA, writeSchemaOr } from './json-schema.ts'
import { type Layout, layoutOf } from './layout.ts'
import { writeDuration, writeMicroTime, writeTime } from './times.ts'
import { BYTES, FIXED64, VARINT, Writer } from './writer.ts'

/** A value as the message of a struct of the table, without an envelope. */
export function encodeMessage(types: Types, structName: string, value: object): Uint8Array {
  const writer = new Writer()
  writeStruct(writer, types, structName, value as JsonObject)
  return writer.finish()
}

/** Writes a struct's fields; what is missing is zero. */
export function writeStruct(writer: Writer, types: Types, name: string, value: JsonObject): void {
  const struct = types.struct(name)
  if (struct === undefined) throw new Error(`no type ${name} in the table`)
  writeLayout(writer, types, layoutOf(struct), value)
}

function writeLayout(writer: Writer, types: Types, layout: Layout, value: JsonObject): void {
  for (const { number, field, inner } of layout.members) {
    if (inner !== undefined) {
      writer.tag(number, BYTES)
      writer.message(() => writeLayout(writer, types, inner, value))
    } else writeField(writer, types, field, value[field.name])
  }
}

function writeField(writer: Writer, types: Types, field: Field, value: unknown): void {
  const isMissing = value === undefined || value === null
  if (isMissing && (field.pointer || HAVE_NIL.has(field.type.sort) || field.type.sort === 'any'))
    return
  // A duration that nobody set is no duration of nothing.
  if (field.type.sort === 'duration' && (isMissing || value === '')) return
  const { type, number } = field
  if (type.sort === 'list' && type.wrapped !== true) {
    for (const item of value as readonly unknown[])
      writeTagged(writer, types, number, type.of, item)
  } else if (type.sort === 'map') writeMap(writer, types, number, type.of, value as JsonObject)
  else writeTagged(writer, types, number, type, value)
}

const HAVE_NIL = new Set(['list', 'map', 'bytes'])

function writeMap(
  writer: Writer,
  types: Types,
  number: number,
  of: TypeRef,
  map: JsonObject,
): void {
  for (const key of Object.keys(map).sort()) {
    writer.tag(number, BYTES)
    writer.message(() => {
      writer.tag(1, BYTES)
      writer.text(key)
      if (of.sort !== 'bytes' || map[key] !== null) writeTagged(writer, types, 2, of, map[key])
    })
  }
}

/** Writes a tag and a value; what is missing is the type's zero. */
function writeTagged(
  writer: Writer,
  types: Types,
  number: number,
  type: TypeRef,
  value: unknown,
): void {
  switch (type.sort) {
    case 'string':
      writer.tag(number, BYTES)
      writer.text((value as string | undefined) ?? '')
      break
    case 'bool':
      writer.tag(number, VARINT)
      writer.integer(value === true ? 1 : 0)
      break
    case 'int32':
    case 'int64':
    case 'uint32':
      writer.tag(number, VARINT)
      writer.integer((value as number | undefined) ?? 0)
      break
    case 'float64':
      writer.tag(number, FIXED64)
      writer.double((value as number | undefined) ?? 0)
      break
    case 'bytes':
      writer.tag(number, BYTES)
      writer.bytes(Buffer.from((value as string | undefined) ?? '', 'base64'))
      break
    default:
      writer.tag(number, BYTES)
      writer.message(() => writeMessage(writer, types, type, value))
  }
}

/** Writes what is a message of its own. */
function writeMessage(writer: Writer, types: Types, type: TypeRef, value: unknown): void {
  switch (type.sort) {
    case 'struct':
      writeStruct(writer, types, type.name, isObject(value) ? value : {})
      break
    case 'time':
      writeTime(writer, value)
      break
    case 'microTime':
      writeMicroTime(writer, value)
      break
    case 'duration':
      writeDuration(writer, value)
      break
    case 'quantity':
      writer.tag(1, BYTES)
      writer.text((value as string | undefined) ?? '0')
      break
    case 'intOrString':
      writeIntOrString(writer, value)
      break
    case 'list':
      for (const item of (value as readonly unknown[] | null) ?? [])
        writeTagged(writer, types, 1, type.of, item)
      return
    default:
      if (isSchemaOr(type.go))
        writeSchemaOr(writer, type.go ?? '', value, props =>
          writeStruct(writer, types, SCHEMA, props),
        )
      else writeJson(writer, value)
  }
}

function writeIntOrString(writer: Writer, value: unknown): void {
  const isText = typeof value === 'string'
  writer.tag(1, VARINT)
  writer.integer(isText ? 1 : 0)
  writer.tag(2, VARINT)
  writer.integer(typeof value === 'number' ? value : 0)
  writer.tag(3, BYTES)
  writer.text(isText ? value : '')
}

/** Values of any shape stand as the text of their JSON. */
function writeJson(writer: Writer, value: unknown): void {
  if (value === undefined || value === null) return
  writer.tag(1, BYTES)
  writer.text(JSON.stringify(value))
}
