// From what a client sent to an object of the storage version: the kind is the path's, fields are
// those of the schema, defaults are filled in. Nothing here looks at the stored object.
import { apiVersionOf, isObject, type JsonObject, type KubeObject } from '../meta/object.ts'
import { badRequest, type StatusError } from '../meta/status.ts'
import { DecodeError, decode } from '../schema/decode.ts'
import type { Types } from '../schema/table.ts'
import type { RequestContext } from './context.ts'
import { checkCustomVersion, decodeCustom } from './decode-custom.ts'
import type { Body } from './options.ts'
import { isRegistered, packageOf } from './registered.ts'
import { apiVersionOfTarget, type Target } from './target.ts'

/** An object of the storage version, decoded and defaulted; not frozen. */
export function decodeBody<T extends KubeObject>(
  of: Target<T>,
  body: Body,
  types: Types,
  context: RequestContext,
): T {
  const given = body.value === null || body.value === undefined ? {} : body.value
  if (!isObject(given)) throw badRequest(unrecognized(of, given))
  const typed = withKind(of, given, types)
  const { value, strict } = decodeValue(of, typed, types, text =>
    badRequest(cannotBeHandled(of, typed, text)),
  )
  report([...doubled(of, body), ...strict], context, text =>
    badRequest(cannotBeHandled(of, typed, `strict decoding error: ${text}`)),
  )
  return defaulted(of, value)
}

/** Doubled keys that the decoder does not tell of: those of YAML, and those of custom objects. */
function doubled(of: Target<never> | Target, { duplicates = [] }: Body): readonly string[] {
  return of.kind.custom === undefined
    ? duplicates.filter(text => text.startsWith('line '))
    : duplicates
}

/** Reads a value into the version's type. `fail` makes the error that a text of the decoder becomes. */
export function decodeValue(
  of: Target<never> | Target,
  value: JsonObject,
  types: Types,
  fail: (text: string) => StatusError,
): { value: KubeObject; strict: readonly string[] } {
  try {
    const decoded =
      of.kind.custom === undefined
        ? decode(types, of.version.type, value)
        : decodeCustom(of, value, types)
    return { value: decoded.value as unknown as KubeObject, strict: decoded.strict }
  } catch (error) {
    if (error instanceof DecodeError) throw fail(error.message)
    throw error
  }
}

/** Into the storage version, with defaults. */
export function defaulted<T extends KubeObject>(of: Target<T>, versioned: KubeObject): T {
  const stored = (of.version.toStorage?.(versioned) ?? versioned) as T
  return of.kind.rules?.defaults?.(stored) ?? stored
}

/** Tells the client of unknown and doubled fields in the way it asked for. */
export function report(
  texts: readonly string[],
  context: RequestContext,
  fail: (text: string) => StatusError,
): void {
  if (texts.length === 0 || context.fieldValidation === 'Ignore') return
  if (context.fieldValidation === 'Strict') throw fail(strictText(texts))
  for (const text of texts) context.warn(text)
}

/** Doubled keys of YAML are told in one piece, as its parser does. */
function strictText(texts: readonly string[]): string {
  const lines = texts.filter(text => text.startsWith('line '))
  const rest = texts.filter(text => !text.startsWith('line '))
  const yaml =
    lines.length === 0
      ? []
      : [`yaml: unmarshal errors:\n${lines.map(line => `  ${line}`).join('\n')}`]
  return [...yaml, ...rest].join(', ')
}

function cannotBeHandled(of: Target<never> | Target, typed: JsonObject, text: string): string {
  const version = String(typed.apiVersion).split('/').at(-1)
  return `${String(typed.kind)} in version "${version}" cannot be handled as a ${of.kind.kind}: ${text}`
}

/** The value with the path's kind and apiVersion where it names none; another kind is refused. */
function withKind(of: Target<never> | Target, value: JsonObject, types: Types): JsonObject {
  if (of.kind.custom !== undefined) {
    checkCustomVersion(of, value)
    return value
  }
  const expected = { apiVersion: apiVersionOfTarget(of as Target), kind: of.kind.kind }
  const typed = {
    ...value,
    apiVersion: textOr(value.apiVersion, expected.apiVersion),
    kind: textOr(value.kind, expected.kind),
  }
  if (
    typed.apiVersion === value.apiVersion &&
    typed.kind === value.kind &&
    isExpected(typed, expected)
  )
    return value
  const wrong = wrongKind(of, typed, types)
  if (wrong !== undefined) throw badRequest(cannotBeHandled(of, typed, wrong))
  if (typed.apiVersion === expected.apiVersion) return typed
  throw badRequest(
    `the API version in the data (${typed.apiVersion}) does not match the expected API version (${expected.apiVersion})`,
  )
}

const isExpected = (
  a: { apiVersion: string; kind: string },
  b: { apiVersion: string; kind: string },
): boolean => a.apiVersion === b.apiVersion && a.kind === b.kind

const textOr = (value: unknown, otherwise: string): string =>
  typeof value === 'string' && value !== '' ? value : otherwise

const SCHEME = 'pkg/runtime/scheme.go:111'

/** What is wrong with the kind of a body, in the words of Go's scheme; another version of the same kind is not told here. */
export function wrongKind(
  of: Target<never> | Target,
  typed: { readonly apiVersion: string; readonly kind: string },
  types: Types,
): string | undefined {
  if (typed.kind === of.kind.kind && typed.apiVersion === apiVersionOfTarget(of as Target))
    return undefined
  if (of.kind.custom !== undefined) return undefined
  const [version = '', group = ''] = typed.apiVersion.split('/').reverse()
  if (!isRegistered(of.kind.group, typed.apiVersion, typed.kind, types))
    return `no kind "${typed.kind}" is registered for version "${apiVersionOf(group, version)}" in scheme "${SCHEME}"`
  if (typed.kind === of.kind.kind) return undefined
  return `converting (${version}.${typed.kind}) to (${packageOf(of.kind.group)}.${of.kind.kind}): unknown conversion`
}

function unrecognized(of: Target<never> | Target, value: unknown): string {
  const sort = Array.isArray(value) ? 'array' : typeof value === 'boolean' ? 'bool' : typeof value
  const type =
    'struct { APIVersion string "json:\\"apiVersion,omitempty\\""; Kind string "json:\\"kind,omitempty\\"" }'
  const hex = Buffer.from(JSON.stringify(value)).toString('hex')
  return `the object provided is unrecognized (must be of type ${of.kind.kind}): couldn't get version/kind; json parse error: json: cannot unmarshal ${sort} into Go value of type ${type} (${hex.length > 60 ? `${hex.slice(0, 60)} ...` : hex})`
}
