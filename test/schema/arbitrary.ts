// Random values of the table's types, as JSON that decoding leaves as it is once it was decoded.
import fc from 'fast-check'
import type { Field, TypeRef, Types } from '../../src/schema/types.ts'

const DEPTH_MAX = 4

/** Random values of a struct; what nests deeper than a few levels is left out. */
export function arbitraryStruct(
  types: Types,
  name: string,
  depth = 0,
): fc.Arbitrary<Record<string, unknown>> {
  const fields = [...(types.struct(name)?.fields.values() ?? [])].filter(
    field => field.number > 0 && (depth < DEPTH_MAX || !isDeep(field.type)),
  )
  // A random few of the fields, or the large types would take for ever.
  return fc
    .shuffledSubarray(fields, { maxLength: Math.min(fields.length, 5) })
    .chain(chosen =>
      fc.record(
        Object.fromEntries(chosen.map(field => [field.name, arbitraryField(types, field, depth)])),
      ),
    )
}

function isDeep(type: TypeRef): boolean {
  return (
    type.sort === 'struct' ||
    type.go?.startsWith('v1.JSONSchemaPropsOr') === true ||
    ('of' in type && isDeep(type.of))
  )
}

const arbitraryField = (types: Types, field: Field, depth: number): fc.Arbitrary<unknown> =>
  arbitraryType(types, field.type, depth)

/** JSON whose numbers survive being written. */
const anyJson = fc
  .jsonValue({ maxDepth: 2 })
  .map(value => JSON.parse(JSON.stringify(value)) as unknown)

function arbitraryType(types: Types, type: TypeRef, depth: number): fc.Arbitrary<unknown> {
  switch (type.sort) {
    case 'struct':
      return arbitraryStruct(types, type.name, depth + 1)
    case 'list':
      return fc.array(arbitraryType(types, type.of, depth), { minLength: 1, maxLength: 3 })
    case 'map':
      return fc.dictionary(fc.string({ maxLength: 5 }), arbitraryType(types, type.of, depth), {
        minKeys: 1,
        maxKeys: 3,
        noNullPrototype: true,
      })
    case 'string':
      return fc.string({ unit: 'grapheme' })
    case 'duration':
      return fc.constantFrom('0s', '1m30s', '1.5s', '250ms', '2h0m0s')
    case 'bool':
      return fc.boolean()
    case 'int32':
      return fc.integer()
    case 'int64':
      return fc.maxSafeInteger()
    case 'uint32':
      return fc.nat()
    case 'float64':
      return fc.double({ noNaN: true, noDefaultInfinity: true }).map(value => value + 0)
    case 'bytes':
      return fc.uint8Array({ minLength: 1 }).map(bytes => Buffer.from(bytes).toString('base64'))
    case 'time':
    case 'microTime':
      return fc
        .date({ min: new Date('1900-01-01'), max: new Date('2100-01-01'), noInvalidDate: true })
        .map(date => `${date.toISOString().slice(0, 19)}${type.sort === 'time' ? '' : '.000123'}Z`)
    case 'quantity':
      return fc
        .tuple(fc.nat(), fc.constantFrom('', 'm', 'k', 'Mi', 'Gi'))
        .map(([value, unit]) => `${value}${unit}`)
    case 'intOrString':
      return fc.oneof(fc.integer(), fc.string())
    case 'any':
      return arbitraryAny(types, type.go, depth)
    default:
      return fc.dictionary(fc.string(), anyJson, { noNullPrototype: true })
  }
}

function arbitraryAny(types: Types, go: string | undefined, depth: number): fc.Arbitrary<unknown> {
  if (go?.startsWith('v1.JSONSchemaPropsOr') !== true)
    return anyJson.filter(value => value !== null)
  const schema = arbitraryStruct(types, 'apiextensions/v1.JSONSchemaProps', depth + 1)
  if (go === 'v1.JSONSchemaPropsOrBool') return fc.oneof(fc.boolean(), schema)
  if (go === 'v1.JSONSchemaPropsOrArray')
    return fc.oneof(schema, fc.array(schema, { minLength: 1, maxLength: 2 }))
  return fc.oneof(schema, fc.array(fc.string(), { minLength: 1, maxLength: 2 }))
}
