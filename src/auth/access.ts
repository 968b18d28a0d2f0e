import type { Registry } from '../registry/registry.ts'
import type { Authorizer } from './attributes.ts'
import { union } from './authorizer.ts'
import { Rbac } from './rbac.ts'

/** What users may, by what a store holds now; made before the registry, whose admission asks it. */
export interface Access {
  readonly rbac: Rbac
  readonly authorizer: Authorizer
}

export function accessTo(store: Registry['store']): Access {
  const rbac = new Rbac(store)
  return { rbac, authorizer: union([rbac]) }
}
