// The groups networking.k8s.io and discovery.k8s.io.

import type { EndpointSlice } from '../../schema/generated/discovery-v1.ts'
import type {
  Ingress,
  IngressClass,
  IPAddress,
  NetworkPolicy,
  ServiceCIDR,
} from '../../schema/generated/networking-v1.ts'
import { endpointSliceRules } from '../endpointslice/rules.ts'
import { defaultIngressClass, ingressRules, ingressStatusRules } from '../networking/ingress.ts'
import { ingressClassRules } from '../networking/ingress-class.ts'
import { addressName, ipAddressRules, serviceCIDRRules } from '../networking/ip-address.ts'
import { networkPolicyRules } from '../networking/network-policy.ts'
import {
  ingressClassPrinter,
  ingressPrinter,
  ipAddressPrinter,
  networkPolicyPrinter,
  serviceCIDRPrinter,
} from '../printers/networking.ts'
import { endpointSlicePrinter } from '../printers/service.ts'
import { parentView, row, statusOnly } from '../row.ts'
import { statusAlone } from '../status.ts'

const networking = { group: 'networking.k8s.io', api: 'networking' } as const

export const ingressClass = row<IngressClass>({
  ...networking,
  kind: 'IngressClass',
  plural: 'ingressclasses',
  namespaced: false,
  hasGeneration: true,
  printer: ingressClassPrinter,
  rules: ingressClassRules,
})

export const ingress = row<Ingress>({
  ...networking,
  kind: 'Ingress',
  plural: 'ingresses',
  storagePath: 'ingress',
  namespaced: true,
  shortNames: ['ing'],
  hasGeneration: true,
  subresources: [parentView('status', ingressStatusRules)],
  printer: ingressPrinter,
  rules: ingressRules,
  admission: [defaultIngressClass],
})

export const ipAddress = row<IPAddress>({
  ...networking,
  kind: 'IPAddress',
  plural: 'ipaddresses',
  namespaced: false,
  shortNames: ['ip'],
  printer: ipAddressPrinter,
  rules: ipAddressRules,
  nameErrors: addressName,
})

export const networkPolicy = row<NetworkPolicy>({
  ...networking,
  kind: 'NetworkPolicy',
  listKind: 'NetworkPolicyList',
  plural: 'networkpolicies',
  namespaced: true,
  shortNames: ['netpol'],
  hasGeneration: true,
  printer: networkPolicyPrinter,
  rules: networkPolicyRules,
})

export const serviceCIDR = row<ServiceCIDR>({
  ...networking,
  kind: 'ServiceCIDR',
  plural: 'servicecidrs',
  namespaced: false,
  subresources: [statusOnly(statusAlone)],
  printer: serviceCIDRPrinter,
  rules: serviceCIDRRules,
})

export const endpointSlice = row<EndpointSlice>({
  group: 'discovery.k8s.io',
  api: 'discovery',
  kind: 'EndpointSlice',
  plural: 'endpointslices',
  namespaced: true,
  tellsMetadataOnce: true,
  hasGeneration: true,
  printer: endpointSlicePrinter,
  rules: endpointSliceRules,
})
