// The group networking.k8s.io.
import { formatSelector } from '../../meta/labels.ts'
import type {
  Ingress,
  IngressClass,
  IPAddress,
  NetworkPolicy,
  ServiceCIDR,
} from '../../schema/generated/networking-v1.ts'
import { age, ageOf, NONE, name, nameOf, nameWithDefault, printer, text } from './columns.ts'
import { doc } from './descriptions-groups.ts'
import { ingressAddresses } from './service.ts'

export const ingressPrinter = printer<Ingress>(
  [
    name,
    text(
      'Class',
      'The name of the IngressClass resource that should be used for additional configuration',
    ),
    text('Hosts', 'Hosts that incoming requests are matched against before the ingress rule'),
    text('Address', 'Address is a list containing ingress points for the load-balancer'),
    text('Ports', 'Ports of TLS configurations that open'),
    age,
  ],
  (ingress, context) => [
    nameOf(ingress),
    ingress.spec?.ingressClassName ?? NONE,
    hosts(ingress),
    ingressAddresses(ingress.status?.loadBalancer).join(','),
    (ingress.spec?.tls ?? []).length > 0 ? '80, 443' : '80',
    ageOf(ingress, context),
  ],
)

const HOSTS_MAX = 3

/** Hosts of the rules; how many are left out is counted in rules, as in the real server. */
function hosts(ingress: Ingress): string {
  const rules = ingress.spec?.rules ?? []
  const shown: string[] = []
  let isCut = false
  for (const rule of rules) {
    if (shown.length === HOSTS_MAX) isCut = true
    else if (rule.host) shown.push(rule.host)
  }
  if (shown.length === 0) return '*'
  return isCut ? `${shown.join(',')} + ${rules.length - HOSTS_MAX} more...` : shown.join(',')
}

export const ingressClassPrinter = printer<IngressClass>(
  [
    name,
    text('Controller', 'Controller that is responsible for handling this class'),
    text('Parameters', 'A reference to a resource with additional parameters'),
    age,
  ],
  (ingressClass, context) => {
    const parameters = ingressClass.spec?.parameters
    const group = parameters?.apiGroup === undefined ? '' : `.${parameters.apiGroup}`
    return [
      nameWithDefault(ingressClass, ['ingressclass.kubernetes.io/is-default-class']),
      ingressClass.spec?.controller ?? '',
      parameters === undefined ? NONE : `${parameters.kind}${group}/${parameters.name}`,
      ageOf(ingressClass, context),
    ]
  },
)

export const networkPolicyPrinter = printer<NetworkPolicy>(
  [name, text('Pod-Selector', doc.NetworkPolicySpec.podSelector), age],
  (policy, context) => [
    nameOf(policy),
    formatSelector(policy.spec?.podSelector ?? {}),
    ageOf(policy, context),
  ],
)

/** The age is a third cell without a column, as in the real server. */
export const ipAddressPrinter = printer<IPAddress>(
  [name, text('ParentRef', doc.IPAddressSpec.parentRef)],
  (ipAddress, context) => [nameOf(ipAddress), parentText(ipAddress), ageOf(ipAddress, context)],
)

function parentText(ipAddress: IPAddress): string {
  const parent = ipAddress.spec?.parentRef
  if (parent === undefined) return NONE
  const { group = '', resource = '', namespace = '', name: parentName = '' } = parent
  const qualified = group === '' ? resource : `${resource}.${group}`
  return [qualified.toLowerCase(), ...(namespace === '' ? [] : [namespace]), parentName].join('/')
}

export const serviceCIDRPrinter = printer<ServiceCIDR>(
  [name, text('CIDRs', doc.ServiceCIDRSpec.cidrs), age],
  (serviceCIDR, context) => [
    nameOf(serviceCIDR),
    (serviceCIDR.spec?.cidrs ?? []).join(','),
    ageOf(serviceCIDR, context),
  ],
)
