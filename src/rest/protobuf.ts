// Messages around objects that are encoded already: lists, and the frames of watches.
import type { KubeObject } from '../meta/object.ts'
import type { Target } from '../registry/target.ts'
import { encodeMessage } from '../schema/protobuf/encode.ts'
import type { Types } from '../schema/table.ts'
import { type ListMeta, messageOf, partialMetadata } from './encode.ts'

/** A list message: {1 metadata, 2 items}. */
export function listMessage(
  types: Types,
  of: Target,
  items: readonly KubeObject[],
  meta: ListMeta,
): Buffer {
  return Buffer.concat([
    field(1, encodeMessage(types, 'meta/v1.ListMeta', meta)),
    ...items.map(item => field(2, messageOf(types, of, item))),
  ])
}

export function partialListMessage(
  types: Types,
  items: readonly KubeObject[],
  meta: ListMeta,
  version: 'v1' | 'v1beta1',
): Buffer {
  const struct = 'meta/v1.PartialObjectMetadata'
  return Buffer.concat([
    field(1, encodeMessage(types, 'meta/v1.ListMeta', meta)),
    ...items.map(item =>
      field(2, encodeMessage(types, struct, partialMetadata(item.metadata, version))),
    ),
  ])
}

/** metav1.WatchEvent {1 type, 2 RawExtension{1 raw}} behind its length; the object within has its envelope. */
export function watchFrame(type: string, object: Uint8Array): Buffer {
  const message = Buffer.concat([field(1, Buffer.from(type)), field(2, field(1, object))])
  const length = Buffer.alloc(4)
  length.writeUInt32BE(message.length)
  return Buffer.concat([length, message])
}

/** A length-delimited field. */
function field(number: number, bytes: Uint8Array): Buffer {
  return Buffer.concat([Buffer.from([(number << 3) | 2]), varint(bytes.length), bytes])
}

function varint(value: number): Buffer {
  const out: number[] = []
  let rest = value
  while (rest > 127) {
    out.push((rest & 127) | 128)
    rest = Math.floor(rest / 128)
  }
  out.push(rest)
  return Buffer.from(out)
}
