import { resourceAttributes } from '../../auth/attributes.ts'
import { badRequest, unsupportedMediaType } from '../../meta/status.ts'
import type { Body, PatchRequest, PatchType } from '../../registry/options.ts'
import { keyOf, type Target } from '../../registry/target.ts'
import { type Expected, mediaOf, parseBody, readBytes } from '../body.ts'
import type { Exchange } from '../exchange.ts'
import type { Form } from '../negotiate.ts'
import { contextOf, patchOptions, writeOptions } from '../params.ts'
import type { RestParts } from '../parts.ts'
import { sendObject } from '../present.ts'
import type { ResourceRequest } from '../resource.ts'

/** POST to a collection. */
export async function createObject(
  parts: RestParts,
  exchange: Exchange,
  of: Target,
  form: Form,
): Promise<void> {
  const { bytes, media } = await received(exchange, of)
  const context = contextOf(exchange, writeOptions(exchange.query, 'CreateOptions'), '')
  const body = parseBody(bytes, media, expectedOf(of), parts.registry.types)
  const object = await parts.registry.create(of, body, context)
  return sendObject(parts, exchange, of, object, form, 201)
}

/** PUT of an object, or of a subresource that is the object under other rules. */
export async function updateObject(
  parts: RestParts,
  exchange: Exchange,
  of: Target,
  form: Form,
  subresource: string,
): Promise<void> {
  const bytes = await readBytes(exchange.request)
  const context = contextOf(exchange, writeOptions(exchange.query, 'UpdateOptions'), subresource)
  const media = mediaOf(exchange.request, of.kind.custom !== undefined)
  const body = parseBody(bytes, media, expectedOf(of), parts.registry.types)
  if (of.kind.createOnUpdate === true) await permitCreate(parts, exchange, of, subresource)
  const { object, created } = await parts.registry.update(of, body, context)
  return sendObject(parts, exchange, of, object, form, created ? 201 : 200)
}

/** PATCH of an object, or of a subresource that is the object under other rules. */
export async function patchObject(
  parts: RestParts,
  exchange: Exchange,
  of: Target,
  form: Form,
  subresource: string,
): Promise<void> {
  const { request, options } = await patchRequest(exchange, of)
  const context = contextOf(exchange, options, subresource)
  if (request.type === 'apply') await permitCreate(parts, exchange, of, subresource)
  const { object, created } = await parts.registry.patch(of, request, context)
  return sendObject(parts, exchange, of, object, form, created ? 201 : 200)
}

/** Who makes an object by changing what is not there needs the right to make it. @throws StatusError 403 */
async function permitCreate(
  { options: { authorize }, registry }: RestParts,
  exchange: Exchange,
  of: Target,
  subresource: string,
): Promise<void> {
  if (authorize === undefined || registry.store.get(keyOf(of)) !== undefined) return
  const { kind, version, namespace, name } = of
  const asked = resourceAttributes({
    verb: 'create',
    path: exchange.path,
    group: version.group ?? kind.group,
    version: version.version,
    resource: kind.plural,
    subresource,
    namespace,
    name,
  })
  await authorize(exchange.user, asked)
}

/** A body that is an object of some kind, read but not parsed. */
export async function received(exchange: Exchange, of: Target) {
  const media = mediaOf(exchange.request, of.kind.custom !== undefined)
  return { media, bytes: await readBytes(exchange.request) }
}

export const expectedOf = (of: Target): Expected => ({
  kind: of.kind.kind,
  custom: of.kind.custom !== undefined,
})

/** The patch of a request with its options; it is parsed by who applies it, for a missing object is told first. */
export async function patchRequest(exchange: Exchange, of: Target) {
  const type = patchTypeOf(exchange, of.kind.custom !== undefined)
  const bytes = await readBytes(exchange.request)
  const options = patchOptions(exchange.query, type === 'apply')
  const body: Body = { value: undefined, text: bytes.toString('utf8') }
  const request: PatchRequest = {
    type,
    body,
    ...(type === 'apply' ? { force: options.force } : {}),
  }
  return { request, options }
}

/** Only custom resources get as far without the name of what is to be changed. @throws StatusError 400, 415 */
export function checkNamed(exchange: Exchange, { verb, of }: ResourceRequest): void {
  if (of.name !== '' || (verb !== 'update' && verb !== 'patch')) return
  if (verb === 'patch') patchTypeOf(exchange, true)
  throw badRequest('name must be provided')
}

const PATCH_TYPES: Readonly<Record<string, PatchType>> = {
  'application/json-patch+json': 'json',
  'application/merge-patch+json': 'merge',
  'application/strategic-merge-patch+json': 'strategic',
  'application/apply-patch+yaml': 'apply',
}

/** The router compares letter by letter what stands before the semicolon; odd blanks get as far as the handler. */
export function patchTypeOf(exchange: Exchange, custom: boolean): PatchType {
  const header = exchange.request.headers['content-type'] ?? ''
  const media = header.split(';', 1)[0] ?? ''
  const type = PATCH_TYPES[media]
  if (type !== undefined && !(custom && type === 'strategic')) return type
  if (!custom && PATCH_TYPES[media.trim()] === undefined)
    throw unsupportedMediaType('415: Unsupported Media Type', {})
  const served = Object.keys(PATCH_TYPES).filter(
    name => !custom || PATCH_TYPES[name] !== 'strategic',
  )
  throw unsupportedMediaType(
    `the body of the request was in an unknown format - accepted media types include: ${served.join(', ')}`,
  )
}
