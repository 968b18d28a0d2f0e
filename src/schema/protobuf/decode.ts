// Messages of protobuf as JSON. What comes out has been read but not judged: `schema/decode.ts` makes
// it canonical, as it does with any JSON. A reader is made once for each struct.
import type { JsonObject } from '../../meta/object.ts'
import type { Field, StructType, TypeRef, Types } from '../types.ts'
import { isSchemaOr, readSchemaOr, SCHEMA } from './json-schema.ts'
import { type Layout, layoutOf } from './layout.ts'
import { ProtobufError, Reader } from './reader.ts'
import { readDuration, readTime } from './times.ts'
import { isEnveloped, openEnvelope, structNameOf } from './unknown.ts'
import { BYTES, FIXED64, VARINT } from './writer.ts'

type Out = Record<string, unknown>

/** Reads what stands where the reader is: a value, or a message up to its end. */
type Read = (reader: Reader) => unknown

/** Reads a field into the object whose it is. */
type ReadInto = (reader: Reader, out: Out) => void

/** The message of a struct of the table as JSON. Throws a ProtobufError. */
export function decodeMessage(types: Types, structName: string, bytes: Uint8Array): JsonObject {
  return structReader(types, structName)(new Reader(bytes)) as JsonObject
}

/** An object in its envelope; of a kind that is not known only the names. */
export function readEnvelope(types: Types, bytes: Uint8Array): JsonObject {
  const { apiVersion, kind, raw } = openEnvelope(bytes)
  const struct = structNameOf(types, apiVersion, kind)
  return { apiVersion, kind, ...(struct === undefined ? {} : decodeMessage(types, struct, raw)) }
}

const readers = new WeakMap<StructType, Read>()

function structReader(types: Types, name: string): Read {
  const struct = types.struct(name)
  if (struct === undefined) throw new Error(`no type ${name} in the table`)
  let read = readers.get(struct)
  if (read === undefined) {
    const into = layoutReader(types, layoutOf(struct))
    read = reader => {
      const out: Out = {}
      into(reader, out)
      return out
    }
    readers.set(struct, read)
  }
  return read
}

function layoutReader(types: Types, layout: Layout): ReadInto {
  const fields: (ReadInto | undefined)[] = []
  for (const { number, field, inner } of layout.members)
    fields[number] = inner === undefined ? fieldReader(types, field) : innerReader(types, inner)
  return (reader, out) => {
    while (!reader.isAtEnd) {
      const read = fields[reader.tag()]
      if (read === undefined) reader.skip()
      else read(reader, out)
    }
  }
}

/** The message around fields that JSON flattens. */
function innerReader(types: Types, layout: Layout): ReadInto {
  const into = layoutReader(types, layout)
  return (reader, out) => {
    reader.expect(BYTES)
    reader.message(inner => into(inner, out))
  }
}

function fieldReader(types: Types, { name, type }: Field): ReadInto {
  if (type.sort === 'list' && type.wrapped !== true) return listReader(types, name, type.of)
  if (type.sort === 'map') return mapReader(types, name, type.of)
  const read = valueReader(types, type)
  return (reader, out) => {
    const value = read(reader)
    if (value !== undefined) out[name] = value
  }
}

function listReader(types: Types, name: string, of: TypeRef): ReadInto {
  const read = valueReader(types, of)
  const mayBePacked = wireOf(of) === VARINT
  return (reader, out) => {
    out[name] ??= []
    const list = out[name] as unknown[]
    if (mayBePacked && reader.wire === BYTES)
      reader.message(packed => readPacked(packed, read, list))
    else list.push(read(reader))
  }
}

/** Numbers of a list may stand in one piece. */
function readPacked(reader: Reader, read: Read, list: unknown[]): void {
  reader.wire = VARINT
  while (!reader.isAtEnd) list.push(read(reader))
}

function mapReader(types: Types, name: string, of: TypeRef): ReadInto {
  const read = valueReader(types, of)
  return (reader, out) => {
    reader.expect(BYTES, name)
    out[name] ??= {}
    const map = out[name] as Out
    reader.message(entry => readEntry(entry, read, map))
  }
}

function readEntry(reader: Reader, read: Read, map: Out): void {
  let key = ''
  let value: unknown = null
  while (!reader.isAtEnd) {
    const number = reader.tag()
    if (number === 1) key = reader.text()
    else if (number === 2) value = read(reader) ?? null
    else reader.skip()
  }
  if (key !== '__proto__') map[key] = value
  else
    Object.defineProperty(map, key, { value, enumerable: true, writable: true, configurable: true })
}

function wireOf(type: TypeRef): number {
  switch (type.sort) {
    case 'bool':
    case 'int32':
    case 'int64':
    case 'uint32':
      return VARINT
    case 'float64':
      return FIXED64
    default:
      return BYTES
  }
}

/** Reads a value of a type, whose wire type must be its own. */
function valueReader(types: Types, type: TypeRef): Read {
  const wire = wireOf(type)
  const read = plainReader(types, type)
  return reader => {
    reader.expect(wire, type.sort)
    return read(reader)
  }
}

function plainReader(types: Types, type: TypeRef): Read {
  switch (type.sort) {
    case 'string':
      return reader => reader.text()
    case 'bool':
      return reader => reader.integer() !== 0
    case 'int32':
      return reader => reader.integer() | 0
    case 'int64':
      return reader => reader.integer()
    case 'uint32':
      return reader => reader.integer() >>> 0
    case 'float64':
      return reader => reader.double()
    case 'bytes':
      return reader => Buffer.from(reader.bytes()).toString('base64')
    default: {
      // Types may hold themselves, so what reads them is made when the first stands there.
      let read: Read | undefined
      return reader => {
        read ??= messageReader(types, type)
        return reader.message(read)
      }
    }
  }
}

function messageReader(types: Types, type: TypeRef): Read {
  switch (type.sort) {
    case 'struct':
      return structReader(types, type.name)
    case 'time':
    case 'microTime':
      return reader => readTime(reader, type.sort === 'microTime')
    case 'duration':
      return readDuration
    case 'quantity':
      return reader => readOnly(reader, inner => inner.text()) ?? '0'
    case 'intOrString':
      return readIntOrString
    case 'list':
      return wrappedReader(types, type.of)
    default:
      if (isSchemaOr(type.go)) return schemaOrReader(types, type.go ?? '')
      return reader => readJson(types, reader)
  }
}

function schemaOrReader(types: Types, go: string): Read {
  const readProps = structReader(types, SCHEMA)
  return reader => readSchemaOr(reader, go, readProps)
}

function wrappedReader(types: Types, of: TypeRef): Read {
  const read = valueReader(types, of)
  return reader => {
    const list: unknown[] = []
    while (!reader.isAtEnd) {
      if (reader.tag() === 1) list.push(read(reader))
      else reader.skip()
    }
    return list
  }
}

function readIntOrString(reader: Reader): number | string {
  let isText = false
  let number = 0
  let text = ''
  while (!reader.isAtEnd) {
    const tag = reader.tag()
    if (tag === 1) isText = reader.integer() === 1
    else if (tag === 2) number = reader.integer() | 0
    else if (tag === 3) text = reader.text()
    else reader.skip()
  }
  return isText ? text : number
}

/** The one field of a message that has no other. */
function readOnly<T>(reader: Reader, read: (reader: Reader) => T): T | undefined {
  let found: T | undefined
  while (!reader.isAtEnd) {
    if (reader.tag() === 1 && reader.wire === BYTES) found = read(reader)
    else reader.skip()
  }
  return found
}

/** Values of any shape: the text of their JSON, or an object in its envelope. */
function readJson(types: Types, reader: Reader): unknown {
  const raw = readOnly(reader, inner => inner.bytes())
  if (raw === undefined || raw.length === 0) return undefined
  if (isEnveloped(raw)) return readEnvelope(types, raw)
  try {
    return JSON.parse(Buffer.from(raw).toString('utf8')) as unknown
  } catch {
    throw new ProtobufError('unexpected end of JSON input')
  }
}
