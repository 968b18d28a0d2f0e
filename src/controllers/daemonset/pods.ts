// How a DaemonSet looks at its Pods: by node, the oldest first, updated or not.
import { targetNodeOf } from '../../scheduling/daemon-eligibility.ts'
import type { Pod } from '../../schema/generated/core-v1.ts'
import { isDeleting, isTerminal, nameOf, nodeNameOf } from '../pod-state.ts'

export const HASH_LABEL = 'controller-revision-hash'
export const GENERATION_LABEL = 'pod-template-generation'
export const GENERATION_ANNOTATION = 'deprecated.daemonset.template.generation'

/** Which template is the current one: either of the two labels says that a Pod is of it. */
export interface Current {
  readonly hash: string
  /** Absent only in data that no server of today wrote. */
  readonly templateGeneration: string | undefined
}

export function isUpdated(pod: Pod, current: Current): boolean {
  const labels = pod.metadata.labels
  if (labels === undefined) return false
  if (labels[HASH_LABEL] === current.hash) return true
  const { templateGeneration } = current
  return templateGeneration !== undefined && labels[GENERATION_LABEL] === templateGeneration
}

/** Pods by the node they are on or meant for. What has ended and is being deleted does not count any more. */
export function byNode(pods: readonly Pod[]): Map<string, Pod[]> {
  const map = new Map<string, Pod[]>()
  for (const pod of pods) {
    if (isDeleting(pod) && isTerminal(pod)) continue
    const node = targetNodeOf(pod)
    if (node === undefined) continue
    const there = map.get(node)
    if (there === undefined) map.set(node, [pod])
    else there.push(pod)
  }
  return map
}

/**
 * Pods that are bound come first, then the older, then by name. Times have whole seconds, and here a new Pod often
 * follows in the same one: with `current` given, an outdated Pod counts as the older of two.
 */
export function oldestFirst(pods: readonly Pod[], current?: Current): readonly Pod[] {
  return pods.length < 2 ? pods : [...pods].sort((a, b) => compareAge(a, b, current))
}

function compareAge(a: Pod, b: Pod, current: Current | undefined): number {
  const boundA = nodeNameOf(a) !== ''
  if (boundA !== (nodeNameOf(b) !== '')) return boundA ? -1 : 1
  const madeA = a.metadata.creationTimestamp ?? ''
  const madeB = b.metadata.creationTimestamp ?? ''
  if (madeA !== madeB) return madeA < madeB ? -1 : 1
  if (current !== undefined) {
    const updatedA = isUpdated(a, current)
    if (updatedA !== isUpdated(b, current)) return updatedA ? 1 : -1
  }
  return nameOf(a) < nameOf(b) ? -1 : 1
}

/** The live Pods of a node, told apart; undefined when one sort is there twice. */
export function split(
  pods: readonly Pod[],
  current: Current,
): { updated: Pod | undefined; outdated: Pod | undefined } | undefined {
  let updated: Pod | undefined
  let outdated: Pod | undefined
  for (const pod of pods) {
    if (isDeleting(pod)) continue
    if (isUpdated(pod, current)) {
      if (updated !== undefined) return undefined
      updated = pod
    } else {
      if (outdated !== undefined) return undefined
      outdated = pod
    }
  }
  return { updated, outdated }
}
