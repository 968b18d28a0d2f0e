// Which nodes get a Pod and which lose theirs, whatever the strategy of updates: the pure part of
// `daemon_controller.go`'s manage.
import type { Pod } from '../../schema/generated/core-v1.ts'
import { isAvailable, isDeleting, isReady, nodeNameOf } from '../pod-state.ts'
import { HASH_LABEL, oldestFirst } from './pods.ts'
import { eligibilityOf, minReadySecondsOf, surges, type View } from './view.ts'

export type Action =
  | { readonly do: 'create'; readonly node: string }
  | { readonly do: 'delete'; readonly pod: Pod }
  /** A Pod that failed or succeeded; its end is told before it is deleted. */
  | { readonly do: 'clear'; readonly pod: Pod; readonly node: string }
  /** A failed Pod stays a while longer. */
  | { readonly do: 'wait'; readonly afterMs: number }

/** What is known of failures on nodes. */
export interface FailureDelays {
  /** Milliseconds to wait before a failed Pod on this node is deleted; 0 when it may go now. */
  heldBackMs(node: string): number
  /** The delay after one more failure. */
  nextDelayMs(node: string): number
}

export function planManage(view: View, failures: FailureDelays): Action[] {
  const actions: Action[] = []
  const existing = new Set<string>()
  for (const node of view.nodes) {
    const name = node.metadata.name ?? ''
    existing.add(name)
    const there = view.podsOn.get(name) ?? NONE
    const { shouldRun, shouldContinue } = eligibilityOf(view.ds, node)
    if (shouldRun && there.length === 0) actions.push({ do: 'create', node: name })
    else if (shouldContinue) tidyNode(view, failures, name, there, shouldRun, actions)
    else for (const pod of there) if (!isDeleting(pod)) actions.push({ do: 'delete', pod })
  }
  for (const [node, pods] of view.podsOn) {
    if (existing.has(node)) continue
    for (const pod of pods) if (nodeNameOf(pod) === '') actions.push({ do: 'delete', pod })
  }
  return actions
}

const NONE: readonly Pod[] = []

/** A node that may keep Pods: what has ended goes, and so does what is too much. */
function tidyNode(
  view: View,
  failures: FailureDelays,
  node: string,
  there: readonly Pod[],
  shouldRun: boolean,
  actions: Action[],
): void {
  const running: Pod[] = []
  let failed = false
  for (const pod of there) {
    if (isDeleting(pod)) continue
    const phase = pod.status?.phase
    if (phase === 'Failed') {
      const afterMs = failed ? failures.nextDelayMs(node) : failures.heldBackMs(node)
      if (afterMs > 0) actions.push({ do: 'wait', afterMs })
      else {
        failed = true
        actions.push({ do: 'clear', pod, node })
      }
    } else if (phase === 'Succeeded') actions.push({ do: 'clear', pod, node })
    else running.push(pod)
  }
  if (!surges(view.ds)) actions.push(...deletesOf(oldestFirst(running).slice(1)))
  else if (running.length > 1) actions.push(...deletesOf(surplusOf(view, running)))
  else if (running.length === 0 && shouldRun) actions.push({ do: 'create', node })
}

const deletesOf = (pods: readonly Pod[]): Action[] => pods.map(pod => ({ do: 'delete', pod }))

/** With surge a node keeps one Pod of each sort, until the new one can take over or the old one cannot go on. */
function surplusOf({ ds, current, nowMs }: View, running: readonly Pod[]): Pod[] {
  const isNew = (pod: Pod): boolean => pod.metadata.labels?.[HASH_LABEL] === current.hash
  const sorted = oldestFirst(running)
  const [fresh, ...freshSurplus] = sorted.filter(isNew)
  const [old, ...oldSurplus] = sorted.filter(pod => !isNew(pod))
  const surplus = [...freshSurplus, ...oldSurplus]
  if (fresh === undefined || old === undefined) return surplus
  if (!isReady(old) || isAvailable(fresh, minReadySecondsOf(ds), nowMs)) surplus.push(old)
  return surplus
}
