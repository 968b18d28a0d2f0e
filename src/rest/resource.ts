// A request for a resource: which row it speaks of, whether the path and the method are served, in which
// form to answer. Each verb stands in a file of its own under `verbs/`.
import type { Served, Table } from '../kinds/table.ts'
import { type GroupVersionKind, type Subresource, subresourcesIn, type Verb } from '../meta/kind.ts'
import { methodNotAllowed, noSuchResource, notFound, StatusError } from '../meta/status.ts'
import type { Target } from '../registry/target.ts'
import type { Exchange } from './exchange.ts'
import type { Offer } from './negotiate.ts'
import { remembered } from './remember.ts'
import type { ResourcePath } from './request-info.ts'

/** What a request for a resource turned out to be. */
export interface ResourceRequest {
  readonly of: Target
  readonly verb: Verb
  readonly path: ResourcePath
  readonly subresource: Subresource | undefined
  readonly offer: Offer
}

/** Thrown for paths that nobody serves; answered in plain text, as Go's router does. */
export class PageNotFound extends Error {}

/** Finds what a path and a method ask for. @throws StatusError 404, 405; PageNotFound */
export function resourceRequest(
  table: Table,
  exchange: Exchange,
  path: ResourcePath,
): ResourceRequest {
  const served = table.find(path.group, path.version, path.resource)
  if (served === undefined) throw notServed(table, path)
  const { kind, version } = served
  const custom = kind.custom !== undefined
  const ofNamespaces = path.resource === 'namespaces' && path.group === ''
  if (
    kind.namespaced
      ? path.namespace === '' && path.name !== ''
      : path.namespace !== '' && !ofNamespaces
  )
    throw custom ? new PageNotFound() : noSuchResource()
  const of = {
    kind,
    version,
    namespace: kind.namespaced ? path.namespace : '',
    name: nameOf(path, ofNamespaces),
  }
  const subresource = path.subresource === '' ? undefined : subresourceAt(served, path, of)
  const verb = custom
    ? customVerb(exchange, path, of, subresource)
    : verbOf(exchange, served, path, of, subresource)
  return {
    // What stands behind a collection of custom resources does not count for who makes one.
    of: custom && verb === 'create' ? { ...of, name: '' } : of,
    verb,
    path,
    subresource,
    offer: offerOf(custom, subresource?.kind, isPlain(of, subresource), verb),
  }
}

const nameOf = (path: ResourcePath, ofNamespaces: boolean): string =>
  ofNamespaces && path.namespace !== '' ? path.namespace : path.name

/** Within the groups of the server itself the router answers with a Status, elsewhere there is no page. */
export function notServed(table: Table, path: Pick<ResourcePath, 'group'>): Error {
  return isBuiltinGroup(table, path.group) ? noSuchResource() : new PageNotFound()
}

function isBuiltinGroup(table: Table, group: string): boolean {
  for (const version of table.versionsOf(group))
    for (const { kind } of table.servedIn(group, version))
      if (kind.custom === undefined) return true
  return false
}

function subresourceAt({ kind, version }: Served, path: ResourcePath, of: Target): Subresource {
  const found = subresourcesIn(kind, version).find(({ name }) => name === path.subresource)
  if (found === undefined)
    throw kind.custom === undefined ? noSuchResource() : notFound(kind, of.name)
  if (path.more > 0 && path.subresource !== 'proxy') throw noSuchResource()
  return found
}

const METHODS_OF_OBJECTS: Readonly<Record<string, Verb>> = {
  GET: 'get',
  PUT: 'update',
  PATCH: 'patch',
  DELETE: 'delete',
}
const METHODS_OF_COLLECTIONS: Readonly<Record<string, Verb>> = {
  GET: 'list',
  POST: 'create',
  DELETE: 'deletecollection',
}
const VERBS_OF_OBJECTS: readonly Verb[] = ['get', 'update', 'patch', 'delete']

function verbOf(
  exchange: Exchange,
  served: Served,
  path: ResourcePath,
  of: Target,
  subresource: Subresource | undefined,
): Verb {
  const verbs = subresource?.verbs ?? served.version.verbs ?? served.kind.verbs
  if (path.watchPrefix) return watchVerb(exchange, verbs, subresource)
  if (subresource !== undefined) {
    const verb = exchange.method === 'POST' ? 'create' : METHODS_OF_OBJECTS[exchange.method]
    return allowed(verb, verbs)
  }
  if (of.name !== '') {
    if (!VERBS_OF_OBJECTS.some(verb => verbs.includes(verb))) throw noSuchResource()
    return allowed(METHODS_OF_OBJECTS[exchange.method], verbs)
  }
  const verb = allowed(METHODS_OF_COLLECTIONS[exchange.method], verbs)
  if (verb !== 'list' && of.kind.namespaced && of.namespace === '') throw methodNotAllowed()
  return verb === 'list' && exchange.query.flag('watch') && verbs.includes('watch') ? 'watch' : verb
}

/** Custom resources are not behind the router: what is asked of them is told by path and method alone. */
function customVerb(
  exchange: Exchange,
  path: ResourcePath,
  of: Target,
  subresource: Subresource | undefined,
): Verb {
  const verb = requestedVerb(exchange, path, of)
  const { kind, namespace } = of
  if (kind.namespaced && namespace === '' && verb !== 'list' && verb !== 'watch')
    throw new PageNotFound()
  if (verb === undefined || (subresource !== undefined && !subresource.verbs.includes(verb)))
    throw notSupportedOn(verb ?? '', of)
  return verb
}

function requestedVerb(exchange: Exchange, path: ResourcePath, of: Target): Verb | undefined {
  if (path.watchPrefix) return 'watch'
  const { method, query } = exchange
  if (method === 'POST') return 'create'
  const verb = METHODS_OF_OBJECTS[method === 'HEAD' ? 'GET' : method]
  if (of.name !== '') return verb
  if (verb === 'delete') return 'deletecollection'
  if (verb !== 'get') return verb
  return query.flag('watch') ? 'watch' : 'list'
}

function watchVerb(
  exchange: Exchange,
  verbs: readonly Verb[],
  subresource: Subresource | undefined,
): Verb {
  if (subresource !== undefined || !verbs.includes('watch')) throw noSuchResource()
  if (exchange.method !== 'GET') throw methodNotAllowed()
  return 'watch'
}

function allowed(verb: Verb | undefined, verbs: readonly Verb[]): Verb {
  if (verb !== undefined && verbs.includes(verb)) return verb
  throw methodNotAllowed()
}

/** Custom resources say it in other words. */
function notSupportedOn(verb: string, { kind }: Target): StatusError {
  const details = { ...(kind.group === '' ? {} : { group: kind.group }), kind: kind.plural }
  return new StatusError(
    405,
    'MethodNotAllowed',
    `${verb} is not supported on resources of kind "${kind.plural}.${kind.group}"`,
    details,
  )
}

/** What handlers answer is sent as it is, unless the row says how it is shown. */
const isPlain = ({ kind, version }: Target, subresource: Subresource | undefined): boolean =>
  subresource === undefined
    ? kind.handler !== undefined && version.printer === undefined
    : subresource.handler !== undefined

/** Offers are few and kept, because forms are remembered by them. */
const offers = new Map<string, Offer>()

function offerOf(
  ofCustom: boolean,
  foreign: GroupVersionKind | undefined,
  handled: boolean,
  verb: Verb,
): Offer {
  const custom = ofCustom && foreign === undefined
  const stream = verb === 'watch'
  const listable = stream || verb === 'list'
  return remembered(offers, `${ofCustom} ${custom} ${handled} ${listable} ${stream}`, () => ({
    routed: !ofCustom,
    custom,
    transforms: !handled,
    listable,
    stream,
  }))
}
