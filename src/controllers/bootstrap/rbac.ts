// The roles and bindings that the real server makes at its start, read from compact data. A rule is a
// line: verbs, API groups (`core` for the legacy one), resources and perhaps names; or verbs and URLs.
import { clusterRole, clusterRoleBinding, role, roleBinding } from '../../kinds/index.ts'
import type {
  ClusterRole,
  ClusterRoleBinding,
  PolicyRule,
  Role,
  RoleBinding,
  Subject,
} from '../../schema/generated/rbac-v1.ts'
import { aggregated } from '../clusterrole-aggregation/aggregate.ts'
import clusterRoleData from './cluster-roles.json' with { type: 'json' }
import { type Draft, draft } from './draft.ts'
import roleData from './roles.json' with { type: 'json' }

const GROUP = 'rbac.authorization.k8s.io'
const API_VERSION = `${GROUP}/v1`
const CONTROLLER = 'system:controller:'

/** Rules alone, or with labels by which they are gathered, or only the labels of what is to be gathered. */
type RoleFacts =
  | readonly string[]
  | {
      readonly labels?: readonly string[]
      readonly rules?: readonly string[]
      readonly aggregates?: readonly string[]
    }

const roleFacts: Readonly<Record<string, RoleFacts>> = clusterRoleData
const namespacedRoles: Readonly<Record<string, readonly string[]>> = roleData.roles
const namespacedBindings: Readonly<Record<string, readonly string[]>> = roleData.bindings
const otherBindings: Readonly<Record<string, readonly string[]>> = roleData.clusterBindings

/** The controllers that have a role, and so a service account of their own. */
export const controllerNames: readonly string[] = Object.keys(roleFacts)
  .filter(name => name.startsWith(CONTROLLER))
  .map(name => name.slice(CONTROLLER.length))

/** What all nodes may alike, whatever becomes of their role. */
export const nodeRules = (): readonly PolicyRule[] =>
  clusterRoleOf(['system:node', roleFacts['system:node'] ?? []]).rules ?? []

export function rbacDrafts(): Draft[] {
  const clusterRoles = withAggregates(Object.entries(roleFacts).map(clusterRoleOf))
  const controllers = controllerNames.map(
    name => [`${CONTROLLER}${name}`, [`ServiceAccount kube-system/${name}`]] as const,
  )
  return [
    ...clusterRoles.map(one => draft(clusterRole, one)),
    ...[...Object.entries(otherBindings), ...controllers].map(([name, subjects]) =>
      draft(clusterRoleBinding, clusterBindingOf(name, subjects)),
    ),
    ...Object.entries(namespacedRoles).map(([key, rules]) => draft(role, roleOf(key, rules))),
    ...Object.entries(namespacedBindings).map(([key, words]) =>
      draft(roleBinding, bindingOf(key, words)),
    ),
  ]
}

function clusterRoleOf([name, facts]: [string, RoleFacts]): ClusterRole {
  const { labels = [], rules = [], aggregates } = 'length' in facts ? { rules: facts } : facts
  const metadata = metadataOf(name, labels)
  const base = { apiVersion: API_VERSION, kind: 'ClusterRole', metadata }
  if (aggregates === undefined) return { ...base, rules: rules.map(ruleOf) }
  const clusterRoleSelectors = aggregates.map(label => ({
    matchLabels: { [`${GROUP}/${label}`]: 'true' },
  }))
  return { ...base, aggregationRule: { clusterRoleSelectors } }
}

/** Roles that gather others' rules may be gathered themselves: once round for each level. */
function withAggregates(roles: readonly ClusterRole[]): readonly ClusterRole[] {
  let all = roles
  for (let level = 0; level < 3; level++) {
    const known = all
    all = known.map(one => {
      const rules = aggregated(one, known)
      return rules === undefined ? one : { ...one, rules }
    })
  }
  return all
}

function roleOf(key: string, rules: readonly string[]): Role {
  const [namespace = '', name = ''] = key.split('/')
  const metadata = { ...metadataOf(name), namespace }
  return { apiVersion: API_VERSION, kind: 'Role', metadata, rules: rules.map(ruleOf) }
}

function clusterBindingOf(name: string, subjects: readonly string[]): ClusterRoleBinding {
  return {
    apiVersion: API_VERSION,
    kind: 'ClusterRoleBinding',
    metadata: metadataOf(name),
    ...(subjects.length === 0 ? {} : { subjects: subjects.map(subjectOf) }),
    roleRef: { apiGroup: GROUP, kind: 'ClusterRole', name },
  }
}

function bindingOf(key: string, [roleName = '', ...subjects]: readonly string[]): RoleBinding {
  const [namespace = '', name = ''] = key.split('/')
  return {
    apiVersion: API_VERSION,
    kind: 'RoleBinding',
    metadata: { ...metadataOf(name), namespace },
    subjects: subjects.map(subjectOf),
    roleRef: { apiGroup: GROUP, kind: 'Role', name: roleName },
  }
}

function metadataOf(name: string, labels: readonly string[] = []) {
  const gathered = labels.map(label => [`${GROUP}/${label}`, 'true'] as const)
  return {
    name,
    labels: { 'kubernetes.io/bootstrapping': 'rbac-defaults', ...Object.fromEntries(gathered) },
    annotations: { 'rbac.authorization.kubernetes.io/autoupdate': 'true' },
  }
}

function ruleOf(line: string): PolicyRule {
  const [verbs = '', groups = '', resources, names] = line.split(' ')
  if (resources === undefined)
    return { verbs: verbs.split(','), nonResourceURLs: groups.split(',') }
  return {
    verbs: verbs.split(','),
    apiGroups: groups.split(',').map(group => (group === 'core' ? '' : group)),
    resources: resources.split(','),
    ...(names === undefined ? {} : { resourceNames: names.split(',') }),
  }
}

function subjectOf(words: string): Subject {
  const [kind = '', name = ''] = words.split(' ')
  const [namespace = '', account = ''] = name.split('/')
  return kind === 'ServiceAccount'
    ? { kind, name: account, namespace }
    : { kind, apiGroup: GROUP, name }
}
