// Tokens of service accounts: what they claim, and whether the claims still hold. A token ends with its
// account, and with the object that it is bound to. Follows `pkg/serviceaccount/claims.go`.
import type { UserInfo } from '../meta/kind.ts'
import { isObject, type JsonObject, type KubeObject } from '../meta/object.ts'
import type { Registry } from '../registry/registry.ts'
import { goStrings } from './compact-rule.ts'
import { signedToken, verifiedClaims } from './jwt.ts'
import { SECRET_ISSUER, secretTokenClaims, userOfSecretToken } from './secret-tokens.ts'
import { groupsOfAccount, userOfAccount } from './service-account-name.ts'
import { SigningKeys } from './signing-key.ts'

export const ISSUER = 'https://kubernetes.default.svc.cluster.local'

/** Tokens that Pods are given live an hour and a bit; they are good for a year, for clients that never read them again. */
const POD_TOKEN_SECONDS = 3607
const EXTENDED_SECONDS = 365 * 24 * 3600

/** How claims and `extra` call what a token may be bound to. */
const BOUND = { pod: 'pods', node: 'nodes', secret: 'secrets' } as const
type Bound = keyof typeof BOUND

export interface TokenSpec {
  readonly account: KubeObject
  readonly audiences: readonly string[]
  readonly expirationSeconds: number
  /** What the token is bound to; the node of a bound Pod is told, not bound. */
  readonly bound?: Readonly<Partial<Record<Bound, KubeObject>>>
}

/** Who a token stands for, and for which audiences of those that were asked. */
export interface Authenticated {
  readonly user: UserInfo
  readonly audiences: readonly string[]
}

/** What is wrong with a token; nothing is told of one that is not ours. */
export interface Unknown {
  readonly error: readonly string[]
}

export class ServiceAccountTokens {
  readonly keys: SigningKeys
  readonly #registry: Registry

  constructor(registry: Registry) {
    this.#registry = registry
    this.keys = new SigningKeys(registry.store)
  }

  /** A new token, and when its client should ask for the next. */
  async issue(spec: TokenSpec): Promise<{ token: string; expiresMs: number }> {
    const nowMs = this.#registry.clock.nowMs()
    const key = await this.keys.get()
    const claims = claimsOf(spec, Math.floor(nowMs / 1000), this.#registry.ids.uid())
    return {
      token: signedToken(key, claims),
      expiresMs: nowMs + spec.expirationSeconds * 1000,
    }
  }

  /** Who a token stands for, or why it holds for nobody. */
  authenticate(token: string, wanted: readonly string[] = [ISSUER]): Authenticated | Unknown {
    const key = this.keys.find()
    const claims = key === undefined ? undefined : verifiedClaims(key, token)
    if (claims?.iss === SECRET_ISSUER) return this.#withSecret(claims, token, wanted)
    if (claims === undefined || claims.iss !== ISSUER) return { error: [] }
    const held = Array.isArray(claims.aud) ? claims.aud.map(String) : []
    const audiences = wanted.filter(audience => held.includes(audience))
    if (audiences.length === 0)
      return {
        error: [
          `token audiences ${goStrings(held)} is invalid for the target audiences ${goStrings(wanted)}`,
        ],
      }
    const seconds = this.#registry.clock.nowMs() / 1000
    if (seconds > Number(claims.exp)) return { error: ['service account token has expired'] }
    if (seconds < Number(claims.nbf) - 1)
      return { error: ['service account token is not valid yet'] }
    const user = this.#userOf(claims)
    return user === undefined
      ? { error: ['service account token has been invalidated'] }
      : { user, audiences }
  }

  /** The token that a Secret keeps for an account. */
  async forSecret(account: KubeObject, secret: KubeObject): Promise<string> {
    return signedToken(await this.keys.get(), secretTokenClaims(account, secret))
  }

  /** Tokens of Secrets name no audience: they are for the server itself. */
  #withSecret(
    claims: JsonObject,
    token: string,
    wanted: readonly string[],
  ): Authenticated | Unknown {
    const audiences = wanted.filter(audience => audience === ISSUER)
    if (audiences.length === 0) return { error: [] }
    const user = userOfSecretToken(this.#registry, claims, token)
    return user === undefined
      ? { error: ['service account token has been invalidated'] }
      : { user, audiences }
  }

  #userOf(claims: JsonObject): UserInfo | undefined {
    const own = claims['kubernetes.io']
    if (!isObject(own)) return undefined
    const namespace = String(own.namespace)
    const account = refOf(own.serviceaccount)
    if (account === undefined || !this.#stands('serviceaccounts', namespace, account))
      return undefined
    const extra: Record<string, string[]> = {
      'authentication.kubernetes.io/credential-id': [`JTI=${String(claims.jti)}`],
    }
    for (const kind of ['node', 'pod'] as const) {
      const ref = refOf(own[kind])
      if (ref === undefined) continue
      extra[`authentication.kubernetes.io/${kind}-name`] = [ref.name]
      extra[`authentication.kubernetes.io/${kind}-uid`] = [ref.uid]
    }
    return this.#bindingHolds(own, namespace)
      ? {
          name: userOfAccount({ namespace, name: account.name }),
          uid: account.uid,
          groups: [...groupsOfAccount({ namespace, name: account.name }), 'system:authenticated'],
          extra,
        }
      : undefined
  }

  #bindingHolds(own: JsonObject, namespace: string): boolean {
    for (const kind of Object.keys(BOUND) as Bound[]) {
      const ref = refOf(own[kind])
      if (ref === undefined || (kind === 'node' && own.pod !== undefined)) continue
      if (!this.#stands(BOUND[kind], kind === 'node' ? '' : namespace, ref)) return false
    }
    return true
  }

  /** Whether the very object is still there. */
  #stands(resource: string, namespace: string, ref: { name: string; uid: string }): boolean {
    const object = this.#registry.store.get({ resource, namespace, name: ref.name })?.object
    return object !== undefined && object.metadata.uid === ref.uid
  }
}

function claimsOf(spec: TokenSpec, now: number, id: string): JsonObject {
  const { account, audiences, expirationSeconds, bound = {} } = spec
  const extended =
    expirationSeconds === POD_TOKEN_SECONDS && bound.pod !== undefined && audiences.includes(ISSUER)
  const { namespace = '', name = '' } = account.metadata
  return {
    aud: audiences,
    exp: now + (extended ? EXTENDED_SECONDS : expirationSeconds),
    iat: now,
    iss: ISSUER,
    jti: id,
    'kubernetes.io': {
      namespace,
      ...(bound.node === undefined ? {} : { node: named(bound.node) }),
      ...(bound.pod === undefined ? {} : { pod: named(bound.pod) }),
      ...(bound.secret === undefined ? {} : { secret: named(bound.secret) }),
      serviceaccount: named(account),
      ...(extended ? { warnafter: now + expirationSeconds } : {}),
    },
    nbf: now,
    sub: userOfAccount({ namespace, name }),
  }
}

const named = ({ metadata }: KubeObject) => ({ name: metadata.name, uid: metadata.uid })

function refOf(value: unknown): { name: string; uid: string } | undefined {
  return isObject(value) ? { name: String(value.name), uid: String(value.uid) } : undefined
}
