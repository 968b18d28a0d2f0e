import type { Registry } from '../registry/registry.ts'
import type { PolicyRule } from '../schema/generated/rbac-v1.ts'
import type { Authorizer } from './attributes.ts'
import { union } from './authorizer.ts'
import { NodeAuthorizer } from './node/authorizer.ts'
import { Rbac } from './rbac.ts'

/** What users may, by what a store holds now; made before the registry, whose admission asks it. */
export interface Access {
  readonly rbac: Rbac
  readonly authorizer: Authorizer
}

/** `nodeRules` are what all nodes may alike. */
export function accessTo(store: Registry['store'], nodeRules: readonly PolicyRule[]): Access {
  const rbac = new Rbac(store)
  return { rbac, authorizer: union([new NodeAuthorizer(store, nodeRules), rbac]) }
}
