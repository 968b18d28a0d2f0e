import { decodeBody } from '../../registry/decode.ts'
import { inNamespace } from '../../registry/names.ts'
import type { Target } from '../../registry/target.ts'
import { parseBody } from '../body.ts'
import type { Exchange } from '../exchange.ts'
import type { Form } from '../negotiate.ts'
import { contextOf, readContext, writeOptions } from '../params.ts'
import type { RestParts } from '../parts.ts'
import { sendObject } from '../present.ts'
import { scaleTarget } from '../scale-row.ts'
import { patchRequest, received } from './write.ts'

/** GET, PUT and PATCH of the scale of an object. */
export async function serveScale(
  parts: RestParts,
  exchange: Exchange,
  of: Target,
  form: Form,
): Promise<void> {
  const scale = await scaleAfter(parts, exchange, of)
  return sendObject(parts, exchange, scaleTarget(of), scale, form, 200)
}

async function scaleAfter(parts: RestParts, exchange: Exchange, of: Target) {
  const { registry } = parts
  if (exchange.method === 'GET') {
    const resourceVersion = exchange.query.text('resourceVersion')
    if (resourceVersion !== '') await registry.read(of, resourceVersion, readContext(exchange))
    return registry.readScale(of)
  }
  if (exchange.method === 'PATCH') {
    const { request, options } = await patchRequest(exchange, of)
    return registry.patchScale(of, request, contextOf(exchange, options, 'scale'))
  }
  const { bytes, media } = await received(exchange, of)
  const context = contextOf(exchange, writeOptions(exchange.query, 'UpdateOptions'), 'scale')
  const body = parseBody(bytes, media, { kind: 'Scale', custom: false }, registry.types)
  const row = scaleTarget(of)
  const scale = inNamespace(row, decodeBody(row, body, registry.types, context))
  return registry.writeScale(of, { value: scale }, context)
}
