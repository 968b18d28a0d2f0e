// Does this Pod fit this node, and why: pure predicates that the scheduler, controllers and
// explanations share. Nothing here writes, waits or knows the registry.
import type { Pod } from '../schema/generated/core-v1.ts'
import { devices, deviceTrouble } from './devices.ts'
import { type NodeInfo, nodeInfo } from './node-info.ts'
import { nodeNamedByAffinity } from './node-selector.ts'
import { podAffinity } from './pod-affinity.ts'
import type { Predicate, Refusal, Verdict, World } from './predicate.ts'
import { nodePredicates } from './predicates.ts'
import { topologySpread } from './topology-spread.ts'
import { oncePod, volumeAffinity, volumeTrouble } from './volumes.ts'

/** All predicates of a Pod, in the order in which the scheduler asks them. */
export function predicatesFor(pod: Pod, world: World): Predicate[] {
  const around = [oncePod, volumeAffinity, topologySpread, podAffinity, devices].map(make =>
    make(pod, world),
  )
  return [...nodePredicates(pod), ...around.filter(one => one !== undefined)]
}

/** What every predicate says about a node; the scheduler itself stops at the first that refuses. */
export function fits(pod: Pod, info: NodeInfo, world: World = { nodes: [info] }): Verdict[] {
  return predicatesFor(pod, world).map(predicate => {
    const refused = predicate.refuse(info)
    return {
      predicate: predicate.name,
      fits: refused === undefined,
      reasons: refused?.reasons ?? [],
      unresolvable: refused?.unresolvable ?? false,
    }
  })
}

/** The first refusal of a node, if there is one. */
export function refusalOf(predicates: readonly Predicate[], info: NodeInfo): Refusal | undefined {
  for (const predicate of predicates) {
    const refused = predicate.refuse(info)
    if (refused !== undefined) return refused
  }
  return undefined
}

/** Where a Pod may go, or why it may go nowhere. */
export interface Feasibility {
  readonly feasible: readonly NodeInfo[]
  readonly refused: readonly Refusal[]
  /** Nodes that refuse the Pod, but might take it if others went. */
  readonly preemptible: readonly NodeInfo[]
  /** Refuses all nodes before any is looked at. */
  readonly trouble?: string
}

const NOT_NAMED: Refusal = {
  reasons: ["node(s) didn't satisfy plugin(s) [NodeAffinity]"],
  unresolvable: true,
}

/** Asks all nodes; a Pod whose affinity names its node costs one look. */
export function feasibility(
  pod: Pod,
  world: World,
  nodeNamed: (name: string) => NodeInfo | undefined = name =>
    world.nodes.find(info => info.node.metadata.name === name),
): Feasibility {
  const trouble = volumeTrouble(pod, world) ?? deviceTrouble(pod, world)
  if (trouble !== undefined) return { feasible: [], refused: [], preemptible: [], trouble }
  const only = onlyNodeOf(pod)
  const named = only === undefined ? undefined : nodeNamed(only)
  const candidates = only === undefined ? world.nodes : named === undefined ? [] : [named]
  const predicates = predicatesFor(pod, world)
  const feasible: NodeInfo[] = []
  const refused: Refusal[] = []
  const preemptible: NodeInfo[] = []
  for (const info of candidates) {
    const why = refusalOf(predicates, withPromised(pod, info, world)) ?? refusalOf(predicates, info)
    if (why === undefined) feasible.push(info)
    else {
      refused.push(why)
      if (!why.unresolvable) preemptible.push(info)
    }
  }
  if (feasible.length > 0) return { feasible, refused, preemptible }
  const absent = (world.nodeCount ?? world.nodes.length) - candidates.length
  return {
    feasible,
    refused: [...refused, ...Array<Refusal>(absent).fill(NOT_NAMED)],
    preemptible,
  }
}

/** The node with the Pods that room was made for there: those at least as important come first. */
export function withPromised(pod: Pod, info: NodeInfo, world: World): NodeInfo {
  const promised = (world.promisedTo?.(info.node.metadata.name ?? '') ?? []).filter(
    other => other.metadata.uid !== pod.metadata.uid && priorityOf(other) >= priorityOf(pod),
  )
  return promised.length === 0 ? info : nodeInfo(info.node, [...info.pods, ...promised])
}

export const priorityOf = (pod: Pod): number => pod.spec?.priority ?? 0

/** The one node that a Pod's required affinity leaves, if it names just one in every term. */
export function onlyNodeOf(pod: Pod): string | undefined {
  const required = pod.spec?.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution
  if (pod.spec === undefined || required?.nodeSelectorTerms?.length !== 1) return undefined
  return nodeNamedByAffinity(pod.spec)
}
