// The one document of OpenAPI v2. Parameters that many operations share stand once, under the names that
// the real document gives them; `dryRun` and `fieldValidation` stay in place, where old clients look.
import { groupOf, type Table } from '../../kinds/table.ts'
import { openapiNameOf, openapiV2Definitions } from '../../schema/openapi.ts'
import type { Types } from '../../schema/table.ts'
import { customDefinitions } from './custom.ts'
import { type BodySort, type Operation, type PathOperations, pathsOf } from './operations.ts'
import { byName, type Parameter, pathParameters, queryParameter, sharedKeys } from './parameters.ts'
import { type PlainPath, plainPaths, resourcesPath } from './plain-paths.ts'
import { structsOf } from './structs.ts'

const OBJECT = ['application/json', 'application/yaml', 'application/vnd.kubernetes.protobuf']
const PRODUCES: Readonly<Record<Operation['produces'], readonly string[]>> = {
  object: OBJECT,
  stream: [
    ...OBJECT,
    'application/json;stream=watch',
    'application/vnd.kubernetes.protobuf;stream=watch',
  ],
  anything: ['*/*'],
  log: ['text/plain', ...OBJECT],
}
const CUSTOM = ['application/json', 'application/yaml']
const PATCHES = [
  'application/json-patch+json',
  'application/merge-patch+json',
  'application/strategic-merge-patch+json',
  'application/apply-patch+yaml',
]

/** The names under which shared parameters stand: the end is a hash that the real server makes of them. */
const SHARED: Readonly<Record<string, string>> = {
  allowWatchBookmarks: 'allowWatchBookmarks-HC2hJt-J',
  continue: 'continue-QfD61s0i',
  fieldManager: 'fieldManager-Qy4HdaTW',
  'fieldManager.patch': 'fieldManager-7c6nTn1T',
  fieldSelector: 'fieldSelector-xIcQKXFG',
  force: 'force-tOGGb0Yi',
  gracePeriodSeconds: 'gracePeriodSeconds--K5HaBOS',
  ignoreStoreReadErrorWithClusterBreakingPotential:
    'ignoreStoreReadErrorWithClusterBreakingPotential-QbNkfIqj',
  labelSelector: 'labelSelector-5Zw57w4C',
  limit: 'limit-1NfNmdNH',
  orphanDependents: 'orphanDependents-uRB25kX5',
  pretty: 'pretty-tJGM1-ng',
  propagationPolicy: 'propagationPolicy-6jk3prlO',
  resourceVersion: 'resourceVersion-5WAnf1kx',
  resourceVersionMatch: 'resourceVersionMatch-t8XhRHeC',
  sendInitialEvents: 'sendInitialEvents-rLXlEK_k',
  shardSelector: 'shardSelector-Kgyki_3_',
  timeoutSeconds: 'timeoutSeconds-yvYezaOC',
  watch: 'watch-XNNPZGbK',
}
const NAMESPACE = 'namespace-vgWSWtn3'
const BODIES: Readonly<Record<'delete' | 'patch', string>> = {
  delete: 'body-2Y1dVQaQ',
  patch: 'body-78PwaGsr',
}

/** The document of all kinds. */
export function swaggerOf(table: Table, types: Types): object {
  const paths: Record<string, unknown> = {}
  const structs = new Set<string>()
  const custom: Record<string, unknown> = {}
  for (const group of table.groups())
    for (const version of table.versionsOf(group)) {
      const served = table.servedIn(group, version)
      const customs = served.filter(({ kind }) => kind.custom !== undefined)
      const resources = resourcesPath(group, version)
      if (customs.length < served.length)
        paths[`/${resources.path}/`] = { get: plainOperation(resources) }
      for (const path of pathsOf(table, group, version))
        paths[path.path] = pathItem(path, customs.length > 0)
      for (const struct of structsOf(served)) structs.add(struct)
      for (const one of customs) Object.assign(custom, customDefinitions(one, groupOf(one)))
    }
  for (const plain of plainPaths(table)) {
    paths[`/${plain.path}/`] = { get: plainOperation(plain) }
    if (plain.struct !== '') structs.add(plain.struct)
  }
  return {
    swagger: '2.0',
    info: { title: 'Kubernetes', version: 'v1.36.1' },
    paths,
    definitions: { ...openapiV2Definitions([...structs], types), ...custom },
    parameters: sharedParameters(),
    securityDefinitions: {
      BearerToken: {
        description: 'Bearer Token authentication',
        type: 'apiKey',
        name: 'authorization',
        in: 'header',
      },
    },
    security: [{ BearerToken: [] }],
  }
}

function plainOperation({ tag, description, id, struct, media, consumes }: PlainPath): object {
  return {
    description,
    ...(consumes.length === 0 ? {} : { consumes }),
    produces: media,
    schemes: ['https'],
    tags: [tag],
    operationId: id,
    responses: responses({ 200: struct === '' ? 'string' : openapiNameOf(struct) }),
  }
}

function sharedParameters(): Record<string, unknown> {
  const all: Record<string, unknown> = {}
  for (const [key, name] of Object.entries(SHARED)) all[name] = inPlace(queryParameter(key))
  for (const parameter of pathParameters('{namespace}', '')) all[NAMESPACE] = inPlace(parameter)
  all[BODIES.delete] = {
    name: 'body',
    in: 'body',
    schema: refTo(openapiNameOf('meta/v1.DeleteOptions')),
  }
  all[BODIES.patch] = {
    name: 'body',
    in: 'body',
    required: true,
    schema: refTo(openapiNameOf('meta/v1.Patch')),
  }
  return all
}

function pathItem({ path, named, operations }: PathOperations, custom: boolean): object {
  const shared = sharedKeys(operations)
  const parameters = [
    ...shared.map(keyed),
    ...pathParameters(path, named).map(parameter => ({ key: parameter.name, parameter })),
  ]
  return {
    ...Object.fromEntries(
      operations.map(operation => [operation.method, operationItem(operation, shared, custom)]),
    ),
    ...(parameters.length === 0 ? {} : { parameters: parameters.sort(byParameter).map(written) }),
  }
}

interface Keyed {
  readonly key: string
  readonly parameter: Parameter
}

const keyed = (key: string): Keyed => ({ key, parameter: queryParameter(key) })
const byParameter = (a: Keyed, b: Keyed): number => byName(a.parameter, b.parameter)

function operationItem(operation: Operation, shared: readonly string[], custom: boolean): object {
  const own = operation.parameters
    .filter(key => !shared.includes(key))
    .map(keyed)
    .sort(byParameter)
    .map(written)
  const parameters = operation.body === undefined ? own : [bodyParameter(operation.body), ...own]
  const { kind } = operation
  return {
    description: operation.description,
    consumes: consumed(operation, custom),
    produces: custom ? CUSTOM : PRODUCES[operation.produces],
    schemes: ['https'],
    tags: [operation.tag],
    operationId: operation.id,
    ...(parameters.length === 0 ? {} : { parameters }),
    responses: responses(operation.answers),
    'x-kubernetes-action': operation.action,
    'x-kubernetes-group-version-kind': {
      group: kind.group,
      kind: kind.kind,
      version: kind.version,
    },
  }
}

/** Custom resources know no strategic patches, and no protobuf. */
function consumed({ method, body }: Operation, custom: boolean): readonly string[] {
  if (method === 'patch' && body === 'patch')
    return custom ? PATCHES.filter(type => !type.includes('strategic')) : PATCHES
  return custom ? CUSTOM : ['*/*']
}

function bodyParameter(body: BodySort): object {
  if (body === 'delete' || body === 'patch') return { $ref: `#/parameters/${BODIES[body]}` }
  return { name: 'body', in: 'body', required: body.required, schema: refTo(body.ref) }
}

function written({ key, parameter }: Keyed): object {
  const name = key === 'namespace' ? NAMESPACE : SHARED[key]
  return name === undefined ? inPlace(parameter) : { $ref: `#/parameters/${name}` }
}

const inPlace = ({ name, in: place, description, type }: Parameter): object => ({
  uniqueItems: true,
  type,
  ...(description === '' ? {} : { description }),
  name,
  in: place,
  ...(place === 'path' ? { required: true } : {}),
})

const CODES: Readonly<Record<string, string>> = { 200: 'OK', 201: 'Created', 202: 'Accepted' }

function responses(answers: Readonly<Record<string, string>>): object {
  const items = Object.entries(answers).map(([code, ref]) => {
    const schema = ref === 'string' ? { type: 'string' } : refTo(ref)
    return [code, { description: CODES[code], schema }]
  })
  return { ...Object.fromEntries(items), 401: { description: 'Unauthorized' } }
}

const refTo = (name: string) => ({ $ref: `#/definitions/${name}` })
