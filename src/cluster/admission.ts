// The admission rules of the whole cluster, in the order of the real server's plugins.
import type { Access } from '../auth/access.ts'
import { escalationRule } from '../auth/escalation.ts'
import type { Clock } from '../clock.ts'
import { missingOf } from '../controllers/resourcequota/missing.ts'
import { inScopes } from '../controllers/resourcequota/scopes.ts'
import { usageOf } from '../controllers/resourcequota/usage.ts'
import type { Ids } from '../ids.ts'
import type { Table } from '../kinds/index.ts'
import { type QuotaUsage, resourceQuotaRule } from '../registry/admission/resource-quota.ts'
import type { ClusterRule } from '../registry/admission.ts'
import type { Pod } from '../schema/generated/core-v1.ts'
import type { Store } from '../store/store.ts'

export interface AdmissionParts {
  readonly store: Store
  readonly clock: Clock
  readonly ids: Ids
  readonly table: Table
  readonly access: Access
}

/** Rules that change come before those that only check, whatever their order here. */
export function clusterRules({ store, access }: AdmissionParts): readonly ClusterRule[] {
  return [escalationRule(access), resourceQuotaRule(store, QUOTA_USAGE)]
}

const QUOTA_USAGE: QuotaUsage = {
  usageOf,
  inScopes,
  missingOf: (resource, object, hard) =>
    resource === 'pods' ? missingOf(object as Pod, hard) : undefined,
}
