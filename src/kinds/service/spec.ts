// What the fields of a Service mean together: questions that defaults, allocation and validation ask.
import type { Service, ServiceSpec } from '../../schema/generated/core-v1.ts'

export const NONE_ADDRESS = 'None'

export const specOf = (service: Service): ServiceSpec => service.spec ?? {}

/** Without a virtual address: clients find the pods themselves. */
export const isHeadless = ({ clusterIPs, clusterIP }: ServiceSpec): boolean =>
  clusterIP === NONE_ADDRESS || (clusterIPs?.length === 1 && clusterIPs[0] === NONE_ADDRESS)

export const needsClusterIP = ({ type }: ServiceSpec): boolean =>
  type === 'ClusterIP' || type === 'NodePort' || type === 'LoadBalancer'

/** Every port gets a port of the nodes, wherever it is not told to do without. */
export const needsNodePorts = ({ type, allocateLoadBalancerNodePorts }: ServiceSpec): boolean =>
  type === 'NodePort' || (type === 'LoadBalancer' && allocateLoadBalancerNodePorts !== false)

/** Ports of the nodes have a meaning. */
export const takesNodePorts = ({ type }: ServiceSpec): boolean =>
  type === 'NodePort' || type === 'LoadBalancer'

export const isReachedFromOutside = ({ type, externalIPs }: ServiceSpec): boolean =>
  type === 'LoadBalancer' ||
  type === 'NodePort' ||
  (type === 'ClusterIP' && (externalIPs ?? []).length > 0)

export const needsHealthCheck = ({ type, externalTrafficPolicy }: ServiceSpec): boolean =>
  type === 'LoadBalancer' && externalTrafficPolicy === 'Local'

/** The spec without some fields; itself when it has none of them. */
export function omit<K extends keyof ServiceSpec>(spec: ServiceSpec, ...names: K[]): ServiceSpec {
  if (names.every(name => spec[name] === undefined)) return spec
  const kept = { ...spec }
  for (const name of names) delete kept[name]
  return kept
}
