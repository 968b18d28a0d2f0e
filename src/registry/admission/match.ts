// Which writes a policy or a webhook is asked about: by rules, by selectors, in the client's version or in one
// that is equivalent. Follows apiserver `admission/plugin/webhook/predicates`.
import type { ServedVersion } from '../../meta/kind.ts'
import { type Labels, matches, selectorFromObject } from '../../meta/labels.ts'
import type { KubeObject } from '../../meta/object.ts'
import type {
  MatchResources,
  NamedRuleWithOperations,
} from '../../schema/generated/admissionregistration-v1.ts'
import { type Asked, groupVersionOf } from './asked.ts'

const ANY = '*'

/** The version in which a write is asked about; undefined when it is not. */
export function matchedVersion(write: Asked, match: MatchResources): ServedVersion | undefined {
  if (!selects(write, match)) return undefined
  const { of } = write
  const excluded = (match.excludeResourceRules ?? []).some(rule =>
    versionsOf(write, match).some(version => ruleMatches(rule, write, version)),
  )
  if (excluded) return undefined
  // What has no rules asks about everything.
  if (match.resourceRules === undefined || match.resourceRules.length === 0) return of.version
  return versionsOf(write, match).find(version =>
    match.resourceRules?.some(rule => ruleMatches(rule, write, version)),
  )
}

function selects(write: Asked, match: MatchResources): boolean {
  if (!namespaceSelected(write, match)) return false
  const { objectSelector } = match
  if (isEmpty(objectSelector)) return true
  const selector = selectorFromObject(objectSelector)
  const seen = (object: KubeObject | undefined): boolean =>
    object !== undefined && matches(selector, object.metadata.labels as Labels | undefined)
  return seen(write.object) || seen(write.old)
}

/** What has no namespace is selected always. */
function namespaceSelected(
  { namespace, of }: Asked,
  { namespaceSelector }: MatchResources,
): boolean {
  if (isEmpty(namespaceSelector)) return true
  if (namespace === undefined) return !of.kind.namespaced
  return matches(selectorFromObject(namespaceSelector), namespace.metadata.labels)
}

const isEmpty = (selector: MatchResources['objectSelector']): boolean =>
  selector === undefined ||
  (Object.keys(selector.matchLabels ?? {}).length === 0 &&
    (selector.matchExpressions ?? []).length === 0)

/** The client's version first; then, unless it must be that one, all others. */
function versionsOf({ of }: Asked, { matchPolicy }: MatchResources): readonly ServedVersion[] {
  if (matchPolicy === 'Exact') return [of.version]
  return [of.version, ...of.kind.versions.filter(version => version !== of.version)]
}

function ruleMatches(rule: NamedRuleWithOperations, write: Asked, seen: ServedVersion): boolean {
  const { of, context, name } = write
  const { group, version } = groupVersionOf(of, seen)
  return (
    includes(rule.operations, context.operation) &&
    includes(rule.apiGroups, group) &&
    includes(rule.apiVersions, version) &&
    resourceMatches(rule.resources ?? [], of.kind.plural, context.subresource) &&
    scopeMatches(rule.scope ?? ANY, write) &&
    ((rule.resourceNames ?? []).length === 0 || rule.resourceNames?.includes(name) === true)
  )
}

const includes = (list: readonly string[] | undefined, value: string): boolean =>
  list?.includes(ANY) === true || list?.includes(value) === true

function resourceMatches(rules: readonly string[], plural: string, subresource: string): boolean {
  return rules.some(rule => {
    const [resource, sub = ''] = rule.split('/')
    return (resource === ANY || resource === plural) && (sub === subresource || sub === ANY)
  })
}

function scopeMatches(scope: string, { of }: Asked): boolean {
  if (scope === ANY) return true
  return scope === (of.kind.namespaced ? 'Namespaced' : 'Cluster')
}
