// Which Pods wait for the scheduler, and which changes may make a Pod fit that did not.

import { sameJson } from '../../meta/freeze.ts'
import { hasEnded } from '../../scheduling/node-info.ts'
import type { Node, Pod } from '../../schema/generated/core-v1.ts'

export const DEFAULT_SCHEDULER = 'default-scheduler'

/** Whether a Pod is ours to bind. */
export function waits(pod: Pod, schedulerName: string): boolean {
  const {
    nodeName = '',
    schedulerName: asked = DEFAULT_SCHEDULER,
    schedulingGates,
  } = pod.spec ?? {}
  if (nodeName !== '' || asked !== schedulerName || hasEnded(pod)) return false
  return pod.metadata.deletionTimestamp === undefined && (schedulingGates ?? []).length === 0
}

/** Whether a waiting Pod should be looked at: it is new, or something but its status has changed. */
export function isNews(previous: Pod | undefined, next: Pod): boolean {
  if (previous === undefined) return true
  return (
    !sameJson(previous.spec, next.spec) || !sameJson(previous.metadata.labels, next.metadata.labels)
  )
}

/** Whether a change of a Pod makes room, or changes whom others want to be near. */
export function makesRoom(previous: Pod | undefined, next: Pod | undefined): boolean {
  const before = previous?.spec?.nodeName ?? ''
  if (next === undefined) return before !== ''
  const after = next.spec?.nodeName ?? ''
  if (after === '' || previous === undefined) return after !== ''
  if (before === '') return true
  return (
    hasEnded(previous) !== hasEnded(next) ||
    !sameJson(previous.metadata.labels, next.metadata.labels)
  )
}

/** Whether a change of a node may let Pods in. Heartbeats do not. */
export function nodeMatters(previous: Node | undefined, next: Node | undefined): boolean {
  if (previous === undefined || next === undefined) return true
  return (
    !sameJson(previous.spec, next.spec) ||
    !sameJson(previous.metadata.labels, next.metadata.labels) ||
    !sameJson(previous.status?.allocatable, next.status?.allocatable)
  )
}
