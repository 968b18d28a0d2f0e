// A ConversionReview: what a webhook is asked, and what its answer must be to count.
import { goQuote } from '../../meta/field-errors.ts'
import { validateLabels } from '../../meta/labels.ts'
import { isObject, type JsonObject, type KubeObject } from '../../meta/object.ts'
import { validateAnnotations } from '../../meta/object-meta.ts'
import { plainError, type StatusError } from '../../meta/status.ts'

/** One object that is to be had in another version. */
export interface Asked {
  readonly object: KubeObject
  readonly apiVersion: string
  readonly uid: string
}

const GROUP = 'apiextensions.k8s.io'
const SPOKEN = ['v1', 'v1beta1']

/** The review in the first version that both sides speak; nothing when there is none. */
export function reviewOf(
  { object, apiVersion, uid }: Asked,
  versions: readonly string[],
): JsonObject | undefined {
  const version = versions.find(one => SPOKEN.includes(one))
  if (version === undefined) return undefined
  return {
    kind: 'ConversionReview',
    apiVersion: `${GROUP}/${version}`,
    request: { uid, desiredAPIVersion: apiVersion, objects: [object] },
    response: { uid: '', convertedObjects: null, result: { metadata: {} } },
  }
}

/** The object as the webhook has made it, with the metadata that it may not change. @throws StatusError */
export function convertedOf(answer: JsonObject, asked: Asked, reviewVersion: string): KubeObject {
  const { object, apiVersion } = asked
  const error = (text: string): StatusError =>
    plainError(`conversion webhook for ${object.apiVersion}, Kind=${object.kind} ${text}`)
  const objects = objectsOf(answer, asked, reviewVersion, text => error(`failed: ${text}`))
  if (objects.length !== 1) throw error(`returned ${objects.length} objects, expected 1`)
  const [made] = objects
  const version = isObject(made) ? String(made.apiVersion ?? '') : ''
  const kind = isObject(made) ? String(made.kind ?? '') : ''
  if (version !== apiVersion)
    throw error(
      `returned invalid object at index 0: invalid groupVersion (expected ${apiVersion}, received ${version})`,
    )
  if (kind !== object.kind)
    throw error(
      `returned invalid object at index 0: invalid kind (expected ${object.kind}, received ${kind})`,
    )
  const converted = made as JsonObject
  const changed = identityError(object as unknown as JsonObject, converted)
  if (changed !== undefined) throw error(`returned invalid object: ${changed}`)
  const metadata = restored(object, converted)
  if (typeof metadata === 'string') throw error(`returned invalid metadata: ${metadata}`)
  return { ...converted, metadata } as unknown as KubeObject
}

function objectsOf(
  answer: JsonObject,
  { uid }: Asked,
  reviewVersion: string,
  fail: (text: string) => StatusError,
): readonly unknown[] {
  const isStrict = reviewVersion.endsWith('/v1')
  if (isStrict && (answer.apiVersion !== reviewVersion || answer.kind !== 'ConversionReview'))
    throw fail(
      `expected webhook response of ${reviewVersion}, Kind=ConversionReview, got ${gvk(answer)}`,
    )
  const { response } = answer
  if (!isObject(response)) throw fail('no response provided')
  const given = String(response.uid ?? '')
  if (isStrict && given !== uid)
    throw fail(`expected response.uid=${goQuote(uid)}, got ${goQuote(given)}`)
  const { status = '', message = '' } = isObject(response.result) ? response.result : {}
  if (status !== 'Success')
    throw fail(
      String(message) === ''
        ? `response.result.status was '${String(status)}', not 'Success'`
        : String(message),
    )
  return Array.isArray(response.convertedObjects) ? response.convertedObjects : []
}

function gvk({ apiVersion = '', kind = '' }: JsonObject): string {
  const text = String(apiVersion)
  return `${text.includes('/') ? text : `/${text}`}, Kind=${String(kind)}`
}

/** What of an object no conversion may change. */
const IDENTITY = [
  ['name', 'name'],
  ['namespace', 'namespace'],
  ['uid', 'UID'],
] as const

function identityError(given: JsonObject, made: JsonObject): string | undefined {
  const of = ({ metadata }: JsonObject, field: string): string =>
    isObject(metadata) ? String(metadata[field] ?? '') : ''
  for (const [field, name] of IDENTITY)
    if (of(given, field) !== of(made, field))
      return `must have the same ${name}: ${of(given, field)} != ${of(made, field)}`
  return undefined
}

/** The metadata of the object with the labels and annotations of what was made of it, or why they do not do. */
function restored({ metadata }: KubeObject, made: JsonObject): JsonObject | string {
  if (!('metadata' in made)) return 'missing metadata in converted object'
  const given = made.metadata
  if (!isObject(given)) return `invalid metadata of type ${goType(given)} in converted object`
  const kept: Record<string, unknown> = { ...metadata }
  for (const field of ['labels', 'annotations'] as const) {
    delete kept[field]
    const texts = given[field]
    if (texts === undefined || texts === null) continue
    if (!isObject(texts))
      return `invalid metadata.${field} of type ${goType(texts)} in converted object`
    const wrong = textsError(field, texts, metadata[field] ?? {})
    if (wrong !== undefined) return wrong
    kept[field] = texts
  }
  return kept
}

function textsError(
  field: 'labels' | 'annotations',
  texts: JsonObject,
  before: Readonly<Record<string, string>>,
): string | undefined {
  const entries = Object.entries(texts)
  for (const [key, value] of entries)
    if (typeof value !== 'string')
      return `metadata.${field}[${key}] must be a string, but is ${goType(value)} in converted object`
  const isSame =
    entries.length === Object.keys(before).length &&
    entries.every(([key, value]) => before[key] === value)
  if (isSame) return undefined
  const strings = texts as Readonly<Record<string, string>>
  const causes =
    field === 'labels'
      ? validateLabels(strings, 'metadata.labels')
      : validateAnnotations(strings, 'metadata.annotation')
  const told = causes.map(cause => `${cause.field}: ${cause.message}`)
  if (told.length === 0) return undefined
  return told.length === 1 ? told[0] : `[${told.join(', ')}]`
}

/** How Go calls the type of a value of JSON. */
function goType(value: unknown): string {
  if (value === null) return '<nil>'
  if (Array.isArray(value)) return '[]interface {}'
  if (typeof value === 'number') return Number.isInteger(value) ? 'int64' : 'float64'
  if (typeof value === 'boolean') return 'bool'
  return typeof value === 'string' ? 'string' : 'map[string]interface {}'
}
