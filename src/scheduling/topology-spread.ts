// Spreading Pods over zones, nodes or whatever a label tells apart.
import { type Labels, matches, selectorFromObject } from '../meta/labels.ts'
import type { Pod, TopologySpreadConstraint } from '../schema/generated/core-v1.ts'
import type { NodeInfo } from './node-info.ts'
import { matchesNodeAffinity } from './node-selector.ts'
import { type Predicate, refusal, type World } from './predicate.ts'
import { BLOCKING_EFFECTS, untolerated } from './taints.ts'

const REASON = "node(s) didn't match pod topology spread constraints"

/** The predicate, or nothing for a Pod without constraints that must hold. */
export function topologySpread(pod: Pod, world: World): Predicate | undefined {
  const constraints = (pod.spec?.topologySpreadConstraints ?? []).filter(
    constraint => constraint.whenUnsatisfiable === 'DoNotSchedule',
  )
  if (constraints.length === 0) return undefined
  const counts = constraints.map(constraint => countsOf(constraint, constraints, pod, world))
  return {
    name: 'PodTopologySpread',
    refuse: ({ node }) => {
      for (const [index, constraint] of constraints.entries()) {
        const value = node.metadata.labels?.[constraint.topologyKey]
        if (value === undefined) return refusal(`${REASON} (missing required label)`, true)
        if (skew(constraint, counts[index] ?? new Map(), value, pod) > constraint.maxSkew)
          return refusal(REASON)
      }
      return undefined
    },
  }
}

/** How uneven it would be with the Pod at `value`. */
function skew(
  constraint: TopologySpreadConstraint,
  counts: ReadonlyMap<string, number>,
  value: string,
  pod: Pod,
): number {
  const own = selects(constraint, pod, pod) ? 1 : 0
  const tooFew = counts.size < (constraint.minDomains ?? 1)
  const least = tooFew || counts.size === 0 ? 0 : Math.min(...counts.values())
  return (counts.get(value) ?? 0) + own - least
}

/** Matching Pods by value of the topology, over the nodes that take part. */
function countsOf(
  constraint: TopologySpreadConstraint,
  all: readonly TopologySpreadConstraint[],
  pod: Pod,
  world: World,
): Map<string, number> {
  const counts = new Map<string, number>()
  for (const info of world.nodes) {
    const labels = info.node.metadata.labels
    const value = labels?.[constraint.topologyKey]
    if (value === undefined || !hasKeys(labels, all) || !takesPart(constraint, pod, info)) continue
    const matching = info.pods.filter(other => counted(constraint, pod, other)).length
    counts.set(value, (counts.get(value) ?? 0) + matching)
  }
  return counts
}

const hasKeys = (labels: Labels | undefined, all: readonly TopologySpreadConstraint[]): boolean =>
  all.every(constraint => labels?.[constraint.topologyKey] !== undefined)

function takesPart(constraint: TopologySpreadConstraint, pod: Pod, { node }: NodeInfo): boolean {
  const spec = pod.spec ?? {}
  if (constraint.nodeAffinityPolicy !== 'Ignore' && !matchesNodeAffinity(spec, node)) return false
  if (constraint.nodeTaintsPolicy !== 'Honor') return true
  const taints = node.spec?.taints ?? []
  return untolerated(taints, spec.tolerations ?? [], BLOCKING_EFFECTS) === undefined
}

const counted = (constraint: TopologySpreadConstraint, pod: Pod, other: Pod): boolean =>
  other.metadata.namespace === pod.metadata.namespace &&
  other.metadata.deletionTimestamp === undefined &&
  selects(constraint, pod, other)

function selects(constraint: TopologySpreadConstraint, pod: Pod, other: Pod): boolean {
  if (!matches(selectorFromObject(constraint.labelSelector), other.metadata.labels)) return false
  return (constraint.matchLabelKeys ?? []).every(key => {
    const value = pod.metadata.labels?.[key]
    return value === undefined || other.metadata.labels?.[key] === value
  })
}
