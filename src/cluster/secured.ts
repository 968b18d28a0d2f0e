// Service by TLS: what the server shows, and what its administrator does. Certificates are made at each start
// and go by the machine's clock, which is that of who checks them; the authority is the cluster's and stays.
import { hostname, networkInterfaces } from 'node:os'
import { ADMIN } from '../auth/admin.ts'
import type { CertificateAuthority } from '../auth/ca.ts'
import { clientCertificate, servingCertificate } from '../auth/issue.ts'
import { realClock } from '../clock.ts'
import type { RestOptions } from '../rest/options.ts'

/** In PEM: what the server is held against, and what an administrator shows. */
export interface AdminCredentials {
  readonly ca: string
  readonly certificate: string
  readonly key: string
}

export interface Secured {
  readonly tls: NonNullable<RestOptions['tls']>
  readonly admin: AdminCredentials
}

export function securedBy(authority: CertificateAuthority, names: readonly string[]): Secured {
  const nowMs = realClock.nowMs()
  const ca = authority.certificate
  const serving = servingCertificate(authority, [...OWN_NAMES, ...names], nowMs)
  const groups = ADMIN.groups.filter(group => group !== 'system:authenticated')
  return {
    // Who shows no certificate, or a wrong one, may have a token yet.
    tls: {
      ca,
      cert: serving.certificate,
      key: serving.key,
      requestCert: true,
      rejectUnauthorized: false,
    },
    admin: { ca, ...clientCertificate(authority, ADMIN.name, groups, nowMs) },
  }
}

/** What a control plane is called from within its cluster, and by this machine. */
const OWN_NAMES: readonly string[] = [
  'localhost',
  'kubernetes',
  'kubernetes.default',
  'kubernetes.default.svc',
  'kubernetes.default.svc.cluster.local',
  '127.0.0.1',
  '::1',
  '10.96.0.1',
]

/** What a server on an address may be called: all of the machine's own names where it listens everywhere. */
export function namesOfHost(host: string): string[] {
  if (host !== '0.0.0.0' && host !== '::') return [host]
  const addresses = Object.values(networkInterfaces()).flatMap(found => found ?? [])
  return [hostname(), ...addresses.map(({ address }) => address.replace(/%.*/, ''))]
}
