import type { KubeObject } from '../../meta/object.ts'
import { badRequest } from '../../meta/status.ts'
import type { Target } from '../../registry/target.ts'
import type { Exchange } from '../exchange.ts'
import { listOptions } from '../list-params.ts'
import type { Form } from '../negotiate.ts'
import { readContext } from '../params.ts'
import type { RestParts } from '../parts.ts'
import { sendList, sendObject } from '../present.ts'

/** GET of one object. */
export function getObject(
  parts: RestParts,
  exchange: Exchange,
  of: Target,
  form: Form,
): void | Promise<void> {
  if (exchange.query.flag('export'))
    throw badRequest('the export parameter, deprecated since v1.14, is no longer supported')
  const resourceVersion = exchange.query.first('resourceVersion')
  if (resourceVersion === undefined || resourceVersion === '')
    return sendObject(parts, exchange, of, parts.registry.get(of), form, 200)
  return getAtRevision(parts, exchange, of, form, resourceVersion)
}

async function getAtRevision(
  parts: RestParts,
  exchange: Exchange,
  of: Target,
  form: Form,
  resourceVersion: string,
): Promise<void> {
  const object: KubeObject = await parts.registry.read(of, resourceVersion, readContext(exchange))
  return sendObject(parts, exchange, of, object, form, 200)
}

/** GET of a collection. */
export async function listCollection(
  parts: RestParts,
  exchange: Exchange,
  of: Target,
  form: Form,
): Promise<void> {
  const options = listOptions(exchange.query, of)
  const result = await parts.registry.list(of, options, readContext(exchange))
  return sendList(parts, exchange, of, result, form)
}
