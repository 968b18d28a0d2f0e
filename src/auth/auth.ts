// Who is asking and may they: one answer for REST, GraphQL, reviews and admission. Credentials, rights and
// the tokens of service accounts live here; requests and their answers do not: edges call in.
import type { UserInfo } from '../meta/kind.ts'
import type { Registry } from '../registry/registry.ts'
import type { Access } from './access.ts'
import type { Attributes } from './attributes.ts'
import { Authenticator, type Credentials } from './authenticator.ts'
import { demand } from './authorizer.ts'
import { type HeaderLines, impersonated, impersonates } from './impersonate.ts'
import { ServiceAccountTokens } from './service-account-tokens.ts'

export interface AuthOptions {
  readonly registry: Registry
  readonly access: Access
  /** Users by tokens that never change. */
  readonly tokens?: ReadonlyMap<string, UserInfo>
  /** Who shows no credentials is a stranger, and not an administrator. */
  readonly anonymous?: boolean
}

export class Auth {
  readonly access: Access
  readonly accounts: ServiceAccountTokens
  readonly authenticator: Authenticator

  constructor({ registry, access, ...options }: AuthOptions) {
    this.access = access
    this.accounts = new ServiceAccountTokens(registry)
    this.authenticator = new Authenticator({ ...options, accounts: this.accounts })
  }

  /** @throws StatusError 401 */
  readonly authenticate = (request: Credentials): UserInfo => this.authenticator.user(request)

  /** The user that a request is answered for. @throws StatusError 400 or 403 */
  readonly impersonate = (
    user: UserInfo,
    request: HeaderLines,
    attributes: () => Attributes,
  ): UserInfo =>
    impersonates(request.headers)
      ? impersonated(request, user, attributes(), this.access.authorizer)
      : user

  /** @throws StatusError 403 */
  readonly authorize = (user: UserInfo, attributes: Attributes): void =>
    demand(this.access.authorizer, user, attributes)
}
