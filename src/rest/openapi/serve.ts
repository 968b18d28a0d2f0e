// The paths of OpenAPI: the document of v2 in JSON or protobuf, the index of v3 and its documents.
import { encodeOpenapiV2 } from '../../schema/gnostic.ts'
import { type Clause, parseAccept } from '../accept.ts'
import type { Exchange } from '../exchange.ts'
import type { RestParts } from '../parts.ts'
import { remembered } from '../remember.ts'
import type { OpenApiDocument } from './openapi.ts'

const YEAR_MS = 365 * 24 * 3600 * 1000
const V2_PROTOBUF = 'application/com.github.proto-openapi.spec.v2.v1.0+protobuf'

/** `/openapi/v3` and `/openapi/v3/PATH`. */
export function serveOpenApiV3(
  parts: RestParts,
  exchange: Exchange,
  path: string,
): void | Promise<void> {
  if (path === '') {
    const { json, hash } = parts.openapi.index()
    return exchange.sendMaybeZipped(200, 'text/plain; charset=utf-8', json, [
      'Etag',
      `"${hash}"`,
      'Vary',
      'Accept',
    ])
  }
  const document = parts.openapi.document(path)
  if (document === undefined) return exchange.send(404, '', '')
  const asked = exchange.query.first('hash')
  if (asked !== undefined && asked !== document.hash) return moved(exchange, path, document)
  if (!takes(exchange.accept, JSON_SUBTYPES)) return exchange.send(406, '', '')
  return sendDocument(parts, exchange, 'application/json', document, asked !== undefined)
}

const JSON_SUBTYPES: readonly string[] = ['json']
const V2_SUBTYPES: readonly string[] = [
  'com.github.proto-openapi.spec.v2@v1.0+protobuf',
  'com.github.proto-openapi.spec.v2.v1.0+protobuf',
]

/** `/openapi/v2`. */
export function serveOpenApiV2(parts: RestParts, exchange: Exchange): void | Promise<void> {
  const document = parts.openapi.swagger()
  const sort = firstOf(exchange.accept)
  if (sort === undefined) return exchange.send(406, '', '')
  if (sort === 'json') return sendDocument(parts, exchange, 'application/json', document, false)
  const bytes = protobufOf(document)
  return exchange.sendMaybeZipped(200, V2_PROTOBUF, bytes, [
    'Etag',
    `"${document.hash}"`,
    'Vary',
    'Accept',
  ])
}

const protobufs = new WeakMap<OpenApiDocument, Uint8Array>()

function protobufOf(document: OpenApiDocument): Uint8Array {
  return remembered(protobufs, document, () =>
    encodeOpenapiV2(JSON.parse(document.json.toString())),
  )
}

function firstOf(accept: string | undefined): 'json' | 'protobuf' | undefined {
  if (accept === undefined || accept === '') return 'json'
  for (const clause of parseAccept(accept)) {
    if (isFor(clause, JSON_SUBTYPES)) return 'json'
    if (isFor(clause, V2_SUBTYPES)) return 'protobuf'
  }
  return undefined
}

function takes(accept: string | undefined, subtypes: readonly string[]): boolean {
  return (
    accept === undefined ||
    accept === '' ||
    parseAccept(accept).some(clause => isFor(clause, subtypes))
  )
}

function isFor({ type, subtype }: Clause, subtypes: readonly string[]): boolean {
  if (type === '*') return true
  return type === 'application' && (subtype === '*' || subtypes.includes(subtype))
}

/** A document that was asked by the hash of another one is found under its own. */
function moved(exchange: Exchange, path: string, { hash }: OpenApiDocument): void {
  exchange.send(301, 'application/json', '', ['Location', `/openapi/v3/${path}?hash=${hash}`])
}

/** What was asked by its hash may be kept for ever. */
function sendDocument(
  parts: RestParts,
  exchange: Exchange,
  type: string,
  { json, hash }: OpenApiDocument,
  forEver: boolean,
): void | Promise<void> {
  const etag = `"${hash}"`
  const headers = ['Etag', etag, 'Vary', 'Accept']
  if (forEver)
    headers.push(
      'Cache-Control',
      'public, immutable',
      'Expires',
      new Date(parts.clock.nowMs() + YEAR_MS).toUTCString(),
    )
  if (exchange.request.headers['if-none-match'] === etag) return exchange.send(304, '', '', headers)
  return exchange.sendMaybeZipped(200, type, json, headers)
}
