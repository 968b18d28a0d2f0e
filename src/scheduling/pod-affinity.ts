// Which Pods want to be near which, and which far: required pod affinity and anti-affinity.
import { type Labels, matches, selectorFromObject } from '../meta/labels.ts'
import type { Pod, PodAffinityTerm } from '../schema/generated/core-v1.ts'
import type { NodeInfo } from './node-info.ts'
import { type Predicate, refusal, type World } from './predicate.ts'

/** The predicate, or nothing when neither the Pod nor its neighbours ask for anything. */
export function podAffinity(pod: Pod, world: World): Predicate | undefined {
  const near = pod.spec?.affinity?.podAffinity?.requiredDuringSchedulingIgnoredDuringExecution ?? []
  const far = antiAffinityOf(pod)
  const barred = barredBy(pod, world)
  if (near.length === 0 && far.length === 0 && barred.size === 0) return undefined
  const nearCounts = near.map(term =>
    countByValue(term, world, other => near.every(one => meets(one, pod, other, world))),
  )
  const farCounts = far.map(term =>
    countByValue(term, world, other => meets(term, pod, other, world)),
  )
  const isFirst =
    nearCounts.every(counts => counts.size === 0) &&
    near.every(term => meets(term, pod, pod, world))
  return {
    name: 'InterPodAffinity',
    refuse: info => {
      const labels = info.node.metadata.labels
      if (!isNear(near, nearCounts, isFirst, labels))
        return refusal("node(s) didn't match pod affinity rules", true)
      if (far.some((term, index) => farCounts[index]?.has(labelAt(labels, term.topologyKey) ?? '')))
        return refusal("node(s) didn't match pod anti-affinity rules")
      for (const pair of pairsOf(labels))
        if (barred.has(pair))
          return refusal("node(s) didn't satisfy existing pods anti-affinity rules")
      return undefined
    },
  }
}

const antiAffinityOf = (pod: Pod): readonly PodAffinityTerm[] =>
  pod.spec?.affinity?.podAntiAffinity?.requiredDuringSchedulingIgnoredDuringExecution ?? []

const labelAt = (labels: Labels | undefined, key: string): string | undefined => labels?.[key]

const pairsOf = (labels: Labels | undefined): string[] =>
  Object.entries(labels ?? {}).map(([key, value]) => `${key}=${value}`)

/** The first of a group that wants to be near itself may go anywhere that has the labels. */
function isNear(
  terms: readonly PodAffinityTerm[],
  counts: readonly ReadonlySet<string>[],
  isFirst: boolean,
  labels: Labels | undefined,
): boolean {
  return terms.every((term, index) => {
    const value = labelAt(labels, term.topologyKey)
    return value !== undefined && (isFirst || counts[index]?.has(value) === true)
  })
}

/** The values of a term's topology at which some Pod matches. */
function countByValue(
  term: PodAffinityTerm,
  world: World,
  wanted: (other: Pod) => boolean,
): Set<string> {
  const values = new Set<string>()
  for (const info of world.nodes) {
    const value = labelAt(info.node.metadata.labels, term.topologyKey)
    if (value !== undefined && !values.has(value) && info.pods.some(wanted)) values.add(value)
  }
  return values
}

/** The labels of nodes where some Pod does not want this one. */
function barredBy(pod: Pod, world: World): Set<string> {
  const barred = new Set<string>()
  for (const info of world.withAntiAffinity ?? world.nodes)
    for (const other of info.withAntiAffinity)
      for (const term of antiAffinityOf(other)) bar(term, pod, other, info, world, barred)
  return barred
}

function bar(
  term: PodAffinityTerm,
  pod: Pod,
  other: Pod,
  info: NodeInfo,
  world: World,
  barred: Set<string>,
): void {
  const value = labelAt(info.node.metadata.labels, term.topologyKey)
  if (value !== undefined && meets(term, other, pod, world))
    barred.add(`${term.topologyKey}=${value}`)
}

/** Whether a Pod is one that the term of its owner speaks of. */
function meets(term: PodAffinityTerm, owner: Pod, other: Pod, world: World): boolean {
  if (!inNamespaces(term, owner, other, world)) return false
  return matches(selectorFromObject(term.labelSelector), other.metadata.labels)
}

function inNamespaces(term: PodAffinityTerm, owner: Pod, other: Pod, world: World): boolean {
  const namespace = other.metadata.namespace ?? ''
  const named = term.namespaces ?? []
  if (named.length === 0 && term.namespaceSelector === undefined)
    return namespace === (owner.metadata.namespace ?? '')
  if (named.includes(namespace)) return true
  if (term.namespaceSelector === undefined) return false
  return matches(selectorFromObject(term.namespaceSelector), world.namespaceLabels?.(namespace))
}
