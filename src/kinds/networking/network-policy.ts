// The rules of NetworkPolicies.
import { type Cause, forbidden, invalid, notSupported, required } from '../../meta/field-errors.ts'
import { cidrErrors, parseCIDR } from '../../meta/ip.ts'
import type { Rules } from '../../meta/kind.ts'
import { validateLabelSelector } from '../../meta/labels.ts'
import { portNameErrors, portNumberErrors } from '../../meta/names.ts'
import type {
  IPBlock,
  NetworkPolicy,
  NetworkPolicyEgressRule,
  NetworkPolicyIngressRule,
  NetworkPolicyPeer,
  NetworkPolicyPort,
  NetworkPolicySpec,
} from '../../schema/generated/networking-v1.ts'
import { cidrWarnings } from '../ip-warnings.ts'
import { alike } from '../meta-again.ts'
import { filled, mappedIn } from '../same.ts'

const PROTOCOLS = ['TCP', 'UDP', 'SCTP']
const TYPES = ['Ingress', 'Egress']

export const networkPolicyRules: Rules<NetworkPolicy> = {
  defaults: policy => ({ ...policy, spec: defaultSpec(policy.spec ?? { podSelector: {} }) }),
  ...alike(({ spec = { podSelector: {} } }) => specErrors(spec)),
  warningsOnCreate: blockWarnings,
  warningsOnUpdate: blockWarnings,
}

/** Ranges that should be written in another way. */
function blockWarnings({ spec }: NetworkPolicy): string[] {
  const told = (peers: readonly NetworkPolicyPeer[], path: string): string[] =>
    peers.flatMap(({ ipBlock }, index) => {
      if (ipBlock === undefined) return []
      const at = `${path}[${index}].ipBlock`
      return [
        ...cidrWarnings(`${at}.cidr`, ipBlock.cidr),
        ...(ipBlock.except ?? []).flatMap((part, nth) =>
          cidrWarnings(`${at}.except[${nth}]`, part),
        ),
      ]
    })
  return [
    ...(spec?.ingress ?? []).flatMap(({ from = [] }, n) => told(from, `spec.ingress[${n}].from`)),
    ...(spec?.egress ?? []).flatMap(({ to = [] }, n) => told(to, `spec.egress[${n}].to`)),
  ]
}

function defaultSpec(spec: NetworkPolicySpec): NetworkPolicySpec {
  const withIngress = mappedIn(spec, 'ingress', (rule: NetworkPolicyIngressRule) =>
    mappedIn(rule, 'ports', defaultPort),
  )
  const withBoth = mappedIn(withIngress, 'egress', (rule: NetworkPolicyEgressRule) =>
    mappedIn(rule, 'ports', defaultPort),
  )
  if ((spec.policyTypes ?? []).length > 0) return withBoth
  const hasEgress = (spec.egress ?? []).length > 0
  return { ...withBoth, policyTypes: hasEgress ? TYPES : ['Ingress'] }
}

const defaultPort = (port: NetworkPolicyPort): NetworkPolicyPort =>
  filled(port, { protocol: 'TCP' })

function specErrors(spec: NetworkPolicySpec): Cause[] {
  const causes = validateLabelSelector(spec.podSelector, 'spec.podSelector')
  for (const [index, { ports = [], from = [] }] of (spec.ingress ?? []).entries())
    causes.push(...trafficErrors(ports, from, `spec.ingress[${index}]`, 'from'))
  for (const [index, { ports = [], to = [] }] of (spec.egress ?? []).entries())
    causes.push(...trafficErrors(ports, to, `spec.egress[${index}]`, 'to'))
  const types = spec.policyTypes ?? []
  if (types.length > 2)
    return [
      ...causes,
      invalid('spec.policyTypes', types, 'may not specify more than two policyTypes'),
    ]
  for (const [index, type] of types.entries())
    if (!TYPES.includes(type)) causes.push(notSupported(`spec.policyTypes[${index}]`, type, TYPES))
  return causes
}

const trafficErrors = (
  ports: readonly NetworkPolicyPort[],
  peers: readonly NetworkPolicyPeer[],
  path: string,
  field: string,
): Cause[] => [
  ...ports.flatMap((port, index) => portErrors(port, `${path}.ports[${index}]`)),
  ...peers.flatMap((peer, index) => peerErrors(peer, `${path}.${field}[${index}]`)),
]

function portErrors({ protocol, port, endPort }: NetworkPolicyPort, path: string): Cause[] {
  const causes: Cause[] = []
  if (protocol !== undefined && !PROTOCOLS.includes(protocol))
    causes.push(notSupported(`${path}.protocol`, protocol, PROTOCOLS))
  const end = (value: number, text: string): Cause => invalid(`${path}.endPort`, value, text)
  if (typeof port === 'number') {
    for (const text of portNumberErrors(port)) causes.push(invalid(`${path}.port`, port, text))
    if (endPort === undefined) return causes
    // The real server quotes the port here, not its end.
    if (endPort < port) causes.push(end(port, 'must be greater than or equal to `port`'))
    for (const text of portNumberErrors(endPort)) causes.push(end(endPort, text))
  } else if (typeof port === 'string') {
    if (endPort !== undefined)
      causes.push(end(endPort, 'may not be specified when `port` is non-numeric'))
    for (const text of portNameErrors(port)) causes.push(invalid(`${path}.port`, port, text))
  } else if (endPort !== undefined)
    causes.push(end(endPort, 'may not be specified when `port` is not specified'))
  return causes
}

function peerErrors({ podSelector, namespaceSelector, ipBlock }: NetworkPolicyPeer, path: string) {
  const given = [podSelector, namespaceSelector, ipBlock].filter(each => each !== undefined)
  const causes = [
    ...validateLabelSelector(podSelector, `${path}.podSelector`),
    ...validateLabelSelector(namespaceSelector, `${path}.namespaceSelector`),
    ...(ipBlock === undefined ? [] : blockErrors(ipBlock, `${path}.ipBlock`)),
  ]
  if (given.length === 0) causes.push(required(path, 'must specify a peer'))
  if (given.length > 1 && ipBlock !== undefined)
    causes.push(forbidden(path, 'may not specify both ipBlock and another peer'))
  return causes
}

function blockErrors({ cidr = '', except = [] }: IPBlock, path: string): Cause[] {
  if (cidr === '') return [required(`${path}.cidr`)]
  const causes = cidrErrors(`${path}.cidr`, cidr, true)
  if (parseCIDR(cidr) === undefined) return causes
  // A range that is only written badly is compared all the same.
  for (const [index, part] of except.entries()) {
    const at = `${path}.except[${index}]`
    causes.push(...cidrErrors(at, part, true))
    if (parseCIDR(part) !== undefined && !isWithin(part, cidr))
      causes.push(invalid(at, part, 'must be a strict subset of `cidr`'))
  }
  return causes
}

function isWithin(inner: string, outer: string): boolean {
  const [small, large] = [parseCIDR(inner), parseCIDR(outer)]
  if (small === undefined || large === undefined) return false
  if (small.address.bits !== large.address.bits) return false
  const host = BigInt(large.address.bits - large.prefixLength)
  const isInside = small.address.value >> host === large.address.value >> host
  return isInside && small.prefixLength > large.prefixLength
}
