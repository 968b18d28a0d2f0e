// The paths of discovery: `/api`, `/apis`, a group, a group-version.
import { methodNotAllowed } from '../../meta/status.ts'
import { type Clause, parseAccept } from '../accept.ts'
import type { Exchange } from '../exchange.ts'
import { type Form, firstFit, MEDIA_TYPES, negotiate, type Offer } from '../negotiate.ts'
import type { RestParts } from '../parts.ts'
import { sendPlain } from '../present.ts'
import { notServed, PageNotFound } from '../resource.ts'
import { serverAddress } from '../server-address.ts'

const HANDLED: Offer = {
  routed: false,
  custom: false,
  transforms: false,
  listable: false,
  stream: false,
}
const ROUTED: Offer = { ...HANDLED, routed: true }

/** Answers a path below `/api` or `/apis` that names no resource. */
export function serveDiscovery(
  parts: RestParts,
  exchange: Exchange,
  path: readonly string[],
): void | Promise<void> {
  const legacy = path[0] === 'api'
  if (path.length === 1)
    return legacy ? serveLegacyRoot(parts, exchange) : serveGroups(parts, exchange)
  if (legacy) return serveVersion(parts, exchange, '', path[1] ?? '')
  if (path[1] === '') throw new PageNotFound()
  if (path.length === 2) return serveGroup(parts, exchange, path[1] ?? '')
  return serveVersion(parts, exchange, path[1] ?? '', path[2] ?? '')
}

function serveLegacyRoot(parts: RestParts, exchange: Exchange): void | Promise<void> {
  if (exchange.method !== 'GET') throw methodNotAllowed()
  const form = aggregatedForm(exchange.accept)
  if (form !== undefined) return sendAggregated(parts, exchange, true, form)
  return send(parts, exchange, ROUTED, 'meta/v1.APIVersions', {
    kind: 'APIVersions',
    versions: parts.table.versionsOf(''),
    serverAddressByClientCIDRs: [
      { clientCIDR: '0.0.0.0/0', serverAddress: serverAddress(exchange.request) },
    ],
  })
}

function serveGroups(parts: RestParts, exchange: Exchange): void | Promise<void> {
  const form = aggregatedForm(exchange.accept)
  if (form !== undefined) return sendAggregated(parts, exchange, false, form)
  return send(parts, exchange, HANDLED, 'meta/v1.APIGroupList', parts.discovery.groupList())
}

function serveGroup(parts: RestParts, exchange: Exchange, group: string): void | Promise<void> {
  const document = parts.discovery.group(group)
  if (document === undefined || group === '') throw new PageNotFound()
  return send(parts, exchange, HANDLED, 'meta/v1.APIGroup', document)
}

function serveVersion(
  parts: RestParts,
  exchange: Exchange,
  group: string,
  version: string,
): void | Promise<void> {
  const document = parts.discovery.resourceList(group, version)
  if (document === undefined) throw notServed(parts.table, { group })
  if (exchange.method !== 'GET') throw methodNotAllowed()
  return send(parts, exchange, ROUTED, 'meta/v1.APIResourceList', document)
}

function send(
  parts: RestParts,
  exchange: Exchange,
  offer: Offer,
  struct: string,
  document: object,
): void | Promise<void> {
  const form = negotiate(exchange.accept, offer)
  return sendPlain(
    parts.registry.types,
    exchange,
    document as { kind: string; apiVersion?: string },
    struct,
    form,
    200,
  )
}

/**
 * The form in which a client accepts the aggregated document, be it what it wants most or not; undefined when it
 * accepts none. The beta of the document is served no longer.
 */
function aggregatedForm(accept: string | undefined): Form | undefined {
  if (accept === undefined || !accept.includes('apidiscovery.k8s.io')) return undefined
  const clauses = parseAccept(accept).filter(
    ({ params }) =>
      params.get('as') === 'APIGroupDiscoveryList' &&
      params.get('g') === 'apidiscovery.k8s.io' &&
      params.get('v') === 'v2',
  )
  return firstFit(clauses.map(withoutKind), { ...HANDLED, routed: false })
}

const withoutKind = (clause: Clause): Clause => ({
  ...clause,
  params: new Map([...clause.params].filter(([name]) => !['as', 'g', 'v'].includes(name))),
})

function sendAggregated(
  parts: RestParts,
  exchange: Exchange,
  legacy: boolean,
  form: Form,
): void | Promise<void> {
  const { document, etag } = parts.discovery.aggregated(legacy)
  const headers = ['ETag', etag, 'Vary', 'Accept', 'Cache-Control', 'public']
  if (exchange.request.headers['if-none-match'] === etag) return exchange.send(304, '', '', headers)
  const type = `${MEDIA_TYPES[form.media]};g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList`
  const struct = 'apidiscovery/v2.APIGroupDiscoveryList'
  headers.push('Content-Type', type)
  return sendPlain(parts.registry.types, exchange, document, struct, form, 200, headers)
}
