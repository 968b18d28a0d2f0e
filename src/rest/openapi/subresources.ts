// The operations of subresources: the parent itself under other rules, an object of another kind, a log,
// or a connection through which anything goes.
import type { GroupVersionKind, Subresource } from '../../meta/kind.ts'
import { openapiNameOf } from '../../schema/openapi.ts'
import { upperFirst } from './names.ts'
import {
  type Method,
  type Naming,
  type Operation,
  type PathOperations,
  reads,
  WRITE,
  writes,
} from './operations.ts'

/** Names of subresources as ids and descriptions have them, where it is not just the name. */
const PARTS: Readonly<Record<string, string>> = {
  ephemeralcontainers: 'Ephemeralcontainers',
  portforward: 'Portforward',
}

export function subresourceOperations(
  naming: Naming,
  subresource: Subresource,
  path: string,
): PathOperations[] {
  const { kind } = naming.served
  const part = PARTS[subresource.name] ?? upperFirst(subresource.name)
  const foreign = subresource.kind
  if (foreign?.kind.endsWith('Options'))
    return connections(naming, subresource, foreign, path, part)
  if (subresource.name === 'log') return [{ path, named: kind.kind, operations: [log(naming)] }]
  const ref = foreign === undefined ? naming.ref : openapiNameOf(structOf(foreign))
  const as: Naming = foreign === undefined ? naming : { ...naming, kind: foreign }
  const operations = [
    ...reads(as, subresource.verbs, part, ref),
    ...writes(as, subresource.verbs, part, ref),
  ]
  if (!subresource.verbs.includes('create'))
    return [{ path, named: foreign?.kind ?? kind.kind, operations: named(operations) }]
  const create: Operation = {
    kind: as.kind,
    tag: naming.tag,
    produces: 'object',
    method: 'post',
    action: 'post',
    id: `create${naming.id(part)}`,
    description: `create ${subresource.name} of ${articled(kind.kind)}`,
    parameters: WRITE,
    body: { ref, required: true },
    answers: { 200: ref, 201: ref, 202: ref },
  }
  return [{ path, named: foreign?.kind ?? kind.kind, operations: [create, ...operations] }]
}

const named = (operations: readonly Operation[]): readonly Operation[] => operations

const articled = (kind: string): string => `${/^[AEIOU]/.test(kind) ? 'an' : 'a'} ${kind}`

function structOf({ group, version, kind }: GroupVersionKind): string {
  return `${group === '' ? 'core' : group.split('.', 1)[0]}/${version}.${kind}`
}

const LOG: readonly string[] = [
  'container',
  'follow',
  'insecureSkipTLSVerifyBackend',
  'limitBytes',
  'pretty',
  'previous',
  'sinceSeconds',
  'stream',
  'tailLines',
  'timestamps',
]

const log = (naming: Naming): Operation => ({
  kind: naming.kind,
  tag: naming.tag,
  produces: 'log',
  method: 'get',
  action: 'get',
  id: `read${naming.id('Log')}`,
  description: `read log of the specified ${naming.served.kind.kind}`,
  parameters: LOG,
  answers: { 200: 'string' },
})

const CONNECT: Readonly<Record<string, readonly string[]>> = {
  attach: ['container', 'stderr', 'stdin', 'stdout', 'tty'],
  exec: ['command', 'container', 'stderr', 'stdin', 'stdout', 'tty'],
  portforward: ['ports'],
  proxy: ['path'],
}
const ANY_METHOD: readonly Method[] = ['delete', 'get', 'head', 'options', 'patch', 'post', 'put']

function connections(
  naming: Naming,
  subresource: Subresource,
  kind: GroupVersionKind,
  path: string,
  part: string,
): PathOperations[] {
  const proxied = subresource.name === 'proxy'
  const methods: readonly Method[] = proxied ? ANY_METHOD : ['get', 'post']
  const operation = (method: Method, end: string): Operation => ({
    kind,
    tag: naming.tag,
    produces: 'anything',
    method,
    action: 'connect',
    id: `connect${withMethod(naming.id(`${part}${end}`), naming, method)}`,
    description: `connect ${method.toUpperCase()} requests to ${subresource.name} of ${naming.served.kind.kind}`,
    parameters: CONNECT[subresource.name] ?? [],
    answers: { 200: 'string' },
  })
  const paths = [
    { path, named: kind.kind, operations: methods.map(method => operation(method, '')) },
  ]
  if (proxied)
    paths.push({
      path: `${path}/{path}`,
      named: kind.kind,
      operations: methods.map(method => operation(method, 'WithPath')),
    })
  return paths
}

/** The method stands behind the version: `CoreV1GetNamespacedPodExec`. */
function withMethod(id: string, { served: { kind } }: Naming, method: Method): string {
  const from = id.indexOf(kind.namespaced ? `Namespaced${kind.kind}` : kind.kind)
  return id.slice(0, from) + upperFirst(method) + id.slice(from)
}
