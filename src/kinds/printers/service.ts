// Services and their endpoints.
import type { Endpoints, Service, ServicePort } from '../../schema/generated/core-v1.ts'
import type { EndpointSlice } from '../../schema/generated/discovery-v1.ts'
import {
  age,
  ageOf,
  firstOf,
  formatLabels,
  NONE,
  name,
  nameOf,
  printer,
  text,
  UNKNOWN,
  UNSET,
  wide,
} from './columns.ts'
import { doc } from './descriptions.ts'
import { doc as groupDoc } from './descriptions-groups.ts'

export const servicePrinter = printer<Service>(
  [
    name,
    text('Type', doc.ServiceSpec.type),
    text('Cluster-IP', doc.ServiceSpec.clusterIP),
    text('External-IP', doc.ServiceSpec.externalIPs),
    text('Port(s)', doc.ServiceSpec.ports),
    age,
    wide(text('Selector', doc.ServiceSpec.selector)),
  ],
  (service, context) => [
    nameOf(service),
    service.spec?.type ?? '',
    service.spec?.clusterIPs?.[0] ?? NONE,
    externalAddress(service),
    (service.spec?.ports ?? []).map(portText).join(',') || NONE,
    ageOf(service, context),
    formatLabels(service.spec?.selector),
  ],
)

function externalAddress({ spec, status }: Service): string {
  const external = spec?.externalIPs ?? []
  switch (spec?.type) {
    case 'ClusterIP':
    case 'NodePort':
      return external.join(',') || NONE
    case 'LoadBalancer':
      return [...ingressAddresses(status?.loadBalancer), ...external].join(',') || '<pending>'
    case 'ExternalName':
      return spec.externalName ?? ''
    default:
      return UNKNOWN
  }
}

interface LoadBalancer {
  readonly ingress?: readonly { readonly ip?: string; readonly hostname?: string }[]
}

/** Addresses or names of a load balancer, each once, sorted. */
export function ingressAddresses(loadBalancer: LoadBalancer | undefined): string[] {
  const found = (loadBalancer?.ingress ?? []).map(({ ip, hostname }) => ip || hostname || '')
  return [...new Set(found.filter(address => address !== ''))].sort()
}

function portText({ port, nodePort, protocol }: ServicePort): string {
  return nodePort ? `${port}:${nodePort}/${protocol ?? ''}` : `${port}/${protocol ?? ''}`
}

export const endpointsPrinter = printer<Endpoints>(
  [name, text('Endpoints', doc.Endpoints.subsets), age],
  (endpoints, context) => [
    nameOf(endpoints),
    (endpoints.subsets ?? []).length === 0 ? NONE : firstOf(endpointTexts(endpoints), 3),
    ageOf(endpoints, context),
  ],
)

function endpointTexts(endpoints: Endpoints): string[] {
  return (endpoints.subsets ?? []).flatMap(({ addresses = [], ports = [] }) => {
    if (ports.length === 0) return addresses.map(({ ip }) => ip)
    return ports.flatMap(({ port }) => addresses.map(({ ip }) => `${bracketed(ip)}:${port}`))
  })
}

const bracketed = (ip: string): string => (ip.includes(':') ? `[${ip}]` : ip)

export const endpointSlicePrinter = printer<EndpointSlice>(
  [
    name,
    text('AddressType', groupDoc.EndpointSlice.addressType),
    text('Ports', groupDoc.EndpointSlice.ports),
    text('Endpoints', groupDoc.EndpointSlice.endpoints),
    age,
  ],
  (slice, context) => {
    const ports = (slice.ports ?? []).map(each => each.port ?? each.name ?? '*')
    const addresses = (slice.endpoints ?? []).flatMap(each => each.addresses ?? [])
    return [
      nameOf(slice),
      slice.addressType,
      firstOf(ports.map(String), 3) || UNSET,
      firstOf(addresses, 3) || UNSET,
      ageOf(slice, context),
    ]
  },
)
