// Families of addresses on a cluster that has the fourth version only.
import { type Cause, invalid } from '../../meta/field-errors.ts'
import type { ServiceSpec } from '../../schema/generated/core-v1.ts'
import { familyOf } from './addresses.ts'
import { isHeadless } from './spec.ts'

const FAMILY = 'IPv4'
const DUAL = 'this cluster is not configured for dual-stack services'

/** The spec with families and their policy, and what of it the cluster cannot give. */
export function withFamilies(spec: ServiceSpec): { spec: ServiceSpec; causes: Cause[] } {
  if (isHeadless(spec) && Object.keys(spec.selector ?? {}).length === 0)
    return { spec: withoutPods(spec), causes: [] }
  const families = [...(spec.ipFamilies ?? [])]
  const addresses = isHeadless(spec) ? [] : (spec.clusterIPs ?? [])
  for (const address of addresses.slice(families.length)) families.push(familyOf(address))
  const causes = multipleErrors(spec, addresses)
  for (const [index, family] of families.entries())
    if (family !== FAMILY)
      causes.push(invalid(`spec.ipFamilies[${index}]`, family, 'not configured on this cluster'))
  if (spec.ipFamilyPolicy === 'RequireDualStack')
    causes.push(invalid('spec.ipFamilyPolicy', spec.ipFamilyPolicy, DUAL))
  return {
    causes,
    spec: {
      ...spec,
      ipFamilies: families.length === 0 ? [FAMILY] : families,
      ipFamilyPolicy: spec.ipFamilyPolicy ?? 'SingleStack',
    },
  }
}

/** A headless Service without a selector may speak of addresses that the cluster does not have. */
function withoutPods(spec: ServiceSpec): ServiceSpec {
  const isSingle = spec.ipFamilyPolicy === 'SingleStack'
  const ipFamilies = spec.ipFamilies ?? (isSingle ? [FAMILY] : [FAMILY, 'IPv6'])
  const policy = ipFamilies.length > 1 ? 'RequireDualStack' : 'SingleStack'
  return { ...spec, ipFamilies, ipFamilyPolicy: spec.ipFamilyPolicy ?? policy }
}

function multipleErrors(spec: ServiceSpec, addresses: readonly string[]): Cause[] {
  const policy = spec.ipFamilyPolicy ?? 'SingleStack'
  if (policy !== 'SingleStack') return []
  const text = (field: string): string =>
    `must be RequireDualStack or PreferDualStack when multiple ${field} are specified`
  const causes: Cause[] = []
  if (addresses.length > 1) causes.push(invalid('spec.ipFamilyPolicy', policy, text('clusterIPs')))
  if ((spec.ipFamilies ?? []).length > 1)
    causes.push(invalid('spec.ipFamilyPolicy', policy, text('ipFamilies')))
  return causes
}
