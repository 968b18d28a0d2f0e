// What a Service keeps when it changes, and what goes away with what it belonged to.
import { sameJson } from '../../meta/freeze.ts'
import type { ServiceSpec } from '../../schema/generated/core-v1.ts'
import { changed, mapped } from '../same.ts'
import {
  isReachedFromOutside,
  needsClusterIP,
  needsHealthCheck,
  needsNodePorts,
  omit,
  takesNodePorts,
} from './spec.ts'

/** Values that the server had given are kept where the new object leaves them out. */
export function keepAllocated(next: ServiceSpec, old: ServiceSpec): ServiceSpec {
  let spec = next
  if (needsClusterIP(next) && needsClusterIP(old)) {
    spec = next.clusterIP ? spec : changed(spec, 'clusterIP', old.clusterIP)
    if ((next.clusterIPs ?? []).length === 0 && spec.clusterIP === old.clusterIP)
      spec = changed(spec, 'clusterIPs', old.clusterIPs)
  }
  if (needsNodePorts(next) && takesNodePorts(old)) spec = keepNodePorts(spec, old)
  if (needsHealthCheck(next) && needsHealthCheck(old) && !next.healthCheckNodePort)
    spec = changed(spec, 'healthCheckNodePort', old.healthCheckNodePort)
  return spec
}

/** A port is known by its name, and keeps its port of the nodes whatever else of it changes. */
function keepNodePorts(spec: ServiceSpec, old: ServiceSpec): ServiceSpec {
  if (spec.ports === undefined) return spec
  const used = new Set(spec.ports.map(port => port.nodePort ?? 0))
  const before = new Map((old.ports ?? []).map(({ name = '', nodePort }) => [name, nodePort ?? 0]))
  const ports = mapped(spec.ports, port => {
    const nodePort = before.get(port.name ?? '') ?? 0
    return port.nodePort || nodePort === 0 || used.has(nodePort) ? port : { ...port, nodePort }
  })
  return changed(spec, 'ports', ports)
}

/** clusterIP and clusterIPs say the same: whichever was changed rules. */
export function withSameAddresses(next: ServiceSpec, old: ServiceSpec | undefined): ServiceSpec {
  const addresses = next.clusterIPs ?? []
  if (old === undefined)
    return next.clusterIP && addresses.length === 0
      ? { ...next, clusterIPs: [next.clusterIP] }
      : next
  const [first = '', before = ''] = [next.clusterIP ?? '', old.clusterIP ?? '']
  if (first === before || !sameJson(addresses, old.clusterIPs ?? [])) return next
  return first === '' ? omit(next, 'clusterIPs') : { ...next, clusterIPs: [first] }
}

/** Fields that belong to the old type and were not touched go with it. */
export function dropLeftovers(next: ServiceSpec, old: ServiceSpec): ServiceSpec {
  const leaves = (has: (spec: ServiceSpec) => boolean): boolean => has(old) && !has(next)
  let spec = next
  const drop = (...names: (keyof ServiceSpec)[]): void => {
    for (const name of names) if (sameJson(next[name], old[name])) spec = omit(spec, name)
  }
  if (leaves(needsClusterIP)) {
    if (sameJson(next.clusterIPs, old.clusterIPs)) spec = omit(spec, 'clusterIP', 'clusterIPs')
    drop('ipFamilies', 'ipFamilyPolicy', 'internalTrafficPolicy')
  }
  if (leaves(takesNodePorts) && sameNodePorts(next, old) && spec.ports !== undefined)
    spec = { ...spec, ports: spec.ports.map(({ nodePort: _, ...port }) => port) }
  if (leaves(needsHealthCheck)) drop('healthCheckNodePort')
  if (leaves(({ type }) => type === 'LoadBalancer'))
    drop('allocateLoadBalancerNodePorts', 'loadBalancerClass')
  if (leaves(isReachedFromOutside)) drop('externalTrafficPolicy')
  return spec
}

function sameNodePorts(next: ServiceSpec, old: ServiceSpec): boolean {
  const portsOf = ({ ports = [] }: ServiceSpec): Set<number> =>
    new Set(ports.flatMap(({ nodePort }) => (nodePort ? [nodePort] : [])))
  const before = portsOf(old)
  return [...portsOf(next)].every(port => before.has(port))
}
