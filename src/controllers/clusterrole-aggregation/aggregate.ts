import { sameJson } from '../../meta/freeze.ts'
import { matches, selectorFromObject } from '../../meta/labels.ts'
import type { ClusterRole, PolicyRule } from '../../schema/generated/rbac-v1.ts'

/** The rules that a ClusterRole gathers from others, in the order of their names, each once; undefined if it gathers none. */
export function aggregated(
  role: ClusterRole,
  all: readonly ClusterRole[],
): readonly PolicyRule[] | undefined {
  if (role.aggregationRule === undefined) return undefined
  const rules: PolicyRule[] = []
  for (const selector of role.aggregationRule.clusterRoleSelectors ?? []) {
    const compiled = selectorFromObject(selector)
    for (const other of all) {
      if (other.metadata.name === role.metadata.name) continue
      if (!matches(compiled, other.metadata.labels)) continue
      for (const rule of other.rules ?? [])
        if (!rules.some(known => sameJson(known, rule))) rules.push(rule)
    }
  }
  return rules
}
