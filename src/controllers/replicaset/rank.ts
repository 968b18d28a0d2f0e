// Which Pods go first when there are too many; after `controller_utils.go`, ActivePodsWithRanks.
import { parseTime } from '../../meta/time.ts'
import type { Pod } from '../../schema/generated/core-v1.ts'
import { conditionOf, isReady, nodeNameOf } from '../pod-state.ts'

const COST = 'controller.kubernetes.io/pod-deletion-cost'
const PHASES: Readonly<Record<string, number>> = { Pending: 0, Unknown: 1, Running: 2 }

/** Pods in the order in which they are to go; `crowd` counts related Pods on the node of each. */
export function inOrderOfDeletion(
  pods: readonly Pod[],
  crowd: (node: string) => number,
  nowMs: number,
): Pod[] {
  return [...pods].sort((a, b) => compare(a, b, crowd, nowMs))
}

/** The same without regard to costs, crowds and magnitudes: the younger goes first; after `ActivePods`. */
export const inOrderOfAge = (pods: readonly Pod[]): Pod[] => [...pods].sort(compareByAge)

function compareByAge(a: Pod, b: Pod): number {
  const readyA = isReady(a)
  const readyB = isReady(b)
  return (
    Number(nodeNameOf(a) !== '') - Number(nodeNameOf(b) !== '') ||
    phaseOf(a) - phaseOf(b) ||
    Number(readyA) - Number(readyB) ||
    (readyA && readyB ? readySince(b) - readySince(a) : 0) ||
    restartsOf(b) - restartsOf(a) ||
    createdMs(b) - createdMs(a)
  )
}

function compare(a: Pod, b: Pod, crowd: (node: string) => number, nowMs: number): number {
  const readyA = isReady(a)
  const readyB = isReady(b)
  const facts: (() => number)[] = [
    () => Number(nodeNameOf(a) !== '') - Number(nodeNameOf(b) !== ''),
    () => phaseOf(a) - phaseOf(b),
    () => Number(readyA) - Number(readyB),
    () => costOf(a) - costOf(b),
    () => crowd(nodeNameOf(b)) - crowd(nodeNameOf(a)),
    () => (readyA && readyB ? compareAge(a, b, readySince(a), readySince(b), nowMs) : 0),
    () => restartsOf(b) - restartsOf(a),
    () => compareAge(a, b, createdMs(a), createdMs(b), nowMs),
  ]
  for (const fact of facts) {
    const difference = fact()
    if (difference !== 0) return difference
  }
  return 0
}

const phaseOf = (pod: Pod): number => PHASES[pod.status?.phase ?? ''] ?? 0

/** A cost that is no number of 32 bits counts as none. */
function costOf(pod: Pod): number {
  const text = pod.metadata.annotations?.[COST] ?? ''
  return /^-?(0|[1-9][0-9]*)$/.test(text) ? Number(text) : 0
}

const readySince = (pod: Pod): number =>
  parseTime(conditionOf(pod, 'Ready')?.lastTransitionTime ?? '') ?? 0

const createdMs = (pod: Pod): number => parseTime(pod.metadata.creationTimestamp ?? '') ?? 0

const restartsOf = (pod: Pod): number =>
  Math.max(0, ...(pod.status?.containerStatuses ?? []).map(status => status.restartCount ?? 0))

/** The younger goes first, but ages of the same magnitude count as the same, and the uid decides. */
function compareAge(a: Pod, b: Pod, sinceA: number, sinceB: number, nowMs: number): number {
  if (sinceA === sinceB) return 0
  const difference = magnitude(nowMs - sinceA) - magnitude(nowMs - sinceB)
  if (difference !== 0) return difference
  return (a.metadata.uid ?? '') < (b.metadata.uid ?? '') ? -1 : 1
}

const magnitude = (ageMs: number): number => (ageMs > 0 ? Math.floor(Math.log2(ageMs * 1e6)) : -1)
