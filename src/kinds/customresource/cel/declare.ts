// What a schema says of types to expressions, and how values of JSON become values of these types.
import { parseGoDuration } from '../../../meta/duration.ts'
import { isObject, type JsonObject } from '../../../meta/object.ts'
import { parseTime } from '../../../meta/time.ts'
import { additionalOf, isEmbedded, isIntOrString, itemsOf, type Schema } from '../schema.ts'
import {
  BOOL,
  BYTES,
  DOUBLE,
  DURATION,
  DYN,
  INT,
  listOf,
  mapOf,
  STRING,
  TIMESTAMP,
  type Type,
} from './types.ts'
import { Duration, MapValue, Timestamp } from './values.ts'

const FORMATS: Readonly<Record<string, Type>> = {
  byte: BYTES,
  duration: DURATION,
  date: TIMESTAMP,
  'date-time': TIMESTAMP,
}

const typesOf = new WeakMap<Schema, Type>()

/** The type of a schema; nothing where a schema tells none. */
export function typeOfSchema(schema: Schema, isResource = false): Type | undefined {
  if (isIntOrString(schema)) return DYN
  switch (schema.type) {
    case 'array': {
      const items = itemsOf(schema)
      const of = items && typeOfSchema(items, isEmbedded(items))
      return of && listOf(of)
    }
    case 'object':
      return objectType(schema, isResource)
    case 'string':
      return FORMATS[schema.format ?? ''] ?? STRING
    case 'boolean':
      return BOOL
    case 'number':
      return DOUBLE
    case 'integer':
      return INT
    default:
      return undefined
  }
}

function objectType(schema: Schema, isResource: boolean): Type | undefined {
  const additional = additionalOf(schema)
  if (additional !== undefined) {
    const of = typeOfSchema(additional, isEmbedded(additional))
    return of && mapOf(STRING, of)
  }
  const known = typesOf.get(schema)
  if (known !== undefined) return known
  const fields = new Map<string, Type>()
  for (const [name, property] of Object.entries(schema.properties ?? {})) {
    const type = typeOfSchema(property, isEmbedded(property))
    const escaped = escapedName(name)
    if (type !== undefined && escaped !== undefined) fields.set(escaped, type)
  }
  if (isResource) for (const [name, type] of RESOURCE) fields.set(name, type)
  const type: Type = { sort: 'object', fields }
  typesOf.set(schema, type)
  return type
}

const METADATA: Type = {
  sort: 'object',
  fields: new Map([
    ['name', STRING],
    ['generateName', STRING],
  ]),
}
const RESOURCE: readonly (readonly [string, Type])[] = [
  ['apiVersion', STRING],
  ['kind', STRING],
  ['metadata', METADATA],
]

const RESERVED: ReadonlySet<string> = new Set(
  'true false null in as break const continue else for function if import let loop package namespace return var void while'.split(
    ' ',
  ),
)

/** A name as expressions write it; nothing for one that they cannot. */
export function escapedName(name: string): string | undefined {
  if (RESERVED.has(name)) return `__${name}__`
  const escaped = name
    .replaceAll('__', '__underscores__')
    .replaceAll('.', '__dot__')
    .replaceAll('-', '__dash__')
    .replaceAll('/', '__slash__')
  return /^[A-Za-z_]\w*$/.test(escaped) ? escaped : undefined
}

/** A value of JSON as expressions see it. */
export function celValue(value: unknown, schema: Schema | undefined, isResource = false): unknown {
  if (value === null || value === undefined) return null
  if (Array.isArray(value)) {
    const items = schema && itemsOf(schema)
    return value.map(item => celValue(item, items, items !== undefined && isEmbedded(items)))
  }
  if (isObject(value)) return objectValue(value, schema, isResource)
  if (typeof value === 'number')
    return schema?.type === 'number' || !Number.isInteger(value) ? value : BigInt(value)
  return typeof value === 'string' ? textValue(value, schema) : value
}

function textValue(text: string, schema: Schema | undefined): unknown {
  if (schema?.type !== 'string') return text
  switch (schema.format) {
    case 'byte':
      return new Uint8Array(Buffer.from(text, 'base64'))
    case 'duration': {
      const ms = parseGoDuration(text)
      return ms === undefined ? text : new Duration(ms)
    }
    case 'date':
      return new Timestamp(Date.parse(`${text}T00:00:00Z`))
    case 'date-time': {
      const ms = parseTime(text)
      return ms === undefined ? text : new Timestamp(ms)
    }
    default:
      return text
  }
}

/** Members of an object are called by escaped names, and a null is no member; keys of a map are as they are. */
function objectValue(
  object: JsonObject,
  schema: Schema | undefined,
  isResource: boolean,
): MapValue {
  const additional = schema && additionalOf(schema)
  const properties = schema?.properties
  if (properties === undefined && !isResource)
    return new MapValue(Object.keys(object), key =>
      typeof key === 'string' && Object.hasOwn(object, key)
        ? celValue(object[key], additional)
        : undefined,
    )
  const names = new Map<unknown, string>()
  for (const name of Object.keys(object)) {
    const escaped = escapedName(name)
    if (object[name] !== null && escaped !== undefined) names.set(escaped, name)
  }
  return new MapValue([...names.keys()], key => {
    const name = names.get(key)
    if (name === undefined) return undefined
    const own = properties?.[name]
    return celValue(object[name], own, own !== undefined && isEmbedded(own))
  })
}
