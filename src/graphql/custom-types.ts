// Custom resources: typed as far as their schema tells, and as JSON beyond.
import {
  GraphQLBoolean,
  GraphQLFloat,
  GraphQLInt,
  GraphQLList,
  GraphQLObjectType,
  type GraphQLOutputType,
  GraphQLString,
} from 'graphql'
import { isObject, type JsonObject } from '../meta/object.ts'
import { capital, type Names, nameOf, type Root } from './names.ts'
import { JSON_SCALAR, SCALARS } from './scalars.ts'
import type { FieldMap, ObjectTypes } from './types.ts'

/** The fields of a custom resource. */
export function customFields(types: ObjectTypes, root: Root, names: Names): FieldMap {
  const schema = root.version.custom?.schema ?? root.kind.custom?.schema
  const { apiVersion: _1, kind: _2, metadata: _3, ...told } = propertiesOf(schema)
  const properties = Object.keys(told).length > 0 ? told : { spec: undefined, status: undefined }
  return {
    apiVersion: { type: GraphQLString },
    kind: { type: GraphQLString },
    metadata: { type: types.of('meta/v1.ObjectMeta') },
    ...fieldsOf(properties, root.type, names),
  }
}

function fieldsOf(properties: JsonObject, prefix: string, names: Names): FieldMap {
  const fields: FieldMap = {}
  for (const [property, schema] of Object.entries(properties)) {
    const name = nameOf(property)
    if (Object.hasOwn(fields, name)) continue
    const description = isObject(schema) ? schema.description : undefined
    fields[name] = {
      type: typeOf(schema, `${prefix}${capital(property)}`, names),
      ...(typeof description === 'string' ? { description } : {}),
      ...(name === property
        ? {}
        : { resolve: source => (source as Readonly<Record<string, unknown>>)[property] }),
    }
  }
  return fields
}

function typeOf(schema: unknown, name: string, names: Names): GraphQLOutputType {
  if (!isObject(schema)) return JSON_SCALAR
  if (schema['x-kubernetes-int-or-string'] === true) return SCALARS.intOrString ?? JSON_SCALAR
  switch (schema.type) {
    case 'string':
      return GraphQLString
    case 'boolean':
      return GraphQLBoolean
    case 'integer':
      return schema.format === 'int32' ? GraphQLInt : (SCALARS.int64 ?? JSON_SCALAR)
    case 'number':
      return GraphQLFloat
    case 'array':
      return new GraphQLList(typeOf(schema.items, name, names))
    default:
      return objectType(schema, name, names)
  }
}

function objectType(schema: JsonObject, name: string, names: Names): GraphQLOutputType {
  const properties = propertiesOf(schema)
  const isOpen =
    schema['x-kubernetes-preserve-unknown-fields'] === true ||
    schema['x-kubernetes-embedded-resource'] === true
  if (isOpen || Object.keys(properties).length === 0) return JSON_SCALAR
  const { description } = schema
  const type = names.takeOne(name)
  return new GraphQLObjectType({
    name: type,
    ...(typeof description === 'string' ? { description } : {}),
    fields: () => fieldsOf(properties, type, names),
  })
}

const propertiesOf = (schema: unknown): JsonObject =>
  isObject(schema) && isObject(schema.properties) ? schema.properties : {}
