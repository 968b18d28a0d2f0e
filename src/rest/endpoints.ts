// Paths that are no resources: discovery, OpenAPI, health, version and the like.
import { serveDiscovery } from './discovery/serve.ts'
import type { Exchange } from './exchange.ts'
import { checksOf, type HealthEndpoint, serveHealth } from './health.ts'
import { metricsText } from './metrics.ts'
import { negotiate } from './negotiate.ts'
import { serveOpenApiV2, serveOpenApiV3 } from './openapi/serve.ts'
import { serveKeys, serveOpenIdConfiguration } from './openid.ts'
import type { RestParts } from './parts.ts'
import { sendPlain } from './present.ts'
import { partsOf } from './request-info.ts'
import { PageNotFound } from './resource.ts'
import { serveVersionInfo } from './version.ts'

const PLAIN = { routed: false, custom: false, transforms: false, listable: false, stream: false }

/** Answers a path that names no resource. */
export function rootEndpoint(parts: RestParts, exchange: Exchange): void | Promise<void> {
  const path = partsOf(exchange.path)
  switch (path[0]) {
    case undefined:
      return serveRoot(parts, exchange)
    case 'api':
    case 'apis':
      return serveDiscovery(parts, exchange, path)
    case 'openapi':
      return serveOpenApi(parts, exchange, path)
    case 'healthz':
    case 'livez':
    case 'readyz':
      return health(parts, exchange, path[0])
    case 'version':
      if (path.length > 1) break
      return serveVersionInfo(exchange, parts.options.version)
    case 'metrics':
      return exchange.send(200, METRICS_TYPE, metricsText(parts))
    case '.well-known':
      if (path.length !== 2 || path[1] !== 'openid-configuration') break
      return serveOpenIdConfiguration(exchange, parts.options.openid)
    case 'openid':
      if (path.slice(1).join('/') !== 'v1/jwks') break
      return serveKeys(exchange, parts.options.openid)
  }
  throw new PageNotFound()
}

const METRICS_TYPE = 'text/plain; version=0.0.4; charset=utf-8; escaping=underscores'

function health(parts: RestParts, exchange: Exchange, endpoint: HealthEndpoint): void {
  const part = exchange.path.slice(endpoint.length + 2)
  if (!serveHealth(exchange, endpoint, part, parts.options.healthChecks)) throw new PageNotFound()
}

function serveOpenApi(
  parts: RestParts,
  exchange: Exchange,
  path: readonly string[],
): void | Promise<void> {
  if (path[1] === 'v2' && path.length === 2) return serveOpenApiV2(parts, exchange)
  if (path[1] === 'v3') return serveOpenApiV3(parts, exchange, path.slice(2).join('/'))
  throw new PageNotFound()
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
