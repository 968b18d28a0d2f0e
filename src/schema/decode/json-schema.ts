// The three types of apiextensions that are a schema or something else. They read themselves without
// telling of unknown fields.
import { isObject } from '../../meta/object.ts'
import type { Types } from '../types.ts'
import type { Codec } from './codec.ts'
import { listCodec } from './containers.ts'
import { DecodeError, misfitText, Reading } from './reading.ts'
import { scalarCodec } from './scalars.ts'
import { codecOfStruct } from './struct.ts'

const PROPS = 'apiextensions/v1.JSONSchemaProps'

/** The reader of a type that is a schema or something else, by its name in Go. */
export function schemaOr(types: Types, go: string | undefined): Codec | undefined {
  if (go === 'v1.JSONSchemaPropsOrBool') return schemaOrBool(types)
  if (go === 'v1.JSONSchemaPropsOrArray') return schemaOrArray(types)
  return go === 'v1.JSONSchemaPropsOrStringArray' ? schemaOrStrings(types) : undefined
}

const schemaOrBool = (types: Types): Codec => ({
  empty: 'never',
  zero: () => false,
  read(json, reading) {
    if (isObject(json)) return apart(codecOfStruct(types, PROPS), json, reading)
    if (typeof json === 'boolean') return json
    throw new DecodeError('boolean or JSON schema expected')
  },
})

const schemaOrArray = (types: Types): Codec => ({
  empty: 'never',
  zero: () => null,
  read(json, reading) {
    if (isObject(json)) return apart(codecOfStruct(types, PROPS), json, reading)
    if (!Array.isArray(json) || json.length === 0) return null
    return apart(listCodec(codecOfStruct(types, PROPS), '[]v1.JSONSchemaProps'), json, reading)
  },
})

const schemaOrStrings = (types: Types): Codec => ({
  empty: 'never',
  zero: () => null,
  read(json, reading) {
    if (isObject(json)) return apart(codecOfStruct(types, PROPS), json, reading)
    if (!Array.isArray(json) || json.length === 0) return null
    return apart(listCodec(scalarCodec('string', 'string'), '[]string'), json, reading)
  },
})

/** Reads a part by itself: its first failure ends everything, its unknown fields are not told. */
function apart(codec: Codec, json: unknown, outer: Reading): unknown {
  const reading = new Reading()
  const value = codec.read(json, reading)
  if (reading.misfit !== undefined) throw new DecodeError(misfitText(outer.located(reading.misfit)))
  if (reading.plain !== undefined) throw new DecodeError(reading.plain)
  return value
}
