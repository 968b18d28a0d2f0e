// Documents of OpenAPI v3: one a group-version, and small ones for groups and other paths.
import type { Table } from '../../kinds/table.ts'
import { groupOf } from '../../kinds/table.ts'
import { openapiNameOf, openapiV3Schemas } from '../../schema/openapi.ts'
import type { Types } from '../../schema/table.ts'
import { customSchemas } from './custom.ts'
import type { BodySort, Operation, PathOperations } from './operations.ts'
import { pathsOf } from './operations.ts'
import { byName, type Parameter, pathParameters, queryParameter, sharedKeys } from './parameters.ts'
import { type PlainPath, resourcesPath } from './plain-paths.ts'
import { structsOf } from './structs.ts'

const JSON_TYPES = ['application/json', 'application/vnd.kubernetes.protobuf', 'application/yaml']
const STREAM_TYPES = [
  'application/json',
  'application/json;stream=watch',
  'application/vnd.kubernetes.protobuf',
  'application/vnd.kubernetes.protobuf;stream=watch',
  'application/yaml',
]
const MEDIA: Readonly<Record<Operation['produces'], readonly string[]>> = {
  object: JSON_TYPES,
  stream: STREAM_TYPES,
  anything: ['*/*'],
  log: [
    'application/json',
    'application/vnd.kubernetes.protobuf',
    'application/yaml',
    'text/plain',
  ],
}
const CODES: Readonly<Record<string, string>> = { 200: 'OK', 201: 'Created', 202: 'Accepted' }
const PATCHES = [
  'application/apply-patch+yaml',
  'application/json-patch+json',
  'application/merge-patch+json',
  'application/strategic-merge-patch+json',
]

/** The document of a group-version. */
export function documentOf(table: Table, types: Types, group: string, version: string): object {
  const served = table.servedIn(group, version)
  const custom = served.filter(({ kind }) => kind.custom !== undefined)
  const root = group === '' ? `/api/${version}/` : `/apis/${group}/${version}/`
  const paths: Record<string, unknown> = {}
  if (custom.length < served.length)
    paths[root] = { get: plainOperation(resourcesPath(group, version)) }
  for (const path of pathsOf(table, group, version))
    paths[path.path] = pathItem(path, custom.length > 0)
  const schemas = {
    ...openapiV3Schemas(structsOf(served), { group, version }, types),
    ...Object.assign({}, ...custom.map(one => customSchemas(one, groupOf(one)))),
  }
  return documentWith(paths, schemas)
}

/** A document around paths and schemas. */
function documentWith(
  paths: Readonly<Record<string, unknown>>,
  schemas: Readonly<Record<string, unknown>>,
): object {
  return {
    openapi: '3.0.0',
    info: { title: 'Kubernetes', version: 'v1.36.1' },
    paths,
    components: {
      ...(Object.keys(schemas).length === 0 ? {} : { schemas }),
      securitySchemes: {
        BearerToken: {
          type: 'apiKey',
          description: 'Bearer Token authentication',
          name: 'authorization',
          in: 'header',
        },
      },
    },
  }
}

/** The document of a path that is no resource. */
export function plainDocument(plain: PlainPath, types: Types): object {
  const schemas = plain.struct === '' ? {} : openapiV3Schemas([plain.struct], undefined, types)
  return documentWith({ [`/${plain.path}/`]: { get: plainOperation(plain) } }, schemas)
}

function plainOperation({ tag, description, id, struct, media }: PlainPath): object {
  const ref = struct === '' ? 'string' : openapiNameOf(struct)
  return { tags: [tag], description, operationId: id, responses: responses({ 200: ref }, media) }
}

function pathItem({ path, named, operations }: PathOperations, custom: boolean): object {
  const shared = sharedKeys(operations)
  const parameters = [...shared.map(queryParameter), ...pathParameters(path, named)].sort(byName)
  return {
    ...(parameters.length === 0 ? {} : { parameters: parameters.map(written) }),
    ...Object.fromEntries(
      operations.map(operation => [operation.method, operationItem(operation, shared, custom)]),
    ),
  }
}

function operationItem(operation: Operation, shared: readonly string[], custom: boolean): object {
  const own = operation.parameters
    .filter(key => !shared.includes(key))
    .map(queryParameter)
    .sort(byName)
  const { kind, action } = operation
  return {
    tags: [operation.tag],
    description: operation.description,
    operationId: operation.id,
    ...(own.length === 0 ? {} : { parameters: own.map(written) }),
    ...(operation.body === undefined ? {} : { requestBody: bodyItem(operation.body, custom) }),
    responses: responses(operation.answers, mediaOf(operation, custom)),
    'x-kubernetes-action': action,
    'x-kubernetes-group-version-kind': {
      group: kind.group,
      kind: kind.kind,
      version: kind.version,
    },
  }
}

/** Custom resources have no protobuf and no streams to tell of. */
function mediaOf(operation: Operation, custom: boolean): readonly string[] {
  return custom ? ['application/json', 'application/yaml'] : MEDIA[operation.produces]
}

function bodyItem(body: BodySort, custom: boolean): object {
  if (body === 'delete')
    return {
      content: content(
        openapiNameOf('meta/v1.DeleteOptions'),
        custom ? ['application/json', 'application/yaml'] : ['*/*'],
      ),
    }
  if (body === 'patch')
    return {
      content: content(openapiNameOf('meta/v1.Patch'), custom ? PATCHES.slice(0, 3) : PATCHES),
      required: true,
    }
  return {
    content: content(body.ref, custom ? ['application/json', 'application/yaml'] : ['*/*']),
    required: body.required,
  }
}

function responses(answers: Readonly<Record<string, string>>, media: readonly string[]): object {
  const items = Object.entries(answers).map(([code, ref]) => [
    code,
    { description: CODES[code], content: content(ref, media) },
  ])
  return { ...Object.fromEntries(items), 401: { description: 'Unauthorized' } }
}

function content(ref: string, media: readonly string[]): object {
  const schema = ref === 'string' ? { type: 'string' } : { $ref: `#/components/schemas/${ref}` }
  return Object.fromEntries(media.map(type => [type, { schema }]))
}

const written = ({ name, in: place, description, type }: Parameter): object => ({
  name,
  in: place,
  ...(description === '' ? {} : { description }),
  ...(place === 'path' ? { required: true } : {}),
  schema: { type, uniqueItems: true },
})
