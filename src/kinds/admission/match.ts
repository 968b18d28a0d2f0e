// What webhooks and admission policies apply to: rules, selectors, conditions.
import type { Allowed } from '../../meta/cel/policy.ts'
import {
  type Cause,
  duplicate,
  invalid,
  notSupported,
  required,
  tooMany,
} from '../../meta/field-errors.ts'
import { validateLabelSelector } from '../../meta/labels.ts'
import { pathSegmentErrors, qualifiedNameErrors } from '../../meta/names.ts'
import type {
  MatchCondition,
  MatchResources,
  NamedRuleWithOperations,
  RuleWithOperations,
} from '../../schema/generated/admissionregistration-v1.ts'
import { filled, mappedIn } from '../same.ts'
import { expressionErrors } from './expressions.ts'

const OPERATIONS = ['*', 'CONNECT', 'CREATE', 'DELETE', 'UPDATE']
/** What is about to go cannot be changed. */
const MUTABLE_OPERATIONS = OPERATIONS.filter(operation => operation !== 'DELETE')
const SCOPES = ['*', 'Cluster', 'Namespaced']
export const FAILURE_POLICIES = ['Fail', 'Ignore']
export const MATCH_POLICIES = ['Equivalent', 'Exact']
const CONDITIONS_MAX = 64

export const defaultRule = <T extends RuleWithOperations>(rule: T): T =>
  filled(rule, { scope: '*' } as Partial<T>)

/** Everything matches where nothing is said. */
export function defaultMatch(match: MatchResources): MatchResources {
  const known = filled(match, {
    matchPolicy: 'Equivalent',
    namespaceSelector: {},
    objectSelector: {},
  })
  const rules = mappedIn(known, 'resourceRules', (rule: NamedRuleWithOperations) =>
    defaultRule(rule),
  )
  return mappedIn(rules, 'excludeResourceRules', (rule: NamedRuleWithOperations) =>
    defaultRule(rule),
  )
}

export function matchErrors(match: MatchResources, path: string): Cause[] {
  const { matchPolicy } = match
  return [
    ...(matchPolicy === undefined ? [required(`${path}.matchPolicy`)] : []),
    ...oneOfErrors(matchPolicy, MATCH_POLICIES, `${path}.matchPolicy`),
    ...validateLabelSelector(match.namespaceSelector, `${path}.namespaceSelector`),
    ...validateLabelSelector(match.objectSelector, `${path}.objectSelector`),
    ...(['resourceRules', 'excludeResourceRules'] as const).flatMap(field =>
      (match[field] ?? []).flatMap((rule, index) =>
        namedRuleErrors(rule, `${path}.${field}[${index}]`),
      ),
    ),
  ]
}

/** Operations that nothing can mutate; they are told of all rules together. */
export const mutableErrors = ({ resourceRules }: MatchResources, path: string): Cause[] =>
  (resourceRules ?? []).flatMap(({ operations = [] }) =>
    operations.flatMap(operation =>
      oneOfErrors(operation, MUTABLE_OPERATIONS, `${path}.resourceRules.operations`),
    ),
  )

function namedRuleErrors(rule: NamedRuleWithOperations, path: string): Cause[] {
  const { resourceNames = [] } = rule
  return [
    ...resourceNames.flatMap((name, index) => {
      const at = `${path}.resourceNames[${index}]`
      const causes = pathSegmentErrors(name).map(text => invalid(at, name, text))
      return resourceNames.indexOf(name) < index ? [...causes, duplicate(at, name)] : causes
    }),
    ...ruleErrors(rule, path),
  ]
}

export const oneOfErrors = (
  text: string | undefined,
  words: readonly string[],
  path: string,
): Cause[] => (text === undefined || words.includes(text) ? [] : [notSupported(path, text, words)])

export function ruleErrors(rule: RuleWithOperations, path: string): Cause[] {
  const { operations = [], apiGroups = [], apiVersions = [], resources = [], scope } = rule
  return [
    ...starErrors(operations, 'operations', `${path}.operations`),
    ...operations.flatMap((operation, index) =>
      oneOfErrors(operation, OPERATIONS, `${path}.operations[${index}]`),
    ),
    ...starErrors(apiGroups, 'API groups', `${path}.apiGroups`),
    ...starErrors(apiVersions, 'API versions', `${path}.apiVersions`),
    ...emptyErrors(apiVersions, `${path}.apiVersions`),
    ...resourceErrors(resources, `${path}.resources`),
    ...oneOfErrors(scope, SCOPES, `${path}.scope`),
  ]
}

function starErrors(list: readonly string[], what: string, path: string): Cause[] {
  if (list.length === 0) return [required(path)]
  if (list.length === 1 || !list.includes('*')) return []
  return [invalid(path, list, `if '*' is present, must not specify other ${what}`)]
}

const emptyErrors = (list: readonly string[], path: string): Cause[] =>
  list.flatMap((text, index) => (text === '' ? [required(`${path}[${index}]`)] : []))

function resourceErrors(resources: readonly string[], path: string): Cause[] {
  if (resources.length === 0) return [required(path)]
  const causes: Cause[] = []
  const allOf = new Set<string>()
  const ofAll = new Set<string>()
  let hasPlain = false
  for (const [index, resource] of resources.entries()) {
    const slash = resource.indexOf('/')
    const parent = resource.slice(0, slash)
    const subresource = slash < 0 ? undefined : resource.slice(slash + 1)
    const at = `${path}[${index}]`
    if (resource === '') causes.push(required(at))
    if (subresource === undefined) {
      // As in the real server, the last one counts.
      if (resource !== '') hasPlain = resource !== '*'
      continue
    }
    const refuse = (star: string): void => {
      causes.push(invalid(at, resource, `if '${star}' is present, must not specify ${resource}`))
    }
    if (allOf.has(parent)) refuse(`${parent}/*`)
    if (ofAll.has(subresource)) refuse(`*/${subresource}`)
    if (subresource === '*') allOf.add(parent)
    if (parent === '*') ofAll.add(subresource)
  }
  if (resources.length > 1 && resources.includes('*/*'))
    causes.push(invalid(path, resources, "if '*/*' is present, must not specify other resources"))
  if (resources.includes('*') && hasPlain)
    causes.push(
      invalid(
        path,
        resources,
        "if '*' is present, must not specify other resources without subresources",
      ),
    )
  return causes
}

export function conditionErrors(
  conditions: readonly MatchCondition[],
  allowed: Allowed,
  path: string,
): Cause[] {
  const names = new Set<string>()
  const many =
    conditions.length > CONDITIONS_MAX ? [tooMany(path, conditions.length, CONDITIONS_MAX)] : []
  const each = conditions.flatMap(({ name, expression }, index) => {
    const at = `${path}[${index}]`
    const text = expression.trim()
    const causes = expressionErrors(text, allowed, ['bool'], `${at}.expression`)
    if (text === '') causes.push(required(`${at}.expression`))
    if (name === '') return [...causes, required(`${at}.name`)]
    for (const text of qualifiedNameErrors(name)) causes.push(invalid(`${at}.name`, name, text))
    if (names.has(name)) causes.push(duplicate(`${at}.name`, name))
    names.add(name)
    return causes
  })
  return [...many, ...each]
}
