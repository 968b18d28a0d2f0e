// What the server has to say about a Service that it takes all the same.
import type { Service, ServiceSpec } from '../../schema/generated/core-v1.ts'
import { cidrWarnings, ipWarnings } from '../ip-warnings.ts'
import { NONE_ADDRESS, specOf } from './spec.ts'
import { HINTS, TOPOLOGY } from './validate.ts'

export function serviceWarnings(service: Service): string[] {
  const spec = specOf(service)
  const external = spec.externalIPs ?? []
  const isName = spec.type === 'ExternalName'
  const isBare = spec.type === 'ClusterIP' && spec.clusterIP === NONE_ADDRESS
  const warnings: string[] = []
  if (service.metadata.annotations?.[HINTS] !== undefined)
    warnings.push(`annotation ${HINTS} is deprecated, please use ${TOPOLOGY} instead`)
  if (spec.clusterIP && spec.clusterIP !== NONE_ADDRESS)
    warnings.push(...(spec.clusterIPs ?? []).flatMap(ipsOf('spec.clusterIPs')))
  if (isBare) warnings.push(...headlessWarnings(spec))
  warnings.push(...external.flatMap(ipsOf('spec.externalIPs')))
  if (external.length > 0 && !isName && !isBare) warnings.push(EXTERNAL)
  if (spec.loadBalancerIP) warnings.push(...ipWarnings('spec.loadBalancerIP', spec.loadBalancerIP))
  for (const [index, range] of (spec.loadBalancerSourceRanges ?? []).entries())
    warnings.push(...cidrWarnings(`spec.loadBalancerSourceRanges[${index}]`, range))
  if (isName && external.length > 0)
    warnings.push('spec.externalIPs is ignored when spec.type is "ExternalName"')
  if (!isName && spec.externalName)
    warnings.push('spec.externalName is ignored when spec.type is not "ExternalName"')
  if (spec.trafficDistribution === 'PreferClose')
    warnings.push('spec.trafficDistribution: "PreferClose" is deprecated; use "PreferSameZone"')
  return warnings
}

const EXTERNAL = 'spec.externalIPs is deprecated and may no longer be implemented in some clusters'

function headlessWarnings(spec: ServiceSpec): string[] {
  const warnings: string[] = []
  if (spec.loadBalancerIP) warnings.push('spec.loadBalancerIP is ignored for headless services')
  if ((spec.externalIPs ?? []).length > 0)
    warnings.push('spec.externalIPs is ignored for headless services')
  if (spec.sessionAffinity !== 'None')
    warnings.push('spec.SessionAffinity is ignored for headless services')
  return warnings
}

const ipsOf =
  (path: string) =>
  (address: string, index: number): string[] =>
    ipWarnings(`${path}[${index}]`, address)
