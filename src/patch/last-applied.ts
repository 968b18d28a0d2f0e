// kubectl's own memory, the annotation `last-applied-configuration`: a server-side apply by the manager
// `kubectl` may take what client-side apply set, and keeps the annotation up to date.
import { goJson } from '../meta/field-errors.ts'
import { isObject, type JsonObject, type KubeObject } from '../meta/object.ts'
import { fieldSetOf } from './field-set-of.ts'
import { diff } from './managed-fields/diff.ts'
import { difference, type FieldSet } from './managed-fields/field-set.ts'
import type { Shape } from './shape.ts'
import { typeFaults } from './typed.ts'

const ANNOTATION = 'kubectl.kubernetes.io/last-applied-configuration'
const ANNOTATIONS_BYTES_MAX = 256 * 1024

export const KUBECTL = 'kubectl'

/** The fields of the last applied configuration that the object still has as they were. */
export function lastAppliedFields(live: KubeObject, shape: Shape): FieldSet | undefined {
  const text = live.metadata.annotations?.[ANNOTATION]
  const config = text === undefined ? undefined : parsed(text)
  if (config === undefined || config['apiVersion'] !== live.apiVersion) return undefined
  if (typeFaults(shape, config) !== undefined || typeFaults(shape, live) !== undefined)
    return undefined
  const found = diff(shape, config, live)
  const fields = fieldSetOf(shape, config)
  return difference(difference(fields, found?.changed), found?.removed)
}

function parsed(text: string): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return isObject(value) ? value : undefined
  } catch {
    return undefined
  }
}

/** Rewrites the annotation, where there is one, to the configuration that was applied. */
export function withLastApplied(object: KubeObject, config: JsonObject): KubeObject {
  const { annotations } = object.metadata
  if (!annotations?.[ANNOTATION]) return object
  const text = textOf(config)
  if (annotations[ANNOTATION] === text) return object
  const { [ANNOTATION]: _, ...others } = annotations
  const rewritten = { ...others, [ANNOTATION]: text }
  const fits = bytesOf(rewritten) <= ANNOTATIONS_BYTES_MAX
  return { ...object, metadata: { ...object.metadata, annotations: fits ? rewritten : others } }
}

function bytesOf(annotations: Readonly<Record<string, string>>): number {
  let bytes = 0
  for (const [key, value] of Object.entries(annotations))
    bytes += Buffer.byteLength(key) + Buffer.byteLength(value)
  return bytes
}

function textOf(config: JsonObject): string {
  const metadata = isObject(config['metadata']) ? config['metadata'] : {}
  if (!isObject(metadata['annotations'])) return `${goJson(sorted(config))}\n`
  const { [ANNOTATION]: _, ...annotations } = metadata['annotations']
  return `${goJson(sorted({ ...config, metadata: { ...metadata, annotations } }))}\n`
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted)
  if (!isObject(value)) return value
  return Object.fromEntries(
    Object.keys(value)
      .sort()
      .map(key => [key, sorted(value[key])]),
  )
}
