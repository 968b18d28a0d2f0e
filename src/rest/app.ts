// The table of kinds as HTTP: discovery, OpenAPI, negotiation, Tables, watches, subresources. What the
// verbs do is the registry's business; nothing here decides about objects. One route takes every path, so
// that rows may come and go; other rooms add routes of their own to the app, which then win.
import { METHODS } from 'node:http'
import Fastify, { type FastifyInstance } from 'fastify'
import { closesQuickly } from './closing.ts'
import { Discovery } from './discovery/discovery.ts'
import { dispatch, type Upgrade } from './dispatch.ts'
import { Exchange } from './exchange.ts'
import { answerUnreadable, isServed, takeOddRequests } from './odd-requests.ts'
import { OpenApi } from './openapi/openapi.ts'
import type { RestOptions } from './options.ts'
import { othersGroups } from './others.ts'
import type { RestParts } from './parts.ts'
import { Watches } from './watches.ts'

export type { Handler, HandlerAnswer, HandlerCall, Handlers } from './handlers.ts'
export type { Attributes, OpenIdOptions, RequestLogEntry, RestOptions } from './options.ts'

/** Makes the app, not yet listening. Closing it ends the watches and lets go of the sockets within a second. */
export async function buildApp(options: RestOptions): Promise<FastifyInstance> {
  const parts = partsFor(options)
  const auditIds = auditIdsOf(options.serverId ?? options.registry.ids.uid())
  const app = emptyApp(options.tls)
  for (const method of METHODS)
    if (!app.supportedMethods.includes(method) && method !== 'CONNECT')
      app.addHttpMethod(method, { hasBody: false })
  const take = (request: Exchange['request'], response: Exchange['response'], upgrade?: Upgrade) =>
    dispatch(parts, new Exchange(request, response, auditIds(), options), upgrade)
  app.all(
    '/*',
    {
      // Before anything is parsed: bodies are read here only when it is known what they are.
      onRequest: (request, reply) => {
        reply.hijack()
        take(request.raw, reply.raw)
      },
    },
    () => {},
  )
  takeOddRequests(app.server, take)
  closesQuickly(app, parts.watches)
  return app
}

/** Plain HTTP, or TLS with HTTP/2 beside HTTP/1.1, which upgrades need. */
function emptyApp(tls: RestOptions['tls']): FastifyInstance {
  const common = {
    logger: false,
    forceCloseConnections: false as const,
    exposeHeadRoutes: false,
    keepAliveTimeout: 75_000,
    clientErrorHandler: answerUnreadable,
    frameworkErrors: answerBadPath,
    schemaController: {
      compilersFactory: { buildValidator: noSchemas, buildSerializer: noSchemas },
    },
  }
  // From 24.9 on Node asks which upgrades are meant; its types do not know yet.
  const head = { maxHeaderSize: HEAD_BYTES_MAX, shouldUpgradeCallback: isServed }
  if (tls === undefined) return Fastify({ ...common, http: head })
  const settings = { maxHeaderListSize: HEAD_BYTES_MAX }
  const https = { ...tls, ...head, settings, allowHTTP1: true }
  const secure = Fastify({ ...common, http2: true, https })
  // The two differ in nothing that is used here.
  return secure as unknown as FastifyInstance
}

/** No route here has a schema of Fastify's; what compiles them takes a tenth of the start to load. */
function noSchemas(): never {
  throw new Error('routes of this app have no schemas')
}

/** A path whose escapes mean nothing is no request to Go: it is answered like what could not be read. */
function answerBadPath(_error: unknown, _request: unknown, { raw }: { readonly raw: Raw }): void {
  raw.statusCode = 400
  raw.setHeader('Content-Type', 'text/plain; charset=utf-8')
  raw.end('400 Bad Request')
}

/** A response, of whichever version of HTTP. */
interface Raw {
  statusCode: number
  setHeader(name: string, value: string): unknown
  end(text: string): unknown
}

/** As much as Go takes; selectors can be long. */
const HEAD_BYTES_MAX = 1024 * 1024

function partsFor(options: RestOptions): RestParts {
  const { registry, table, clock, handlers } = options
  return {
    options,
    registry,
    table,
    clock,
    handlers,
    discovery: new Discovery(table, () => othersGroups(registry)),
    openapi: new OpenApi(table, registry.types),
    watches: new Watches(),
  }
}

/** Ids of requests that cost no chance: the server's own id, its last figures counting. */
function auditIdsOf(serverId: string): () => string {
  const start = serverId.slice(0, 24)
  let count = 0
  return () => start + (++count).toString(16).padStart(12, '0')
}
