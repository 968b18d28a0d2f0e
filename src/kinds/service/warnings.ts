// What the server has to say about a Service that it takes all the same.
import type { Service } from '../../schema/generated/core-v1.ts'
import { cidrWarnings, ipWarnings } from '../ip-warnings.ts'
import { isHeadless, specOf } from './spec.ts'

export function serviceWarnings(service: Service): string[] {
  const spec = specOf(service)
  const external = spec.externalIPs ?? []
  const warnings: string[] = []
  if (isHeadless(spec)) {
    if (spec.loadBalancerIP) warnings.push('spec.loadBalancerIP is ignored for headless services')
    if (external.length > 0) warnings.push('spec.externalIPs is ignored for headless services')
    if (spec.sessionAffinity !== 'None')
      warnings.push('spec.SessionAffinity is ignored for headless services')
  } else warnings.push(...(spec.clusterIPs ?? []).flatMap(ipsOf('spec.clusterIPs')))
  if (spec.loadBalancerIP) warnings.push(...ipWarnings('spec.loadBalancerIP', spec.loadBalancerIP))
  warnings.push(...external.flatMap(ipsOf('spec.externalIPs')))
  for (const [index, range] of (spec.loadBalancerSourceRanges ?? []).entries())
    warnings.push(...cidrWarnings(`spec.loadBalancerSourceRanges[${index}]`, range))
  const isName = spec.type === 'ExternalName'
  if (isName && external.length > 0)
    warnings.push('spec.externalIPs is ignored when spec.type is "ExternalName"')
  if (!isName && spec.externalName)
    warnings.push('spec.externalName is ignored when spec.type is not "ExternalName"')
  if (spec.trafficDistribution === 'PreferClose')
    warnings.push('spec.trafficDistribution: "PreferClose" is deprecated; use "PreferSameZone"')
  if (external.length > 0 && !isName && !isHeadless(spec))
    warnings.push(
      'spec.externalIPs is deprecated and may no longer be implemented in some clusters',
    )
  return warnings
}

const ipsOf =
  (path: string) =>
  (address: string, index: number): string[] =>
    ipWarnings(`${path}[${index}]`, address)
