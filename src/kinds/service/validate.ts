// What is wrong with a Service, in the order of the real server.
import { type Cause, forbidden, invalid, notSupported, required } from '../../meta/field-errors.ts'
import { cidrErrors, ipErrors } from '../../meta/ip.ts'
import { validateLabels } from '../../meta/labels.ts'
import { dnsSubdomainErrors, portNumberErrors, qualifiedNameErrors } from '../../meta/names.ts'
import type { Service, ServiceSpec } from '../../schema/generated/core-v1.ts'
import { endpointAddressErrors } from '../endpoints/addresses.ts'
import { addressErrors } from './addresses.ts'
import {
  isHeadless,
  isReachedFromOutside,
  needsClusterIP,
  needsHealthCheck,
  specOf,
} from './spec.ts'
import { portErrors, sharedPortErrors } from './validate-port.ts'

const TYPES = ['ClusterIP', 'ExternalName', 'LoadBalancer', 'NodePort']
const AFFINITIES = ['ClientIP', 'None']
const TRAFFIC = ['Cluster', 'Local']
const DISTRIBUTIONS = ['PreferClose', 'PreferSameZone', 'PreferSameNode']
const ONLY_LOAD_BALANCER = "may only be used when `type` is 'LoadBalancer'"
const SECONDS_MAX = 86_400

export function validateService(service: Service): Cause[] {
  const spec = specOf(service)
  return [
    ...topologyErrors(service),
    ...typeErrors(spec),
    ...portErrors(spec.ports ?? []),
    ...validateLabels(spec.selector, 'spec.selector'),
    ...affinityErrors(spec),
    ...addressErrors(spec),
    ...externalAddressErrors(spec),
    ...(TYPES.includes(spec.type ?? '') ? [] : [notSupported('spec.type', spec.type ?? '', TYPES)]),
    ...sharedPortErrors(spec),
    ...sourceRangeErrors(service),
    ...loadBalancerErrors(spec),
    ...trafficErrors(spec),
  ]
}

export const TOPOLOGY = 'service.kubernetes.io/topology-mode'
export const HINTS = 'service.kubernetes.io/topology-aware-hints'

/** An annotation and the one that it had been before say the same. */
function topologyErrors({ metadata: { annotations = {} } }: Service): Cause[] {
  const [mode, hints] = [annotations[TOPOLOGY], annotations[HINTS]]
  if (mode === undefined || hints === undefined || mode === hints) return []
  const text = `must match annotations[${HINTS}] when both are specified`
  return [invalid(`metadata.annotations[${TOPOLOGY}]`, mode, text)]
}

function typeErrors(spec: ServiceSpec): Cause[] {
  const causes: Cause[] = []
  if ((spec.ports ?? []).length === 0 && !isHeadless(spec) && spec.type !== 'ExternalName')
    causes.push(required('spec.ports'))
  if ((spec.type === 'LoadBalancer' || spec.type === 'NodePort') && isHeadless(spec))
    causes.push(
      invalid(
        'spec.clusterIPs[0]',
        spec.clusterIPs?.[0] ?? '',
        `may not be set to 'None' for ${spec.type} services`,
      ),
    )
  return spec.type === 'ExternalName' ? [...causes, ...externalNameErrors(spec)] : causes
}

function externalNameErrors(spec: ServiceSpec): Cause[] {
  const text = 'may not be set for ExternalName services'
  const causes: Cause[] = []
  if ((spec.clusterIPs ?? []).length > 0) causes.push(forbidden('spec.clusterIPs', text))
  if ((spec.ipFamilies ?? []).length > 0) causes.push(forbidden('spec.ipFamilies', text))
  if (spec.ipFamilyPolicy !== undefined) causes.push(forbidden('spec.ipFamilyPolicy', text))
  // A name of DNS may end in a dot.
  const name = (spec.externalName ?? '').replace(/\.$/, '')
  if (name === '') return [...causes, required('spec.externalName')]
  for (const error of dnsSubdomainErrors(name))
    causes.push(invalid('spec.externalName', name, error))
  return causes
}

function affinityErrors({ sessionAffinity = '', sessionAffinityConfig }: ServiceSpec): Cause[] {
  const path = 'spec.sessionAffinity'
  if (sessionAffinity === '') return [required(path)]
  if (!AFFINITIES.includes(sessionAffinity))
    return [notSupported(path, sessionAffinity, AFFINITIES)]
  const config = 'spec.sessionAffinityConfig'
  if (sessionAffinity === 'None')
    return sessionAffinityConfig === undefined
      ? []
      : [forbidden(config, 'must not be set when session affinity is None')]
  const seconds = sessionAffinityConfig?.clientIP?.timeoutSeconds ?? 0
  if (seconds > 0 && seconds <= SECONDS_MAX) return []
  const text = `must be greater than 0 and less than ${SECONDS_MAX}`
  return [invalid(`${config}.clientIP.timeoutSeconds`, seconds, text)]
}

function externalAddressErrors({ externalIPs = [] }: ServiceSpec): Cause[] {
  return externalIPs.flatMap((address, index) => {
    const path = `spec.externalIPs[${index}]`
    const errors = ipErrors(path, address, true)
    return errors.length > 0 ? errors : endpointAddressErrors(address, path)
  })
}

const RANGES_ANNOTATION = 'service.beta.kubernetes.io/load-balancer-source-ranges'

function sourceRangeErrors({ metadata, spec = {} }: Service): Cause[] {
  const ranges = spec.loadBalancerSourceRanges ?? []
  const isBalanced = spec.type === 'LoadBalancer'
  if (ranges.length > 0) {
    const path = 'spec.LoadBalancerSourceRanges'
    const errors = ranges.flatMap((range, at) => cidrErrors(`${path}[${at}]`, range.trim(), true))
    return [...(isBalanced ? [] : [forbidden(path, ONLY_LOAD_BALANCER)]), ...errors]
  }
  const annotation = metadata.annotations?.[RANGES_ANNOTATION]
  if (annotation === undefined) return []
  const path = `metadata.annotations[${RANGES_ANNOTATION}]`
  const listed = annotation.trim() === '' ? [] : annotation.split(',')
  return [
    ...(isBalanced ? [] : [forbidden(path, ONLY_LOAD_BALANCER)]),
    ...listed.flatMap(range => cidrErrors(path, range.trim(), true)),
  ]
}

function loadBalancerErrors(spec: ServiceSpec): Cause[] {
  const { allocateLoadBalancerNodePorts: allocates } = spec
  const isBalanced = spec.type === 'LoadBalancer'
  const causes: Cause[] = []
  if (allocates !== undefined && !isBalanced)
    causes.push(forbidden('spec.allocateLoadBalancerNodePorts', ONLY_LOAD_BALANCER))
  if (allocates === undefined && isBalanced) causes.push(required('allocateLoadBalancerNodePorts'))
  return [...causes, ...classErrors(spec)]
}

/** What is wrong with the class of a load balancer. */
export function classErrors({ type, loadBalancerClass }: ServiceSpec): Cause[] {
  const path = 'spec.loadBalancerClass'
  if (loadBalancerClass === undefined) return []
  if (type !== 'LoadBalancer') return [forbidden(path, ONLY_LOAD_BALANCER)]
  return qualifiedNameErrors(loadBalancerClass).map(text => invalid(path, loadBalancerClass, text))
}

function trafficErrors(spec: ServiceSpec): Cause[] {
  const { externalTrafficPolicy = '', internalTrafficPolicy, trafficDistribution } = spec
  const causes = externalTrafficErrors(spec, externalTrafficPolicy)
  causes.push(...healthCheckErrors(spec))
  if (internalTrafficPolicy === undefined) {
    if (needsClusterIP(spec)) causes.push(required('spec.internalTrafficPolicy'))
  } else if (!TRAFFIC.includes(internalTrafficPolicy))
    causes.push(notSupported('spec.internalTrafficPolicy', internalTrafficPolicy, TRAFFIC))
  if (trafficDistribution !== undefined && !DISTRIBUTIONS.includes(trafficDistribution))
    causes.push(notSupported('spec.trafficDistribution', trafficDistribution, DISTRIBUTIONS))
  return causes
}

function externalTrafficErrors(spec: ServiceSpec, policy: string): Cause[] {
  const path = 'spec.externalTrafficPolicy'
  if (!isReachedFromOutside(spec))
    return policy === ''
      ? []
      : [invalid(path, policy, 'may only be set for externally-accessible services')]
  if (policy === '') return [required(path)]
  return TRAFFIC.includes(policy) ? [] : [notSupported(path, policy, TRAFFIC)]
}

function healthCheckErrors(spec: ServiceSpec): Cause[] {
  const path = 'spec.healthCheckNodePort'
  const port = spec.healthCheckNodePort ?? 0
  if (!needsHealthCheck(spec))
    return port === 0
      ? []
      : [
          invalid(
            path,
            port,
            "may only be set when `type` is 'LoadBalancer' and `externalTrafficPolicy` is 'Local'",
          ),
        ]
  if (port === 0) return [required(path)]
  return portNumberErrors(port).map(text => invalid(path, port, text))
}
