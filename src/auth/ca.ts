// The certificate authority of a cluster, in DER by hand: what ConfigMaps `kube-root-ca.crt` carry, and what
// signs the certificates of clients. Only what such certificates need is written here (RFC 5280). It is kept in
// the store beside the objects, like the key of the service accounts.
import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  sign,
} from 'node:crypto'
import type { KubeObject } from '../meta/object.ts'
import type { Registry } from '../registry/registry.ts'
import { type CertificateRequest, COMMON_NAME, encodeName } from './certificate-request.ts'
import * as der from './der.ts'
import { keyUsage, purposes } from './key-usages.ts'

const YEAR_MS = 365 * 24 * 3_600_000
const CA_MS = 10 * YEAR_MS
/** Clocks that are behind shall not refuse what is new. */
const BACKDATE_MS = 300_000
/** What lives shorter than this lives as long as asked for from now, not from where it was dated back to. */
const SHORT_MS = 8 * 3_600_000
const NAME = new Map([[COMMON_NAME, ['kubernetes']]])
const ECDSA_SHA256 = der.sequence(der.oid('2a8648ce3d040302'))
const AT = {
  resource: 'auth.mimikube.dev/signingkeys',
  namespace: '',
  name: 'certificate-authority',
}

type StoredAuthority = KubeObject & { readonly pem?: string; readonly certificate?: string }

export interface Terms {
  readonly usages: readonly string[]
  readonly nowMs: number
  readonly durationMs: number
}

export interface CertificateAuthority {
  /** The certificate of the authority, in PEM. */
  readonly certificate: string
  /** Its private key, in PEM. */
  readonly key: string
  /** A certificate for what asks, in PEM. */
  sign(request: CertificateRequest, terms: Terms): string
}

/** A new authority, whose certificate signs itself and is valid for ten years from `nowMs`. */
export function newAuthority(nowMs: number): CertificateAuthority {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const { spki, keyId } = publicOf(privateKey)
  const certificate = signed(privateKey, {
    serial: keyId.subarray(0, 8),
    validMs: [nowMs, nowMs + CA_MS],
    subject: encodeName(NAME),
    spki,
    extensions: [
      extension('551d0f', der.bitString(Buffer.from([0xa4]), 2), true),
      extension('551d13', der.sequence(der.TRUE), true),
      extension('551d0e', der.octets(keyId)),
    ],
  })
  return authority(certificate, privateKey.export({ type: 'pkcs8', format: 'pem' }) as string)
}

/** The authority that a store keeps, if it keeps one. */
export function storedAuthority(store: Registry['store']): CertificateAuthority | undefined {
  const { certificate, pem } = (store.get(AT)?.object ?? {}) as Partial<StoredAuthority>
  return certificate === undefined || pem === undefined ? undefined : authority(certificate, pem)
}

/** Keeps an authority for the next start, unless there is one. */
export async function keepAuthority(
  store: Registry['store'],
  { certificate, key }: CertificateAuthority,
): Promise<void> {
  if (storedAuthority(store) !== undefined) return
  const object: StoredAuthority = {
    apiVersion: 'auth.mimikube.dev/v1',
    kind: 'SigningKey',
    metadata: { name: AT.name },
    pem: key,
    certificate,
  }
  await store.commit(AT, 'none', object)
}

function authority(certificate: string, key: string): CertificateAuthority {
  const privateKey = createPrivateKey(key)
  const { keyId } = publicOf(privateKey)
  return {
    certificate,
    key,
    sign: ({ subject, spki, altNames }, { usages, nowMs, durationMs }) => {
      const notBeforeMs = nowMs - BACKDATE_MS
      const notAfterMs = (durationMs < SHORT_MS ? nowMs : notBeforeMs) + durationMs
      const seed = createHash('sha256').update(spki).update(`${nowMs} ${usages.join()}`).digest()
      const bits = keyUsage(usages)
      const kinds = purposes(usages)
      return signed(privateKey, {
        serial: seed.subarray(0, 16),
        validMs: [notBeforeMs, notAfterMs],
        subject: encodeName(subject),
        spki,
        extensions: [
          ...(bits === undefined ? [] : [extension('551d0f', bits, true)]),
          ...(kinds === undefined ? [] : [extension('551d25', kinds)]),
          extension('551d13', der.sequence(), true),
          extension('551d23', der.sequence(der.tlv(0x80, keyId))),
          ...(altNames === undefined ? [] : [extension('551d11', altNames, subject.size === 0)]),
        ],
      })
    },
  }
}

function publicOf(privateKey: KeyObject): { spki: Buffer; keyId: Buffer } {
  const spki = createPublicKey(privateKey).export({ type: 'spki', format: 'der' })
  return { spki, keyId: createHash('sha1').update(spki.subarray(-65)).digest() }
}

interface Draft {
  readonly serial: Buffer
  readonly validMs: readonly [number, number]
  readonly subject: Buffer
  readonly spki: Buffer
  readonly extensions: readonly Buffer[]
}

function signed(privateKey: KeyObject, draft: Draft): string {
  const [fromMs, untilMs] = draft.validMs
  const tbs = der.sequence(
    der.explicit(0, der.integer(Buffer.from([2]))),
    der.serial(draft.serial),
    ECDSA_SHA256,
    encodeName(NAME),
    der.sequence(der.time(fromMs), der.time(untilMs)),
    draft.subject,
    draft.spki,
    der.explicit(3, der.sequence(...draft.extensions)),
  )
  const signature = sign('sha256', tbs, privateKey)
  return der.pem('CERTIFICATE', der.sequence(tbs, ECDSA_SHA256, der.bitString(signature)))
}

const extension = (id: string, content: Buffer, critical = false): Buffer =>
  der.sequence(der.oid(id), ...(critical ? [der.TRUE] : []), der.octets(content))
