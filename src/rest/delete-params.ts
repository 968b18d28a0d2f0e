// Options of deletes: from the body when there is one, else from the query, never from both.
import { isObject, type JsonObject } from '../meta/object.ts'
import { badRequest } from '../meta/status.ts'
import { checkDeleteOptions } from '../registry/delete-options.ts'
import type { Body, DeleteOptions } from '../registry/options.ts'
import { DecodeError, decode } from '../schema/decode.ts'
import type { Types } from '../schema/table.ts'
import type { Query } from './query.ts'

const TYPE = 'meta/v1.DeleteOptions'
const SCHEME = 'pkg/runtime/scheme.go:111'

/** What a delete was asked. */
export interface DeleteRequest {
  readonly options: DeleteOptions
  readonly dryRun: boolean
}

/** @throws StatusError 400, 422 */
export function deleteRequest(query: Query, body: Body | undefined, types: Types): DeleteRequest {
  const given = body === undefined ? fromQuery(query) : fromBody(body, types)
  const dryRun = Array.isArray(given.dryRun) ? (given.dryRun as string[]) : []
  checkDeleteOptions({ ...given, dryRun })
  const { gracePeriodSeconds, propagationPolicy, orphanDependents, preconditions } =
    given as DeleteOptions
  return {
    dryRun: dryRun.length > 0,
    options: {
      ...(gracePeriodSeconds === undefined ? {} : { gracePeriodSeconds }),
      ...(propagationPolicy === undefined ? {} : { propagationPolicy }),
      ...(orphanDependents === undefined ? {} : { orphanDependents }),
      ...(preconditions === undefined ? {} : { preconditions }),
    },
  }
}

function fromQuery(query: Query): JsonObject {
  const uid = query.first('uid') || undefined
  const resourceVersion = query.first('resourceVersion') || undefined
  const preconditions = defined({ uid, resourceVersion })
  return defined({
    gracePeriodSeconds: query.integer('gracePeriodSeconds'),
    orphanDependents: query.optionalFlag('orphanDependents'),
    propagationPolicy: query.first('propagationPolicy'),
    preconditions: Object.keys(preconditions).length === 0 ? undefined : preconditions,
    dryRun: query.all('dryRun'),
  })
}

const defined = (members: JsonObject): JsonObject =>
  Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined))

/** The body may be of any group and version, or say nothing of them; unknown fields are passed over. */
function fromBody(body: Body, types: Types): JsonObject {
  const value = body.value ?? {}
  if (!isObject(value)) return {}
  const { kind = '', apiVersion = '' } = value
  if (kind !== '' && kind !== 'DeleteOptions')
    throw badRequest(
      `no kind "${String(kind)}" is registered for version "${String(apiVersion)}" in scheme "${SCHEME}"`,
    )
  const { kind: _kind, apiVersion: _apiVersion, ...rest } = value
  try {
    return decode(types, TYPE, rest).value as JsonObject
  } catch (error) {
    if (error instanceof DecodeError) throw badRequest(error.message)
    throw error
  }
}
