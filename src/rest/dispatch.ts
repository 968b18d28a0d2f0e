// From a request to who answers it, in the order of the real server's filters: deadline, who is asking,
// may they, and only then which resource, which form, which verb.
import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { harmless } from '../auth/authorizer.ts'
import { parseGoDuration } from '../meta/duration.ts'
import { goQuote } from '../meta/field-errors.ts'
import type { UserInfo } from '../meta/kind.ts'
import { badRequest } from '../meta/status.ts'
import { rootEndpoint } from './endpoints.ts'
import { statusOf } from './errors.ts'
import type { Exchange } from './exchange.ts'
import { foreignText } from './loopback.ts'
import { type Form, formOfError, negotiate } from './negotiate.ts'
import type { Attributes } from './options.ts'
import { isOfOthers } from './others.ts'
import { durationError } from './params.ts'
import type { RestParts } from './parts.ts'
import { sendPlain } from './present.ts'
import { isVerbAlone, partsOf, type ResourcePath, resourcePath } from './request-info.ts'
import { PageNotFound, type ResourceRequest, resourceRequest } from './resource.ts'
import { fieldSelected, nameSelected } from './selects.ts'
import { deleteCollection, deleteOne } from './verbs/delete.ts'
import { serveHandled } from './verbs/handled.ts'
import { getObject, listCollection } from './verbs/read.ts'
import { serveScale } from './verbs/scale.ts'
import { checkNamed, createObject, patchObject, patchTypeOf, updateObject } from './verbs/write.ts'
import { serveWatch } from './watch.ts'
import { serveSocketWatch } from './watch-socket.ts'

export interface Upgrade {
  readonly socket: Duplex
  readonly head: Buffer
}

/** Answers a request; never throws. */
export function dispatch(parts: RestParts, exchange: Exchange, upgrade?: Upgrade): void {
  try {
    const done = admitted(parts, exchange, upgrade)
    if (done !== undefined) done.catch(error => answerError(parts, exchange, error))
  } catch (error) {
    answerError(parts, exchange, error)
  }
}

function admitted(
  parts: RestParts,
  exchange: Exchange,
  upgrade: Upgrade | undefined,
): void | Promise<void> {
  const { options } = parts
  const { method, request } = exchange
  const foreign = options.loopbackOnly === true ? foreignText(method, request.headers) : undefined
  if (foreign !== undefined) return exchange.send(403, 'text/plain; charset=utf-8', foreign)
  const names = partsOf(exchange.path)
  if (isVerbAlone(names)) return sendNoRequestInfo(exchange)
  const path = resourcePath(names)
  checkDeadline(exchange, path)
  if (options.authenticate === undefined && options.authorize === undefined)
    return routed(parts, exchange, path, upgrade)
  return identified(parts, exchange, path, upgrade)
}

/** Waits only where who asks, or whether they may, takes waiting. */
function identified(
  parts: RestParts,
  exchange: Exchange,
  path: ResourcePath | undefined,
  upgrade: Upgrade | undefined,
): void | Promise<void> {
  const user = parts.options.authenticate?.(exchange.request) ?? exchange.user
  if (user instanceof Promise)
    return user.then(known => permitted(parts, exchange, path, upgrade, known))
  return permitted(parts, exchange, path, upgrade, user)
}

function permitted(
  parts: RestParts,
  exchange: Exchange,
  path: ResourcePath | undefined,
  upgrade: Upgrade | undefined,
  user: UserInfo,
): void | Promise<void> {
  const { impersonate, authorize, flow } = parts.options
  const attributes = () => attributesOf(exchange, path)
  exchange.user = impersonate?.(user, exchange.request, attributes) ?? user
  const asked = attributes()
  if (flow !== undefined) exchange.flow = flow(exchange.user, asked)
  const waits = authorize?.(exchange.user, asked)
  if (waits !== undefined) return waits.then(() => entered(parts, exchange, path, upgrade))
  return entered(parts, exchange, path, upgrade)
}

/** Past what a simulated world does to requests. */
function entered(
  parts: RestParts,
  exchange: Exchange,
  path: ResourcePath | undefined,
  upgrade: Upgrade | undefined,
): void | Promise<void> {
  const { guard } = parts.registry.gate
  if (guard === undefined || path === undefined) return routed(parts, exchange, path, upgrade)
  const waits = guard.enter(() => {
    const { verb, ...asked } = attributesOf(exchange, path)
    return { ...asked, verbs: [verb], user: exchange.user.name }
  })
  if (waits !== undefined) return waits.then(() => routed(parts, exchange, path, upgrade))
  return routed(parts, exchange, path, upgrade)
}

function routed(
  parts: RestParts,
  exchange: Exchange,
  path: ResourcePath | undefined,
  upgrade: Upgrade | undefined,
): void | Promise<void> {
  if (path === undefined) return rootEndpoint(parts, exchange)
  const request = resourceRequest(parts.table, exchange, path)
  const { deprecated } = request.of.version
  if (deprecated !== undefined) exchange.warn(deprecated)
  if (request.subresource?.handler !== undefined || request.of.kind.handler !== undefined)
    return serveHandled(parts, exchange, request, () => formOf(exchange, request), upgrade)
  if (request.verb === 'patch' && request.of.kind.custom === undefined) patchTypeOf(exchange, false)
  checkNamed(exchange, request)
  return serveVerb(parts, exchange, request, formOf(exchange, request), upgrade)
}

const formOf = (exchange: Exchange, request: ResourceRequest): Form =>
  negotiate(exchange.accept, request.offer)

function serveVerb(
  parts: RestParts,
  exchange: Exchange,
  { of, verb, path, subresource }: ResourceRequest,
  form: Form,
  upgrade: Upgrade | undefined,
): void | Promise<void> {
  if (subresource?.scale !== undefined) return serveScale(parts, exchange, of, form)
  const through = subresource?.name ?? ''
  switch (verb) {
    case 'get':
      return getObject(parts, exchange, of, form)
    case 'list':
      return listCollection(parts, exchange, of, form)
    case 'watch':
      return upgrade === undefined
        ? serveWatch(parts, exchange, of, form, path.name)
        : serveSocketWatch(parts, exchange, of, form, path.name, upgrade)
    case 'create':
      return createObject(parts, exchange, of, form)
    case 'update':
      return updateObject(parts, exchange, of, form, through)
    case 'patch':
      return patchObject(parts, exchange, of, form, through)
    case 'delete':
      return deleteOne(parts, exchange, of, form)
    case 'deletecollection':
      return deleteCollection(parts, exchange, of, form)
    default:
      verb satisfies never
  }
}

/** `timeout` is that of the request; what runs long has its own, or none. */
function checkDeadline(exchange: Exchange, path: ResourcePath | undefined): void {
  const timeout = exchange.query.first('timeout')
  if (timeout === undefined || timeout === '' || runsLong(exchange, path)) return
  if (parseGoDuration(timeout) === undefined)
    throw badRequest(`invalid timeout specified in the request URL - ${durationError(timeout)}`)
}

const LONG: readonly string[] = ['attach', 'exec', 'log', 'portforward', 'proxy']

const runsLong = (exchange: Exchange, path: ResourcePath | undefined): boolean =>
  path !== undefined &&
  (path.watchPrefix ||
    LONG.includes(path.subresource) ||
    (path.name === '' && exchange.query.flag('watch')))

function sendNoRequestInfo(exchange: Exchange): void {
  const url = exchange.request.url ?? ''
  const text = `Internal Server Error: ${goQuote(url)}: failed to create RequestInfo: unable to determine kind and namespace from url, ${url}`
  sendText(exchange, 500, `${harmless(text)}\n`)
}

const VERBS: Readonly<Record<string, string>> = {
  POST: 'create',
  GET: 'get',
  HEAD: 'get',
  PUT: 'update',
  PATCH: 'patch',
  DELETE: 'delete',
}

/** What is asked, as authorizers see it: from the path alone, before it is known whether anything is there. */
export function attributesOf(exchange: Exchange, path: ResourcePath | undefined): Attributes {
  if (path === undefined)
    return {
      ...NO_RESOURCE,
      path: decodedPath(exchange.path),
      isResourceRequest: false,
      verb: exchange.method.toLowerCase(),
    }
  const { group, version, resource, subresource, namespace, name: named } = path
  const ofNamespaces = resource === 'namespaces' && group === '' && namespace !== ''
  let verb = VERBS[exchange.method] ?? ''
  let name = ofNamespaces ? namespace : named
  if (path.watchPrefix) verb = 'watch'
  else if (name === '' && verb === 'get') verb = exchange.query.flag('watch') ? 'watch' : 'list'
  else if (name === '' && verb === 'delete') verb = 'deletecollection'
  const fieldSelector = () => exchange.query.first('fieldSelector')
  const selects = verb === 'list' || verb === 'watch' || verb === 'deletecollection'
  if (name === '' && selects && verb !== 'deletecollection') name = nameSelected(fieldSelector())
  const attributes: Attributes = {
    path: decodedPath(exchange.path),
    isResourceRequest: true,
    verb,
    group,
    version,
    resource,
    subresource,
    namespace,
    name,
  }
  if (!selects) return attributes
  return { ...attributes, fieldDemanded: path => fieldSelected(fieldSelector(), path) }
}

const NO_RESOURCE = {
  version: '',
  group: '',
  resource: '',
  subresource: '',
  namespace: '',
  name: '',
}

function decodedPath(path: string): string {
  return path.includes('%') ? `/${partsOf(path).join('/')}` : path
}

function answerError(parts: RestParts, exchange: Exchange, error: unknown): void {
  // Who breaks off what they send is not there to be answered, and has done the server no wrong.
  if (error === exchange.request.errored) return void exchange.response.destroy()
  if (exchange.response.headersSent) {
    exchange.logError(error)
    exchange.response.destroy()
    return
  }
  if (error instanceof PageNotFound) sendNotServed(parts, exchange)
  else sendStatus(parts, exchange, error)
}

function sendStatus(parts: RestParts, exchange: Exchange, error: unknown): void {
  const status = statusOf(error, exchange)
  const seconds = status.details?.retryAfterSeconds ?? 0
  const extra = seconds > 0 ? ['Retry-After', String(seconds)] : undefined
  try {
    drain(exchange.request)
    const sent = sendPlain(
      parts.registry.types,
      exchange,
      status,
      'meta/v1.Status',
      formOfError(exchange.accept),
      status.code,
      extra,
    )
    sent?.catch(failed => exchange.logError(failed))
  } catch (failed) {
    exchange.logError(failed)
    exchange.send(500, 'text/plain; charset=utf-8', 'Internal Server Error\n')
  }
}

/** What a refused request still sends is thrown away, so that the connection can be used again. */
function drain(request: IncomingMessage): void {
  if (!request.complete) request.resume()
}

/** What others are to serve cannot be reached; what nobody serves is not found. */
function sendNotServed({ registry }: RestParts, exchange: Exchange): void {
  if (!isOfOthers(registry, partsOf(exchange.path))) {
    sendPageNotFound(exchange)
    return
  }
  sendText(exchange, 503, 'service unavailable\n')
}

export const sendPageNotFound = (exchange: Exchange): void =>
  sendText(exchange, 404, '404 page not found\n')

function sendText(exchange: Exchange, code: number, text: string): void {
  drain(exchange.request)
  exchange.send(code, 'text/plain; charset=utf-8', text, ['X-Content-Type-Options', 'nosniff'])
}
