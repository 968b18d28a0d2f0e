// Which Pods would have to go so that a more important one fits; after `scheduler/framework/preemption`.
import type { Pod } from '../schema/generated/core-v1.ts'
import { predicatesFor, refusalOf } from './fits.ts'
import { type NodeInfo, nodeInfo } from './node-info.ts'
import type { World } from './predicate.ts'

export interface Candidate {
  readonly info: NodeInfo
  /** The most important first. */
  readonly victims: readonly Pod[]
}

export const priorityOf = (pod: Pod): number => pod.spec?.priority ?? 0

/** The best node to make room on, of those where room can be made; nothing when there is none. */
export function bestCandidate(
  pod: Pod,
  nodes: readonly NodeInfo[],
  world: World,
): Candidate | undefined {
  if (pod.spec?.preemptionPolicy === 'Never') return undefined
  let best: Candidate | undefined
  for (const info of nodes) {
    const victims = victimsOn(pod, info, world)
    if (victims === undefined) continue
    const candidate = { info, victims }
    if (best === undefined || isBetter(candidate, best)) best = candidate
  }
  return best
}

/** All less important Pods go, then as many as possible are spared, the most important first. */
function victimsOn(pod: Pod, info: NodeInfo, world: World): readonly Pod[] | undefined {
  const lesser = info.pods.filter(other => priorityOf(other) < priorityOf(pod))
  if (lesser.length === 0) return undefined
  let kept = info.pods.filter(other => !lesser.includes(other))
  if (!fitsBeside(pod, info, kept, world)) return undefined
  const victims: Pod[] = []
  for (const other of [...lesser].sort(byImportance)) {
    if (fitsBeside(pod, info, [...kept, other], world)) kept = [...kept, other]
    else victims.push(other)
  }
  return victims
}

function fitsBeside(pod: Pod, info: NodeInfo, pods: readonly Pod[], world: World): boolean {
  const changed = nodeInfo(info.node, pods)
  const nodes = world.nodes.map(other => (other.node === info.node ? changed : other))
  const { withAntiAffinity: _, ...around } = world
  return refusalOf(predicatesFor(pod, { ...around, nodes }), changed) === undefined
}

const startOf = (pod: Pod): string => pod.status?.startTime ?? '9999'

const byImportance = (a: Pod, b: Pod): number =>
  priorityOf(b) - priorityOf(a) || (startOf(a) < startOf(b) ? -1 : startOf(a) > startOf(b) ? 1 : 0)

/** Less important victims, less of them, younger ones; then the name. */
function isBetter(a: Candidate, b: Candidate): boolean {
  const highest = ({ victims }: Candidate): number => Math.max(...victims.map(priorityOf))
  const sum = ({ victims }: Candidate): number =>
    victims.reduce((total, victim) => total + priorityOf(victim) + 2 ** 31, 0)
  const youngest = ({ victims }: Candidate): string => startOf(victims[0] ?? ({} as Pod))
  const by = highest(a) - highest(b) || sum(a) - sum(b) || a.victims.length - b.victims.length
  if (by !== 0) return by < 0
  if (youngest(a) !== youngest(b)) return youngest(a) > youngest(b)
  return (a.info.node.metadata.name ?? '') < (b.info.node.metadata.name ?? '')
}
