// Paths that are no resources: discovery, OpenAPI, health, version and the like.
import { methodNotAllowed, noSuchResource, notAcceptable } from '../meta/status.ts'
import { serveDiscovery } from './discovery/serve.ts'
import type { Exchange } from './exchange.ts'
import { checksOf, type HealthEndpoint, healthMetricsText, serveHealth } from './health.ts'
import { metricsText } from './metrics.ts'
import { negotiate, routerTakes } from './negotiate.ts'
import { serveOpenApiV2, serveOpenApiV3 } from './openapi/serve.ts'
import { serveKeys, serveOpenIdConfiguration } from './openid.ts'
import type { RestOptions } from './options.ts'
import type { RestParts } from './parts.ts'
import { sendPlain } from './present.ts'
import { partsOf } from './request-info.ts'
import { PageNotFound } from './resource.ts'
import { serveVersionInfo } from './version.ts'

const PLAIN = { routed: false, custom: false, transforms: false, listable: false, stream: false }

/** Answers a path that names no resource. */
export function rootEndpoint(parts: RestParts, exchange: Exchange): void | Promise<void> {
  const path = partsOf(exchange.path)
  if (path[0] === 'api' || path[0] === 'apis') return serveDiscovery(parts, exchange, path)
  const service = SERVICES.find(
    ([root]) => exchange.path === root || exchange.path.startsWith(`${root}/`),
  )
  if (service !== undefined) return serveService(parts, exchange, service)
  const endpoint = HEALTH.find(one => path[0] === one)
  if (endpoint !== undefined) return health(parts, exchange, endpoint)
  switch (exchange.path) {
    case '/':
    case '/index.html':
      return serveRoot(parts, exchange)
    case '/metrics':
      return exchange.send(200, METRICS_TYPE, metricsText(parts))
    case '/metrics/slis':
      return exchange.send(200, METRICS_TYPE, healthMetricsText(parts.options.healthChecks))
    case '/openapi/v2':
      return serveOpenApiV2(parts, exchange)
    case '/openapi/v3':
      return serveOpenApiV3(parts, exchange, '')
  }
  if (exchange.path.startsWith('/openapi/v3/'))
    return serveOpenApiV3(parts, exchange, path.slice(2).join('/'))
  throw new PageNotFound()
}

const METRICS_TYPE = 'text/plain; version=0.0.4; charset=utf-8; escaping=underscores'
const HEALTH: readonly HealthEndpoint[] = ['healthz', 'livez', 'readyz']

type Service = readonly [
  root: string,
  produces: string,
  serve: (exchange: Exchange, options: RestOptions) => void | Promise<void>,
]

/** What the router serves by GET: below these roots it is the router that says what is missing. */
const SERVICES: readonly Service[] = [
  ['/version', 'application/json', (exchange, { version }) => serveVersionInfo(exchange, version)],
  [
    '/.well-known/openid-configuration',
    'application/json',
    (exchange, { openid }) => serveOpenIdConfiguration(exchange, openid),
  ],
  [
    '/openid/v1/jwks',
    'application/jwk-set+json',
    (exchange, { openid }) => serveKeys(exchange, openid),
  ],
]

function serveService(
  { options }: RestParts,
  exchange: Exchange,
  [root, produces, serve]: Service,
): void | Promise<void> {
  if (exchange.path.slice(root.length).replace(/^\//, '') !== '') throw noSuchResource()
  if (exchange.method !== 'GET') throw methodNotAllowed()
  const { accept } = exchange
  if (accept !== undefined && accept !== '' && !routerTakes(accept, [produces]))
    throw notAcceptable(`406: Not Acceptable\n\nAvailable representations: ${produces}`, {})
  return serve(exchange, options)
}

function health(parts: RestParts, exchange: Exchange, endpoint: HealthEndpoint): void {
  const part = exchange.path.slice(endpoint.length + 2)
  if (!serveHealth(exchange, endpoint, part, parts.options.healthChecks)) throw new PageNotFound()
}

/** `/`: all paths that begin something. */
function serveRoot(parts: RestParts, exchange: Exchange): void | Promise<void> {
  const form = negotiate(exchange.accept, PLAIN)
  const body = { paths: rootPaths(parts) }
  // A list of paths is no object of the API, but is sent like one.
  return sendPlain(
    parts.registry.types,
    exchange,
    body as unknown as { kind: string; apiVersion: string },
    '',
    form,
    200,
  )
}

const OTHER_PATHS: readonly string[] = [
  '/.well-known/openid-configuration',
  '/api',
  '/apis',
  '/apis/',
  '/flagz',
  '/metrics',
  '/metrics/slis',
  '/openapi/v2',
  '/openapi/v3',
  '/openapi/v3/',
  '/openid/v1/jwks',
  '/statusz',
  '/version',
]

function rootPaths({ table, options }: RestParts): string[] {
  const paths = [...OTHER_PATHS]
  for (const group of table.groups()) {
    if (group !== '') paths.push(`/apis/${group}`)
    for (const version of table.versionsOf(group))
      paths.push(group === '' ? `/api/${version}` : `/apis/${group}/${version}`)
  }
  for (const endpoint of ['healthz', 'livez', 'readyz'] as const) {
    paths.push(`/${endpoint}`)
    for (const { name } of checksOf(endpoint, options.healthChecks))
      paths.push(`/${endpoint}/${name}`)
  }
  return paths.sort()
}
