// Reading JSON into the API's types: gives what Go would print after reading it, the fields that the
// types do not have, and Go's own words for what does not fit. A reader is compiled once a struct.
import type { JsonObject } from '../meta/object.ts'
import { DecodeError, Reading } from './decode/reading.ts'
import { codecOfStruct } from './decode/struct.ts'
import type { Types } from './types.ts'

export { DecodeError, sortOf } from './decode/reading.ts'

/** What came out of a value of JSON. */
export interface Decoded {
  /** Fields in Go's order, empty ones left out or kept as Go does; a new object, not frozen. */
  readonly value: JsonObject
  /** Paths of fields that the type does not have, in the order in which they stand. */
  readonly unknown: readonly string[]
  /**
   * What strict decoding tells, in the order in which it stands: `unknown field "spec.foo"`, and for a value
   * that `parseJson` gave `duplicate field "spec.bar"`.
   */
  readonly strict: readonly string[]
}

/**
 * Reads a value of JSON as a struct of the table, such as `core/v1.Pod`. Throws a DecodeError in the
 * words of Go's decoder (the first that does not fit; what reads itself, such as a time, comes first).
 */
export function decode(types: Types, structName: string, json: unknown): Decoded {
  const codec = codecOfStruct(types, structName)
  const reading = new Reading()
  const value = json === null || json === undefined ? codec.zero() : codec.read(json, reading)
  if (reading.failure !== undefined) throw new DecodeError(reading.failure)
  return { value: value as JsonObject, unknown: reading.unknown, strict: reading.strict }
}

/** A struct of zeros as Go prints it. */
export function zero(types: Types, structName: string): JsonObject {
  return codecOfStruct(types, structName).zero() as JsonObject
}
