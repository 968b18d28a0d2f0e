// What a handler answers: the request is read for it, and what it answers with is sent in the client's form.
import type { Readable } from 'node:stream'
import type { GroupVersionKind } from '../../meta/kind.ts'
import { isObject, type KubeObject } from '../../meta/object.ts'
import { badRequest, noSuchResource } from '../../meta/status.ts'
import { decodeBody } from '../../registry/decode.ts'
import { inNamespace } from '../../registry/names.ts'
import type { Body } from '../../registry/options.ts'
import type { Target } from '../../registry/target.ts'
import { mediaOf, parseBody, readBytes } from '../body.ts'
import type { Exchange } from '../exchange.ts'
import type { HandlerAnswer, HandlerCall } from '../handlers.ts'
import type { Form } from '../negotiate.ts'
import { contextOf, type WriteOptions, writeOptions } from '../params.ts'
import type { RestParts } from '../parts.ts'
import { sendList, sendObject, sendPlain } from '../present.ts'
import { restOf } from '../request-info.ts'
import type { ResourceRequest } from '../resource.ts'

const READ: WriteOptions = { dryRun: false, fieldManager: '', fieldValidation: 'Ignore' }

/** Whose requests carry no object. */
const CONNECTS: readonly string[] = ['attach', 'exec', 'portforward', 'proxy']

/** Calls the handler of a row or subresource; one that is not bound is a resource that is not served. */
export async function serveHandled(
  parts: RestParts,
  exchange: Exchange,
  request: ResourceRequest,
  form: () => Form,
  upgrade?: HandlerCall['upgrade'],
): Promise<void> {
  const { of, subresource, verb, path } = request
  if (CONNECTS.includes(subresource?.name ?? '') && exchange.query.all('dryRun').length > 0)
    throw badRequest('dryRun is not supported')
  const handler = parts.handlers.get(subresource?.handler ?? of.kind.handler ?? '')
  const kind = subresource?.kind
  const objects = subresource === undefined || kind !== undefined
  const streamed = CONNECTS.includes(subresource?.name ?? '') || upgrade !== undefined
  if (objects && !streamed) form()
  if (handler === undefined) throw noSuchResource()
  const writes = verb === 'create' && !streamed
  const options = writes ? writeOptions(exchange.query, 'CreateOptions') : READ
  const call: HandlerCall = {
    of,
    subresource: subresource?.name ?? '',
    verb,
    method: exchange.method,
    user: exchange.user,
    context: contextOf(exchange, options, subresource?.name ?? ''),
    body: writes
      ? await bodyOf(parts, exchange, typedAs(of, kind), options, subresource)
      : undefined,
    query: exchange.query.params,
    rest: restOf(exchange.path, path),
    request: exchange.request,
    signal: exchange.signal,
    ...(upgrade === undefined ? {} : { upgrade }),
  }
  return sendAnswer(parts, exchange, request, await handler(call), form)
}

/** A body that has been read into its type, as that of any other create. */
async function bodyOf(
  { registry: { types } }: RestParts,
  exchange: Exchange,
  of: Target,
  options: WriteOptions,
  subresource: ResourceRequest['subresource'],
): Promise<Body> {
  const media = mediaOf(exchange.request, of.kind.custom !== undefined)
  const bytes = await readBytes(exchange.request)
  const body = parseBody(bytes, media, { kind: of.kind.kind, custom: false }, types)
  if (types.struct(of.version.type) === undefined) return body
  const context = contextOf(exchange, options, subresource?.name ?? '')
  const value = decodeBody(of, inServedVersion(of, body), types, context)
  return { ...body, value: inPlace(of, value) }
}

/** An object without what is the server's to say, in the namespace of the path. @throws StatusError 400 */
function inPlace(of: Target, object: KubeObject): KubeObject {
  const {
    uid: _uid,
    selfLink: _selfLink,
    creationTimestamp: _created,
    deletionTimestamp: _deleted,
    deletionGracePeriodSeconds: _grace,
    ...metadata
  } = object.metadata ?? {}
  return inNamespace(of, { ...object, metadata })
}

/** What a subresource takes, as if it had a row of its own. */
function typedAs(of: Target, kind: GroupVersionKind | undefined): Target {
  if (kind === undefined) return of
  const { group, version, kind: name } = kind
  const served = { version, type: structOf(of, kind) }
  const row = { ...of.kind, group, kind: name, storageVersion: version, versions: [served] }
  const { rules: _rules, custom: _custom, ...plain } = row
  return { ...of, kind: plain, version: served }
}

/** Evictions of the version before are taken like those of this one. */
function inServedVersion(of: Target, body: Body): Body {
  const { value } = body
  const isOld =
    of.kind.kind === 'Eviction' && isObject(value) && value.apiVersion === 'policy/v1beta1'
  return isOld ? { ...body, value: { ...value, apiVersion: 'policy/v1' } } : body
}

function sendAnswer(
  parts: RestParts,
  exchange: Exchange,
  { of, subresource, verb }: ResourceRequest,
  answer: HandlerAnswer,
  form: () => Form,
): void | Promise<void> {
  if ('upgraded' in answer) return exchange.logRequest(101)
  if ('shown' in answer) return sendObject(parts, exchange, of, answer.shown, form(), 200)
  if ('items' in answer) {
    const list = { items: answer.items, revision: parts.registry.store.revision }
    return sendList(parts, exchange, of, list, form())
  }
  if ('object' in answer) {
    const code = answer.code ?? (verb === 'create' ? 201 : 200)
    const struct =
      answer.object.kind === 'Status'
        ? 'meta/v1.Status'
        : structOf(of, answer.kind ?? subresource?.kind)
    return sendPlain(parts.registry.types, exchange, answer.object, struct, form(), code)
  }
  if (!('text' in answer)) return exchange.send(204, '', '')
  const type = answer.type ?? 'text/plain'
  const headers = Object.entries(answer.headers ?? {}).flat()
  if (typeof answer.text === 'string')
    return exchange.send(answer.code ?? 200, type, answer.text, headers)
  return sendStream(exchange, answer.code ?? 200, type, answer.text, headers)
}

/** Bytes as they come; the head is sent at once. */
function sendStream(
  exchange: Exchange,
  code: number,
  type: string,
  stream: Readable,
  headers: readonly string[],
): Promise<void> {
  const { response, signal } = exchange
  response.on('error', () => {})
  response.writeHead(code, exchange.head(type, headers))
  response.flushHeaders()
  signal.addEventListener('abort', () => stream.destroy(), { once: true })
  return new Promise(resolve => {
    stream.on('error', () => response.destroy())
    response.on('close', () => {
      exchange.logRequest(code)
      resolve()
    })
    stream.pipe(response)
  })
}

/** The schema's name of a kind that no row stands for. */
function structOf(of: Target, kind: GroupVersionKind | undefined): string {
  if (kind === undefined) return of.version.type
  const api = kind.group === '' ? 'core' : (kind.group.split('.', 1)[0] ?? kind.group)
  return `${api}/${kind.version}.${kind.kind}`
}
