// Conditions of Pods and Nodes, as the real components keep them: one a type, in the order of their first
// appearance, with the time of the last change of status.
import { formatTime } from '../meta/time.ts'
import type {
  Node,
  NodeCondition,
  Pod,
  PodCondition,
  PodStatus,
} from '../schema/generated/core-v1.ts'

/** A condition of a Pod as its writer states it. */
export interface StatedCondition {
  readonly type: string
  readonly status: string
  readonly reason?: string
  readonly message?: string
  readonly observedGeneration?: number
}

/** A time that was never set stands as null in stored objects. */
const NEVER = null as unknown as string

/** The status with the condition put in its place; the same status when that changes nothing. */
export function withPodCondition(pod: Pod, stated: StatedCondition, nowMs: number): PodStatus {
  const status: PodStatus = pod.status ?? {}
  const conditions = status.conditions ?? []
  const index = conditions.findIndex(condition => condition.type === stated.type)
  const old = conditions[index]
  if (old !== undefined && says(old, stated)) return status
  const next = statedCondition(stated, old, nowMs)
  if (index < 0) return { ...status, conditions: [...conditions, next] }
  return { ...status, conditions: conditions.with(index, next) }
}

/** A condition in full; the time of its last change is kept while its status stays. */
export function statedCondition(
  stated: StatedCondition,
  old: PodCondition | undefined,
  nowMs: number,
): PodCondition {
  const since = old?.status === stated.status ? old.lastTransitionTime : undefined
  return {
    type: stated.type,
    ...(stated.observedGeneration === undefined
      ? {}
      : { observedGeneration: stated.observedGeneration }),
    status: stated.status,
    lastProbeTime: NEVER,
    lastTransitionTime: since ?? formatTime(nowMs),
    ...(stated.reason === undefined ? {} : { reason: stated.reason }),
    ...(stated.message === undefined ? {} : { message: stated.message }),
  }
}

const says = (condition: PodCondition, stated: StatedCondition): boolean =>
  condition.status === stated.status &&
  condition.reason === stated.reason &&
  condition.message === stated.message &&
  condition.observedGeneration === stated.observedGeneration

/** The condition of a Pod of this type. */
export const podCondition = (pod: Pod, type: string): PodCondition | undefined =>
  pod.status?.conditions?.find(condition => condition.type === type)

/** The condition of a Node of this type. */
export const nodeCondition = (node: Node, type: string): NodeCondition | undefined =>
  node.status?.conditions?.find(condition => condition.type === type)
