// The envelope of objects: `k8s\0` and a runtime.Unknown {1 {1 apiVersion, 2 kind}, 2 raw, 3 encoding, 4 type}.
import type { JsonObject } from '../../meta/object.ts'
import type { Types } from '../types.ts'
import { readEnvelope } from './decode.ts'
import { encodeMessage } from './encode.ts'
import { ProtobufError } from './reader.ts'
import { isEnveloped, MAGIC } from './unknown.ts'
import { BYTES, Writer } from './writer.ts'

export { ProtobufError } from './reader.ts'
export { structNameOf } from './unknown.ts'

/** An object in its envelope as JSON. Throws a ProtobufError in Go's words. */
export function decodeEnvelope(types: Types, bytes: Uint8Array): JsonObject {
  if (bytes.length === 0) throw new ProtobufError('empty data')
  if (!isEnveloped(bytes))
    throw new ProtobufError(
      `provided data does not appear to be a protobuf message, expected prefix [${[...MAGIC].join(' ')}]`,
    )
  return readEnvelope(types, bytes)
}

/** An object of the API in its envelope; `structName` is its type. */
export function encodeEnvelope(
  types: Types,
  structName: string,
  object: { readonly apiVersion: string; readonly kind: string },
): Uint8Array {
  return enveloped(object.apiVersion, object.kind, encodeMessage(types, structName, object))
}

/** A message that is encoded already, in an envelope. Go writes the empty texts, too. */
export function enveloped(apiVersion: string, kind: string, raw: Uint8Array): Uint8Array {
  const writer = new Writer(raw.length + 128)
  writer.tag(1, BYTES)
  writer.message(() => {
    writer.tag(1, BYTES)
    writer.text(apiVersion)
    writer.tag(2, BYTES)
    writer.text(kind)
  })
  writer.tag(2, BYTES)
  writer.bytes(raw)
  for (const empty of [3, 4]) {
    writer.tag(empty, BYTES)
    writer.text('')
  }
  return Buffer.concat([MAGIC, writer.finish()])
}
