// The admission rules of the whole cluster, in the order of the real server's plugins.
import type { Access } from '../auth/access.ts'
import { certificateApproval } from '../auth/certificate-approval.ts'
import { escalationRule } from '../auth/escalation.ts'
import { nodeRestriction } from '../auth/node/restriction.ts'
import type { Clock } from '../clock.ts'
import { missingOf } from '../controllers/resourcequota/missing.ts'
import { inScopes } from '../controllers/resourcequota/scopes.ts'
import { usageOf } from '../controllers/resourcequota/usage.ts'
import type { Ids } from '../ids.ts'
import type { Table } from '../kinds/index.ts'
import type { JsonObject, KubeObject } from '../meta/object.ts'
import { internalError } from '../meta/status.ts'
import { podSecurity } from '../registry/admission/pod-security/rule.ts'
import { mutatingPolicies } from '../registry/admission/policy/mutating.ts'
import { validatingPolicies } from '../registry/admission/policy/validating.ts'
import { type QuotaUsage, resourceQuotaRule } from '../registry/admission/resource-quota.ts'
import { mutatingWebhooks, validatingWebhooks } from '../registry/admission/webhook/rules.ts'
import type { ClusterRule } from '../registry/admission.ts'
import { decodeValue, defaulted } from '../registry/decode.ts'
import { Shapes } from '../registry/shapes.ts'
import type { Target } from '../registry/target.ts'
import type { Pod } from '../schema/generated/core-v1.ts'
import type { Types } from '../schema/table.ts'
import type { Store } from '../store/store.ts'

export interface AdmissionParts {
  readonly store: Store
  readonly clock: Clock
  readonly ids: Ids
  readonly table: Table
  readonly access: Access
  readonly types: Types
}

/** Rules that change come before those that only check, whatever their order here. */
export function clusterRules(parts: AdmissionParts): readonly ClusterRule[] {
  const { store, access, types } = parts
  const shapes = new Shapes(types)
  const policies = {
    authorizer: access.authorizer,
    kindOf: (group: string, version: string, kind: string) =>
      parts.table.findKind(group, version, kind),
  }
  const back = { restored: (of: Target, object: JsonObject) => restored(of, object, types) }
  const hooks = { authorizer: access.authorizer, uid: () => parts.ids.uid() }
  return [
    nodeRestriction,
    mutatingPolicies({ ...policies, ...back, shapeOf: of => shapes.of(of) }),
    mutatingWebhooks({ ...hooks, ...back }),
    escalationRule(access),
    certificateApproval(access.authorizer),
    podSecurity,
    validatingPolicies(policies),
    validatingWebhooks(hooks),
    resourceQuotaRule(store, QUOTA_USAGE),
  ]
}

/** What a policy has made of an object, read like what a client sends. */
function restored(of: Target, object: JsonObject, types: Types): KubeObject {
  return defaulted(of, decodeValue(of, object, types, text => internalError(text)).value)
}

const QUOTA_USAGE: QuotaUsage = {
  usageOf,
  inScopes,
  missingOf: (resource, object, hard) =>
    resource === 'pods' ? missingOf(object as Pod, hard) : undefined,
}
