// Custom resources in OpenAPI: their own schema with the members that every object has.
import type { Served } from '../../kinds/table.ts'
import { isObject, type JsonObject } from '../../meta/object.ts'
import { openapiNameOf } from '../../schema/openapi.ts'
import { customDefinitionName } from './names.ts'

const API_VERSION = 'the version of the schema that an object of this kind is written in'
const KIND = 'the kind of the object'

/** The schemas of a custom resource and its list, by their names in documents. */
export function customSchemas({ kind, version }: Served, group: string): Record<string, unknown> {
  const own = schemaOf(kind.custom?.schema, version.version)
  const gvk = (name: string) => [{ group, kind: name, version: version.version }]
  const name = customDefinitionName(group, version.version, kind.kind)
  const properties = isObject(own.properties) ? own.properties : {}
  return {
    [name]: {
      ...own,
      type: 'object',
      properties: {
        ...properties,
        apiVersion: { description: API_VERSION, type: 'string' },
        kind: { description: KIND, type: 'string' },
        metadata: { allOf: [refTo('meta/v1.ObjectMeta')] },
      },
      'x-kubernetes-group-version-kind': gvk(kind.kind),
    },
    [customDefinitionName(group, version.version, kind.listKind)]: {
      description: `${kind.listKind} is a list of ${kind.kind}`,
      type: 'object',
      required: ['items'],
      properties: {
        apiVersion: { description: API_VERSION, type: 'string' },
        items: {
          description: `List of ${kind.plural}.`,
          type: 'array',
          items: { $ref: `#/components/schemas/${name}` },
        },
        kind: { description: KIND, type: 'string' },
        metadata: { allOf: [refTo('meta/v1.ListMeta')] },
      },
      'x-kubernetes-group-version-kind': gvk(kind.listKind),
    },
  }
}

const refTo = (struct: string) => ({ $ref: `#/components/schemas/${openapiNameOf(struct)}` })

/** A row keeps one schema, or one for each of its versions. */
function schemaOf(schema: unknown, version: string): JsonObject {
  if (!isObject(schema)) return {}
  const ofVersion = schema[version]
  return isObject(ofVersion) ? ofVersion : schema
}
