// Schemas of OpenAPI v3, with the defaults that Kubernetes' generator derives from Go's types: the zero
// of what is no pointer and never left out, `{}` of a struct.
import type { Field, TypeRef, Types } from '../types.ts'
import { describedOf, groupVersionKindsOf, typeMetaDescription } from './described.ts'
import { namedTypeOf, openapiNameOf } from './names.ts'

export type Schema = Record<string, unknown>

/** The schema of a type by its name. */
export function schemaV3Of(
  types: Types,
  name: string,
  of?: { readonly group: string; readonly version: string },
): Schema {
  const struct = types.struct(name)
  const described = describedOf(name)
  const told: Schema =
    described.description === undefined ? {} : { description: described.description }
  if (struct === undefined)
    return { ...told, ...(SPECIALS[name] ?? (name === VERSION_INFO ? versionInfo() : {})) }
  const kinds = groupVersionKindsOf(types, name, of)
  const properties: Schema = {}
  for (const [json, field] of [...struct.fields].sort(byName)) {
    const description =
      described.fields[json] ??
      (field.embedded?.[0] === 'TypeMeta' ? typeMetaDescription(json) : undefined)
    properties[json] = fieldSchema(field, description, described.enums?.[json])
  }
  return {
    ...told,
    type: 'object',
    ...(described.required === undefined
      ? {}
      : { required: [...struct.fields.keys()].filter(json => described.required?.includes(json)) }),
    ...(struct.fields.size === 0 ? {} : { properties }),
    ...(kinds.length === 0 ? {} : { 'x-kubernetes-group-version-kind': kinds }),
    ...(struct.atomic === true ? { 'x-kubernetes-map-type': 'atomic' } : {}),
    ...(struct.unions === undefined ? {} : { 'x-kubernetes-unions': struct.unions }),
  }
}

const byName = ([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number =>
  a < b ? -1 : 1

const DATE_TIME: Schema = { type: 'string', format: 'date-time' }

/** Types that are no structs. */
const SPECIALS: Readonly<Record<string, Schema>> = {
  'meta/v1.Time': DATE_TIME,
  'meta/v1.MicroTime': DATE_TIME,
  'meta/v1.FieldsV1': { type: 'object' },
  'meta/v1.Patch': { type: 'object' },
  'pkg/runtime.RawExtension': { type: 'object' },
  'api/resource.Quantity': { oneOf: [{ type: 'string' }, { type: 'number' }] },
  'util/intstr.IntOrString': {
    format: 'int-or-string',
    oneOf: [{ type: 'integer' }, { type: 'string' }],
  },
}

const VERSION_INFO = 'pkg/version.Info'

/** What `/version` answers; it is no type of the table. */
function versionInfo(): Schema {
  const { required = [], fields } = describedOf(VERSION_INFO)
  const names = [...new Set([...required, ...Object.keys(fields)])].sort()
  const properties = names.map(name => {
    const told = fields[name] === undefined ? {} : { description: fields[name] }
    return [name, { ...told, type: 'string', ...(required.includes(name) ? { default: '' } : {}) }]
  })
  return { type: 'object', required, properties: Object.fromEntries(properties) }
}

/** The schema of a field. */
function fieldSchema(
  field: Field,
  description: string | undefined,
  values: readonly string[] | undefined,
): Schema {
  const fallback =
    field.default ?? (field.pointer ? undefined : zeroOf(field.type, field.omit !== 'never'))
  return {
    ...typeSchema(field.type, description, fallback, values),
    ...(field.listMapKeys === undefined ? {} : { 'x-kubernetes-list-map-keys': field.listMapKeys }),
    ...(field.listType === undefined ? {} : { 'x-kubernetes-list-type': field.listType }),
    ...(field.atomic === undefined
      ? {}
      : { 'x-kubernetes-map-type': field.atomic ? 'atomic' : 'granular' }),
    ...(field.patchMergeKey === undefined
      ? {}
      : { 'x-kubernetes-patch-merge-key': field.patchMergeKey }),
    ...(field.patchStrategy === undefined
      ? {}
      : { 'x-kubernetes-patch-strategy': field.patchStrategy }),
  }
}

/** The default that a type has by itself. */
function zeroOf(type: TypeRef, omitted: boolean): unknown {
  if (type.sort === 'struct') return {}
  if (omitted) return undefined
  if (type.sort === 'string') return ''
  if (type.sort === 'bool') return false
  return type.sort in NUMBERS ? 0 : undefined
}

const NUMBERS: Readonly<Record<string, Schema>> = {
  int32: { type: 'integer', format: 'int32' },
  int64: { type: 'integer', format: 'int64' },
  uint32: { type: 'integer', format: 'int64' },
  float64: { type: 'number', format: 'double' },
}

function typeSchema(
  type: TypeRef,
  description: string | undefined,
  fallback: unknown,
  values?: readonly string[],
): Schema {
  const told: Schema = {
    ...(description === undefined ? {} : { description }),
    ...(fallback === undefined ? {} : { default: fallback }),
  }
  const named = namedTypeOf(type)
  if (named !== undefined) {
    const ref = { $ref: `#/components/schemas/${openapiNameOf(named)}` }
    return Object.keys(told).length === 0 ? ref : { ...told, allOf: [ref] }
  }
  if (type.sort === 'list')
    return {
      ...told,
      type: 'array',
      items: typeSchema(type.of, undefined, zeroOf(type.of, false), values),
    }
  if (type.sort === 'map')
    return {
      ...told,
      type: 'object',
      additionalProperties: typeSchema(type.of, undefined, zeroOf(type.of, false), values),
    }
  return { ...told, ...scalarSchema(type), ...(values === undefined ? {} : { enum: values }) }
}

function scalarSchema(type: TypeRef): Schema {
  if (type.sort === 'bool') return { type: 'boolean' }
  if (type.sort === 'bytes') return { type: 'string', format: 'byte' }
  if (type.sort === 'any') return { type: 'object' }
  return NUMBERS[type.sort] ?? { type: 'string' }
}
