// What Go's TLS says of a certificate and a key that do not make a pair.
import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto'
import { type PemBlock, pemBlocks } from '../certificate/pem.ts'

/** What is wrong with a certificate and its key, both PEM in base64. */
export function keyPairError(
  certificate: string | undefined,
  key: string | undefined,
): string | undefined {
  const blocks = pemBlocks(certificate)
  const found = blocks.find(({ type }) => type === 'CERTIFICATE')
  if (found === undefined) return noCertificate(blocks)
  const keyBlocks = pemBlocks(key)
  const keyFound = keyBlocks.find(({ type }) => isKey(type))
  if (keyFound === undefined) return noKey(keyBlocks)
  const parsed = certificateOf(found)
  if (parsed === undefined) return 'x509: malformed certificate'
  const privateKey = keyOf(keyFound)
  if (privateKey === undefined) return 'tls: failed to parse private key'
  if (parsed.publicKey.asymmetricKeyType !== privateKey.asymmetricKeyType)
    return 'tls: private key type does not match public key type'
  return parsed.checkPrivateKey(privateKey)
    ? undefined
    : 'tls: private key does not match public key'
}

const isKey = (type: string): boolean => type === 'PRIVATE KEY' || type.endsWith(' PRIVATE KEY')

/** As Go prints a list of texts. */
const listed = (blocks: readonly PemBlock[]): string =>
  `of the following types: [${blocks.map(({ type }) => type).join(' ')}]`

function noCertificate(blocks: readonly PemBlock[]): string {
  const [first] = blocks
  if (first === undefined) return 'tls: failed to find any PEM data in certificate input'
  if (blocks.length === 1 && first.type.endsWith('PRIVATE KEY'))
    return 'tls: failed to find certificate PEM data in certificate input, but did find a private key; PEM inputs may have been switched'
  return `tls: failed to find "CERTIFICATE" PEM block in certificate input after skipping PEM blocks ${listed(blocks)}`
}

function noKey(blocks: readonly PemBlock[]): string {
  const [first] = blocks
  if (first === undefined) return 'tls: failed to find any PEM data in key input'
  if (blocks.length === 1 && first.type === 'CERTIFICATE')
    return 'tls: found a certificate rather than a key in the PEM for the private key'
  return `tls: failed to find PEM block with type ending in "PRIVATE KEY" in key input after skipping PEM blocks ${listed(blocks)}`
}

function certificateOf({ bytes }: PemBlock): X509Certificate | undefined {
  try {
    return new X509Certificate(bytes)
  } catch {
    return undefined
  }
}

/** The sorts of keys in the order in which Go tries them. */
function keyOf({ bytes: key }: PemBlock): KeyObject | undefined {
  for (const type of ['pkcs1', 'pkcs8', 'sec1'] as const)
    try {
      return createPrivateKey({ key, format: 'der', type })
    } catch {
      // The next sort may fit.
    }
  return undefined
}
