// What is known of a kind's objects to the expressions of policies that are about it.
import {
  BOOL,
  BYTES,
  DOUBLE,
  DYN,
  INT,
  listOf,
  mapOf,
  type ObjectType,
  objectType,
  STRING,
  TIMESTAMP,
  type Type,
} from '../../meta/cel/types.ts'
import type { ServedVersion } from '../../meta/kind.ts'
import { builtinTypes } from '../../schema/table.ts'
import type { TypeRef } from '../../schema/types.ts'
import { escapedName, typeOfSchema } from '../customresource/cel-types.ts'
import type { Schema } from '../customresource/schema.ts'

/** The type of the objects of a version; nothing where nothing is known. */
export function typeOfObjects(version: ServedVersion): Type | undefined {
  if (version.custom === undefined) return structType(version.type)
  const type = typeOfSchema(version.custom.schema as Schema, true)
  const metadata = structType('meta/v1.ObjectMeta')
  if (type?.sort !== 'object' || metadata === undefined) return type
  return { ...type, field: name => (name === 'metadata' ? metadata : type.field(name)) }
}

const structs = new Map<string, ObjectType>()

/** Fields are looked up when they are asked for: some structs lead back to themselves. */
function structType(name: string): ObjectType | undefined {
  const known = structs.get(name)
  if (known !== undefined) return known
  const struct = builtinTypes().struct(name)
  if (struct === undefined) return undefined
  const fields = new Map([...struct.fields.values()].map(({ name: json, type }) => [json, type]))
  const names = new Map([...fields.keys()].map(json => [escapedName(json), json]))
  const type: ObjectType = {
    sort: 'object',
    name,
    field: asked => {
      const found = fields.get(names.get(asked) ?? '')
      return found === undefined ? undefined : typeOf(found)
    },
  }
  structs.set(name, type)
  return type
}

const NOTHING_KNOWN = objectType('object', {})

function typeOf(ref: TypeRef): Type | undefined {
  switch (ref.sort) {
    case 'struct':
      return structType(ref.name)
    case 'list': {
      const of = typeOf(ref.of)
      return of && listOf(of)
    }
    case 'map': {
      const of = typeOf(ref.of)
      return of && mapOf(STRING, of)
    }
    case 'bool':
      return BOOL
    case 'int32':
    case 'int64':
    case 'uint32':
      return INT
    case 'float64':
      return DOUBLE
    case 'bytes':
      return BYTES
    case 'time':
    case 'microTime':
      return TIMESTAMP
    case 'intOrString':
      return DYN
    case 'string':
    case 'duration':
    case 'quantity':
      return STRING
    case 'fieldsV1':
    case 'raw':
      return NOTHING_KNOWN
    default:
      return undefined
  }
}
