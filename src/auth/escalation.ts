// Nobody gives more rights than they have: who writes a role or a binding holds its rules already, or has
// the verbs `escalate` and `bind`. Follows `pkg/registry/rbac/*/policybased`.
import { goQuote } from '../meta/field-errors.ts'
import { sameJson } from '../meta/freeze.ts'
import type { AdmissionContext, UserInfo } from '../meta/kind.ts'
import type { KubeObject } from '../meta/object.ts'
import { forbiddenStatus, isStatus, notFound } from '../meta/status.ts'
import type { ClusterRule } from '../registry/admission.ts'
import type { Target } from '../registry/target.ts'
import type { ClusterRole, PolicyRule, RoleBinding, RoleRef } from '../schema/generated/rbac-v1.ts'
import type { Access } from './access.ts'
import { type Authorizer, resourceAttributes } from './attributes.ts'
import { isMaster } from './authorizer.ts'
import { compactRules, goStrings, ruleText } from './compact-rule.ts'
import { missingRules } from './policy-rule.ts'
import { aggregate, type Rbac } from './rbac.ts'

const GROUP = 'rbac.authorization.k8s.io'

/** Runs as the last rule that may change an object: what is refused here is not validated first. */
export function escalationRule({ rbac, authorizer }: Access): ClusterRule {
  return {
    name: 'PrivilegeEscalation',
    mutate(of, draft, old, context) {
      if (of.kind.group !== GROUP || isMaster(context.user)) return draft
      if (of.kind.kind.endsWith('Binding')) checkBinding(rbac, authorizer, of, draft, old, context)
      else checkRole(rbac, authorizer, of, draft, old, context)
      return draft
    },
  }
}

function checkRole(
  rbac: Rbac,
  authorizer: Authorizer,
  of: Target,
  draft: KubeObject,
  old: KubeObject | undefined,
  { user }: AdmissionContext,
): void {
  const role = draft as ClusterRole
  const name = draft.metadata.name ?? ''
  if (isOnlyHeld(draft, old) || may(authorizer, user, 'escalate', of, name)) return
  confirm(rbac, of, name, user, role.rules ?? [])
  const aggregates = [role, old as ClusterRole | undefined].some(each => each?.aggregationRule)
  if (aggregates && !ownsAll(rbac, user)) throw forbiddenStatus(of.kind, name, AGGREGATION)
}

/** Whether a write changes nothing but what keeps an object: owners and finalizers. So the collector can do its work. */
function isOnlyHeld(draft: KubeObject, old: KubeObject | undefined): boolean {
  if (old === undefined) return false
  const { ownerReferences, finalizers, managedFields } = old.metadata
  const metadata = { ...draft.metadata, ownerReferences, finalizers, managedFields }
  return sameJson({ ...draft, metadata }, old)
}

const AGGREGATION = 'must have cluster-admin privileges to use an aggregationRule'

const EVERYTHING: readonly PolicyRule[] = [
  { apiGroups: ['*'], resources: ['*'], verbs: ['*'] },
  { nonResourceURLs: ['*'], verbs: ['*'] },
]

const ownsAll = (rbac: Rbac, user: UserInfo): boolean =>
  missingRules(rbac.rulesFor(user, '').rules, EVERYTHING).length === 0

function checkBinding(
  rbac: Rbac,
  authorizer: Authorizer,
  of: Target,
  draft: KubeObject,
  old: KubeObject | undefined,
  { user }: AdmissionContext,
): void {
  const { roleRef } = draft as RoleBinding
  if (isOnlyHeld(draft, old) || roleRef === undefined) return
  const plural = roleRef.kind === 'ClusterRole' ? 'clusterroles' : 'roles'
  if (may(authorizer, user, 'bind', { ...of, plural }, roleRef.name)) return
  confirm(rbac, of, draft.metadata.name ?? '', user, rulesOf(rbac, of, roleRef))
}

/** The real server names the resource of the binding where the role is missing. */
function rulesOf(rbac: Rbac, of: Target, ref: RoleRef): readonly PolicyRule[] {
  try {
    return rbac.rulesOf(ref, of.namespace)
  } catch (error) {
    if (isStatus(error, 'NotFound')) throw notFound(of.kind, ref.name)
    throw error
  }
}

function may(
  authorizer: Authorizer,
  user: UserInfo,
  verb: string,
  of: Pick<Target, 'kind' | 'namespace'> & { plural?: string },
  name: string,
): boolean {
  const asked = resourceAttributes({
    verb,
    group: GROUP,
    version: 'v1',
    resource: of.plural ?? of.kind.plural,
    namespace: of.namespace,
    name,
  })
  return authorizer.decide(user, asked).allowed
}

function confirm(
  rbac: Rbac,
  of: Target,
  name: string,
  user: UserInfo,
  wanted: readonly PolicyRule[],
): void {
  const owned = rbac.rulesFor(user, of.namespace)
  const missing = missingRules(owned.rules, wanted)
  if (missing.length === 0) return
  const texts = [...new Set(compactRules(missing).map(ruleText))].sort()
  const unread = owned.errors.length === 0 ? '' : `; resolution errors: ${aggregate(owned.errors)}`
  throw forbiddenStatus(
    of.kind,
    name,
    `user ${goQuote(user.name)} (groups=${goStrings(user.groups)}) is attempting to grant RBAC permissions not currently held:\n${texts.join('\n')}${unread}`,
  )
}
