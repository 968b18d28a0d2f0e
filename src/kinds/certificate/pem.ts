// Blocks of PEM, as Go reads them: what is no block is passed over.
import { X509Certificate } from 'node:crypto'

export interface PemBlock {
  readonly type: string
  readonly hasHeaders: boolean
  readonly bytes: Buffer
}

const BLOCK =
  /-----BEGIN ([^\n]*?)-----\r?\n((?:[^\n]*: [^\n]*\n)*)([A-Za-z0-9+/=\s]*)-----END \1-----/g

/** The blocks in a value of base64. */
export function pemBlocks(base64: string | undefined): PemBlock[] {
  const text = Buffer.from(base64 ?? '', 'base64').toString('latin1')
  return [...text.matchAll(BLOCK)].flatMap(([, type = '', headers = '', body = '']) => {
    const packed = body.replaceAll(/\s/g, '')
    if (!WHOLE.test(packed)) return []
    return [{ type, hasHeaders: headers !== '', bytes: Buffer.from(packed, 'base64') }]
  })
}

/** Base64 with its padding; what is none makes no block. */
const WHOLE = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/

/** What is wrong with a chain of certificates in PEM; nothing when there is none. */
export function certificateError(base64: string | undefined): string | undefined {
  if (!base64) return undefined
  const blocks = pemBlocks(base64)
  for (const { type, hasHeaders, bytes } of blocks) {
    if (type !== 'CERTIFICATE')
      return `only CERTIFICATE PEM blocks are allowed, found ${JSON.stringify(type)}`
    if (hasHeaders) return 'no PEM block headers are permitted'
    if (bytes.length === 0) return 'found CERTIFICATE PEM block containing 0 certificates'
    if (!isCertificate(bytes)) return 'x509: malformed certificate'
  }
  return blocks.length === 0 ? 'must contain at least one CERTIFICATE PEM block' : undefined
}

function isCertificate(bytes: Buffer): boolean {
  try {
    new X509Certificate(bytes)
    return true
  } catch {
    return false
  }
}
