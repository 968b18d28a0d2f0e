// An AdmissionReview: what is asked, and what an answer must be to count.
import { goQuote } from '../../../meta/field-errors.ts'
import type { ServedVersion } from '../../../meta/kind.ts'
import { isObject, type JsonObject } from '../../../meta/object.ts'
import { JsonSyntaxError, parseJson } from '../../../schema/json.ts'
import { type Asked, seenIn } from '../asked.ts'
import { requestOf } from '../policy/variables.ts'

/** An answer that does not count; the message is what the real server says. */
export class ReviewError extends Error {
  constructor(message: string, lead = 'received invalid webhook response') {
    super(lead === '' ? message : `${lead}: ${message}`)
  }
}

/** An answer that is no review. */
const unread = (why: string): ReviewError => new ReviewError(why, 'failed to call webhook')

export interface Verdict {
  readonly allowed: boolean
  readonly status: JsonObject
  readonly warnings: readonly string[]
  /** The operations of a JSON patch. */
  readonly patch: readonly unknown[] | undefined
}

const SPOKEN = ['v1', 'v1beta1']
const GROUP = 'admission.k8s.io'

/** The review that is sent, in the first version that both sides speak. */
export function reviewOf(
  write: Asked,
  version: ServedVersion,
  uid: string,
  versions: readonly string[],
): JsonObject {
  return {
    kind: 'AdmissionReview',
    apiVersion: `${GROUP}/${versions.find(one => SPOKEN.includes(one)) ?? 'v1'}`,
    request: {
      uid,
      ...requestOf(write, version),
      object: seenIn(write, version, write.object) ?? null,
      oldObject: seenIn(write, version, write.old) ?? null,
    },
  }
}

/** @throws ReviewError */
export function verdictOf(text: string, review: JsonObject, mutating: boolean): Verdict {
  const answer = parsed(text)
  const { response } = answer
  const { request } = review as { request: { uid: string } }
  checkKind(answer, review)
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

/** The answer must be of the version that was asked. @throws ReviewError */
function checkKind({ kind, apiVersion }: JsonObject, review: JsonObject): void {
  if (kind === review.kind && apiVersion === review.apiVersion) return
  if (!kind || !apiVersion)
    throw new ReviewError(
      `expected webhook response of ${gvk(review)}, got ${gvk({ kind, apiVersion })}`,
    )
  const [group, version] = String(apiVersion).split('/')
  if (kind !== 'AdmissionReview' || group !== GROUP || !SPOKEN.includes(version ?? ''))
    throw unread(
      `no kind ${goQuote(String(kind))} is registered for version ${goQuote(String(apiVersion))} in scheme "pkg/runtime/scheme.go:111"`,
    )
  const wanted = String(review.apiVersion).split('/')[1]
  throw unread(
    `converting (${version}.AdmissionReview) to (${wanted}.AdmissionReview): unknown conversion`,
  )
}

function patchOf(response: JsonObject, mutating: boolean): readonly unknown[] | undefined {
  const patch = typeof response.patch === 'string' ? response.patch : ''
  const bad = patch.search(/[^A-Za-z0-9+/=]/)
  if (bad >= 0) throw unread(`illegal base64 data at input byte ${bad}`)
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
  if (patchType === '') throw new ReviewError('webhook returned invalid response.patchType of ""')
  if (response.allowed !== true) return undefined
  const operations = operationsIn(Buffer.from(patch, 'base64').toString('utf8'))
  if (operations.length > 0 && patchType !== 'JSONPatch')
    throw new ReviewError(`unsupported patch type ${goQuote(String(patchType))}`, '')
  return operations
}

function operationsIn(text: string): readonly unknown[] {
  const wrong = (why: string): ReviewError =>
    new ReviewError(why, 'received undecodable patch in webhook response')
  try {
    const operations = parseJson(text).value
    if (Array.isArray(operations)) return operations
    if (operations === null) return []
    const type = typeof operations === 'boolean' ? 'bool' : typeof operations
    throw wrong(`json: cannot unmarshal ${type} into Go value of type jsonpatch.Patch`)
  } catch (error) {
    throw error instanceof JsonSyntaxError ? wrong(error.message) : error
  }
}

const META =
  'struct { APIVersion string "json:\\"apiVersion,omitempty\\""; Kind string "json:\\"kind,omitempty\\"" }'

/** What is no JSON is taken for YAML, in which nearly all is a text. */
function parsed(text: string): JsonObject {
  if (text === '')
    throw unread('0-length response with status code: 200 and content type: application/json')
  const lead = "couldn't get version/kind; json parse error"
  let value: unknown = ''
  try {
    value = parseJson(text).value
  } catch (error) {
    if (!(error instanceof JsonSyntaxError)) throw error
    if (text.trimStart().startsWith('{')) throw unread(`${lead}: ${error.message}`)
  }
  if (isObject(value)) return value
  const type = Array.isArray(value) ? 'array' : typeof value === 'boolean' ? 'bool' : typeof value
  throw unread(`${lead}: json: cannot unmarshal ${type} into Go value of type ${META}`)
}

function gvk({ kind, apiVersion }: JsonObject): string {
  const [version = '', group = ''] = String(apiVersion ?? '')
    .split('/')
    .reverse()
  return `${group}/${version}, Kind=${String(kind ?? '')}`
}
