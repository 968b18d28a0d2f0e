// Whether what a request holds can be a request at all: its outer two layers, as Go's encoding/asn1 reads them.
import { pemBlocks } from './pem.ts'

const SEQUENCE = 16
const LAYERS = ['certificateRequest', 'tbsCertificateRequest']
/** How Go prints what it knows of such a field. */
const PARAMETERS =
  '{optional:false explicit:false application:false private:false defaultValue:<nil> tag:<nil> stringType:0 timeType:0 set:false omitEmpty:false}'

const syntax = (text: string): string => `asn1: syntax error: ${text}`
const structure = (text: string): string => `asn1: structure error: ${text}`

/** What is wrong with the value of `spec.request`. */
export function requestError(base64: string | undefined): string | undefined {
  const [block] = pemBlocks(base64)
  if (block?.type !== 'CERTIFICATE REQUEST') return 'PEM block type must be CERTIFICATE REQUEST'
  let bytes = block.bytes
  let trailing = false
  for (const [depth, name] of LAYERS.entries()) {
    const header = headerOf(bytes)
    if (typeof header === 'string') return header
    const { offset, length } = header
    if (header.class !== 0 || header.tag !== SEQUENCE || !header.isCompound)
      return structure(
        `tags don't match (${SEQUENCE} vs ${printed(header)}) ${PARAMETERS} ${name} @${offset}`,
      )
    if (length > bytes.length - offset) return syntax('data truncated')
    if (depth === 0) trailing = offset + length < bytes.length
    bytes = bytes.subarray(offset, offset + length)
  }
  return trailing ? syntax('trailing data') : undefined
}

interface Header {
  readonly class: number
  readonly tag: number
  readonly isCompound: boolean
  readonly length: number
  /** Where the contents begin. */
  readonly offset: number
}

const printed = ({ class: sort, tag, length, isCompound }: Header): string =>
  `{class:${sort} tag:${tag} length:${length} isCompound:${isCompound}}`

function headerOf(bytes: Buffer): Header | string {
  const [first, second] = bytes
  if (first === undefined) return syntax('sequence truncated')
  if (second === undefined) return syntax('truncated tag or length')
  const known = { class: first >> 6, tag: first & 0x1f, isCompound: (first & 0x20) !== 0 }
  if (second < 0x80) return { ...known, length: second, offset: 2 }
  const count = second & 0x7f
  if (count === 0) return syntax('indefinite length found (not DER)')
  let length = 0
  for (const byte of bytes.subarray(2, 2 + count)) {
    if (length >= 2 ** 23) return structure('length too large')
    length = length * 256 + byte
    if (length === 0) return structure('superfluous leading zeros in length')
  }
  if (bytes.length < 2 + count) return syntax('truncated tag or length')
  if (length < 0x80) return structure('non-minimal length')
  return { ...known, length, offset: 2 + count }
}
