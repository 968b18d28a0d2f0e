// Custom resources in OpenAPI: their own schema with the members that every object has.
import type { Served } from '../../kinds/table.ts'
import { isObject, type JsonObject } from '../../meta/object.ts'
import { typeMetaDescription } from '../../schema/openapi/described.ts'
import { definition, openapiNameOf } from '../../schema/openapi.ts'
import { customDefinitionName } from './names.ts'

/** What every object has is described as it is for the server's own kinds. */
const common = () => definition('core/v1.ConfigMap').descriptions
const ofList = () => definition('core/v1.ConfigMapList').descriptions

/** The schemas of a custom resource and its list, by their names in documents. */
export function customSchemas({ kind, version }: Served, group: string): Record<string, unknown> {
  const own = schemaOf(version.custom?.schema ?? kind.custom?.schema)
  const gvk = (name: string) => [{ group, kind: name, version: version.version }]
  const name = customDefinitionName(group, version.version, kind.kind)
  const properties = isObject(own.properties) ? own.properties : {}
  return {
    [name]: {
      ...own,
      type: 'object',
      properties: {
        ...properties,
        apiVersion: { description: typeMetaDescription('apiVersion'), type: 'string' },
        kind: { description: typeMetaDescription('kind'), type: 'string' },
        metadata: { description: common().metadata, allOf: [refTo('meta/v1.ObjectMeta')] },
      },
      'x-kubernetes-group-version-kind': gvk(kind.kind),
    },
    [customDefinitionName(group, version.version, kind.listKind)]: {
      description: `${kind.listKind} is a list of ${kind.kind}`,
      type: 'object',
      required: ['items'],
      properties: {
        apiVersion: { description: typeMetaDescription('apiVersion'), type: 'string' },
        items: {
          description: `List of ${kind.plural}. More info: https://git.k8s.io/community/contributors/devel/sig-architecture/api-conventions.md`,
          type: 'array',
          items: { $ref: `#/components/schemas/${name}` },
        },
        kind: { description: typeMetaDescription('kind'), type: 'string' },
        metadata: { description: ofList().metadata, allOf: [refTo('meta/v1.ListMeta')] },
      },
      'x-kubernetes-group-version-kind': gvk(kind.listKind),
    },
  }
}

const refTo = (struct: string) => ({ $ref: `#/components/schemas/${openapiNameOf(struct)}` })

const schemaOf = (schema: unknown): JsonObject => (isObject(schema) ? schema : {})
