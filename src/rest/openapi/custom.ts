// Custom resources in OpenAPI: their own schema with the members that every object has.
import type { Served } from '../../kinds/table.ts'
import { isObject, type JsonObject } from '../../meta/object.ts'
import { typeMetaDescription } from '../../schema/openapi/described.ts'
import { definition, openapiNameOf } from '../../schema/openapi.ts'
import { inV2, letsAllPass, unfolded, withEmbedded } from './custom-schema.ts'
import { customDefinitionName } from './names.ts'

/** What every object has is described as it is for the server's own kinds. */
const common = () => definition('core/v1.ConfigMap').descriptions
const ofList = () => definition('core/v1.ConfigMapList').descriptions

/** How a version of OpenAPI writes schemas down. */
interface Form {
  /** A reference, with what is said of it where it stands. */
  ref(name: string, description?: string): JsonObject
  /** The schema of an object; undefined when nothing of it can be told. */
  schema(schema: JsonObject): JsonObject | undefined
  /** Whether what is embedded is left as it is. */
  skipsEmbedded(schema: JsonObject): boolean
}

const V3: Form = {
  ref: (name, description) => {
    const ref = { $ref: `#/components/schemas/${name}` }
    return description === undefined ? ref : { description, allOf: [ref] }
  },
  schema: unfolded,
  skipsEmbedded: () => false,
}

const V2: Form = {
  ref: (name, description) => ({
    ...(description === undefined ? {} : { description }),
    $ref: `#/definitions/${name}`,
  }),
  // Clients of old refuse the fields that are not named, so none is where any may come.
  schema: schema => (letsAllPass(schema) ? undefined : inV2(schema)),
  skipsEmbedded: letsAllPass,
}

/** The schemas of a custom resource and its list, by their names in documents of v3. */
export const customSchemas = (served: Served, group: string): Record<string, unknown> =>
  schemasOf(served, group, V3)

/** The same in a document of v2. */
export const customDefinitions = (served: Served, group: string): Record<string, unknown> =>
  schemasOf(served, group, V2)

function schemasOf(served: Served, group: string, form: Form): Record<string, unknown> {
  const { kind, version } = served
  const name = customDefinitionName(group, version.version, kind.kind)
  const gvk = (of: string) => ({
    'x-kubernetes-group-version-kind': [{ group, kind: of, version: version.version }],
  })
  return {
    [name]: { ...objectSchema(served, form), ...gvk(kind.kind), ...selectableFields(served) },
    [customDefinitionName(group, version.version, kind.listKind)]: {
      description: `${kind.listKind} is a list of ${kind.kind}`,
      type: 'object',
      required: ['items'],
      properties: {
        apiVersion: typeMember('apiVersion'),
        items: {
          description: `List of ${kind.plural}. More info: https://git.k8s.io/community/contributors/devel/sig-architecture/api-conventions.md`,
          type: 'array',
          items: form.ref(name),
        },
        kind: typeMember('kind'),
        metadata: form.ref(openapiNameOf('meta/v1.ListMeta'), ofList().metadata),
      },
      ...gvk(kind.listKind),
    },
  }
}

function objectSchema({ kind, version }: Served, form: Form): JsonObject {
  const own = version.custom?.schema ?? kind.custom?.schema
  const schema = form.schema(isObject(own) ? own : {})
  if (schema === undefined) return { type: 'object' }
  const metadata = form.ref(openapiNameOf('meta/v1.ObjectMeta'), common().metadata)
  const members = {
    apiVersion: {
      ...typeMember('apiVersion'),
      description:
        'apiVersion defines the versioned schema of this representation of an object. More info: https://git.k8s.io/community/contributors/devel/sig-architecture/api-conventions.md#resources',
    },
    kind: {
      ...typeMember('kind'),
      description:
        'kind is a string value representing the type of this object. In CamelCase. More info: https://git.k8s.io/community/contributors/devel/sig-architecture/api-conventions.md#types-kinds',
    },
    metadata,
  }
  const { properties, ...rest } = withEmbedded(schema, members, form.skipsEmbedded)
  return {
    ...rest,
    type: 'object',
    properties: {
      ...(isObject(properties) ? properties : {}),
      apiVersion: typeMember('apiVersion'),
      kind: typeMember('kind'),
      metadata,
    },
  }
}

/** The fields by which objects may be selected, beside name and namespace. */
function selectableFields({ version }: Served): JsonObject {
  const fields = Object.keys(version.selectable ?? {}).map(fieldPath => ({ fieldPath }))
  return fields.length === 0 ? {} : { 'x-kubernetes-selectable-fields': fields }
}

const typeMember = (name: 'apiVersion' | 'kind'): JsonObject => ({
  description: typeMetaDescription(name),
  type: 'string',
})
