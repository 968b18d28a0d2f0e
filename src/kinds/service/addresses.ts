// Addresses of a Service and their families: what may stand beside what.
import { type Cause, duplicate, invalid, notSupported, required } from '../../meta/field-errors.ts'
import { ipErrors, parseIP } from '../../meta/ip.ts'
import type { ServiceSpec } from '../../schema/generated/core-v1.ts'
import { isHeadless, NONE_ADDRESS } from './spec.ts'

const PATH = 'spec.clusterIPs'
const FAMILIES = ['IPv4', 'IPv6']
const POLICIES = ['PreferDualStack', 'RequireDualStack', 'SingleStack']

export const familyOf = (address: string): string => (address.includes(':') ? 'IPv6' : 'IPv4')

/** All that is wrong with clusterIP, clusterIPs, ipFamilies and ipFamilyPolicy. */
export function addressErrors(spec: ServiceSpec): Cause[] {
  if (spec.type === 'ExternalName') return []
  const causes = [...primaryErrors(spec), ...familyErrors(spec)]
  const addresses = spec.clusterIPs ?? []
  const wrong = addresses.flatMap((address, index) => addressError(addresses, address, index))
  causes.push(...wrong)
  if (addresses.length > 2) causes.push(invalid(PATH, addresses, 'may only hold up to 2 values'))
  if (wrong.length > 0) return causes
  if (addresses.length > 1 && new Set(addresses.map(familyOf)).size < 2)
    causes.push(invalid(PATH, addresses, 'may specify no more than one IP for each IP family'))
  if (!isHeadless(spec)) causes.push(...mismatches(spec))
  return causes
}

function primaryErrors({ clusterIP = '', clusterIPs = [] }: ServiceSpec): Cause[] {
  if (clusterIP !== '' && clusterIPs.length === 0) return [required(PATH)]
  if (clusterIP === '' && clusterIPs.length > 0)
    return [invalid(PATH, clusterIPs, 'must be empty when `clusterIP` is not specified')]
  if (clusterIPs.length > 0 && clusterIPs[0] !== clusterIP)
    return [invalid(PATH, clusterIPs, 'first value must match `clusterIP`')]
  return []
}

function familyErrors({ ipFamilies = [], ipFamilyPolicy }: ServiceSpec): Cause[] {
  const causes: Cause[] = []
  for (const [index, family] of ipFamilies.entries()) {
    const path = `spec.ipFamilies[${index}]`
    if (!FAMILIES.includes(family)) causes.push(notSupported(path, family, FAMILIES))
    if (ipFamilies.indexOf(family) < index) causes.push(duplicate(path, family))
  }
  if (ipFamilyPolicy !== undefined && !POLICIES.includes(ipFamilyPolicy))
    causes.push(notSupported('spec.ipFamilyPolicy', ipFamilyPolicy, POLICIES))
  return causes
}

function addressError(addresses: readonly string[], address: string, index: number): Cause[] {
  if (index === 0 && address === NONE_ADDRESS)
    return addresses.length === 1
      ? []
      : [invalid(PATH, addresses, "'None' must be the first and only value")]
  return ipErrors(`${PATH}[${index}]`, address, true)
}

function mismatches({ clusterIPs = [], ipFamilies = [] }: ServiceSpec): Cause[] {
  return clusterIPs.flatMap((address, index) => {
    const family = ipFamilies[index]
    const isKnown = family !== undefined && FAMILIES.includes(family)
    if (!isKnown || family === familyOf(address) || parseIP(address) === undefined) return []
    const text = `expected an ${family} value as indicated by \`ipFamilies[${index}]\``
    return [invalid(`${PATH}[${index}]`, address, text)]
  })
}
