// What a rule of a role covers: a request, or another rule. Follows `pkg/apis/rbac/v1/evaluation_helpers.go`
// and component-helpers `auth/rbac/validation`.
import type { PolicyRule } from '../schema/generated/rbac-v1.ts'
import type { Attributes } from './attributes.ts'

const ANY = '*'

/** Whether a rule allows a request. */
export function ruleAllows(rule: PolicyRule, asked: Attributes): boolean {
  if (!has(rule.verbs ?? [], asked.verb)) return false
  if (!asked.isResourceRequest) return pathMatches(rule.nonResourceURLs ?? [], asked.path)
  return (
    has(rule.apiGroups ?? [], asked.group) &&
    resourceMatches(rule.resources ?? [], asked.resource, asked.subresource) &&
    nameMatches(rule.resourceNames ?? [], asked.name)
  )
}

const has = (list: readonly string[], value: string): boolean =>
  list.includes(ANY) || list.includes(value)

const nameMatches = (names: readonly string[], name: string): boolean =>
  names.length === 0 || names.includes(name)

/** `pods/log` is meant by itself, by `*` and by a star before the slash. */
function resourceMatches(rules: readonly string[], resource: string, subresource: string): boolean {
  if (has(rules, subresource === '' ? resource : `${resource}/${subresource}`)) return true
  return subresource !== '' && rules.includes(`*/${subresource}`)
}

const pathMatches = (patterns: readonly string[], path: string): boolean =>
  patterns.some(
    pattern =>
      pattern === ANY ||
      pattern === path ||
      (pattern.endsWith(ANY) && path.startsWith(pattern.replace(/\*+$/, ''))),
  )

/** The parts of `wanted` that no rule of `owned` covers. */
export function missingRules(
  owned: readonly PolicyRule[],
  wanted: readonly PolicyRule[],
): PolicyRule[] {
  return wanted.flatMap(brokenDown).filter(part => !owned.some(rule => ruleCovers(rule, part)))
}

/** A rule as many: one a verb, group, resource and name. */
function brokenDown(rule: PolicyRule): PolicyRule[] {
  const parts: PolicyRule[] = []
  for (const group of rule.apiGroups ?? [])
    for (const resource of rule.resources ?? [])
      for (const verb of rule.verbs ?? []) {
        const part = { apiGroups: [group], resources: [resource], verbs: [verb] }
        const names = rule.resourceNames ?? []
        if (names.length === 0) parts.push(part)
        for (const name of names) parts.push({ ...part, resourceNames: [name] })
      }
  for (const path of rule.nonResourceURLs ?? [])
    for (const verb of rule.verbs ?? []) parts.push({ nonResourceURLs: [path], verbs: [verb] })
  return parts
}

/** Whether a rule covers a rule of one part each. */
function ruleCovers(owner: PolicyRule, part: PolicyRule): boolean {
  return (
    hasAll(owner.verbs ?? [], part.verbs ?? []) &&
    hasAll(owner.apiGroups ?? [], part.apiGroups ?? []) &&
    resourcesCover(owner.resources ?? [], part.resources ?? []) &&
    (part.nonResourceURLs ?? []).every(path => pathMatches(owner.nonResourceURLs ?? [], path)) &&
    namesCover(owner.resourceNames ?? [], part.resourceNames ?? [])
  )
}

const hasAll = (owned: readonly string[], wanted: readonly string[]): boolean =>
  owned.includes(ANY) || wanted.every(one => owned.includes(one))

const resourcesCover = (owned: readonly string[], wanted: readonly string[]): boolean =>
  owned.includes(ANY) ||
  wanted.every(one => {
    const at = one.indexOf('/')
    return owned.includes(one) || (at >= 0 && owned.includes(`*${one.slice(at)}`))
  })

function namesCover(owned: readonly string[], wanted: readonly string[]): boolean {
  if (owned.length === 0) return true
  return wanted.length > 0 && wanted.every(name => owned.includes(name))
}
