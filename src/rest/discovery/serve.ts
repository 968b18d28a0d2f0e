// The paths of discovery: `/api`, `/apis`, a group, a group-version.
import { methodNotAllowed } from '../../meta/status.ts'
import { parseAccept } from '../accept.ts'
import type { Exchange } from '../exchange.ts'
import { negotiate, type Offer } from '../negotiate.ts'
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
  if (wantsAggregated(exchange.accept)) return sendAggregated(parts, exchange, true)
  return send(parts, exchange, ROUTED, 'meta/v1.APIVersions', {
    kind: 'APIVersions',
    versions: parts.table.versionsOf(''),
    serverAddressByClientCIDRs: [
      { clientCIDR: '0.0.0.0/0', serverAddress: serverAddress(exchange.request) },
    ],
  })
}

function serveGroups(parts: RestParts, exchange: Exchange): void | Promise<void> {
  if (wantsAggregated(exchange.accept)) return sendAggregated(parts, exchange, false)
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
    document as { kind: string; apiVersion: string },
    struct,
    form,
    200,
  )
}

/** Whether the aggregated form is the first of what is served that a client accepts; its beta is served no longer. */
function wantsAggregated(accept: string | undefined): boolean {
  if (accept === undefined || !accept.includes('apidiscovery.k8s.io')) return false
  for (const { type, subtype, params } of parseAccept(accept)) {
    if (type !== 'application' || subtype !== 'json') {
      if (type === '*' || type === 'application') return false
      continue
    }
    const as = params.get('as')
    if (as === undefined) return false
    if (
      as === 'APIGroupDiscoveryList' &&
      params.get('g') === 'apidiscovery.k8s.io' &&
      params.get('v') === 'v2'
    )
      return true
  }
  return false
}

function sendAggregated(parts: RestParts, exchange: Exchange, legacy: boolean): void {
  const { json, etag } = parts.discovery.aggregated(legacy)
  const headers = ['ETag', etag, 'Vary', 'Accept', 'Cache-Control', 'public']
  const type = 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList'
  if (exchange.request.headers['if-none-match'] === etag) exchange.send(304, '', '', headers)
  else exchange.send(200, type, json, headers)
}
