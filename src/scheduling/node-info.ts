// A node with what stands on it: what predicates look at.
import type { Node, Pod } from '../schema/generated/core-v1.ts'
import { type HostPort, hostPortsOf } from './host-ports.ts'
import { type Amounts, add, amountsOf, requestsOf } from './resources.ts'

export interface NodeInfo {
  readonly node: Node
  /** The Pods that take room there: those that have ended do not. */
  readonly pods: readonly Pod[]
  readonly allocatable: Amounts
  readonly requested: Amounts
  readonly ports: readonly HostPort[]
  /** Pods that refuse the company of others. */
  readonly withAntiAffinity: readonly Pod[]
}

/** Sums up the Pods of a node. */
export function nodeInfo(node: Node, podsOfNode: Iterable<Pod>): NodeInfo {
  const pods = [...podsOfNode].filter(pod => !hasEnded(pod))
  const requested: Record<string, number> = {}
  const ports: HostPort[] = []
  for (const pod of pods) {
    add(requested, requestsOf(pod))
    ports.push(...hostPortsOf(pod))
  }
  const allocatable = amountsOf(node.status?.allocatable)
  const withAntiAffinity = pods.filter(hasRequiredAntiAffinity)
  return { node, pods, allocatable, requested, ports, withAntiAffinity }
}

/** Whether all containers of a Pod have ended for good. */
export function hasEnded(pod: Pod): boolean {
  const phase = pod.status?.phase
  return phase === 'Succeeded' || phase === 'Failed'
}

/** Whether a Pod refuses the company of some others. */
export const hasRequiredAntiAffinity = (pod: Pod): boolean =>
  (pod.spec?.affinity?.podAntiAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.length ??
    0) > 0

/** Where the Pods of a node are looked up, in the order of their keys; an index of the store is one. */
export interface PodsOfNodes {
  get(nodeName: string): readonly { readonly object: unknown }[]
}

/** The Pods of a node from an index. */
export const podsOf = (index: PodsOfNodes, nodeName: string): readonly Pod[] =>
  index.get(nodeName).map(entry => entry.object as Pod)
