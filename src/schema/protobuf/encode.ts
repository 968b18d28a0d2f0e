// Objects as protobuf, byte for byte as Kubernetes writes them: what is no pointer is written even when
// it is zero, keys of maps are sorted, numbers rise. A writer is made once for each struct.
import { isObject, type JsonObject } from '../../meta/object.ts'
import type { Field, StructType, TypeRef, Types } from '../types.ts'
import { isSchemaOr, SCHEMA, writeSchemaOr } from './json-schema.ts'
import { type Layout, layoutOf } from './layout.ts'
import { writeDuration, writeMicroTime, writeTime } from './times.ts'
import { BYTES, FIXED64, VARINT, Writer } from './writer.ts'

/** Writes a value, or what is in the message that stands for it; what is missing is the type's zero. */
type Write = (writer: Writer, value: unknown) => void

/** Writes the fields of a struct; what is missing is zero. */
type WriteStruct = (writer: Writer, value: JsonObject) => void

/** A value as the message of a struct of the table, without an envelope. */
export function encodeMessage(types: Types, structName: string, value: object): Uint8Array {
  const writer = new Writer()
  structWriter(types, structName)(writer, value as JsonObject)
  return writer.finish()
}

const writers = new WeakMap<StructType, WriteStruct>()

function structWriter(types: Types, name: string): WriteStruct {
  const struct = types.struct(name)
  if (struct === undefined) throw new Error(`no type ${name} in the table`)
  let write = writers.get(struct)
  if (write === undefined) {
    write = layoutWriter(types, layoutOf(struct))
    writers.set(struct, write)
  }
  return write
}

function layoutWriter(types: Types, layout: Layout): WriteStruct {
  const fields = layout.members.map(({ number, field, inner }) => {
    if (inner === undefined) return { name: field.name, write: fieldWriter(types, field) }
    return { name: undefined, write: innerWriter(number, layoutWriter(types, inner)) }
  })
  return (writer, value) => {
    for (const { name, write } of fields) write(writer, name === undefined ? value : value[name])
  }
}

/** The message around fields that JSON flattens. */
function innerWriter(number: number, write: WriteStruct): Write {
  return (writer, value) => {
    writer.tag(number, BYTES)
    const start = writer.open()
    write(writer, value as JsonObject)
    writer.close(start)
  }
}

/** Types whose values may be nil in Go without a pointer; a duration that nobody set is no duration of nothing. */
const HAVE_NIL: ReadonlySet<string> = new Set(['list', 'map', 'bytes', 'any', 'duration'])

function fieldWriter(types: Types, { type, number, pointer }: Field): Write {
  const write = plainFieldWriter(types, type, number)
  if (!pointer && !HAVE_NIL.has(type.sort)) return write
  const noText = type.sort === 'duration' ? '' : undefined
  return (writer, value) => {
    if (value !== undefined && value !== null && value !== noText) write(writer, value)
  }
}

function plainFieldWriter(types: Types, type: TypeRef, number: number): Write {
  if (type.sort === 'map') return mapWriter(types, type.of, number)
  if (type.sort !== 'list' || type.wrapped === true) return taggedWriter(types, type, number)
  const write = taggedWriter(types, type.of, number)
  return (writer, value) => {
    for (const item of value as readonly unknown[]) write(writer, item)
  }
}

function mapWriter(types: Types, of: TypeRef, number: number): Write {
  const write = taggedWriter(types, of, 2)
  return (writer, value) => {
    const map = value as JsonObject
    for (const key of Object.keys(map).sort()) {
      writer.tag(number, BYTES)
      const start = writer.open()
      writer.tag(1, BYTES)
      writer.text(key)
      if (of.sort !== 'bytes' || map[key] !== null) write(writer, map[key])
      writer.close(start)
    }
  }
}

/** Writes a tag and a value. */
function taggedWriter(types: Types, type: TypeRef, number: number): Write {
  switch (type.sort) {
    case 'string':
      return (writer, value) => {
        writer.tag(number, BYTES)
        writer.text((value as string | undefined) ?? '')
      }
    case 'bool':
      return (writer, value) => {
        writer.tag(number, VARINT)
        writer.integer(value === true ? 1 : 0)
      }
    case 'int32':
    case 'int64':
    case 'uint32':
      return (writer, value) => {
        writer.tag(number, VARINT)
        writer.integer((value as number | undefined) ?? 0)
      }
    case 'float64':
      return (writer, value) => {
        writer.tag(number, FIXED64)
        writer.double((value as number | undefined) ?? 0)
      }
    case 'bytes':
      return (writer, value) => {
        writer.tag(number, BYTES)
        writer.bytes(Buffer.from((value as string | undefined) ?? '', 'base64'))
      }
    default:
      return taggedMessageWriter(types, type, number)
  }
}

function taggedMessageWriter(types: Types, type: TypeRef, number: number): Write {
  // Types may hold themselves, so what writes them is made when the first is written.
  let write: Write | undefined
  return (writer, value) => {
    write ??= messageWriter(types, type)
    writer.tag(number, BYTES)
    const start = writer.open()
    write(writer, value)
    writer.close(start)
  }
}

/** Writes what is a message of its own. */
function messageWriter(types: Types, type: TypeRef): Write {
  switch (type.sort) {
    case 'struct': {
      const write = structWriter(types, type.name)
      return (writer, value) => write(writer, isObject(value) ? value : {})
    }
    case 'time':
      return writeTime
    case 'microTime':
      return writeMicroTime
    case 'duration':
      return writeDuration
    case 'quantity':
      return (writer, value) => {
        writer.tag(1, BYTES)
        writer.text((value as string | undefined) ?? '0')
      }
    case 'intOrString':
      return writeIntOrString
    case 'list': {
      const write = taggedWriter(types, type.of, 1)
      return (writer, value) => {
        for (const item of (value as readonly unknown[] | null) ?? []) write(writer, item)
      }
    }
    default:
      return isSchemaOr(type.go) ? schemaOrWriter(types, type.go ?? '') : writeJson
  }
}

function schemaOrWriter(types: Types, go: string): Write {
  const writeProps = structWriter(types, SCHEMA)
  return (writer, value) => writeSchemaOr(writer, go, value, props => writeProps(writer, props))
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
