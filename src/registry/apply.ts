import { required } from '../meta/field-errors.ts'
import { isObject, type JsonObject, type KubeObject } from '../meta/object.ts'
import { badRequest, conflict, invalidObject, modified, plainError } from '../meta/status.ts'
import { aboutText, applyConfiguration } from '../patch/apply.ts'
import { sortOf } from '../schema/decode.ts'
import { parseYaml } from '../schema/yaml.ts'
import type { Entry } from '../store/store.ts'
import type { RequestContext } from './context.ts'
import { create } from './create.ts'
import { decodeValue, defaulted, report } from './decode.ts'
import { checkName, inNamespace } from './names.ts'
import type { PatchRequest, WriteResult } from './options.ts'
import type { Parts } from './parts.ts'
import { apiVersionOfTarget, keyOf, type Target } from './target.ts'
import { filterFor, versionedOf, versionsOf, writerOf } from './tracking.ts'
import { replace } from './update.ts'

const ATTEMPTS_MAX = 5

/** Server-side apply: creates what is missing, else merges by who owns what. */
export async function applyPatch<T extends KubeObject>(
  parts: Parts,
  of: Target<T>,
  request: PatchRequest,
  context: RequestContext,
): Promise<WriteResult<T>> {
  demandManager(context)
  const { config, duplicates } = readConfiguration(request)
  for (let attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
    const current = parts.store.get(keyOf(of)) as Entry<T> | undefined
    const merged = merge(parts, of, config, current?.object, request.force === true, context)
    if (attempt === 0) reportDuplicates(duplicates, context)
    if (current === undefined) {
      checkUid(of, config)
      checkName(of, inNamespace(of, merged))
      return { object: await create(parts, of, merged, context, true), created: true }
    }
    const object = await replace(parts, of, current, merged, context, { tracked: true })
    if (object !== undefined) return { object, created: false }
  }
  throw modified(of.kind, of.name)
}

/** Who applies says who it is. */
export function demandManager(context: RequestContext): void {
  if (context.manager !== '') return
  throw invalidObject({ group: 'meta.k8s.io', kind: 'PatchOptions' }, '', [
    required('fieldManager', 'is required for apply patch'),
  ])
}

export function configurationOf(request: PatchRequest, context: RequestContext): JsonObject {
  const { config, duplicates } = readConfiguration(request)
  reportDuplicates(duplicates, context)
  return config
}

/** Keys that stand twice are told once the apply has been found to be possible. */
function reportDuplicates(duplicates: readonly string[], context: RequestContext): void {
  const converting = 'error strict decoding YAML: error converting YAML to JSON:'
  report(duplicates, context, text => badRequest(`${converting} ${text}`))
}

interface Configuration {
  readonly config: JsonObject
  readonly duplicates: readonly string[]
}

function readConfiguration(request: PatchRequest): Configuration {
  const { value, duplicates } = parsedConfiguration(request)
  if (isObject(value)) return { config: value, duplicates }
  if (value === null || value === undefined) return { config: {}, duplicates }
  throw badRequest(
    `error decoding YAML: error unmarshaling JSON: while decoding JSON: json: cannot unmarshal ${sortOf(value)} into Go value of type map[string]interface {}`,
  )
}

function parsedConfiguration(request: PatchRequest): {
  value: unknown
  duplicates: readonly string[]
} {
  const { body } = request
  if (body.value !== undefined || body.text === undefined)
    return { value: body.value, duplicates: body.duplicates ?? [] }
  try {
    const { value, duplicates } = parseYaml(body.text)
    return { value, duplicates }
  } catch (error) {
    if (error instanceof SyntaxError)
      throw badRequest(`error decoding YAML: error converting YAML to JSON: ${error.message}`)
    throw error
  }
}

/** A uid in the configuration is that of an object there is. */
function checkUid(of: Target<never> | Target, config: JsonObject): void {
  const metadata = isObject(config.metadata) ? config.metadata : {}
  if (typeof metadata.uid === 'string' && metadata.uid !== '')
    throw conflict(
      of.kind,
      of.name,
      `uid mismatch: the provided object specified uid ${metadata.uid}, and no existing object was found`,
    )
}

/** The merged object, decoded and defaulted, with its managed fields. */
function merge<T extends KubeObject>(
  parts: Parts,
  of: Target<T>,
  config: JsonObject,
  live: T | undefined,
  force: boolean,
  context: RequestContext,
): T {
  const versioned = live === undefined ? undefined : versionedOf(of, live)
  const { object } = applyConfiguration({
    live: versioned,
    config,
    shape: parts.shapes.of(of),
    writer: writerOf(parts, of, context),
    kind: of.kind.kind,
    versions: versionsOf(parts, of),
    ...filterFor(of, context),
    force,
  })
  const { value } = decodeValue(of, inVersionOf(of, object), parts.types, text =>
    plainError(`failed to convert new object (${aboutText(config)}) to proper version: ${text}`),
  )
  const merged = defaulted(of, value)
  if (live !== undefined) return merged
  const { resourceVersion: _, ...metadata } = merged.metadata
  return { ...merged, metadata }
}

/** Pruning may have gone through another version; custom objects are taken by their word. */
const inVersionOf = (of: Target<never> | Target, object: KubeObject): JsonObject =>
  of.kind.custom === undefined
    ? (object as unknown as JsonObject)
    : { ...object, apiVersion: apiVersionOfTarget(of as Target) }
