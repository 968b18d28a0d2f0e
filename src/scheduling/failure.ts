// How the scheduler says that a Pod fits nowhere; after `scheduler/framework/types.go` (FitError).
import type { Pod } from '../schema/generated/core-v1.ts'
import type { Feasibility } from './fits.ts'
import type { Refusal } from './predicate.ts'

const NO_NODES = 'no nodes available to schedule pods'
const NO_CLAIMS = 'no new claims to deallocate'
const NO_DEVICES = 'still not schedulable'
const NO_VICTIMS = 'No preemption victims found for incoming pod'
const WAITS = 'preemption: not eligible due to a terminating pod on the nominated node.'
const NOT_HELPFUL = 'Preemption is not helpful for scheduling'

/** Whether room is made for the Pod now, or others are going already to make it. */
export type Room = 'makes' | 'waits' | undefined

/** The message of the event FailedScheduling and of the condition PodScheduled. */
export function failureMessage(
  pod: Pod,
  found: Feasibility,
  nodeCount: number,
  room?: Room,
): string {
  if (nodeCount === 0) return NO_NODES
  if (found.trouble !== undefined) {
    const nowhere = Array<Refusal>(nodeCount).fill({ reasons: [NOT_HELPFUL], unresolvable: true })
    return `${available(nodeCount, found.trouble)} ${afterwards(pod, nowhere, nodeCount)}`
  }
  const reasons = histogram(found.refused.flatMap(refused => refused.reasons))
  if (room === 'makes') return available(nodeCount, reasons)
  if (room === 'waits') return `${available(nodeCount, reasons)} ${aboutClaims(pod)}, ${WAITS}`
  return `${available(nodeCount, reasons)} ${afterwards(pod, found.refused, nodeCount)}`
}

const available = (nodeCount: number, why: string): string =>
  `0/${nodeCount} nodes are available: ${why}.`

/** What those say who might have made room: dynamic resources, then preemption. */
function afterwards(pod: Pod, refused: readonly Refusal[], nodeCount: number): string {
  if (pod.spec?.preemptionPolicy === 'Never')
    return `${aboutClaims(pod)}, preemption: not eligible due to preemptionPolicy=Never.`
  const why = histogram(refused.map(one => (one.unresolvable ? NOT_HELPFUL : NO_VICTIMS)))
  return `${aboutClaims(pod)}, preemption: ${available(nodeCount, why)}`
}

const aboutClaims = ({ spec }: Pod): string =>
  (spec?.resourceClaims ?? []).length === 0 ? NO_CLAIMS : NO_DEVICES

/** `2 Insufficient cpu, 3 node(s) were unschedulable`: counted, and sorted as texts. */
function histogram(reasons: readonly string[]): string {
  const counts = new Map<string, number>()
  for (const reason of reasons) counts.set(reason, (counts.get(reason) ?? 0) + 1)
  return [...counts]
    .map(([reason, count]) => `${count} ${reason}`)
    .sort((a, b) => (a < b ? -1 : a > b ? 1 : 0))
    .join(', ')
}
