// What a schema says of types to expressions, and how values of JSON become values of these types.

import { timestampOf } from '../../meta/cel/functions/times.ts'
import { jsonObject } from '../../meta/cel/json.ts'
import {
  BOOL,
  BYTES,
  DOUBLE,
  DURATION,
  DYN,
  INT,
  listOf,
  mapOf,
  objectType,
  STRING,
  TIMESTAMP,
  type Type,
} from '../../meta/cel/types.ts'
import { CelError, Duration, identified, MapValue, type Timestamp } from '../../meta/cel/values.ts'
import { parseGoDuration } from '../../meta/duration.ts'
import { isObject, type JsonObject } from '../../meta/object.ts'
import { additionalOf, isEmbedded, isIntOrString, itemsOf, type Schema } from './schema.ts'

const FORMATS: Readonly<Record<string, Type>> = {
  byte: BYTES,
  duration: DURATION,
  date: TIMESTAMP,
  'date-time': TIMESTAMP,
}

const typesOf = new WeakMap<Schema, Map<boolean, Type>>()

/** The type of a schema; nothing where a schema tells none. */
export function typeOfSchema(
  schema: Schema,
  isResource = false,
  path = 'selfType',
): Type | undefined {
  if (isIntOrString(schema)) return DYN
  switch (schema.type) {
    case 'array': {
      const items = itemsOf(schema)
      const of = items && typeOfSchema(items, isEmbedded(items), `${path}.@idx`)
      return of && listOf(of)
    }
    case 'object':
      return objectOrMap(schema, isResource, path)
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

function objectOrMap(schema: Schema, isResource: boolean, path: string): Type | undefined {
  const additional = additionalOf(schema)
  if (additional !== undefined) {
    const of = typeOfSchema(additional, isEmbedded(additional), `${path}.@elem`)
    return of && mapOf(STRING, of)
  }
  const known = typesOf.get(schema)?.get(isResource)
  if (known !== undefined) return known
  const fields: Record<string, Type> = {}
  for (const [name, property] of Object.entries(schema.properties ?? {})) {
    const escaped = escapedName(name)
    if (escaped === undefined) continue
    const type = typeOfSchema(property, isEmbedded(property), `${path}.${escaped}`)
    if (type !== undefined) fields[escaped] = type
  }
  const type = objectType(path, isResource ? { ...fields, ...resourceFields(path) } : fields)
  typesOf.set(schema, (typesOf.get(schema) ?? new Map()).set(isResource, type))
  return type
}

/** What every resource has, whatever its schema says. */
const resourceFields = (path: string): Readonly<Record<string, Type>> => ({
  apiVersion: STRING,
  kind: STRING,
  metadata: objectType(`${path}.metadata`, { name: STRING, generateName: STRING }),
})

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
  if (typeof value !== 'string' && isParsedText(schema)) throw notText(value)
  if (Array.isArray(value)) {
    const items = schema && itemsOf(schema)
    const list = value.map(item => celValue(item, items, items !== undefined && isEmbedded(items)))
    return schema === undefined ? list : ofListType(list, schema)
  }
  if (isObject(value)) return objectValue(value, schema, isResource)
  if (typeof value === 'number')
    return schema?.type === 'number' || !Number.isInteger(value) ? value : BigInt(value)
  return typeof value === 'string' ? textValue(value, schema) : value
}

/** In sets and keyed lists it does not count where an item stands. */
function ofListType(list: unknown[], schema: Schema): readonly unknown[] {
  switch (schema['x-kubernetes-list-type']) {
    case 'set':
      return identified(list, item => item)
    case 'map': {
      const keys = (schema['x-kubernetes-list-map-keys'] ?? []).map(key => escapedName(key) ?? key)
      return identified(list, item =>
        item instanceof MapValue ? keys.map(key => item.get(key) ?? null) : item,
      )
    }
    default:
      return list
  }
}

/** Texts that are more than that to expressions; others are let through by the check of types. */
const isParsedText = (schema: Schema | undefined): boolean =>
  schema?.type === 'string' &&
  ['date', 'date-time', 'byte', 'duration'].includes(schema.format ?? '')

function notText(value: unknown): CelError {
  const found = Array.isArray(value)
    ? '[]interface {}'
    : typeof value === 'object'
      ? 'map[string]interface {}'
      : { number: 'int64', boolean: 'bool' }[typeof value as 'number' | 'boolean']
  return new CelError(`invalid data, expected string, got ${found}`)
}

function textValue(text: string, schema: Schema | undefined): unknown {
  if (schema?.type !== 'string') return text
  switch (schema.format) {
    case 'byte':
      return new Uint8Array(Buffer.from(text, 'base64'))
    case 'duration': {
      const ms = parseGoDuration(text)
      return ms === undefined ? text : new Duration(BigInt(Math.round(ms * 1e6)))
    }
    case 'date':
      return timeOr(text, `${text}T00:00:00Z`)
    case 'date-time':
      return timeOr(text, text)
    default:
      return text
  }
}

function timeOr(text: string, time: string): Timestamp | string {
  try {
    return timestampOf(time)
  } catch (error) {
    if (error instanceof CelError) return text
    throw error
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
    return jsonObject(object, value => celValue(value, additional))
  const names = new Map<unknown, string>()
  for (const name of Object.keys(object)) {
    const escaped = escapedName(name)
    if (object[name] !== null && escaped !== undefined) names.set(escaped, name)
  }
  const member = (key: unknown): unknown => {
    const name = names.get(key)
    if (name === undefined) return undefined
    const own = properties?.[name]
    return celValue(object[name], own, own !== undefined && isEmbedded(own))
  }
  return new MapValue([...names.keys()], member, { json: object })
}
