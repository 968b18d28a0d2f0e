// Which Pods would have to go so that a more important one fits; after `scheduler/framework/preemption`.
import { matches, selectorFromObject } from '../meta/labels.ts'
import type { Pod } from '../schema/generated/core-v1.ts'
import type { PodDisruptionBudget } from '../schema/generated/policy-v1.ts'
import { predicatesFor, priorityOf, refusalOf, withPromised } from './fits.ts'
import { type NodeInfo, nodeInfo } from './node-info.ts'
import type { World } from './predicate.ts'

export interface Candidate {
  readonly info: NodeInfo
  /** The most important first. */
  readonly victims: readonly Pod[]
  /** How many of them a disruption budget would keep. */
  readonly violations: number
}

/** The best node to make room on, of those where room can be made; nothing when there is none. */
export function bestCandidate(
  pod: Pod,
  nodes: readonly NodeInfo[],
  world: World,
): Candidate | undefined {
  if (pod.spec?.preemptionPolicy === 'Never') return undefined
  let best: Candidate | undefined
  for (const info of nodes) {
    const candidate = candidateOn(pod, withPromised(pod, info, world), world)
    if (candidate === undefined) continue
    if (best === undefined || isBetter(candidate, best)) best = candidate
  }
  return best
}

/** All less important Pods go, then as many as possible are spared: first those that a budget keeps, the most important first. */
function candidateOn(pod: Pod, info: NodeInfo, world: World): Candidate | undefined {
  const lesser = info.pods.filter(other => priorityOf(other) < priorityOf(pod)).sort(byImportance)
  if (lesser.length === 0) return undefined
  let kept = info.pods.filter(other => !lesser.includes(other))
  if (!fitsBeside(pod, info, kept, world)) return undefined
  const guarded = guardedAmong(lesser, world)
  const spared = (of: readonly Pod[]): Pod[] =>
    of.filter(other => {
      const fits = fitsBeside(pod, info, [...kept, other], world)
      if (fits) kept = [...kept, other]
      return !fits
    })
  const violating = spared(lesser.filter(other => guarded.has(other)))
  const others = spared(lesser.filter(other => !guarded.has(other)))
  const victims = [...violating, ...others].sort(byImportance)
  return { info, victims, violations: violating.length }
}

/** Pods that budgets would not let go any more, when all before them have gone. */
function guardedAmong(pods: readonly Pod[], world: World): ReadonlySet<Pod> {
  const left = new Map<PodDisruptionBudget, number>()
  const guarded = new Set<Pod>()
  for (const pod of pods) {
    const { namespace = '', name = '', labels = {} } = pod.metadata
    for (const budget of world.budgets?.(namespace) ?? []) {
      const selector = selectorFromObject(budget.spec?.selector)
      const isGone = budget.status?.disruptedPods?.[name] !== undefined
      if (isEmptySelector(budget) || !matches(selector, labels) || isGone) continue
      const allowed = (left.get(budget) ?? budget.status?.disruptionsAllowed ?? 0) - 1
      left.set(budget, allowed)
      if (allowed < 0) guarded.add(pod)
    }
  }
  return guarded
}

/** Here a selector of everything counts as one of nothing. */
const isEmptySelector = ({ spec }: PodDisruptionBudget): boolean =>
  Object.keys(spec?.selector?.matchLabels ?? {}).length === 0 &&
  (spec?.selector?.matchExpressions ?? []).length === 0

function fitsBeside(pod: Pod, info: NodeInfo, pods: readonly Pod[], world: World): boolean {
  const changed = nodeInfo(info.node, pods)
  const nodes = world.nodes.map(other => (other.node === info.node ? changed : other))
  const { withAntiAffinity: _, ...around } = world
  return refusalOf(predicatesFor(pod, { ...around, nodes }), changed) === undefined
}

const startOf = (pod: Pod): string => pod.status?.startTime ?? '9999'

const byImportance = (a: Pod, b: Pod): number =>
  priorityOf(b) - priorityOf(a) || (startOf(a) < startOf(b) ? -1 : startOf(a) > startOf(b) ? 1 : 0)

/** Fewer that a budget keeps, less important victims, less of them, younger ones; then the name. */
function isBetter(a: Candidate, b: Candidate): boolean {
  const highest = ({ victims }: Candidate): number => Math.max(...victims.map(priorityOf))
  const sum = ({ victims }: Candidate): number =>
    victims.reduce((total, victim) => total + priorityOf(victim) + 2 ** 31, 0)
  const youngest = ({ victims }: Candidate): string => startOf(victims[0] ?? ({} as Pod))
  const by =
    a.violations - b.violations ||
    highest(a) - highest(b) ||
    sum(a) - sum(b) ||
    a.victims.length - b.victims.length
  if (by !== 0) return by < 0
  if (youngest(a) !== youngest(b)) return youngest(a) > youngest(b)
  return (a.info.node.metadata.name ?? '') < (b.info.node.metadata.name ?? '')
}
