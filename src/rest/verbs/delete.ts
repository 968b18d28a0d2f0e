import type { KubeObject } from '../../meta/object.ts'
import type { Body } from '../../registry/options.ts'
import type { Target } from '../../registry/target.ts'
import { mediaOf, parseBody, readBytes } from '../body.ts'
import { type DeleteRequest, deleteRequest } from '../delete-params.ts'
import type { Exchange } from '../exchange.ts'
import { listOptions } from '../list-params.ts'
import type { Form } from '../negotiate.ts'
import { contextOf } from '../params.ts'
import type { RestParts } from '../parts.ts'
import { sendList, sendObject, sendPlain } from '../present.ts'

/** DELETE of one object: answered with the object while it is held, or where the kind says so, else with a Status. */
export async function deleteOne(
  parts: RestParts,
  exchange: Exchange,
  of: Target,
  form: Form,
): Promise<void> {
  const { options, dryRun } = await asked(parts, exchange)
  const { object, gone } = await parts.registry.delete(of, options, contextFor(exchange, dryRun))
  const code = !gone && options.orphanDependents === false ? 202 : 200
  if (!gone || of.kind.deletion?.returnsObject === true)
    return sendObject(parts, exchange, of, object, form, code)
  return sendPlain(
    parts.registry.types,
    exchange,
    deleted(of, object),
    'meta/v1.Status',
    form,
    code,
  )
}

/** DELETE of what a list finds. */
export async function deleteCollection(
  parts: RestParts,
  exchange: Exchange,
  of: Target,
  form: Form,
): Promise<void> {
  const list = listOptions(exchange.query, of)
  const { options, dryRun } = await asked(parts, exchange)
  const result = await parts.registry.deleteCollection(
    of,
    list,
    options,
    contextFor(exchange, dryRun),
  )
  return sendList(parts, exchange, of, result, form)
}

async function asked(parts: RestParts, exchange: Exchange): Promise<DeleteRequest> {
  const bytes = await readBytes(exchange.request)
  const { types } = parts.registry
  let body: Body | undefined
  if (bytes.length > 0) {
    const media = mediaOf(exchange.request, false)
    body = parseBody(bytes, media, { kind: 'DeleteOptions', custom: false, bare: true }, types)
  }
  return deleteRequest(exchange.query, body, types)
}

const contextFor = (exchange: Exchange, dryRun: boolean) =>
  contextOf(exchange, { dryRun, fieldManager: '', fieldValidation: 'Ignore' }, '')

function deleted({ kind }: Target, object: KubeObject) {
  const { name, uid } = object.metadata
  return {
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Success',
    details: {
      ...(name === undefined ? {} : { name }),
      ...(kind.group === '' ? {} : { group: kind.group }),
      kind: kind.plural,
      ...(uid === undefined ? {} : { uid }),
    },
  }
}
