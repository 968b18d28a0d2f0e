// The rules of ServiceAccounts.
import type { Rules } from '../../meta/kind.ts'
import type { ServiceAccount } from '../../schema/generated/core-v1.ts'
import { metaAgain } from '../meta-again.ts'
import { changed, mapped } from '../same.ts'

const ENFORCES = 'kubernetes.io/enforce-mountable-secrets'

export const serviceAccountRules: Rules<ServiceAccount> = {
  prepareForCreate: withBareSecrets,
  prepareForUpdate: withBareSecrets,
  validateUpdate: next => metaAgain(next, true),
  warningsOnCreate: account => (enforces(account) ? [WARNING] : []),
  warningsOnUpdate: (next, old) => (enforces(next) && !enforces(old) ? [WARNING] : []),
}

/** Of the secrets of an account only the names count. */
function withBareSecrets(account: ServiceAccount): ServiceAccount {
  if (account.secrets === undefined) return account
  const secrets = mapped(account.secrets, reference =>
    Object.keys(reference).every(field => field === 'name')
      ? reference
      : { ...(reference.name === undefined ? {} : { name: reference.name }) },
  )
  return changed(account, 'secrets', secrets)
}

const enforces = ({ metadata }: ServiceAccount): boolean =>
  metadata.annotations?.[ENFORCES] !== undefined

const WARNING = `metadata.annotations[${ENFORCES}]: deprecated in v1.32+; prefer separate namespaces to isolate access to mounted secrets`
