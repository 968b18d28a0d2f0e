// Objects of any kind with any fields, and the query for all fields of a kind, both read off the table of types.
import fc from 'fast-check'
import { nameOf } from '../../src/graphql/names.ts'
import { definition } from '../../src/schema/openapi.ts'
import type { TypeRef, Types } from '../../src/schema/types.ts'

/** Fields stand in fields no deeper than this; schemas of schemas would go on for ever. */
const DEPTH_MAX = 9

const TEXT = fc.oneof(
  fc.string({ maxLength: 6 }),
  fc.constantFrom('a', 'ünï', '"quoted"', 'two\nlines', '__proto__', 'null'),
)
const KEY = fc.constantFrom('app', 'example.com/key', 'a b', 'ß')
const TIME = fc.constantFrom('2026-01-02T03:04:05Z', '1999-12-31T23:59:59Z')
const MICRO_TIME = fc.constantFrom('2026-01-02T03:04:05.000006Z')
const JSON_VALUE = fc.jsonValue({ maxDepth: 2 })

/** A struct's JSON: any of its fields, none of them null. */
export function structOf(types: Types, name: string, depth = 0): fc.Arbitrary<object> {
  const struct = types.struct(name)
  if (struct === undefined || depth > DEPTH_MAX) return fc.constant({})
  const { enums } = definition(name, types)
  const fields: Record<string, fc.Arbitrary<unknown>> = {}
  for (const field of struct.fields.values()) {
    if (depth === 0 && FIXED.includes(field.name)) continue
    fields[field.name] = anyOf(types, field.type, enums[field.name], depth + 1)
  }
  // The deeper, the fewer: all of a Pod would be a book.
  const presence = fc.integer({ min: 0, max: 2 + depth })
  const chosen = Object.entries(fields).map(([key, value]) =>
    presence.chain(number =>
      number === 0 ? value.map(made => [[key, made]]) : fc.constant([] as unknown[][]),
    ),
  )
  return fc.tuple(...chosen).map(lists => Object.fromEntries(lists.flat() as [string, unknown][]))
}

/** What is given by whoever makes the object. */
const FIXED: readonly string[] = ['apiVersion', 'kind', 'metadata']

function anyOf(
  types: Types,
  type: TypeRef,
  values: readonly string[] | undefined,
  depth: number,
): fc.Arbitrary<unknown> {
  switch (type.sort) {
    case 'struct':
      return structOf(types, type.name, depth)
    case 'list':
      return fc.array(anyOf(types, type.of, values, depth), { maxLength: 2 })
    case 'map':
      return fc.dictionary(KEY, anyOf(types, type.of, undefined, depth), { maxKeys: 2 })
    case 'bool':
      return fc.boolean()
    case 'int32':
      return fc.integer()
    case 'int64':
    case 'uint32':
      return fc.nat({ max: Number.MAX_SAFE_INTEGER })
    case 'float64':
      return fc.double({ noNaN: true, noDefaultInfinity: true }).map(value => value + 0)
    case 'time':
      return TIME
    case 'microTime':
      return MICRO_TIME
    case 'quantity':
      return fc.constantFrom('1', '500m', '128Mi')
    case 'intOrString':
      return fc.oneof(fc.integer(), fc.constantFrom('25%', 'http'))
    case 'fieldsV1':
    case 'raw':
    case 'any':
      return JSON_VALUE.filter(value => value !== null)
    default:
      return values === undefined ? TEXT : fc.oneof(fc.constantFrom(...values), TEXT)
  }
}

/** The selection of all fields of a struct; undefined where it is too deep. */
export function selectionOf(types: Types, name: string, depth = 0): string | undefined {
  const struct = types.struct(name)
  if (struct === undefined || depth > DEPTH_MAX) return undefined
  if (struct.fields.size === 0) return '{ json }'
  const fields = [...struct.fields.values()].flatMap(field => {
    const inner = structIn(field.type)
    if (inner === undefined) return [nameOf(field.name)]
    const selection = selectionOf(types, inner, depth + 1)
    return selection === undefined ? [] : [`${nameOf(field.name)} ${selection}`]
  })
  return fields.length === 0 ? undefined : `{ ${fields.join(' ')} }`
}

function structIn(type: TypeRef): string | undefined {
  if (type.sort === 'list') return structIn(type.of)
  return type.sort === 'struct' ? type.name : undefined
}

/** An object as GraphQL tells it: fields by their names there, and null where there is nothing. */
export function asTold(types: Types, name: string, value: unknown, depth = 0): unknown {
  const struct = types.struct(name)
  if (struct === undefined || value === undefined || value === null) return null
  if (struct.fields.size === 0) return { json: value }
  const told: Record<string, unknown> = {}
  for (const field of struct.fields.values()) {
    const own = (value as Readonly<Record<string, unknown>>)[field.name]
    const inner = structIn(field.type)
    if (inner !== undefined && selectionOf(types, inner, depth + 1) === undefined) continue
    told[nameOf(field.name)] = toldOf(types, field.type, own, depth)
  }
  return told
}

function toldOf(types: Types, type: TypeRef, value: unknown, depth: number): unknown {
  if (value === undefined || value === null) return null
  if (type.sort === 'struct') return asTold(types, type.name, value, depth + 1)
  if (type.sort === 'list' && Array.isArray(value))
    return value.map(each => toldOf(types, type.of, each, depth))
  return value
}
