// When a kubelet has to look at a Pod, or at all Pods of a node: read off a change.
import { nodeCondition } from '../scheduling/conditions.ts'
import type { Node, Pod } from '../schema/generated/core-v1.ts'
import { hasKubelet, internalIpOf } from './node-status.ts'

/** Whether a kubelet should look: the Pod has come to its node, is to go, has gone, or is another than before. */
export function isNews(previous: Pod | undefined, next: Pod | undefined): boolean {
  if ((next ?? previous)?.spec?.nodeName === undefined) return false
  if (previous === undefined || next === undefined) return true
  if (previous.spec?.nodeName !== next.spec?.nodeName) return true
  return previous.metadata.generation !== next.metadata.generation
}

export const hasGone = (pod: Pod): boolean =>
  pod.metadata.deletionTimestamp !== undefined ||
  pod.status?.phase === 'Succeeded' ||
  pod.status?.phase === 'Failed'

/** A node on which Pods can start that could not before: it is there, has a kubelet, a range, an address. */
export function comesToLife(before: Node | undefined, after: Node): boolean {
  if (!hasKubelet(after)) return false
  if (before === undefined || !hasKubelet(before)) return true
  return (
    before.spec?.podCIDR !== after.spec?.podCIDR || internalIpOf(before) !== internalIpOf(after)
  )
}

/** A node that was not Ready, and is: meanwhile others have said that its Pods are not. */
export function comesBack(before: Node | undefined, after: Node): boolean {
  const was = before === undefined ? undefined : nodeCondition(before, 'Ready')?.status
  if (was === undefined || was === 'True' || !hasKubelet(after)) return false
  return nodeCondition(after, 'Ready')?.status === 'True'
}
