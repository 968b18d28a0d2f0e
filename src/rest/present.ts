// Answers with objects, lists and Statuses in the form that was negotiated.
import type { KubeObject } from '../meta/object.ts'
import { ready } from '../meta/ready.ts'
import { notAcceptable } from '../meta/status.ts'
import type { ListResult } from '../registry/options.ts'
import { packageOf } from '../registry/registered.ts'
import type { Target } from '../registry/target.ts'
import { encodeMessage } from '../schema/protobuf/encode.ts'
import { enveloped } from '../schema/protobuf/envelope.ts'
import type { Types } from '../schema/table.ts'
import { goJsonText, prettyJson } from './codecs.ts'
import {
  bareMetadata,
  jsonLineOf,
  jsonOf,
  type ListMeta,
  listJson,
  messageOf,
  metadataJsonOf,
  partialMetadata,
} from './encode.ts'
import type { Exchange } from './exchange.ts'
import { type Form, MEDIA_TYPES } from './negotiate.ts'
import type { RestParts } from './parts.ts'
import { listMessage, partialListMessage } from './protobuf.ts'
import { includeObject, tableJson } from './table-view.ts'
import { yamlText } from './yaml-text.ts'

const LINE_END = Buffer.from('\n')

/** Answers with one object of the storage version. */
export function sendObject(
  parts: RestParts,
  exchange: Exchange,
  of: Target,
  stored: KubeObject,
  form: Form,
  code: number,
): void | Promise<void> {
  return ready(() => sendReady(parts, exchange, of, stored, form, code))
}

function sendReady(
  parts: RestParts,
  exchange: Exchange,
  of: Target,
  stored: KubeObject,
  form: Form,
  code: number,
): void | Promise<void> {
  if (form.as !== undefined || form.media === 'protobuf')
    return sendTurned(parts, exchange, of, stored, form, code)
  if (form.media === 'json' && !form.pretty && !exchange.pretty) {
    const line = jsonLineOf(of, stored)
    if (line.length < LINE_BYTES_MAX) return exchange.sendLine(code, line)
  }
  return sendJson(exchange, jsonOf(of, stored), form, code)
}

/** Longer ones are not kept twice. */
const LINE_BYTES_MAX = 16 * 1024

function sendTurned(
  parts: RestParts,
  exchange: Exchange,
  of: Target,
  stored: KubeObject,
  form: Form,
  code: number,
): void | Promise<void> {
  const version = form.asVersion ?? 'v1'
  switch (form.as) {
    case undefined: {
      const message = messageOf(parts.registry.types, of, stored)
      return sendMessage(exchange, enveloped(apiVersionOf(of), of.kind.kind, message), code)
    }
    case 'Table': {
      const meta = { resourceVersion: stored.metadata.resourceVersion ?? '' }
      const table = { version, include: includeObject(exchange.query), nowMs: parts.clock.nowMs() }
      return sendJson(exchange, tableJson(of, [stored], meta, table), form, code)
    }
    case 'PartialObjectMetadata': {
      if (form.media !== 'protobuf')
        return sendJson(exchange, metadataJsonOf(of, stored, version), form, code)
      const partial = partialMetadata(bareMetadata(of, stored), version)
      const message = encodeMessage(parts.registry.types, 'meta/v1.PartialObjectMetadata', partial)
      return sendMessage(exchange, enveloped(partial.apiVersion, partial.kind, message), code)
    }
    case 'PartialObjectMetadataList':
      throw notAcceptable(
        `you requested PartialObjectMetadataList, but the requested object is not a list (*${goType(of)})`,
      )
  }
}

/** Answers with a list at one revision. */
export function sendList(
  parts: RestParts,
  exchange: Exchange,
  of: Target,
  result: ListResult,
  form: Form,
): void | Promise<void> {
  const waits = of.version.custom?.ahead?.(result.items)
  const send = () => ready(() => sendReadyList(parts, exchange, of, result, form))
  return waits === undefined ? send() : waits.then(send)
}

function sendReadyList(
  parts: RestParts,
  exchange: Exchange,
  of: Target,
  result: ListResult,
  form: Form,
): void | Promise<void> {
  const meta = listMetaOf(result)
  const version = form.asVersion ?? 'v1'
  if (form.as === 'PartialObjectMetadata')
    throw notAcceptable(
      `you requested PartialObjectMetadata, but the requested object is a list (*${goType(of)}List)`,
    )
  if (form.as === 'Table') {
    const table = { version, include: includeObject(exchange.query), nowMs: parts.clock.nowMs() }
    return sendJson(exchange, tableJson(of, result.items, meta, table), form, 200)
  }
  if (form.media !== 'protobuf')
    return sendJson(exchange, listJson(of, result.items, meta, form), form, 200)
  const { types } = parts.registry
  if (form.as === undefined)
    return sendMessage(
      exchange,
      enveloped(apiVersionOf(of), of.kind.listKind, listMessage(types, of, result.items, meta)),
      200,
    )
  const message = partialListMessage(types, result.items, meta, version)
  return sendMessage(
    exchange,
    enveloped(`meta.k8s.io/${version}`, 'PartialObjectMetadataList', message),
    200,
  )
}

/** Answers with something that no row stands for: a Status, a Scale, a review. `struct` is its name in the schema. */
export function sendPlain(
  types: Types,
  exchange: Exchange,
  object: { readonly apiVersion?: string; readonly kind: string },
  struct: string,
  form: Form,
  code: number,
  extra?: readonly string[],
): void | Promise<void> {
  if (form.media === 'protobuf' && types.struct(struct) !== undefined) {
    const message = encodeMessage(types, struct, object)
    return sendMessage(
      exchange,
      enveloped(object.apiVersion ?? '', object.kind, message),
      code,
      extra,
    )
  }
  return sendJson(exchange, Buffer.from(goJsonText(object)), form, code, extra)
}

export function listMetaOf(result: ListResult): ListMeta {
  return {
    resourceVersion: String(result.revision),
    ...(result.continue === undefined ? {} : { continue: result.continue }),
    ...(result.remainingItemCount === undefined
      ? {}
      : { remainingItemCount: result.remainingItemCount }),
  }
}

/** JSON text in the form that was asked: as it is, indented, or as YAML. */
export function sendJson(
  exchange: Exchange,
  json: Buffer,
  form: Form,
  code: number,
  extra?: readonly string[],
): void | Promise<void> {
  if (form.media === 'yaml')
    return exchange.sendMaybeZipped(
      code,
      MEDIA_TYPES.yaml,
      Buffer.from(yamlText(JSON.parse(json.toString()))),
      extra,
    )
  if (form.pretty || exchange.pretty)
    return exchange.sendMaybeZipped(
      code,
      MEDIA_TYPES.json,
      Buffer.from(prettyJson(JSON.parse(json.toString()))),
      extra,
    )
  const line = json[json.length - 1] === 10 ? json : Buffer.concat([json, LINE_END])
  return exchange.sendMaybeZipped(code, MEDIA_TYPES.json, line, extra)
}

const sendMessage = (
  exchange: Exchange,
  bytes: Uint8Array,
  code: number,
  extra?: readonly string[],
): void | Promise<void> => exchange.sendMaybeZipped(code, MEDIA_TYPES.protobuf, bytes, extra)

function apiVersionOf(of: Target): string {
  const group = of.version.group ?? of.kind.group
  return group === '' ? of.version.version : `${group}/${of.version.version}`
}

/** How Go calls a kind's internal type. */
function goType(of: Target): string {
  if (of.kind.custom !== undefined) return 'unstructured.Unstructured'
  return `${packageOf(of.kind.group)}.${of.kind.kind}`
}
