// PATCH: the patch is applied to the object in the client's version, decoded like a body, and then goes
// the way of every update; a write in between makes it start again (apiserver `endpoints/handlers/patch.go`).

import { goJson, goQuote } from '../meta/field-errors.ts'
import type { JsonObject, KubeObject } from '../meta/object.ts'
import { badRequest, modified, notFound, type StatusError } from '../meta/status.ts'
import { patchInvalid } from '../patch/errors.ts'
import { applyJsonPatch } from '../patch/json-patch.ts'
import { applyMergePatch } from '../patch/merge-patch.ts'
import { applyStrategicPatch, patchText } from '../patch/strategic.ts'
import { parseJson } from '../schema/json.ts'
import type { Entry } from '../store/store.ts'
import { applyPatch } from './apply.ts'
import type { FieldValidation, RequestContext } from './context.ts'
import { decodeValue, defaulted, report, wrongKind } from './decode.ts'
import { checkPathName } from './names.ts'
import type { PatchRequest, WriteResult } from './options.ts'
import type { Parts } from './parts.ts'
import { apiVersionOfTarget, keyOf, type Target } from './target.ts'
import { sentManagedFields, versionedOf } from './tracking.ts'
import { typeMetaFault } from './type-meta.ts'
import { replace } from './update.ts'

const ATTEMPTS_MAX = 5

export async function patchObject<T extends KubeObject>(
  parts: Parts,
  of: Target<T>,
  request: PatchRequest,
  context: RequestContext,
): Promise<WriteResult<T>> {
  checkPathName(of)
  if (request.type === 'apply') return applyPatch(parts, of, request, context)
  if (parts.store.get(keyOf(of)) === undefined) throw notFound(of.kind, of.name)
  const patch = parsedPatch(request, context.fieldValidation)
  for (let attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
    const current = parts.store.get(keyOf(of)) as Entry<T> | undefined
    if (current === undefined) throw notFound(of.kind, of.name)
    const { decoded, sent } = patched(
      parts,
      of,
      request,
      patch,
      current.object,
      attempt === 0 ? context : quiet(context),
    )
    const object = await replace(parts, of, current, decoded, context, {
      sentManagedFields: sent,
    })
    if (object !== undefined) return { object, created: false }
  }
  throw modified(of.kind, of.name)
}

const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

/** Warnings of a patch that is tried again were told the first time. */
const quiet = (context: RequestContext): RequestContext => ({
  ...context,
  fieldValidation: context.fieldValidation === 'Warn' ? 'Ignore' : context.fieldValidation,
})

interface ParsedPatch {
  readonly value: unknown
  readonly duplicates: readonly string[]
}

/** The patch as data; what is no JSON is refused in the words of Go's parser. */
export function parsedPatch(
  request: PatchRequest,
  fieldValidation: FieldValidation = 'Warn',
): ParsedPatch {
  const { body } = request
  if (body.value !== undefined || body.text === undefined)
    return { value: body.value, duplicates: body.duplicates ?? [] }
  try {
    const { value, duplicates } = parseJson(body.text)
    return { value, duplicates: duplicates.map(path => `duplicate field ${goQuote(path)}`) }
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    throw badRequest(syntaxText(request, fieldValidation, error.message))
  }
}

/** With `Ignore` the patch is read by another parser, which says less. */
function syntaxText(request: PatchRequest, fieldValidation: FieldValidation, why: string): string {
  if (request.type === 'strategic') return why
  if (fieldValidation !== 'Ignore') return `error decoding patch: ${why}`
  return request.type === 'merge' ? 'Invalid JSON Patch' : why
}

function patched<T extends KubeObject>(
  parts: Parts,
  of: Target<T>,
  request: PatchRequest,
  patch: ParsedPatch,
  live: T,
  context: RequestContext,
): { decoded: T; sent: unknown } {
  const versioned = versionedOf(of, live)
  const strict: string[] = [...patch.duplicates]
  const result = applied(parts, of, request, patch.value, versioned, context, strict)
  const fail = patchFailure(request, patch.value, result)
  checkSameKind(parts, of, result, fail)
  const { value, strict: told } = decodeValue(of, result, parts.types, fail)
  const unknown = told.filter(text => text.startsWith('unknown field'))
  // What a JSON or strategic patch gives is read with its keys in order.
  strict.push(...(request.type === 'merge' ? unknown : unknown.sort(byText)))
  report(strict, context, text => fail(`strict decoding error: ${text}`))
  return { decoded: defaulted(of, value), sent: sentManagedFields(result) }
}

function applied<T extends KubeObject>(
  parts: Parts,
  of: Target<T>,
  request: PatchRequest,
  patch: unknown,
  document: KubeObject,
  context: RequestContext,
  strict: string[],
): JsonObject {
  const json = document as unknown as JsonObject
  switch (request.type) {
    case 'json':
      return applyJsonPatch(json, patch, {
        fieldValidation: context.fieldValidation,
        unknown: texts => strict.push(...texts),
      })
    case 'merge':
      return applyMergePatch(json, patch, { fieldValidation: context.fieldValidation })
    default:
      return applyStrategicPatch(json, patch, parts.shapes.of(of))
  }
}

/** How a result that does not decode is told: the patched document stands in the message, or the strategic patch. */
function patchFailure(
  request: PatchRequest,
  patch: unknown,
  result: JsonObject,
): (text: string) => StatusError {
  const quoted = request.type === 'strategic' ? patchText(patch) : goJson(result)
  return text => patchInvalid(quoted, text)
}

function checkSameKind(
  parts: Parts,
  of: Target<never> | Target,
  result: JsonObject,
  fail: (text: string) => StatusError,
): void {
  // Built-in kinds are known by the path; a custom object has to say what it is.
  if (of.kind.custom !== undefined && (result.kind ?? '') === '')
    throw fail(`Object 'Kind' is missing in '${goJson(result)}'`)
  const kind = String(result.kind || of.kind.kind)
  const apiVersion = String(result.apiVersion || apiVersionOfTarget(of as Target))
  const fault = of.kind.custom === undefined ? typeMetaFault(result) : undefined
  const wrong = fault ?? wrongKind(of, { kind, apiVersion }, parts.types)
  if (wrong !== undefined) throw fail(wrong)
}
