// Who is asking: by certificate, or else by token. A request without credentials is an administrator's, or a
// stranger's where strangers are told apart; credentials that do not hold are refused.
import type { UserInfo } from '../meta/kind.ts'
import { unauthorized } from '../meta/status.ts'
import { ADMIN, ANONYMOUS } from './admin.ts'
import { userOfPeer } from './client-certificate.ts'
import {
  type Authenticated,
  ISSUER,
  type ServiceAccountTokens,
  type Unknown,
} from './service-account-tokens.ts'

/** How browsers hand over a token where they cannot set a header: as a protocol of the WebSocket. */
const PROTOCOL = 'base64url.bearer.authorization.k8s.io.'

export interface AuthenticatorOptions {
  readonly accounts: ServiceAccountTokens
  /** Users by tokens that never change. */
  readonly tokens?: ReadonlyMap<string, UserInfo>
  /** Who shows no credentials is a stranger, and not an administrator. */
  readonly anonymous?: boolean
}

/** What a request shows of who it is from. */
export interface Credentials {
  readonly headers: Readonly<Record<string, unknown>>
  readonly socket?: object
}

export class Authenticator {
  readonly #options: AuthenticatorOptions

  constructor(options: AuthenticatorOptions) {
    this.#options = options
  }

  /** @throws StatusError 401 for a certificate or a token that is not known */
  user({ headers, socket }: Credentials): UserInfo {
    const certified = userOfPeer(socket)
    if (certified !== undefined && certified !== 'refused') return certified
    const token = bearerOf(headers.authorization) ?? protocolOf(headers['sec-websocket-protocol'])
    if (token === undefined && certified === 'refused') throw unauthorized()
    if (token === undefined) return this.#options.anonymous === true ? ANONYMOUS : ADMIN
    const known = this.token(token)
    if ('error' in known) throw unauthorized()
    return known.user
  }

  /** Who a token stands for. The audiences of tokens from the file are those of the server. */
  token(token: string, audiences: readonly string[] = [ISSUER]): Authenticated | Unknown {
    const user = this.#options.tokens?.get(token)
    if (user === undefined) return this.#options.accounts.authenticate(token, audiences)
    const served = audiences.filter(audience => audience === ISSUER)
    return served.length === 0 ? { error: [] } : { user, audiences: served }
  }
}

/** Other schemes are no credentials, as are those that name none. */
function bearerOf(header: unknown): string | undefined {
  if (typeof header !== 'string') return undefined
  const [scheme = '', token = ''] = header.trim().split(' ')
  return scheme.toLowerCase() === 'bearer' && token !== '' ? token : undefined
}

function protocolOf(header: unknown): string | undefined {
  if (typeof header !== 'string') return undefined
  const protocol = header
    .split(',')
    .map(one => one.trim())
    .find(one => one.startsWith(PROTOCOL))
  return protocol === undefined
    ? undefined
    : Buffer.from(protocol.slice(PROTOCOL.length), 'base64url').toString('utf8')
}
