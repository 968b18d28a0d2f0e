// Requests for certificates (PKCS#10): who asks to be called what, by which key.
import { createPublicKey, verify } from 'node:crypto'
import { oid, sequence, setOf, tlv, type Value, valuesIn, valuesOf } from './der.ts'

export interface CertificateRequest {
  /** The values of the subject, by the hex of their object identifiers. */
  readonly subject: ReadonlyMap<string, readonly string[]>
  /** The public key, in DER. */
  readonly spki: Buffer
  /** The content of the extension for other names, in DER. */
  readonly altNames?: Buffer
}

export const COMMON_NAME = '550403'
export const ORGANIZATION = '55040a'
const ALT_NAMES = '551d11'
const EXTENSION_REQUEST = '2a864886f70d01090e'

/** How requests are signed, and the hash that goes with it; none for those who need no other. */
const HASHES: Readonly<Record<string, string | null>> = {
  '2a864886f70d01010b': 'sha256',
  '2a864886f70d01010c': 'sha384',
  '2a864886f70d01010d': 'sha512',
  '2a8648ce3d040302': 'sha256',
  '2a8648ce3d040303': 'sha384',
  '2a8648ce3d040304': 'sha512',
  '2b6570': null,
}

/** Reads a request in PEM; undefined when it is none, or when another key than its own has signed it. */
export function parseRequest(text: string): CertificateRequest | undefined {
  const body = /-----BEGIN CERTIFICATE REQUEST-----([^-]*)-----END/.exec(text)?.[1]
  if (body === undefined) return undefined
  try {
    const [whole] = valuesIn(Buffer.from(body, 'base64'))
    const [info, algorithm, signature] = valuesOf(whole)
    const [, subject, key, attributes] = valuesOf(info)
    if (info === undefined || subject === undefined || key === undefined) return undefined
    const hash = HASHES[idOf(valuesOf(algorithm)[0])]
    if (hash === undefined || signature === undefined) return undefined
    const publicKey = createPublicKey({ key: key.raw, format: 'der', type: 'spki' })
    if (!verify(hash, info.raw, publicKey, signature.content.subarray(1))) return undefined
    const altNames = extensionsOf(attributes).get(ALT_NAMES)
    return {
      subject: namesOf(subject),
      spki: key.raw,
      ...(altNames === undefined ? {} : { altNames }),
    }
  } catch {
    // What cannot be read is no request.
    return undefined
  }
}

const idOf = (value: Value | undefined): string => value?.content.toString('hex') ?? ''

function namesOf(subject: Value): Map<string, string[]> {
  const names = new Map<string, string[]>()
  for (const pair of valuesOf(subject).flatMap(valuesOf)) {
    const [type, text] = valuesOf(pair)
    const id = idOf(type)
    names.set(id, [...(names.get(id) ?? []), text?.content.toString('utf8') ?? ''])
  }
  return names
}

function extensionsOf(attributes: Value | undefined): Map<string, Buffer> {
  const found = new Map<string, Buffer>()
  for (const attribute of valuesOf(attributes)) {
    const [type, set] = valuesOf(attribute)
    if (idOf(type) !== EXTENSION_REQUEST) continue
    for (const extension of valuesOf(valuesOf(set)[0])) {
      const parts = valuesOf(extension)
      const content = parts.at(-1)?.content
      if (content !== undefined) found.set(idOf(parts[0]), content)
    }
  }
  return found
}

/** C, O, OU, L, ST, street, postal code, CN, serial number: in this order subjects are written. */
const NAME_ORDER = ['06', '0a', '0b', '07', '08', '09', '11', '03', '05'].map(id => `5504${id}`)

/** A name in DER: one part for each type, whatever order it was asked for in; of other types nothing stays. */
export function encodeName(names: ReadonlyMap<string, readonly string[]>): Buffer {
  const parts = NAME_ORDER.flatMap(type => {
    const values = names.get(type) ?? []
    const pairs = values.map(value => sequence(oid(type), textOf(value)))
    return pairs.length === 0 ? [] : [setOf(pairs)]
  })
  return sequence(...parts)
}

const textOf = (value: string): Buffer =>
  tlv(/^[A-Za-z0-9 '()+,\-./:=?]*$/.test(value) ? 0x13 : 0x0c, Buffer.from(value))
