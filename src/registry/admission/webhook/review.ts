// An AdmissionReview: what is asked, and what an answer must be to count.
import { goQuote } from '../../../meta/field-errors.ts'
import type { ServedVersion } from '../../../meta/kind.ts'
import { isObject, type JsonObject } from '../../../meta/object.ts'
import { type Asked, seenIn } from '../asked.ts'
import { requestOf } from '../policy/variables.ts'

/** An answer that does not count; the message is what the real server says. */
export class ReviewError extends Error {}

export interface Verdict {
  readonly allowed: boolean
  readonly status: JsonObject
  readonly warnings: readonly string[]
  /** The operations of a JSON patch. */
  readonly patch: readonly unknown[] | undefined
}

const SPOKEN = ['v1', 'v1beta1']
const GROUP = 'admission.k8s.io'
const OPTIONS: Readonly<Record<string, string>> = {
  CREATE: 'CreateOptions',
  UPDATE: 'UpdateOptions',
  DELETE: 'DeleteOptions',
}

/** The review that is sent, in the first version that both sides speak. */
export function reviewOf(
  write: Asked,
  version: ServedVersion,
  uid: string,
  versions: readonly string[],
): JsonObject {
  const { context } = write
  return {
    kind: 'AdmissionReview',
    apiVersion: `${GROUP}/${versions.find(one => SPOKEN.includes(one)) ?? 'v1'}`,
    request: {
      uid,
      ...requestOf(write, version),
      object: seenIn(write, version, write.object) ?? null,
      oldObject: seenIn(write, version, write.old) ?? null,
      options: {
        kind: OPTIONS[context.operation],
        apiVersion: 'meta.k8s.io/v1',
        ...(context.dryRun ? { dryRun: ['All'] } : {}),
      },
    },
  }
}

/** @throws ReviewError */
export function verdictOf(text: string, review: JsonObject, mutating: boolean): Verdict {
  const answer = parsed(text)
  const { response } = answer
  const { request } = review as { request: { uid: string } }
  if (answer.kind !== review.kind || answer.apiVersion !== review.apiVersion)
    throw new ReviewError(`expected webhook response of ${gvk(review)}, got ${gvk(answer)}`)
  if (!isObject(response)) throw new ReviewError('webhook response was absent')
  if (response.uid !== request.uid)
    throw new ReviewError(
      `expected response.uid=${goQuote(request.uid)}, got ${goQuote(String(response.uid ?? ''))}`,
    )
  return {
    allowed: response.allowed === true,
    status: isObject(response.status) ? response.status : {},
    warnings: Array.isArray(response.warnings) ? response.warnings.map(String) : [],
    patch: patchOf(response, mutating),
  }
}

function patchOf(response: JsonObject, mutating: boolean): readonly unknown[] | undefined {
  const patch = typeof response.patch === 'string' ? response.patch : ''
  const patchType = response.patchType ?? undefined
  if (!mutating) {
    if (patch !== '') throw new ReviewError('validating webhook may not return response.patch')
    if (patchType !== undefined)
      throw new ReviewError('validating webhook may not return response.patchType')
    return undefined
  }
  if (patch === '' && patchType === undefined) return undefined
  if (patch === '')
    throw new ReviewError('webhook returned response.patchType but not response.patch')
  if (patchType === undefined)
    throw new ReviewError('webhook returned response.patch but not response.patchType')
  if (patchType !== 'JSONPatch')
    throw new ReviewError(
      `invalid response.patchType of ${goQuote(String(patchType))}, expected "JSONPatch"`,
    )
  const operations: unknown = JSON.parse(Buffer.from(patch, 'base64').toString('utf8'))
  return Array.isArray(operations) ? operations : []
}

function parsed(text: string): JsonObject {
  try {
    const value: unknown = JSON.parse(text)
    if (isObject(value)) return value
  } catch {
    // Told below.
  }
  throw new ReviewError(`couldn't get version/kind; json parse error: invalid answer`)
}

function gvk({ kind, apiVersion }: JsonObject): string {
  const [version = '', group = ''] = String(apiVersion ?? '')
    .split('/')
    .reverse()
  return `${group}/${version}, Kind=${String(kind ?? '')}`
}
