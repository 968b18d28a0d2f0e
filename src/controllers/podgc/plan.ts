// Which Pods nobody else will ever delete.
import { nodeCondition } from '../../scheduling/conditions.ts'
import { TAINT_OUT_OF_SERVICE } from '../../scheduling/labels.ts'
import { hasEnded } from '../../scheduling/node-info.ts'
import type { Node, Pod } from '../../schema/generated/core-v1.ts'

/** Pods that have ended are kept up to this number. */
export const TERMINATED_MAX = 12_500

export interface Collected {
  readonly pod: Pod
  /** The node of the Pod is gone for good: its condition says so. */
  readonly orphaned: boolean
}

/** What is collected; `lost` are the names of nodes that have been missing long enough. */
export function collect(
  pods: readonly Pod[],
  nodes: ReadonlyMap<string, Node>,
  lost: ReadonlySet<string>,
  terminatedMax: number = TERMINATED_MAX,
): Collected[] {
  const collected: Collected[] = surplus(pods, terminatedMax).map(pod => ({ pod, orphaned: false }))
  for (const pod of pods) {
    const nodeName = pod.spec?.nodeName ?? ''
    const isGoing = pod.metadata.deletionTimestamp !== undefined
    if (nodeName === '') {
      if (isGoing) collected.push({ pod, orphaned: false })
    } else if (lost.has(nodeName)) collected.push({ pod, orphaned: true })
    else if (isGoing && isOutOfService(nodes.get(nodeName)))
      collected.push({ pod, orphaned: false })
  }
  return collected
}

/** The names of nodes that Pods are bound to and that are not there. */
export function missingNodes(
  pods: readonly Pod[],
  nodes: ReadonlyMap<string, Node>,
): ReadonlySet<string> {
  const missing = new Set<string>()
  for (const pod of pods) {
    const nodeName = pod.spec?.nodeName ?? ''
    if (nodeName !== '' && !nodes.has(nodeName)) missing.add(nodeName)
  }
  return missing
}

/** Of those that have ended the oldest go, evicted ones first. */
function surplus(pods: readonly Pod[], terminatedMax: number): Pod[] {
  const ended = pods.filter(hasEnded)
  const wasEvicted = (pod: Pod): number => (pod.status?.reason === 'Evicted' ? 0 : 1)
  const madeAt = (pod: Pod): string => pod.metadata.creationTimestamp ?? ''
  if (ended.length <= terminatedMax) return []
  return ended
    .sort((a, b) => wasEvicted(a) - wasEvicted(b) || (madeAt(a) < madeAt(b) ? -1 : 1))
    .slice(0, ended.length - terminatedMax)
}

function isOutOfService(node: Node | undefined): boolean {
  if (node === undefined || nodeCondition(node, 'Ready')?.status === 'True') return false
  return (node.spec?.taints ?? []).some(taint => taint.key === TAINT_OUT_OF_SERVICE)
}
