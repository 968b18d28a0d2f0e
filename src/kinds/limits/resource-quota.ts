// The rules of ResourceQuotas: what can be counted, and for which pods.
import { type Cause, invalid, required } from '../../meta/field-errors.ts'
import { sameJson } from '../../meta/freeze.ts'
import type { Rules } from '../../meta/kind.ts'
import { qualifiedNameErrors } from '../../meta/names.ts'
import { NOT_NEGATIVE } from '../../meta/object-meta.ts'
import { isNegative, isWhole } from '../../meta/quantity.ts'
import type { ResourceQuota, ResourceQuotaSpec } from '../../schema/generated/core-v1.ts'
import { goStruct } from '../go-struct.ts'
import { isCounted, isStandard } from '../pod-template/resource-names.ts'
import { statusWithMetadata, withStatus } from '../status.ts'

type Amounts = Readonly<Record<string, string>> | undefined

export const resourceQuotaRules: Rules<ResourceQuota> = {
  prepareForCreate: draft => ({ ...draft, status: {} }),
  prepareForUpdate: (next, old) => withStatus(next, old.status),
  validate: quota => specErrors(quota.spec ?? {}),
  validateUpdate: (next, old) => [...specErrors(next.spec ?? {}), ...scopeChanges(next, old)],
}

export const resourceQuotaStatusRules: Pick<
  Rules<ResourceQuota>,
  'prepareForUpdate' | 'validateUpdate'
> = {
  prepareForUpdate: (next, old) =>
    (statusWithMetadata.prepareForUpdate?.(next, old, { nowMs: 0, user: NOBODY }) ??
      next) as ResourceQuota,
  validateUpdate: ({ status }) => [
    ...amountErrors(status?.hard, 'status.hard'),
    ...amountErrors(status?.used, 'status.used'),
  ],
}

const NOBODY = { name: '', groups: [] }

function specErrors(spec: ResourceQuotaSpec): Cause[] {
  return [...amountErrors(spec.hard, 'spec.hard'), ...scopeErrors(spec), ...selectorErrors(spec)]
}

function amountErrors(amounts: Amounts, path: string): Cause[] {
  return Object.entries(amounts ?? {}).flatMap(([name, amount]) => {
    const at = `${path}[${name}]`
    const causes = nameErrors(name).map(text => invalid(at, name, text))
    if (isNegative(amount)) causes.push(invalid(at, amount, NOT_NEGATIVE))
    if ((isCounted(name) || name.startsWith('count/')) && !isWhole(amount))
      causes.push(invalid(at, amount, 'must be an integer'))
    return causes
  })
}

function nameErrors(name: string): string[] {
  const errors = [...qualifiedNameErrors(name)]
  if (name.includes('/')) return errors
  if (errors.length === 0 && !isStandard(name))
    errors.push('must be a standard resource type or fully qualified')
  if (!isQuota(name)) errors.push('must be a standard resource for quota')
  return errors
}

const QUOTA = new Set([
  'cpu',
  'memory',
  'ephemeral-storage',
  'requests.cpu',
  'requests.memory',
  'requests.storage',
  'requests.ephemeral-storage',
  'limits.cpu',
  'limits.memory',
  'limits.ephemeral-storage',
  'pods',
  'resourcequotas',
  'services',
  'replicationcontrollers',
  'secrets',
  'persistentvolumeclaims',
  'configmaps',
  'services.nodeports',
  'services.loadbalancers',
])

const isQuota = (name: string): boolean =>
  QUOTA.has(name) || name.startsWith('hugepages-') || name.startsWith('requests.hugepages-')

const FOR_BEST_EFFORT = new Set(['pods'])
const FOR_PODS = new Set([
  'pods',
  'cpu',
  'memory',
  'requests.cpu',
  'requests.memory',
  'limits.cpu',
  'limits.memory',
])

/** Whether a scope can tell which of a resource count; of resources that quotas do not know it is not asked. */
function fits(scope: string, resource: string): boolean {
  if (!SCOPES.has(scope) || !isQuota(resource)) return true
  switch (scope) {
    case 'BestEffort':
      return FOR_BEST_EFFORT.has(resource)
    case 'VolumeAttributesClass':
      return resource === 'persistentvolumeclaims' || resource === 'requests.storage'
    default:
      return FOR_PODS.has(resource)
  }
}

const SCOPES = new Set([
  'Terminating',
  'NotTerminating',
  'BestEffort',
  'NotBestEffort',
  'PriorityClass',
  'CrossNamespacePodAffinity',
  'VolumeAttributesClass',
])
const UNFIT = 'unsupported scope applied to resource'
const CONFLICTS = [
  ['BestEffort', 'NotBestEffort'],
  ['Terminating', 'NotTerminating'],
] as const

function scopeErrors({ scopes, hard }: ResourceQuotaSpec): Cause[] {
  if (scopes === undefined || scopes.length === 0) return []
  const path = 'spec.scopes'
  const causes: Cause[] = []
  for (const scope of scopes) {
    if (!SCOPES.has(scope)) causes.push(invalid(path, scopes, 'unsupported scope'))
    for (const resource of Object.keys(hard ?? {}))
      if (!fits(scope, resource)) causes.push(invalid(path, scopes, UNFIT))
  }
  return [...causes, ...conflicts(scopes, scopes, path)]
}

const ONLY_EXISTS = new Set([
  'Terminating',
  'NotTerminating',
  'BestEffort',
  'NotBestEffort',
  'CrossNamespacePodAffinity',
])
const EXISTS_TEXT =
  "must be 'Exists' when scope is any of ResourceQuotaScopeTerminating, ResourceQuotaScopeNotTerminating, ResourceQuotaScopeBestEffort, ResourceQuotaScopeNotBestEffort or ResourceQuotaScopeCrossNamespacePodAffinity"

function selectorErrors({ scopes, scopeSelector, hard }: ResourceQuotaSpec): Cause[] {
  const path = 'spec.scopeSelector.matchExpressions'
  const expressions = scopeSelector?.matchExpressions ?? []
  const causes: Cause[] = []
  for (const { scopeName, operator, values = [] } of expressions) {
    if (!SCOPES.has(scopeName))
      causes.push(invalid(`${path}.scopeName`, scopeName, 'unsupported scope'))
    for (const resource of Object.keys(hard ?? {}))
      if (!fits(scopeName, resource))
        causes.push(invalid(path, goStruct('core/v1.ScopeSelector', scopeSelector), UNFIT))
    if (ONLY_EXISTS.has(scopeName) && operator !== 'Exists')
      causes.push(invalid(`${path}.operator`, operator, EXISTS_TEXT))
    causes.push(...operatorErrors(operator, values, path))
  }
  const names = expressions.map(each => each.scopeName)
  return [...causes, ...conflicts(names, scopes, path)]
}

/** Two that cannot both hold; what is shown is always the list of the spec. */
const conflicts = (
  names: readonly string[],
  scopes: readonly string[] | undefined,
  path: string,
): Cause[] =>
  CONFLICTS.filter(pair => pair.every(name => names.includes(name))).map(() =>
    invalid(path, scopes, 'conflicting scopes'),
  )

function operatorErrors(operator: string, values: readonly string[], path: string): Cause[] {
  switch (operator) {
    case 'In':
    case 'NotIn':
      return values.length > 0
        ? []
        : [
            required(
              `${path}.values`,
              "must be at least one value when `operator` is 'In' or 'NotIn' for scope selector",
            ),
          ]
    case 'Exists':
    case 'DoesNotExist':
      return values.length === 0
        ? []
        : [
            invalid(
              `${path}.values`,
              values,
              "must be no value when `operator` is 'Exist' or 'DoesNotExist' for scope selector",
            ),
          ]
    default:
      return [invalid(`${path}.operator`, operator, 'not a valid selector operator')]
  }
}

function scopeChanges(next: ResourceQuota, old: ResourceQuota): Cause[] {
  const [now, before] = [next.spec?.scopes ?? [], old.spec?.scopes ?? []]
  const isSame = sameJson([...now].sort(), [...before].sort())
  return isSame ? [] : [invalid('spec.scopes', next.spec?.scopes, 'field is immutable')]
}
