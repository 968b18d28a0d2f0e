// Objects as bytes. What is encoded once is kept by the identity of the frozen object, a map for each
// version and form: a GET, a list and ten thousand watchers of the same form encode once. A list is a
// concatenation of what is kept.
import type { ServedVersion } from '../meta/kind.ts'
import type { KubeObject, ObjectMeta } from '../meta/object.ts'
import { apiVersionOfTarget, type Target } from '../registry/target.ts'
import { encodeMessage } from '../schema/protobuf/encode.ts'
import type { Types } from '../schema/table.ts'
import { goJsonText, sortedKeys } from './codecs.ts'
import type { Form } from './negotiate.ts'
import { remembered } from './remember.ts'
import { viewOf } from './views.ts'

type Of = Pick<Target, 'kind' | 'version'>

const OPEN = Buffer.from('{')
const COMMA = Buffer.from(',')
const LIST_END = Buffer.from(']}\n')

/** The bytes that are kept for one version of a row. */
interface Kept {
  /** How objects begin: `{"kind":"Pod","apiVersion":"v1"`. */
  readonly start: string
  readonly json: WeakMap<KubeObject, Buffer>
  readonly line: WeakMap<KubeObject, string>
  readonly metadata: WeakMap<KubeObject, Buffer>
  readonly metadataBeta: WeakMap<KubeObject, Buffer>
  readonly message: WeakMap<KubeObject, Uint8Array>
}

const keptBytes = new WeakMap<ServedVersion, Kept>()

function keptOf(of: Of): Kept {
  let kept = keptBytes.get(of.version)
  if (kept === undefined) {
    kept = {
      start: `{"kind":${JSON.stringify(of.kind.kind)},"apiVersion":${JSON.stringify(apiVersionOfTarget(of))}`,
      json: new WeakMap(),
      line: new WeakMap(),
      metadata: new WeakMap(),
      metadataBeta: new WeakMap(),
      message: new WeakMap(),
    }
    keptBytes.set(of.version, kept)
  }
  return kept
}

/** An object of the storage version as the JSON of a version, without a line end. */
export function jsonOf(of: Of, stored: KubeObject): Buffer {
  const kept = keptOf(of)
  let bytes = kept.json.get(stored)
  if (bytes === undefined) {
    bytes = Buffer.from(
      of.kind.custom === undefined
        ? typedJson(kept, of, stored)
        : goJsonText(sortedKeys(viewOf(of, stored))),
    )
    kept.json.set(stored, bytes)
  }
  return bytes
}

function typedJson(kept: Kept, of: Of, stored: KubeObject): string {
  const { kind: _kind, apiVersion: _apiVersion, metadata, ...rest } = viewOf(of, stored)
  return `${kept.start},${goJsonText({ metadata: inGoOrder(metadata), ...rest }).slice(1)}`
}

/**
 * The same as a line, its bytes as the letters of Latin-1: Node sends a short text in one piece with the
 * head of the answer, bytes in two.
 */
export function jsonLineOf(of: Of, stored: KubeObject): string {
  return remembered(keptOf(of).line, stored, () => `${jsonOf(of, stored).toString('latin1')}\n`)
}

/** As an item of a list: without kind and apiVersion, unless it is a custom resource. */
function pushItem(of: Of, stored: KubeObject, into: Buffer[]): void {
  const bytes = jsonOf(of, stored)
  if (of.kind.custom !== undefined) into.push(bytes)
  else into.push(OPEN, bytes.subarray(keptOf(of).start.length + 1))
}

const METADATA: readonly (keyof ObjectMeta)[] = [
  'name',
  'generateName',
  'namespace',
  'selfLink',
  'uid',
  'resourceVersion',
  'generation',
  'creationTimestamp',
  'deletionTimestamp',
  'deletionGracePeriodSeconds',
  'labels',
  'annotations',
  'ownerReferences',
  'finalizers',
  'managedFields',
]

/** Metadata with its members in the order in which Go writes them. */
function inGoOrder(metadata: ObjectMeta): ObjectMeta {
  return Object.fromEntries(METADATA.map(name => [name, metadata[name]]))
}

/** metav1.PartialObjectMetadata of an object, in JSON. */
export function metadataJsonOf(of: Of, stored: KubeObject, version: 'v1' | 'v1beta1'): Buffer {
  const kept = keptOf(of)
  const map = version === 'v1' ? kept.metadata : kept.metadataBeta
  let bytes = map.get(stored)
  if (bytes === undefined) {
    const metadata = inGoOrder(bareMetadata(of, stored))
    bytes = Buffer.from(goJsonText(partialMetadata(metadata, version)))
    map.set(stored, bytes)
  }
  return bytes
}

/** The metadata without annotations that are fields in the form that metadata alone is taken from. */
export function bareMetadata(of: Of, { metadata }: KubeObject): ObjectMeta {
  const { fieldAnnotations } = of.kind
  if (fieldAnnotations === undefined || metadata.annotations === undefined) return metadata
  const { annotations, ...rest } = metadata
  const left = Object.entries(annotations).filter(([name]) => !fieldAnnotations.includes(name))
  return left.length === 0 ? rest : { ...rest, annotations: Object.fromEntries(left) }
}

export const partialMetadata = (metadata: ObjectMeta, version: 'v1' | 'v1beta1'): KubeObject => ({
  kind: 'PartialObjectMetadata',
  apiVersion: `meta.k8s.io/${version}`,
  metadata,
})

/** metav1.ListMeta as lists have it. */
export interface ListMeta {
  readonly resourceVersion: string
  readonly continue?: string
  readonly remainingItemCount?: number
}

/** A list in JSON, its items as they are or as their metadata. */
export function listJson(of: Of, items: readonly KubeObject[], meta: ListMeta, form: Form): Buffer {
  const version = form.as === undefined ? undefined : (form.asVersion ?? 'v1')
  const kind = version === undefined ? of.kind.listKind : 'PartialObjectMetadataList'
  // A list of custom resources is a map in Go, which leaves out nothing.
  const told =
    version === undefined && of.kind.custom !== undefined ? { continue: '', ...meta } : meta
  const apiVersion = version === undefined ? apiVersionOfTarget(of) : `meta.k8s.io/${version}`
  const parts: Buffer[] = [
    Buffer.from(
      `{"kind":"${kind}","apiVersion":"${apiVersion}","metadata":${JSON.stringify(told)},"items":[`,
    ),
  ]
  items.forEach((item, index) => {
    if (index > 0) parts.push(COMMA)
    if (version === undefined) pushItem(of, item, parts)
    else parts.push(metadataJsonOf(of, item, version))
  })
  parts.push(LIST_END)
  return Buffer.concat(parts)
}

/** An object as the message of its version in protobuf, without envelope. */
export function messageOf(types: Types, of: Of, stored: KubeObject): Uint8Array {
  const { message } = keptOf(of)
  let bytes = message.get(stored)
  if (bytes === undefined) {
    bytes = encodeMessage(types, of.version.type, viewOf(of, stored))
    message.set(stored, bytes)
  }
  return bytes
}
