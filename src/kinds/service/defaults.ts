// What a Service means when it does not say.
import type {
  LoadBalancerIngress,
  Service,
  ServicePort,
  ServiceSpec,
} from '../../schema/generated/core-v1.ts'
import { changed, filled, mapped } from '../same.ts'
import { isReachedFromOutside, needsClusterIP, omit } from './spec.ts'

const AFFINITY_SECONDS = 10_800

export function serviceDefaults(service: Service): Service {
  const withSpec = changed(service, 'spec', defaultSpec(service.spec ?? {}))
  const ingress = service.status?.loadBalancer?.ingress
  if (ingress === undefined) return withSpec
  const known = mapped(ingress, defaultIngress)
  if (known === ingress) return withSpec
  const loadBalancer = { ...service.status?.loadBalancer, ingress: known }
  return { ...withSpec, status: { ...service.status, loadBalancer } }
}

function defaultSpec(given: ServiceSpec): ServiceSpec {
  const typed = filled(given, { sessionAffinity: 'None', type: 'ClusterIP' })
  const spec = withAffinity(withPorts(typed))
  return filled(spec, {
    ...(isReachedFromOutside(spec) ? { externalTrafficPolicy: 'Cluster' } : {}),
    ...(needsClusterIP(spec) ? { internalTrafficPolicy: 'Cluster' } : {}),
    ...(spec.type === 'LoadBalancer' ? { allocateLoadBalancerNodePorts: true } : {}),
  })
}

const withPorts = (spec: ServiceSpec): ServiceSpec =>
  spec.ports === undefined ? spec : changed(spec, 'ports', mapped(spec.ports, defaultPort))

function defaultPort(port: ServicePort): ServicePort {
  const { targetPort } = port
  const isMissing = targetPort === undefined || targetPort === 0 || targetPort === ''
  const typed = filled(port, { protocol: 'TCP' })
  return isMissing ? { ...typed, targetPort: port.port } : typed
}

/** The timeout belongs to clients' addresses; without that affinity it is dropped. */
function withAffinity(spec: ServiceSpec): ServiceSpec {
  if (spec.sessionAffinity === 'None') return omit(spec, 'sessionAffinityConfig')
  if (spec.sessionAffinity !== 'ClientIP') return spec
  if (spec.sessionAffinityConfig?.clientIP?.timeoutSeconds !== undefined) return spec
  return { ...spec, sessionAffinityConfig: { clientIP: { timeoutSeconds: AFFINITY_SECONDS } } }
}

const defaultIngress = (ingress: LoadBalancerIngress): LoadBalancerIngress =>
  ingress.ip ? filled(ingress, { ipMode: 'VIP' }) : ingress
