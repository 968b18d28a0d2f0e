// Who shows a certificate: its common name is the user, its organizations are the groups. Follows apiserver
// `authentication/request/x509`. Whether it holds is judged by the socket, which knows the authority.
import type { UserInfo } from '../meta/kind.ts'

const UID = '1.3.6.1.4.1.57683.2'
const CREDENTIAL_ID = 'authentication.kubernetes.io/credential-id'

type Named = Readonly<Record<string, string | readonly string[] | undefined>>

/** A socket, perhaps of TLS, as far as it tells of the other end. */
interface Peer {
  /** Undefined where there is no TLS, and false when the certificate does not hold or is missing. */
  readonly authorized?: boolean
  getPeerCertificate?(): { readonly subject?: unknown; readonly fingerprint256?: string } | null
}

/** `refused` is a certificate that does not hold; undefined means that none tells who it is. */
export function userOfPeer(socket: object | undefined): UserInfo | 'refused' | undefined {
  const peer = socket as Peer | undefined
  if (peer?.authorized === undefined || peer.getPeerCertificate === undefined) return undefined
  // Of a socket that is closing nothing is told.
  const { subject, fingerprint256 = '' } = peer.getPeerCertificate() ?? {}
  if (subject === undefined) return undefined
  if (!peer.authorized) return 'refused'
  const { CN, O, [UID]: uid } = subject as Named
  const name = valuesOf(CN).at(-1) ?? ''
  if (name === '') return undefined
  const [known] = valuesOf(uid)
  return {
    name,
    ...(known === undefined ? {} : { uid: known }),
    groups: [...valuesOf(O), 'system:authenticated'],
    extra: { [CREDENTIAL_ID]: [`X509SHA256=${fingerprint256.replaceAll(':', '').toLowerCase()}`] },
  }
}

const valuesOf = (value: Named[string]): readonly string[] =>
  value === undefined ? [] : typeof value === 'string' ? [value] : value
