// The frames of a watch in the form that its client asked for. Frames of whole objects and of metadata
// are made once for all who watch in that form; those of Tables tell ages, so each is made anew.
import type { ServedVersion } from '../meta/kind.ts'
import type { KubeObject } from '../meta/object.ts'
import type { Status } from '../meta/status.ts'
import type { WatchEvent } from '../registry/options.ts'
import type { Target } from '../registry/target.ts'
import { decode } from '../schema/decode.ts'
import { encodeMessage } from '../schema/protobuf/encode.ts'
import { enveloped } from '../schema/protobuf/envelope.ts'
import { goJsonText } from './codecs.ts'
import { bareMetadata, jsonOf, messageOf, metadataJsonOf, partialMetadata } from './encode.ts'
import type { Form } from './negotiate.ts'
import type { RestParts } from './parts.ts'
import { watchFrame } from './protobuf.ts'
import { remembered } from './remember.ts'
import { type IncludeObject, tableJson } from './table-view.ts'

type Kept = Map<string, WeakMap<KubeObject, Buffer>>

const keptFrames = new WeakMap<ServedVersion, Kept>()
const LINE_END = Buffer.from('}\n')

/** Makes the frames of one watch. */
export class Frames {
  readonly #parts: RestParts
  readonly #of: Target
  readonly #form: Form
  readonly #include: IncludeObject
  readonly #kept: Kept
  #columnsTold = false

  constructor(parts: RestParts, of: Target, form: Form, include: IncludeObject) {
    this.#parts = parts
    this.#of = of
    this.#form = form
    this.#include = include
    this.#kept = remembered(keptFrames, of.version, () => new Map())
  }

  of(event: WatchEvent): Buffer {
    const object = event.type === 'BOOKMARK' ? this.#marked(event.object) : event.object
    if (this.#form.as === 'Table') return this.#table(event.type, object)
    const { media, as = '', asVersion = '' } = this.#form
    const key = `${event.type} ${media} ${as} ${asVersion}`
    const frames = remembered(this.#kept, key, () => new WeakMap<KubeObject, Buffer>())
    let frame = frames.get(object)
    if (frame === undefined) {
      frame =
        media === 'protobuf'
          ? this.#message(event.type, object)
          : jsonFrame(event.type, this.#json(object))
      frames.set(object, frame)
    }
    return frame
  }

  /** What ends a watch that has failed: always a Status, whatever the form. */
  error(status: Status): Buffer {
    if (this.#form.media !== 'protobuf') return jsonFrame('ERROR', Buffer.from(goJsonText(status)))
    const message = encodeMessage(this.#parts.registry.types, 'meta/v1.Status', status)
    return watchFrame('ERROR', enveloped('v1', 'Status', message))
  }

  #json(object: KubeObject): Buffer {
    if (this.#form.as === undefined) return jsonOf(this.#of, object)
    return metadataJsonOf(this.#of, object, this.#form.asVersion ?? 'v1')
  }

  #table(type: string, object: KubeObject): Buffer {
    const meta = { resourceVersion: object.metadata.resourceVersion ?? '' }
    const form = {
      version: this.#form.asVersion ?? ('v1' as const),
      include: this.#include,
      nowMs: this.#parts.clock.nowMs(),
    }
    const table = tableJson(this.#of, [object], meta, form, !this.#columnsTold)
    this.#columnsTold = true
    return jsonFrame(type, table.subarray(0, table.length - 1))
  }

  #message(type: string, object: KubeObject): Buffer {
    const { types } = this.#parts.registry
    if (this.#form.as === undefined) {
      const { group = this.#of.kind.group, version } = this.#of.version
      const apiVersion = group === '' ? version : `${group}/${version}`
      return watchFrame(
        type,
        enveloped(apiVersion, this.#of.kind.kind, messageOf(types, this.#of, object)),
      )
    }
    const partial = partialMetadata(bareMetadata(this.#of, object), this.#form.asVersion ?? 'v1')
    const message = encodeMessage(types, 'meta/v1.PartialObjectMetadata', partial)
    return watchFrame(type, enveloped(partial.apiVersion, partial.kind, message))
  }

  /** A bookmark is an object of the kind with its zero value, and metadata of its own. */
  #marked(mark: KubeObject): KubeObject {
    const { kind, version } = this.#of
    if (kind.custom !== undefined) return mark
    const stored = kind.versions.find(one => one.version === kind.storageVersion) ?? version
    const zero = decode(this.#parts.registry.types, stored.type, {}).value
    return { ...(zero as object), ...mark }
  }
}

function jsonFrame(type: string, object: Buffer): Buffer {
  return Buffer.concat([Buffer.from(`{"type":"${type}","object":`), object, LINE_END])
}
