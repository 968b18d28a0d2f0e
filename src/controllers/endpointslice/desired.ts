// What the slices of a Service should hold: endpoints of one family of addresses, by the ports they have.
import type { Node, Pod, Service } from '../../schema/generated/core-v1.ts'
import type { Endpoint, EndpointPort } from '../../schema/generated/discovery-v1.ts'
import {
  familyOf,
  hostnameOf,
  ipsOf,
  isReachable,
  podReference,
  portIn,
} from '../endpoints/selected.ts'
import { isDeleting, isReady } from '../pod-state.ts'
import type { Group } from './plan.ts'

const ZONE = 'topology.kubernetes.io/zone'

export function groupsOf(
  service: Service,
  family: string,
  pods: readonly Pod[],
  nodeOf: (name: string) => Node | undefined,
): readonly Group[] {
  const groups = new Map<string, { ports: readonly EndpointPort[]; endpoints: Endpoint[] }>()
  for (const pod of pods) {
    const addresses = ipsOf(pod).filter(ip => familyOf(ip) === family)
    if (!isReachable(pod) || addresses.length === 0) continue
    const ports = portsOf(service, pod)
    const key = JSON.stringify(ports)
    const group = groups.get(key) ?? { ports, endpoints: [] }
    group.endpoints.push(endpointOf(service, pod, addresses, nodeOf))
    groups.set(key, group)
  }
  return [...groups.values()]
}

function portsOf(service: Service, pod: Pod): readonly EndpointPort[] {
  return (service.spec?.ports ?? []).flatMap(port => {
    const number = portIn(pod, port)
    if (number === undefined) return []
    const { name = '', protocol = 'TCP', appProtocol } = port
    const more = appProtocol === undefined ? {} : { appProtocol }
    return [{ name, protocol, port: number, ...more }]
  })
}

function endpointOf(
  service: Service,
  pod: Pod,
  addresses: readonly string[],
  nodeOf: (name: string) => Node | undefined,
): Endpoint {
  const serving = isReady(pod)
  const terminating = isDeleting(pod)
  const ready = service.spec?.publishNotReadyAddresses === true || (serving && !terminating)
  const hostname = hostnameOf(pod, service)
  const nodeName = pod.spec?.nodeName ?? ''
  const zone = nodeOf(nodeName)?.metadata.labels?.[ZONE]
  return {
    addresses,
    conditions: { ready, serving, terminating },
    ...(hostname === undefined ? {} : { hostname }),
    targetRef: podReference(pod),
    ...(nodeName === '' ? {} : { nodeName }),
    ...(zone === undefined ? {} : { zone }),
    ...(ready ? hintsFor(service, nodeName, zone) : {}),
  }
}

const HINTS_OF_OLD = [
  'service.kubernetes.io/topology-mode',
  'service.kubernetes.io/topology-aware-hints',
]

/** For whom an endpoint is meant, where a Service wants its traffic to stay near. */
function hintsFor(service: Service, nodeName: string, zone: string | undefined) {
  const { trafficDistribution } = service.spec ?? {}
  const old = HINTS_OF_OLD.map(name => service.metadata.annotations?.[name]?.toLowerCase())
  if (trafficDistribution === undefined || old.includes('auto')) return {}
  const forZones = zone === undefined ? {} : { forZones: [{ name: zone }] }
  const isByNode = trafficDistribution === 'PreferSameNode' && nodeName !== ''
  const forNodes = isByNode ? { forNodes: [{ name: nodeName }] } : {}
  const hints = { ...forZones, ...forNodes }
  return Object.keys(hints).length === 0 ? {} : { hints }
}
