// A certificate authority of our own, in DER by hand: what ConfigMaps `kube-root-ca.crt` carry. Only what
// such a certificate needs is written here (RFC 5280); nothing reads certificates.
import { createHash, generateKeyPairSync, sign } from 'node:crypto'

const YEARS_VALID = 10
const YEAR_MS = 365.25 * 24 * 3_600_000

/** A new self-signed CA certificate as PEM, valid for ten years from `nowMs`. Its key is thrown away. */
export function caCertificate(nowMs: number, commonName = 'kubernetes'): string {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const spki = publicKey.export({ type: 'spki', format: 'der' })
  const keyId = createHash('sha1').update(spki.subarray(-65)).digest()
  const tbs = sequence(
    explicit(0, integer(Buffer.from([2]))),
    integer(keyId.subarray(0, 8)),
    ECDSA_SHA256,
    nameOf(commonName),
    sequence(utcTime(nowMs), utcTime(nowMs + YEARS_VALID * YEAR_MS)),
    nameOf(commonName),
    spki,
    explicit(3, extensions(keyId)),
  )
  const signature = sign('sha256', tbs, privateKey)
  const der = sequence(tbs, ECDSA_SHA256, bitString(signature))
  return `-----BEGIN CERTIFICATE-----\n${der.toString('base64').replace(/(.{64})(?=.)/g, '$1\n')}\n-----END CERTIFICATE-----\n`
}

/** Certifying others is what it may, and nothing else. */
function extensions(keyId: Buffer): Buffer {
  const critical = tlv(0x01, Buffer.from([0xff]))
  return sequence(
    sequence(oid('551d0f'), critical, octets(Buffer.from([0x03, 0x02, 0x02, 0xa4]))),
    sequence(oid('551d13'), critical, octets(sequence(critical))),
    sequence(oid('551d0e'), octets(octets(keyId))),
  )
}

function tlv(tag: number, content: Buffer): Buffer {
  const { length } = content
  const header =
    length < 0x80
      ? [tag, length]
      : length < 0x100
        ? [tag, 0x81, length]
        : [tag, 0x82, length >> 8, length & 0xff]
  return Buffer.concat([Buffer.from(header), content])
}

const sequence = (...parts: readonly Buffer[]): Buffer => tlv(0x30, Buffer.concat(parts))
const explicit = (tag: number, content: Buffer): Buffer => tlv(0xa0 | tag, content)
const octets = (content: Buffer): Buffer => tlv(0x04, content)
const oid = (hex: string): Buffer => tlv(0x06, Buffer.from(hex, 'hex'))
const bitString = (content: Buffer): Buffer => tlv(0x03, Buffer.concat([Buffer.from([0]), content]))

/** An integer that is not negative: a zero goes before a first byte of 128 or more. */
function integer(bytes: Buffer): Buffer {
  const negative = (bytes[0] ?? 0) >= 0x80
  return tlv(0x02, negative ? Buffer.concat([Buffer.from([0]), bytes]) : bytes)
}

const ECDSA_SHA256 = sequence(oid('2a8648ce3d040302'))

const nameOf = (commonName: string): Buffer =>
  sequence(tlv(0x31, sequence(oid('550403'), tlv(0x0c, Buffer.from(commonName)))))

/** `YYMMDDHHMMSSZ`; years until 2049. */
const utcTime = (ms: number): Buffer =>
  tlv(0x17, Buffer.from(`${new Date(ms).toISOString().replace(/[-:T]/g, '').slice(2, 14)}Z`))
