// The operations of a group-version, read off the table. What is told here is the same in both versions of
// OpenAPI; how each writes it down stands in `v2.ts` and `v3.ts`.
import type { Served, Table } from '../../kinds/table.ts'
import { groupOf } from '../../kinds/table.ts'
import {
  type GroupVersionKind,
  type Subresource,
  subresourcesIn,
  type Verb,
} from '../../meta/kind.ts'
import { openapiNameOf } from '../../schema/openapi.ts'
import { customDefinitionName, idOf, tagOf } from './names.ts'
import { subresourceOperations } from './subresources.ts'
import { watches } from './watch-paths.ts'

export type Method = 'get' | 'put' | 'post' | 'delete' | 'options' | 'head' | 'patch'

/** What is sent: an object, options of a delete, or a patch. */
export type BodySort = { readonly ref: string; readonly required: boolean } | 'delete' | 'patch'

export interface Operation {
  readonly method: Method
  readonly action: string
  readonly id: string
  readonly description: string
  readonly tag: string
  readonly parameters: readonly string[]
  readonly body?: BodySort
  /** Definitions by code; `string` for plain text. */
  readonly answers: Readonly<Record<string, string>>
  readonly kind: GroupVersionKind
  /** Lists and watches, which come as streams, too; what is connected through takes and gives anything. */
  readonly produces: 'object' | 'stream' | 'anything' | 'log'
}

export interface PathOperations {
  readonly path: string
  /** What `{name}` names. */
  readonly named: string
  readonly operations: readonly Operation[]
}

/** What the operations of one resource have in common. */
export interface Naming {
  readonly served: Served
  readonly kind: GroupVersionKind
  readonly tag: string
  /** Between the verb of an id and its end: `AppsV1NamespacedDeployment`. */
  readonly id: (end?: string, namespaced?: boolean) => string
  readonly ref: string
  readonly listRef: string
}

const STATUS = openapiNameOf('meta/v1.Status')
export const WRITE: readonly string[] = ['dryRun', 'fieldManager', 'fieldValidation', 'pretty']
const DELETE: readonly string[] = [
  'dryRun',
  'gracePeriodSeconds',
  'ignoreStoreReadErrorWithClusterBreakingPotential',
  'orphanDependents',
  'pretty',
  'propagationPolicy',
]
const SELECT: readonly string[] = [
  'continue',
  'fieldSelector',
  'labelSelector',
  'limit',
  'pretty',
  'resourceVersion',
  'resourceVersionMatch',
  'sendInitialEvents',
  'shardSelector',
  'timeoutSeconds',
]
export const LIST: readonly string[] = ['allowWatchBookmarks', ...SELECT, 'watch']

/** All paths of a group-version, in the order of their names. */
export function pathsOf(table: Table, group: string, version: string): PathOperations[] {
  const root = group === '' ? `/api/${version}` : `/apis/${group}/${version}`
  const paths = table.servedIn(group, version).flatMap(served => pathsOfResource(served, root))
  return paths
    .filter(({ operations }) => operations.length > 0)
    .sort((a, b) => (a.path < b.path ? -1 : 1))
}

function pathsOfResource(served: Served, root: string): PathOperations[] {
  const { kind, version } = served
  const naming = namingOf(served)
  const verbs = version.verbs ?? kind.verbs
  const place = kind.namespaced
    ? `${root}/namespaces/{namespace}/${kind.plural}`
    : `${root}/${kind.plural}`
  const named = kind.kind
  const paths: PathOperations[] = [
    { path: place, named, operations: collection(naming, verbs) },
    { path: `${place}/{name}`, named, operations: single(naming, verbs) },
  ]
  if (kind.namespaced && verbs.includes('list'))
    paths.push({ path: `${root}/${kind.plural}`, named, operations: [everywhere(naming)] })
  if (verbs.includes('watch') && kind.custom === undefined) paths.push(...watches(naming, root))
  for (const subresource of subresourcesIn(kind, version))
    paths.push(
      ...subresourceOperations(
        naming,
        subresource as Subresource,
        `${place}/{name}/${subresource.name}`,
      ),
    )
  return paths
}

function namingOf(served: Served): Naming {
  const { kind, version } = served
  const group = groupOf(served)
  const middle = idOf(group, version.version)
  const custom = kind.custom !== undefined
  const ref = custom
    ? customDefinitionName(group, version.version, kind.kind)
    : openapiNameOf(version.type)
  return {
    served,
    kind: { group, version: version.version, kind: kind.kind },
    tag: `${tagOf(group)}_${version.version}`,
    id: (end = '', namespaced = kind.namespaced) =>
      `${middle}${namespaced ? 'Namespaced' : ''}${kind.kind}${end}`,
    ref,
    listRef: custom ? customDefinitionName(group, version.version, kind.listKind) : `${ref}List`,
  }
}

function collection(naming: Naming, verbs: readonly Verb[]): Operation[] {
  const { kind, tag, ref, served } = naming
  const base = { kind, tag, produces: 'object' as const }
  const operations: Operation[] = []
  if (verbs.includes('deletecollection'))
    operations.push({
      ...base,
      method: 'delete',
      action: 'deletecollection',
      id: `delete${naming.id().replace(kindInId(naming), `Collection${kindInId(naming)}`)}`,
      description: `delete collection of ${kind.kind}`,
      parameters: [...new Set([...SELECT, ...DELETE])].sort(),
      body: 'delete',
      answers: { 200: STATUS },
    })
  if (verbs.includes('list')) operations.push(list(naming, verbs, `list${naming.id()}`))
  if (verbs.includes('create'))
    operations.push({
      ...base,
      method: 'post',
      action: 'post',
      id: `create${naming.id()}`,
      description: `create ${articled(served.kind.kind)}`,
      parameters: WRITE,
      body: { ref, required: true },
      answers: { 200: ref, 201: ref, 202: ref },
    })
  return operations
}

/** Where the word Collection stands: before `Namespaced`, or before the kind. */
const kindInId = ({ served: { kind } }: Naming): string =>
  kind.namespaced ? `Namespaced${kind.kind}` : kind.kind

const articled = (kind: string): string =>
  kind.endsWith('s') && !kind.endsWith('ss') && !kind.endsWith('Status')
    ? kind
    : `${/^[AEIOU]/.test(kind) ? 'an' : 'a'} ${kind}`

function list(naming: Naming, verbs: readonly Verb[], id: string): Operation {
  const watched = verbs.includes('watch') ? 'list or watch' : 'list'
  return {
    kind: naming.kind,
    tag: naming.tag,
    produces: 'stream',
    method: 'get',
    action: 'list',
    id,
    description: `${watched} objects of kind ${naming.kind.kind}`,
    parameters: LIST,
    answers: { 200: naming.listRef },
  }
}

const everywhere = (naming: Naming): Operation =>
  list(
    naming,
    naming.served.version.verbs ?? naming.served.kind.verbs,
    `list${naming.id('ForAllNamespaces', false)}`,
  )

function single(naming: Naming, verbs: readonly Verb[]): Operation[] {
  const { kind, tag, ref, served } = naming
  const base = { kind, tag, produces: 'object' as const }
  const operations: Operation[] = []
  const gone =
    served.kind.deletion?.returnsObject === true && served.kind.kind !== 'Namespace' ? ref : STATUS
  if (verbs.includes('delete'))
    operations.push({
      ...base,
      method: 'delete',
      action: 'delete',
      id: `delete${naming.id()}`,
      description: `delete ${articled(kind.kind)}`,
      parameters: DELETE,
      body: 'delete',
      answers: { 200: gone, 202: gone },
    })
  return [...operations, ...reads(naming, verbs, '', ref), ...writes(naming, verbs, '', ref)]
}

/** GET of an object or of a subresource (`part`, such as `Status`). */
export function reads(
  naming: Naming,
  verbs: readonly Verb[],
  part: string,
  ref: string,
): Operation[] {
  if (!verbs.includes('get')) return []
  return [
    {
      kind: naming.kind,
      tag: naming.tag,
      produces: 'object',
      method: 'get',
      action: 'get',
      id: `read${naming.id(part)}`,
      description: `read ${ofPart(part)}the specified ${naming.served.kind.kind}`,
      parameters: ['pretty'],
      answers: { 200: ref },
    },
  ]
}

/** PATCH and PUT of an object or of a subresource. */
export function writes(
  naming: Naming,
  verbs: readonly Verb[],
  part: string,
  ref: string,
): Operation[] {
  const { kind, tag, served } = naming
  const base = { kind, tag, produces: 'object' as const, answers: { 200: ref, 201: ref } }
  const about = `${ofPart(part)}the specified ${served.kind.kind}`
  const operations: Operation[] = []
  if (verbs.includes('patch'))
    operations.push({
      ...base,
      method: 'patch',
      action: 'patch',
      id: `patch${naming.id(part)}`,
      description: `partially update ${about}`,
      parameters: ['dryRun', 'fieldManager.patch', 'fieldValidation', 'force', 'pretty'],
      body: 'patch',
    })
  if (verbs.includes('update'))
    operations.push({
      ...base,
      method: 'put',
      action: 'put',
      id: `replace${naming.id(part)}`,
      description: `replace ${about}`,
      parameters: WRITE,
      body: { ref, required: true },
    })
  return operations
}

const ofPart = (part: string): string => (part === '' ? '' : `${part.toLowerCase()} of `)
