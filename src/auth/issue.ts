// Certificates that the cluster makes for its own server and its own administrator, keys and all.
import { generateKeyPairSync, type KeyPairKeyObjectResult } from 'node:crypto'
import { isIPv4, isIPv6 } from 'node:net'
import type { CertificateAuthority } from './ca.ts'
import { COMMON_NAME, ORGANIZATION } from './certificate-request.ts'
import * as der from './der.ts'

const YEAR_MS = 365 * 24 * 3_600_000
const OF_ANY_KEY: readonly string[] = ['digital signature', 'key encipherment']

/** A certificate with its key, both in PEM. */
export interface KeyPair {
  readonly certificate: string
  readonly key: string
}

/** What a server shows to be taken for one of these names and addresses. */
export function servingCertificate(
  authority: CertificateAuthority,
  names: readonly string[],
  nowMs: number,
): KeyPair {
  const subject = new Map([[COMMON_NAME, ['kube-apiserver']]])
  const keys = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  return issued(authority, subject, keys, { purpose: 'server auth', nowMs, names })
}

/** What a client shows to be taken for a user of some groups. */
export function clientCertificate(
  authority: CertificateAuthority,
  user: string,
  groups: readonly string[],
  nowMs: number,
): KeyPair {
  const subject = new Map([
    [COMMON_NAME, [user]],
    [ORGANIZATION, [...groups]],
  ])
  // An RSA key, as kubeadm makes them: some clients take any other for a broken one.
  const keys = generateKeyPairSync('rsa', { modulusLength: 2048 })
  return issued(authority, subject, keys, { purpose: 'client auth', nowMs })
}

interface Issue {
  readonly purpose: 'server auth' | 'client auth'
  readonly nowMs: number
  readonly names?: readonly string[]
}

function issued(
  authority: CertificateAuthority,
  subject: ReadonlyMap<string, readonly string[]>,
  { privateKey, publicKey }: KeyPairKeyObjectResult,
  { purpose, nowMs, names }: Issue,
): KeyPair {
  const request = {
    subject,
    spki: publicKey.export({ type: 'spki', format: 'der' }),
    ...(names === undefined ? {} : { altNames: altNames(names) }),
  }
  const terms = { usages: [...OF_ANY_KEY, purpose], nowMs, durationMs: YEAR_MS }
  return {
    certificate: authority.sign(request, terms),
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }) as string,
  }
}

const DNS_NAME = 0x82
const IP_ADDRESS = 0x87

const altNames = (names: readonly string[]): Buffer =>
  der.sequence(
    ...[...new Set(names)].map(name => {
      const address = addressBytes(name)
      return address === undefined
        ? der.tlv(DNS_NAME, Buffer.from(name))
        : der.tlv(IP_ADDRESS, address)
    }),
  )

/** The four or sixteen bytes of an address; undefined when a name is none. */
function addressBytes(name: string): Buffer | undefined {
  if (isIPv4(name)) return Buffer.from(name.split('.').map(Number))
  if (!isIPv6(name)) return undefined
  const [head = '', tail] = withoutDots(name).split('::')
  const before = groupsOf(head)
  const after = groupsOf(tail ?? '')
  const zeros = Array<number>(8 - before.length - after.length).fill(0)
  const bytes = Buffer.alloc(16)
  for (const [at, value] of [...before, ...zeros, ...after].entries())
    bytes.writeUInt16BE(value, at * 2)
  return bytes
}

const groupsOf = (text: string): number[] =>
  text === '' ? [] : text.split(':').map(group => Number.parseInt(group, 16))

/** The last two groups may be written as an address of the old sort. */
function withoutDots(name: string): string {
  const at = name.lastIndexOf(':') + 1
  if (!name.slice(at).includes('.')) return name
  const [a = 0, b = 0, c = 0, d = 0] = name.slice(at).split('.').map(Number)
  return `${name.slice(0, at)}${(a * 256 + b).toString(16)}:${(c * 256 + d).toString(16)}`
}
