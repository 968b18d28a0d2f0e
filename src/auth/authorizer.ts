// May they: the authorizers in the order of the real server. Members of system:masters may everything,
// without a look at any rule; everybody else goes by RBAC.
import { goQuote } from '../meta/field-errors.ts'
import { qualifiedName, type UserInfo } from '../meta/kind.ts'
import { StatusError } from '../meta/status.ts'
import type { Attributes, Authorizer, Decision } from './attributes.ts'

const MASTERS = 'system:masters'
const MAY: Decision = { allowed: true, reason: '' }

export const isMaster = (user: Pick<UserInfo, 'groups'>): boolean => user.groups.includes(MASTERS)

/** Masters first, then the others in order: who allows decides, and all who refuse are heard. */
export function union(authorizers: readonly Authorizer[]): Authorizer {
  return {
    decide(user, asked) {
      if (isMaster(user)) return MAY
      const reasons: string[] = []
      for (const authorizer of authorizers) {
        const decision = authorizer.decide(user, asked)
        if (decision.allowed) return decision
        if (decision.reason !== '') reasons.push(decision.reason)
      }
      return { allowed: false, reason: reasons.join('\n') }
    },
  }
}

/** @throws StatusError 403 when a user may not */
export function demand(authorizer: Authorizer, user: UserInfo, asked: Attributes): void {
  if (isMaster(user)) return
  const { allowed, reason } = authorizer.decide(user, asked)
  if (!allowed) throw refusal(user, asked, reason)
}

function refusal(user: UserInfo, asked: Attributes, reason: string): StatusError {
  const why = `${harmless(refusalText(user, asked))}${reason === '' ? '' : `: ${reason}`}`
  if (!asked.isResourceRequest) return new StatusError(403, 'Forbidden', `forbidden: ${why}`, {})
  const { group, resource: plural, name } = asked
  const what = qualifiedName({ group, plural })
  return new StatusError(
    403,
    'Forbidden',
    `${what}${name === '' ? '' : ` ${goQuote(name)}`} is forbidden: ${why}`,
    { ...(name === '' ? {} : { name }), ...(group === '' ? {} : { group }), kind: plural },
  )
}

/** Nothing that a browser could take for markup. */
export const harmless = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')

function refusalText(user: UserInfo, asked: Attributes): string {
  const who = `User ${goQuote(user.name)} cannot ${asked.verb}`
  if (!asked.isResourceRequest) return `${who} path ${goQuote(asked.path)}`
  const resource =
    asked.subresource === '' ? asked.resource : `${asked.resource}/${asked.subresource}`
  const where =
    asked.namespace === '' ? 'at the cluster scope' : `in the namespace ${goQuote(asked.namespace)}`
  return `${who} resource ${goQuote(resource)} in API group ${goQuote(asked.group)} ${where}`
}
