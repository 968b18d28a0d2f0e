// The groups networking.k8s.io and discovery.k8s.io.
import { parentView, row } from '../row.ts'
import { statusAlone, statusWithMetadata } from '../status.ts'

const networking = { group: 'networking.k8s.io', api: 'networking' } as const

export const ingressClass = row({
  ...networking,
  kind: 'IngressClass',
  plural: 'ingressclasses',
  namespaced: false,
  hasGeneration: true,
})

export const ingress = row({
  ...networking,
  kind: 'Ingress',
  plural: 'ingresses',
  namespaced: true,
  shortNames: ['ing'],
  hasGeneration: true,
  subresources: [parentView('status', statusWithMetadata)],
})

export const ipAddress = row({
  ...networking,
  kind: 'IPAddress',
  plural: 'ipaddresses',
  namespaced: false,
  shortNames: ['ip'],
})

export const networkPolicy = row({
  ...networking,
  kind: 'NetworkPolicy',
  listKind: 'NetworkPolicyList',
  plural: 'networkpolicies',
  namespaced: true,
  shortNames: ['netpol'],
  hasGeneration: true,
})

export const serviceCIDR = row({
  ...networking,
  kind: 'ServiceCIDR',
  plural: 'servicecidrs',
  namespaced: false,
  subresources: [parentView('status', statusAlone)],
})

export const endpointSlice = row({
  group: 'discovery.k8s.io',
  api: 'discovery',
  kind: 'EndpointSlice',
  plural: 'endpointslices',
  namespaced: true,
  hasGeneration: true,
})
