// Tokens that stand in Secrets and never expire: they end with their Secret or their account. Follows
// `pkg/serviceaccount/legacy.go`.
import type { UserInfo } from '../meta/kind.ts'
import type { JsonObject, KubeObject } from '../meta/object.ts'
import type { Registry } from '../registry/registry.ts'
import { groupsOfAccount, userOfAccount } from './service-account-name.ts'

export const SECRET_ISSUER = 'kubernetes/serviceaccount'
const SECRET_NAME = 'kubernetes.io/serviceaccount/secret.name'
const ACCOUNT_NAME = 'kubernetes.io/serviceaccount/service-account.name'
const ACCOUNT_UID = 'kubernetes.io/serviceaccount/service-account.uid'
const NAMESPACE = 'kubernetes.io/serviceaccount/namespace'

export function secretTokenClaims(account: KubeObject, secret: KubeObject): JsonObject {
  const { namespace = '', name = '', uid = '' } = account.metadata
  return {
    iss: SECRET_ISSUER,
    [NAMESPACE]: namespace,
    [SECRET_NAME]: secret.metadata.name ?? '',
    [ACCOUNT_NAME]: name,
    [ACCOUNT_UID]: uid,
    sub: userOfAccount({ namespace, name }),
  }
}

/** Whom the token of a Secret stands for, while Secret and account are the ones that it names. */
export function userOfSecretToken(
  { store }: Registry,
  claims: JsonObject,
  token: string,
): UserInfo | undefined {
  const [namespace, name, uid] = [NAMESPACE, ACCOUNT_NAME, ACCOUNT_UID].map(key =>
    String(claims[key] ?? ''),
  ) as [string, string, string]
  const account = store.get({ resource: 'serviceaccounts', namespace, name })?.object
  const secretName = String(claims[SECRET_NAME] ?? '')
  const secret = store.get({ resource: 'secrets', namespace, name: secretName })?.object as
    | (KubeObject & { data?: Readonly<Record<string, string>> })
    | undefined
  if (account?.metadata.uid !== uid || secret?.metadata.deletionTimestamp !== undefined)
    return undefined
  const kept = Buffer.from(secret?.data?.['token'] ?? '', 'base64').toString()
  if (kept !== token) return undefined
  return {
    name: userOfAccount({ namespace, name }),
    uid,
    groups: [...groupsOfAccount({ namespace, name }), 'system:authenticated'],
  }
}
