// Which Pods stand behind a Service, and how they are reached.
import { sameJson } from '../../meta/freeze.ts'
import { matches, selectorFromLabels } from '../../meta/labels.ts'
import type { Registry } from '../../registry/registry.ts'
import type { ObjectReference, Pod, Service, ServicePort } from '../../schema/generated/core-v1.ts'
import { keyOf } from '../keys.ts'
import { conditionOf, isDeleting, isTerminal } from '../pod-state.ts'
import { pods, services } from '../rows.ts'

export const TRIGGER_TIME = 'endpoints.kubernetes.io/last-change-trigger-time'
export const HEADLESS = 'service.kubernetes.io/headless'

/** Whether endpoints of a Service are kept by controllers: those without a selector are somebody else's. */
export const isSelecting = (service: Service): boolean =>
  service.spec?.selector !== undefined && service.spec.type !== 'ExternalName'

export const isHeadless = (service: Service): boolean =>
  (service.spec?.clusterIP ?? '') === '' || service.spec?.clusterIP === 'None'

export function podsBehind(registry: Registry, service: Service): readonly Pod[] {
  const selector = selectorFromLabels(service.spec?.selector)
  return registry
    .all(pods, service.metadata.namespace)
    .filter(pod => matches(selector, pod.metadata.labels))
}

/** A Pod without an address, or one that has ended, is no endpoint. */
export const isReachable = (pod: Pod): boolean => ipsOf(pod).length > 0 && !isTerminal(pod)

export function ipsOf(pod: Pod): readonly string[] {
  const ips = (pod.status?.podIPs ?? []).map(one => one.ip ?? '')
  const { podIP = '' } = pod.status ?? {}
  return ips.length > 0 || podIP === '' ? ips : [podIP]
}

export const familyOf = (ip: string): 'IPv4' | 'IPv6' => (ip.includes(':') ? 'IPv6' : 'IPv4')

/** The family that endpoints of a Service have first. */
export const primaryFamily = (service: Service): string => service.spec?.ipFamilies?.[0] ?? 'IPv4'

/** A Pod that calls itself by a name under this Service. */
export function hostnameOf(pod: Pod, service: Service): string | undefined {
  const { hostname = '', subdomain = '' } = pod.spec ?? {}
  return hostname !== '' && subdomain === service.metadata.name ? hostname : undefined
}

export function podReference(pod: Pod): ObjectReference {
  const { namespace = '', name = '', uid = '' } = pod.metadata
  return { kind: 'Pod', namespace, name, uid }
}

/** The number of the port that a Service's port leads to in a Pod; undefined when the Pod has none of that name. */
export function portIn(pod: Pod, port: ServicePort): number | undefined {
  const wanted = port.targetPort ?? port.port
  if (typeof wanted === 'number') return wanted === 0 ? port.port : wanted
  const protocol = port.protocol ?? 'TCP'
  const { containers = [], initContainers = [] } = pod.spec ?? {}
  for (const container of [...containers, ...initContainers.filter(isSidecar)])
    for (const one of container.ports ?? [])
      if (one.name === wanted && (one.protocol ?? 'TCP') === protocol) return one.containerPort
  return undefined
}

const isSidecar = (container: { restartPolicy?: string }): boolean =>
  container.restartPolicy === 'Always'

/** Whether a change of a Pod can change endpoints. */
export function changesEndpoints(next: Pod, previous: Pod): boolean {
  return !sameJson(whatMatters(next), whatMatters(previous))
}

const whatMatters = (pod: Pod) => ({
  labels: pod.metadata.labels ?? {},
  deleting: isDeleting(pod),
  terminal: isTerminal(pod),
  ready: conditionOf(pod, 'Ready'),
  ips: ipsOf(pod),
  node: pod.spec?.nodeName ?? '',
})

/** The keys of the Services that a change of a Pod concerns. */
export function servicesOf(
  registry: Registry,
  next: Pod | undefined,
  previous: Pod | undefined,
): string[] {
  if (next !== undefined && previous !== undefined && !changesEndpoints(next, previous)) return []
  const namespace = (next ?? previous)?.metadata.namespace
  return registry
    .all(services, namespace)
    .filter(service => {
      if (!isSelecting(service)) return false
      const selector = selectorFromLabels(service.spec?.selector)
      const isWanted = (pod: Pod | undefined): boolean =>
        pod !== undefined && matches(selector, pod.metadata.labels)
      return isWanted(next) || isWanted(previous)
    })
    .map(keyOf)
}
