// The conditions of a Deployment and how they follow each other.
import { formatTime, parseTime } from '../../meta/time.ts'
import type {
  Deployment,
  DeploymentCondition,
  DeploymentStatus,
} from '../../schema/generated/apps-v1.ts'
import { wantedOf } from './sets.ts'

export type Conditions = readonly DeploymentCondition[]

export const conditionIn = (
  conditions: Conditions | undefined,
  type: string,
): DeploymentCondition | undefined => conditions?.find(condition => condition.type === type)

export const without = (conditions: Conditions, type: string): Conditions =>
  conditions.filter(condition => condition.type !== type)

export function newCondition(
  type: string,
  status: 'True' | 'False' | 'Unknown',
  reason: string,
  message: string,
  nowMs: number,
): DeploymentCondition {
  const time = formatTime(nowMs)
  return { type, status, lastUpdateTime: time, lastTransitionTime: time, reason, message }
}

/** Nothing changes while status and reason stay; the transition keeps its time while the status stays. */
export function withCondition(conditions: Conditions, next: DeploymentCondition): Conditions {
  const known = conditionIn(conditions, next.type)
  if (known !== undefined && known.status === next.status && known.reason === next.reason)
    return conditions
  const { lastTransitionTime } = known?.status === next.status ? known : next
  const kept = lastTransitionTime === undefined ? next : { ...next, lastTransitionTime }
  return [...without(conditions, next.type), kept]
}

/** No deadline is the largest number of 32 bits. */
const NO_DEADLINE = 2_147_483_647

export function deadlineMsOf(deployment: Deployment): number | undefined {
  const seconds = deployment.spec?.progressDeadlineSeconds
  return seconds === undefined || seconds === NO_DEADLINE ? undefined : seconds * 1000
}

export function isComplete(deployment: Deployment, status: DeploymentStatus): boolean {
  const wanted = wantedOf(deployment)
  return (
    (status.updatedReplicas ?? 0) === wanted &&
    (status.replicas ?? 0) === wanted &&
    (status.availableReplicas ?? 0) === wanted &&
    (status.observedGeneration ?? 0) >= (deployment.metadata.generation ?? 0)
  )
}

/** Whether there is more of what is new, or less of what is old, than before. */
export function isProgressing(before: DeploymentStatus, now: DeploymentStatus): boolean {
  const oldOnes = (status: DeploymentStatus): number =>
    (status.replicas ?? 0) - (status.updatedReplicas ?? 0)
  return (
    (now.updatedReplicas ?? 0) > (before.updatedReplicas ?? 0) ||
    oldOnes(now) < oldOnes(before) ||
    (now.readyReplicas ?? 0) > (before.readyReplicas ?? 0) ||
    (now.availableReplicas ?? 0) > (before.availableReplicas ?? 0)
  )
}

/** When a rollout counts as stuck; undefined when it cannot. */
export function stuckFromMs(deployment: Deployment, status: DeploymentStatus): number | undefined {
  const deadlineMs = deadlineMsOf(deployment)
  const progressing = conditionIn(status.conditions, 'Progressing')
  if (deadlineMs === undefined || progressing === undefined) return undefined
  if (progressing.reason === 'NewReplicaSetAvailable') return undefined
  const sinceMs = parseTime(progressing.lastUpdateTime ?? '')
  return sinceMs === undefined ? undefined : sinceMs + deadlineMs
}
