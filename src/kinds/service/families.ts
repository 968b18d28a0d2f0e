// Families of addresses on a cluster that has the fourth version only.
import { type Cause, invalid } from '../../meta/field-errors.ts'
import { sameJson } from '../../meta/freeze.ts'
import type { ServiceSpec } from '../../schema/generated/core-v1.ts'
import { familyOf } from './addresses.ts'
import { isHeadless, needsClusterIP } from './spec.ts'

const FAMILY = 'IPv4'
const OTHER_FAMILY = 'IPv6'
const POLICY = 'spec.ipFamilyPolicy'

interface Outcome {
  readonly spec: ServiceSpec
  readonly causes: Cause[]
}

/** The spec with families and their policy, and what of it the cluster cannot give. The first faults end it. */
export function withFamilies(given: ServiceSpec, old: ServiceSpec | undefined): Outcome {
  if (old !== undefined && staysPreferring(given, old)) return { spec: given, causes: [] }
  const named = {
    ...given,
    ipFamilyPolicy: given.ipFamilyPolicy ?? old?.ipFamilyPolicy ?? defaultPolicy(given),
  }
  const { spec: reduced, causes } = released(named, old)
  const { spec, causes: unknown } = inferred(reduced)
  causes.push(...multipleErrors(reduced), ...unknown)
  if (causes.length > 0) return { spec, causes }
  return hasNoPods(spec) ? { spec: withoutPods(spec), causes } : onThisCluster(spec)
}

/** Without an address and without pods of its own, a Service may speak of what the cluster does not have. */
const hasNoPods = (spec: ServiceSpec): boolean =>
  isHeadless(spec) && Object.keys(spec.selector ?? {}).length === 0

const defaultPolicy = (spec: ServiceSpec): string =>
  hasNoPods(spec) ? 'RequireDualStack' : 'SingleStack'

/** Who prefers two, and changes nothing, is left as it is whatever the cluster has become. */
function staysPreferring(next: ServiceSpec, old: ServiceSpec): boolean {
  return (
    next.type === old.type &&
    needsClusterIP(next) &&
    next.ipFamilyPolicy === 'PreferDualStack' &&
    (old.ipFamilyPolicy ?? 'PreferDualStack') === 'PreferDualStack' &&
    sameJson(next.clusterIPs ?? [], old.clusterIPs ?? []) &&
    sameJson(next.ipFamilies ?? [], old.ipFamilies ?? [])
  )
}

/** A change to one of two: the second goes when the policy says so, and cannot go when it does not. */
function released(spec: ServiceSpec, old: ServiceSpec | undefined): Outcome {
  if (old === undefined) return { spec, causes: [] }
  const policy = spec.ipFamilyPolicy
  if (policy === 'SingleStack') {
    let single = spec
    for (const name of ['clusterIPs', 'ipFamilies'] as const) {
      const list = spec[name] ?? []
      if (list.length > 1 && sameJson(list, old[name]))
        single = { ...single, [name]: list.slice(0, 1) }
    }
    return { spec: single, causes: [] }
  }
  const reduced = (name: 'clusterIPs' | 'ipFamilies', what: string): Cause[] => {
    const count = (spec[name] ?? []).length
    return count > 0 && count < (old[name] ?? []).length
      ? [invalid(POLICY, policy, `must be 'SingleStack' to release the secondary ${what}`)]
      : []
  }
  return {
    spec,
    causes: [...reduced('clusterIPs', 'cluster IP'), ...reduced('ipFamilies', 'IP family')],
  }
}

function multipleErrors({
  ipFamilyPolicy,
  clusterIPs = [],
  ipFamilies = [],
}: ServiceSpec): Cause[] {
  if (ipFamilyPolicy !== 'SingleStack') return []
  const text = (what: string): string =>
    `must be 'RequireDualStack' or 'PreferDualStack' when multiple ${what} are specified`
  return [
    ...(clusterIPs.length === 2 ? [invalid(POLICY, ipFamilyPolicy, text('cluster IPs'))] : []),
    ...(ipFamilies.length === 2 ? [invalid(POLICY, ipFamilyPolicy, text('IP families'))] : []),
  ]
}

/** Families that were not named are those of the addresses. */
function inferred(spec: ServiceSpec): Outcome {
  const addresses = isHeadless(spec) ? [] : (spec.clusterIPs ?? [])
  const ipFamilies = [...(spec.ipFamilies ?? [])]
  const causes: Cause[] = []
  for (let index = ipFamilies.length; index < addresses.length; index++) {
    const family = familyOf(addresses[index] ?? '')
    if (family === FAMILY) ipFamilies.push(family)
    else
      causes.push(
        invalid(
          `spec.clusterIPs[${index}]`,
          spec.clusterIPs,
          `${family} is not configured on this cluster`,
        ),
      )
  }
  return { spec: ipFamilies.length === 0 ? spec : { ...spec, ipFamilies }, causes }
}

function withoutPods(spec: ServiceSpec): ServiceSpec {
  const families = spec.ipFamilies ?? [FAMILY]
  if (families.length > 1 || spec.ipFamilyPolicy === 'SingleStack')
    return { ...spec, ipFamilies: families }
  return { ...spec, ipFamilies: [...families, families[0] === FAMILY ? OTHER_FAMILY : FAMILY] }
}

function onThisCluster(spec: ServiceSpec): Outcome {
  const { ipFamilyPolicy: policy, ipFamilies = [] } = spec
  const causes: Cause[] = []
  if (policy === 'RequireDualStack')
    causes.push(invalid(POLICY, policy, 'this cluster is not configured for dual-stack services'))
  for (const [index, family] of ipFamilies.entries())
    if (family !== FAMILY)
      causes.push(invalid(`spec.ipFamilies[${index}]`, family, 'not configured on this cluster'))
  return { causes, spec: { ...spec, ipFamilies: ipFamilies.length === 0 ? [FAMILY] : ipFamilies } }
}
