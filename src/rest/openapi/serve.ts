// The paths of OpenAPI: the document of v2 in JSON or protobuf, the index of v3 and its documents.
import { encodeOpenapiV2 } from '../../schema/gnostic.ts'
import { encodeOpenapiV3 } from '../../schema/gnostic-v3.ts'
import { type Clause, parseAccept } from '../accept.ts'
import type { Exchange } from '../exchange.ts'
import type { RestParts } from '../parts.ts'
import { remembered } from '../remember.ts'
import type { OpenApiDocument } from './openapi.ts'

const YEAR_MS = 365 * 24 * 3600 * 1000

/** A version of OpenAPI as protobuf: its media type, what clients may call it, and its encoder. */
interface Protobuf {
  readonly type: string
  readonly subtypes: readonly string[]
  encode(document: object): Uint8Array
}

const V2: Protobuf = protobuf('v2', encodeOpenapiV2)
const V3: Protobuf = protobuf('v3', encodeOpenapiV3)
const JSON_SUBTYPES: readonly string[] = ['json']

function protobuf(version: string, encode: Protobuf['encode']): Protobuf {
  const subtype = `com.github.proto-openapi.spec.${version}.v1.0+protobuf`
  const old = `com.github.proto-openapi.spec.${version}@v1.0+protobuf`
  return { type: `application/${subtype}`, subtypes: [subtype, old], encode }
}

/** `/openapi/v3` and `/openapi/v3/PATH`. */
export function serveOpenApiV3(
  parts: RestParts,
  exchange: Exchange,
  path: string,
): void | Promise<void> {
  if (path === '') {
    const { json, hash } = parts.openapi.index()
    return sendDocument(parts, exchange, 'text/plain; charset=utf-8', json, hash, false)
  }
  const document = parts.openapi.document(path)
  if (document === undefined) return exchange.send(404, '', '')
  if (firstOf(exchange.accept, V3.subtypes) === undefined) return exchange.send(406, '', '')
  const asked = exchange.query.first('hash')
  if (asked !== undefined && asked !== document.hash) return moved(exchange, path, document)
  return sendAccepted(parts, exchange, V3, document, asked !== undefined)
}

/** `/openapi/v2`. */
export function serveOpenApiV2(parts: RestParts, exchange: Exchange): void | Promise<void> {
  return sendAccepted(parts, exchange, V2, parts.openapi.swagger(), false)
}

/** The form that is wanted most of those there are. */
function sendAccepted(
  parts: RestParts,
  exchange: Exchange,
  form: Protobuf,
  document: OpenApiDocument,
  forEver: boolean,
): void | Promise<void> {
  const sort = firstOf(exchange.accept, form.subtypes)
  if (sort === undefined) return exchange.send(406, '', '')
  const [type, bytes] =
    sort === 'json'
      ? ['application/json', document.json]
      : [form.type, protobufOf(document, form.encode)]
  return sendDocument(parts, exchange, type, bytes, document.hash, forEver)
}

const protobufs = new WeakMap<OpenApiDocument, Uint8Array>()

function protobufOf(document: OpenApiDocument, encode: Protobuf['encode']): Uint8Array {
  return remembered(protobufs, document, () => encode(JSON.parse(document.json.toString())))
}

function firstOf(
  accept: string | undefined,
  subtypes: readonly string[],
): 'json' | 'protobuf' | undefined {
  if (accept === undefined || accept === '') return 'json'
  for (const clause of parseAccept(accept)) {
    if (isFor(clause, JSON_SUBTYPES)) return 'json'
    if (isFor(clause, subtypes)) return 'protobuf'
  }
  return undefined
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
  bytes: Uint8Array,
  hash: string,
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
  return exchange.sendMaybeZipped(200, type, bytes, headers)
}
