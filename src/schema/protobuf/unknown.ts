// runtime.Unknown behind its magic number: what an envelope says of the message in it.
import type { Types } from '../types.ts'
import { Reader } from './reader.ts'
import { BYTES } from './writer.ts'

/** What every envelope begins with. */
export const MAGIC = Buffer.from('k8s\0')

export const isEnveloped = (bytes: Uint8Array): boolean =>
  MAGIC.equals(bytes.subarray(0, MAGIC.length))

/** The type of a kind; options and other kinds of every group stand with the metadata types. */
export function structNameOf(types: Types, apiVersion: string, kind: string): string | undefined {
  const [version = '', group = ''] = apiVersion.split('/').reverse()
  const own = `${group === '' ? 'core' : group.split('.')[0]}/${version}.${kind}`
  if (types.struct(own) !== undefined) return own
  const shared = `meta/v1.${kind}`
  return types.struct(shared) === undefined ? undefined : shared
}

/** What is in an envelope. */
export function openEnvelope(bytes: Uint8Array): {
  apiVersion: string
  kind: string
  raw: Uint8Array
} {
  const reader = new Reader(bytes.subarray(MAGIC.length))
  let meta: { apiVersion: string; kind: string } = { apiVersion: '', kind: '' }
  let raw: Uint8Array = new Uint8Array()
  while (!reader.isAtEnd) {
    const number = reader.tag()
    if (number === 1 && reader.wire === BYTES) meta = reader.message(typeMetaOf)
    else if (number === 2 && reader.wire === BYTES) raw = reader.bytes()
    else reader.skip()
  }
  return { ...meta, raw }
}

function typeMetaOf(reader: Reader): { apiVersion: string; kind: string } {
  const meta = { apiVersion: '', kind: '' }
  while (!reader.isAtEnd) {
    const number = reader.tag()
    if (number === 1 && reader.wire === BYTES) meta.apiVersion = reader.text()
    else if (number === 2 && reader.wire === BYTES) meta.kind = reader.text()
    else reader.skip()
  }
  return meta
}
