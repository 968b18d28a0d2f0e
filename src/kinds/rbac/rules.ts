// The rules of roles and their bindings.
import { type Cause, invalid, notSupported, required } from '../../meta/field-errors.ts'
import type { Rules } from '../../meta/kind.ts'
import { validateLabelSelector } from '../../meta/labels.ts'
import { dnsSubdomainErrors, pathSegmentErrors, pathSegmentName } from '../../meta/names.ts'
import type { KubeObject } from '../../meta/object.ts'
import type {
  ClusterRole,
  ClusterRoleBinding,
  PolicyRule,
  Role,
  RoleBinding,
  RoleRef,
  Subject,
} from '../../schema/generated/rbac-v1.ts'
import { goStruct } from '../go-struct.ts'
import { metaAgain } from '../meta-again.ts'
import { changed, filled, mappedIn } from '../same.ts'

const GROUP = 'rbac.authorization.k8s.io'

export const roleRules: Rules<Role> = whole(true, ({ rules = [] }) => ruleErrors(rules, true))

/** Rules that look at the whole object again when it changes. */
function whole<T extends KubeObject>(
  isNamespaced: boolean,
  validate: (object: T) => Cause[],
): Pick<Rules<T>, 'validate' | 'validateUpdate'> {
  return {
    validate,
    validateUpdate: next => [...metaAgain(next, isNamespaced, pathSegmentName), ...validate(next)],
  }
}

export const clusterRoleRules: Rules<ClusterRole> = whole(
  false,
  ({ rules = [], aggregationRule }) => {
    const path = 'aggregationRule.clusterRoleSelectors'
    const selectors = aggregationRule?.clusterRoleSelectors ?? []
    const isEmpty = aggregationRule !== undefined && selectors.length === 0
    return [
      ...ruleErrors(rules, false),
      ...(isEmpty
        ? [
            required(
              path,
              'at least one clusterRoleSelector required if aggregationRule is non-nil',
            ),
          ]
        : []),
      ...selectors.flatMap((selector, at) => validateLabelSelector(selector, `${path}[${at}]`)),
    ]
  },
)

const ruleErrors = (rules: readonly PolicyRule[], isNamespaced: boolean): Cause[] =>
  (rules ?? []).flatMap((rule, index) => oneRuleErrors(rule, isNamespaced, `rules[${index}]`))

function oneRuleErrors(rule: PolicyRule, isNamespaced: boolean, path: string): Cause[] {
  const { verbs, apiGroups = [], resources = [], resourceNames = [], nonResourceURLs = [] } = rule
  const causes: Cause[] = []
  if ((verbs ?? []).length === 0)
    causes.push(required(`${path}.verbs`, 'verbs must contain at least one value'))
  if (nonResourceURLs.length > 0) {
    const at = `${path}.nonResourceURLs`
    if (isNamespaced)
      causes.push(
        invalid(at, nonResourceURLs, 'namespaced rules cannot apply to non-resource URLs'),
      )
    if (apiGroups.length + resources.length + resourceNames.length > 0)
      causes.push(
        invalid(
          at,
          nonResourceURLs,
          'rules cannot apply to both regular resources and non-resource URLs',
        ),
      )
    return causes
  }
  if (apiGroups.length === 0)
    causes.push(required(`${path}.apiGroups`, 'resource rules must supply at least one api group'))
  if (resources.length === 0)
    causes.push(required(`${path}.resources`, 'resource rules must supply at least one resource'))
  return causes
}

type Binding = RoleBinding | ClusterRoleBinding

export const roleBindingRules = bindingRules<RoleBinding>(['Role', 'ClusterRole'], true)
export const clusterRoleBindingRules = bindingRules<ClusterRoleBinding>(['ClusterRole'], false)

function bindingRules<T extends Binding>(
  roles: readonly string[],
  isNamespaced: boolean,
): Rules<T> {
  const validate = (binding: T): Cause[] => bindingErrors(binding, roles, isNamespaced)
  return {
    defaults: withGroups,
    validate,
    validateUpdate: (next, old) => [
      ...metaAgain(next, isNamespaced, pathSegmentName),
      ...validate(next),
      ...roleChanges(next, old),
    ],
  }
}

function withGroups<T extends Binding>(binding: T): T {
  const roleRef: RoleRef = binding.roleRef?.apiGroup
    ? binding.roleRef
    : { kind: '', name: '', ...binding.roleRef, apiGroup: GROUP }
  const referring: Binding = changed<Binding, 'roleRef'>(binding, 'roleRef', roleRef)
  return mappedIn(referring, 'subjects', (subject: Subject) =>
    subject.kind === 'User' || subject.kind === 'Group'
      ? filled(subject, { apiGroup: GROUP })
      : subject,
  ) as T
}

function bindingErrors(binding: Binding, roles: readonly string[], isNamespaced: boolean): Cause[] {
  const { kind = '', name = '', apiGroup = '' } = binding.roleRef ?? {}
  const causes: Cause[] = []
  if (apiGroup !== GROUP) causes.push(notSupported('roleRef.apiGroup', apiGroup, [GROUP]))
  if (!roles.includes(kind)) causes.push(notSupported('roleRef.kind', kind, roles))
  if (name === '') causes.push(required('roleRef.name'))
  for (const text of name === '' ? [] : pathSegmentErrors(name))
    causes.push(invalid('roleRef.name', name, text))
  for (const [index, subject] of (binding.subjects ?? []).entries())
    causes.push(...subjectErrors(subject, isNamespaced, `subjects[${index}]`))
  return causes
}

function subjectErrors(subject: Subject, isNamespaced: boolean, path: string): Cause[] {
  const { kind, name, namespace = '', apiGroup = '' } = subject
  const causes = name === '' ? [required(`${path}.name`)] : []
  if (kind === 'ServiceAccount') {
    if (name !== '')
      for (const text of dnsSubdomainErrors(name)) causes.push(invalid(`${path}.name`, name, text))
    if (apiGroup !== '') causes.push(notSupported(`${path}.apiGroup`, apiGroup, ['']))
    if (!isNamespaced && namespace === '') causes.push(required(`${path}.namespace`))
  } else if (kind === 'User' || kind === 'Group') {
    if (apiGroup !== GROUP) causes.push(notSupported(`${path}.apiGroup`, apiGroup, [GROUP]))
  } else causes.push(notSupported(`${path}.kind`, kind, ['ServiceAccount', 'User', 'Group']))
  return causes
}

function roleChanges(next: Binding, old: Binding): Cause[] {
  const [now, before] = [next.roleRef, old.roleRef]
  const isSame =
    now?.kind === before?.kind && now?.name === before?.name && now?.apiGroup === before?.apiGroup
  return isSame
    ? []
    : [invalid('roleRef', goStruct('rbac/v1.RoleRef', now), 'cannot change roleRef')]
}
