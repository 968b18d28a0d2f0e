// Rules as refusals print them.
import { goQuote } from '../meta/field-errors.ts'
import type { PolicyRule } from '../schema/generated/rbac-v1.ts'

/** Rules of one group and resource that differ in verbs only become one; the order stays. */
export function compactRules(rules: readonly PolicyRule[]): PolicyRule[] {
  const simple = new Map<string, PolicyRule>()
  const others: PolicyRule[] = []
  for (const rule of rules) {
    const key = keyOf(rule)
    const known = key === undefined ? undefined : simple.get(key)
    if (key === undefined) others.push(rule)
    else
      simple.set(
        key,
        known === undefined
          ? rule
          : { ...known, verbs: [...(known.verbs ?? []), ...(rule.verbs ?? [])] },
      )
  }
  return [...others, ...simple.values()]
}

/** What makes a rule of one resource the like of another; undefined for other rules. */
function keyOf(rule: PolicyRule): string | undefined {
  const { apiGroups = [], resources = [], resourceNames = [], nonResourceURLs = [] } = rule
  if (nonResourceURLs.length > 0 || apiGroups.length !== 1 || resources.length !== 1)
    return undefined
  return resourceNames.length > 1
    ? undefined
    : JSON.stringify([apiGroups[0], resources[0], resourceNames])
}

/** `{APIGroups:[""], Resources:["pods"], Verbs:["get"]}` */
export function ruleText(rule: PolicyRule): string {
  const parts = [
    ['APIGroups', rule.apiGroups],
    ['Resources', rule.resources],
    ['NonResourceURLs', rule.nonResourceURLs],
    ['ResourceNames', rule.resourceNames],
    ['Verbs', rule.verbs],
  ] as const
  const texts = parts
    .filter(([, values]) => (values ?? []).length > 0)
    .map(([name, values]) => `${name}:${goStrings(values ?? [])}`)
  return `{${texts.join(', ')}}`
}

/** A list of strings as Go's %q prints it. */
export const goStrings = (values: readonly string[]): string => `[${values.map(goQuote).join(' ')}]`
