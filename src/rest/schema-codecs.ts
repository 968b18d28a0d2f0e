import type { Types } from '../schema/table.ts'
export function encodeMessage(_types: Types, _name: string, _value: unknown): Uint8Array {
  throw new Error('protobuf is not there yet')
}
export function decodeEnvelope(_types: Types, _bytes: Uint8Array): unknown {
  throw new SyntaxError('protobuf is not there yet')
}
export function zero(_types: Types, _name: string): unknown {
  return {}
}
