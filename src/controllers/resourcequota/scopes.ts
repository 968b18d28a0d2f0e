// Which objects a quota with scopes is about. Only Pods have scopes; what has none is not counted there.
import { qosOf } from '../../kinds/pod/qos.ts'
import type { KubeObject } from '../../meta/object.ts'
import type {
  PersistentVolumeClaim,
  Pod,
  ResourceQuota,
  ScopedResourceSelectorRequirement,
} from '../../schema/generated/core-v1.ts'

type Requirement = ScopedResourceSelectorRequirement

export function inScopes(quota: ResourceQuota, resource: string, object: KubeObject): boolean {
  const scopes = (quota.spec?.scopes ?? []).map(
    (scopeName): Requirement => ({ scopeName, operator: 'Exists' }),
  )
  const all = [...scopes, ...(quota.spec?.scopeSelector?.matchExpressions ?? [])]
  return all.every(requirement => {
    if (resource === 'pods') return podMatches(requirement, object as Pod)
    if (resource === 'persistentvolumeclaims')
      return claimMatches(requirement, object as PersistentVolumeClaim)
    return false
  })
}

function podMatches(requirement: Requirement, pod: Pod): boolean {
  const { spec } = pod
  switch (requirement.scopeName) {
    case 'Terminating':
      return spec?.activeDeadlineSeconds !== undefined
    case 'NotTerminating':
      return spec?.activeDeadlineSeconds === undefined
    case 'BestEffort':
      return qosOf(pod) === 'BestEffort'
    case 'NotBestEffort':
      return qosOf(pod) !== 'BestEffort'
    case 'PriorityClass':
      return valueMatches(requirement, spec?.priorityClassName ?? '')
    case 'CrossNamespacePodAffinity':
      return crossesNamespaces(pod)
    default:
      return false
  }
}

function claimMatches(requirement: Requirement, claim: PersistentVolumeClaim): boolean {
  if (requirement.scopeName !== 'VolumeAttributesClass') return false
  const wanted = claim.spec?.volumeAttributesClassName
  const now = claim.status?.currentVolumeAttributesClassName
  return [wanted, now].some(name => valueMatches(requirement, name ?? ''))
}

function valueMatches({ operator, values = [] }: Requirement, value: string): boolean {
  switch (operator) {
    case 'Exists':
      return value !== ''
    case 'DoesNotExist':
      return value === ''
    case 'In':
      return value !== '' && values.includes(value)
    default:
      return !values.includes(value)
  }
}

function crossesNamespaces({ spec }: Pod): boolean {
  const { podAffinity, podAntiAffinity } = spec?.affinity ?? {}
  const terms = [podAffinity, podAntiAffinity].flatMap(affinity => [
    ...(affinity?.requiredDuringSchedulingIgnoredDuringExecution ?? []),
    ...(affinity?.preferredDuringSchedulingIgnoredDuringExecution ?? []).map(
      ({ podAffinityTerm }) => podAffinityTerm,
    ),
  ])
  return terms.some(
    term => (term?.namespaces ?? []).length > 0 || term?.namespaceSelector !== undefined,
  )
}
