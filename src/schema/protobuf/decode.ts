// Messages of protobuf as JSON. What comes out has been read but not judged: `schema/decode.ts` makes
// it canonical, as it does with any JSON.
import type { JsonObject } from '../../meta/object.ts'
import type { Field, TypeRef, Types } from '../types.ts'
import { isSchemaOr, readSchemaOr, SCHEMA } from './json-schema.ts'
import { type Layout, layoutOf } from './layout.ts'
import { ProtobufError, Reader } from './reader.ts'
import { readDuration, readTime } from './times.ts'
import { isEnveloped, openEnvelope, structNameOf } from './unknown.ts'
import { BYTES, FIXED64, VARINT } from './writer.ts'

/** The message of a struct of the table as JSON. Throws a ProtobufError. */
export function decodeMessage(types: Types, structName: string, bytes: Uint8Array): JsonObject {
  return readStruct(types, structName, bytes)
}

/** An object in its envelope; of a kind that is not known only the names. */
export function readEnvelope(types: Types, bytes: Uint8Array): JsonObject {
  const { apiVersion, kind, raw } = openEnvelope(bytes)
  const struct = structNameOf(types, apiVersion, kind)
  return { apiVersion, kind, ...(struct === undefined ? {} : readStruct(types, struct, raw)) }
}

/** Reads the message of a struct. */
export function readStruct(types: Types, name: string, bytes: Uint8Array): Record<string, unknown> {
  const struct = types.struct(name)
  if (struct === undefined) throw new Error(`no type ${name} in the table`)
  const out: Record<string, unknown> = {}
  readLayout(types, layoutOf(struct), bytes, out)
  return out
}

function readLayout(
  types: Types,
  layout: Layout,
  bytes: Uint8Array,
  out: Record<string, unknown>,
): void {
  const reader = new Reader(bytes)
  while (!reader.isAtEnd) {
    const { number, wire } = reader.tag()
    const member = layout.byNumber.get(number)
    if (member === undefined) reader.skip(wire)
    else if (member.inner !== undefined) {
      expect(wire, BYTES)
      readLayout(types, member.inner, reader.bytes(), out)
    } else readField(types, member.field, reader, wire, out)
  }
}

function readField(
  types: Types,
  field: Field,
  reader: Reader,
  wire: number,
  out: Record<string, unknown>,
): void {
  const { type, name } = field
  if (type.sort === 'list' && type.wrapped !== true) {
    const list = (out[name] as unknown[] | undefined) ?? []
    out[name] = list
    if (wire === BYTES && wireOf(type.of) === VARINT)
      readPacked(types, type.of, reader.bytes(), list)
    else list.push(readValue(types, type.of, reader, wire))
  } else if (type.sort === 'map') {
    const map = (out[name] as Record<string, unknown> | undefined) ?? {}
    out[name] = map
    expect(wire, BYTES, name)
    readEntry(types, type.of, reader.bytes(), map)
  } else {
    const value = readValue(types, type, reader, wire)
    if (value !== undefined) out[name] = value
  }
}

/** Numbers of a list may stand in one piece. */
function readPacked(types: Types, of: TypeRef, bytes: Uint8Array, list: unknown[]): void {
  const reader = new Reader(bytes)
  while (!reader.isAtEnd) list.push(readValue(types, of, reader, VARINT))
}

function readEntry(
  types: Types,
  of: TypeRef,
  bytes: Uint8Array,
  map: Record<string, unknown>,
): void {
  const reader = new Reader(bytes)
  let key = ''
  let value: unknown = null
  while (!reader.isAtEnd) {
    const { number, wire } = reader.tag()
    if (number === 1) key = reader.text()
    else if (number === 2) value = readValue(types, of, reader, wire) ?? null
    else reader.skip(wire)
  }
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

function expect(wire: number, expected: number, name = ''): void {
  if (wire !== expected)
    throw new ProtobufError(`proto: wrong wireType = ${wire} for field ${name}`)
}

function readValue(types: Types, type: TypeRef, reader: Reader, wire: number): unknown {
  expect(wire, wireOf(type), type.sort)
  switch (type.sort) {
    case 'string':
      return reader.text()
    case 'bool':
      return reader.integer() !== 0
    case 'int32':
      return reader.integer() | 0
    case 'int64':
      return reader.integer()
    case 'uint32':
      return reader.integer() >>> 0
    case 'float64':
      return reader.double()
    case 'bytes':
      return Buffer.from(reader.bytes()).toString('base64')
    default:
      return readMessage(types, type, reader.bytes())
  }
}

function readMessage(types: Types, type: TypeRef, bytes: Uint8Array): unknown {
  switch (type.sort) {
    case 'struct':
      return readStruct(types, type.name, bytes)
    case 'time':
    case 'microTime':
      return readTime(bytes, type.sort === 'microTime')
    case 'duration':
      return readDuration(bytes)
    case 'quantity':
      return textOf(bytes, 1) ?? '0'
    case 'intOrString':
      return readIntOrString(bytes)
    case 'list':
      return readWrapped(types, type.of, bytes)
    default:
      if (isSchemaOr(type.go))
        return readSchemaOr(type.go ?? '', bytes, props => readStruct(types, SCHEMA, props))
      return readJson(types, bytes)
  }
}

function readWrapped(types: Types, of: TypeRef, bytes: Uint8Array): unknown[] {
  const reader = new Reader(bytes)
  const list: unknown[] = []
  while (!reader.isAtEnd) {
    const { number, wire } = reader.tag()
    if (number === 1) list.push(readValue(types, of, reader, wire))
    else reader.skip(wire)
  }
  return list
}

function readIntOrString(bytes: Uint8Array): number | string {
  const reader = new Reader(bytes)
  let isText = false
  let number = 0
  let text = ''
  while (!reader.isAtEnd) {
    const tag = reader.tag()
    if (tag.number === 1) isText = reader.integer() === 1
    else if (tag.number === 2) number = reader.integer() | 0
    else if (tag.number === 3) text = reader.text()
    else reader.skip(tag.wire)
  }
  return isText ? text : number
}

/** Values of any shape: the text of their JSON, or an object in its envelope. */
function readJson(types: Types, bytes: Uint8Array): unknown {
  const raw = bytesOf(bytes, 1)
  if (raw === undefined || raw.length === 0) return undefined
  if (isEnveloped(raw)) return readEnvelope(types, raw)
  try {
    return JSON.parse(Buffer.from(raw).toString('utf8')) as unknown
  } catch {
    throw new ProtobufError('unexpected end of JSON input')
  }
}

function bytesOf(message: Uint8Array, wanted: number): Uint8Array | undefined {
  const reader = new Reader(message)
  let found: Uint8Array | undefined
  while (!reader.isAtEnd) {
    const { number, wire } = reader.tag()
    if (number === wanted && wire === BYTES) found = reader.bytes()
    else reader.skip(wire)
  }
  return found
}

function textOf(message: Uint8Array, wanted: number): string | undefined {
  const bytes = bytesOf(message, wanted)
  return bytes === undefined ? undefined : Buffer.from(bytes).toString('utf8')
}
