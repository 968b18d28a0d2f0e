// What a Deployment says of itself: numbers, whether it is available, and how its rollout goes.
import { formatTime } from '../../meta/time.ts'
import type { Deployment, DeploymentStatus, ReplicaSet } from '../../schema/generated/apps-v1.ts'
import {
  type Conditions,
  conditionIn,
  deadlineMsOf,
  isComplete,
  isProgressing,
  newCondition,
  stuckFromMs,
  withCondition,
  without,
} from './conditions.ts'
import { allOf, availableOf, limits, type Sets, sum, wantedOf } from './sets.ts'

/** The numbers, and whether enough are available. */
export function countStatus(deployment: Deployment, sets: Sets, nowMs: number): DeploymentStatus {
  const all = allOf(sets)
  const replicas = sum(all, set => set.status?.replicas ?? 0)
  // Pods that could not be made count as well.
  const wanted = sum(all, set => set.spec?.replicas ?? 0)
  const available = sum(all, availableOf)
  const enough = available >= wantedOf(deployment) - limits(deployment).maxUnavailable
  const condition = enough
    ? newCondition('Available', 'True', 'MinimumReplicasAvailable', ENOUGH, nowMs)
    : newCondition('Available', 'False', 'MinimumReplicasUnavailable', NOT_ENOUGH, nowMs)
  const known = deployment.status?.conditions ?? []
  const { collisionCount } = deployment.status ?? {}
  return {
    ...unlessZero('observedGeneration', deployment.metadata.generation ?? 0),
    ...unlessZero('replicas', replicas),
    ...unlessZero('updatedReplicas', sets.current?.status?.replicas ?? 0),
    ...unlessZero(
      'readyReplicas',
      sum(all, set => set.status?.readyReplicas ?? 0),
    ),
    ...unlessZero('availableReplicas', available),
    ...unlessZero('unavailableReplicas', Math.max(0, wanted - available)),
    terminatingReplicas: sum(all, set => set.status?.terminatingReplicas ?? 0),
    conditions: withCondition(known, condition),
    ...(collisionCount === undefined ? {} : { collisionCount }),
  }
}

const ENOUGH = 'Deployment has minimum availability.'
const NOT_ENOUGH = 'Deployment does not have minimum availability.'

const unlessZero = <K extends string>(name: K, value: number): { [key in K]?: number } =>
  (value === 0 ? {} : { [name]: value }) as { [key in K]?: number }

/** The numbers with the progress of a rollout. */
export function rolloutStatus(deployment: Deployment, sets: Sets, nowMs: number): DeploymentStatus {
  const counted = countStatus(deployment, sets, nowMs)
  const progressed = progress(deployment, sets.current, counted, nowMs)
  const failure = failureIn(sets)
  const conditions =
    failure === undefined
      ? without(progressed, 'ReplicaFailure')
      : withCondition(progressed, failure)
  return { ...counted, conditions }
}

function progress(
  deployment: Deployment,
  current: ReplicaSet | undefined,
  counted: DeploymentStatus,
  nowMs: number,
): Conditions {
  const conditions = counted.conditions ?? []
  if (deadlineMsOf(deployment) === undefined) return without(conditions, 'Progressing')
  const before = conditionIn(deployment.status?.conditions, 'Progressing')
  const ended = counted.replicas === counted.updatedReplicas
  if (ended && before?.reason === 'NewReplicaSetAvailable') return conditions
  const what =
    current === undefined
      ? `Deployment "${deployment.metadata.name}"`
      : `ReplicaSet "${current.metadata.name}"`
  const set = (status: 'True' | 'False', reason: string, text: string) =>
    newCondition('Progressing', status, reason, `${what} ${text}`, nowMs)
  if (isComplete(deployment, counted)) {
    const done = set('True', 'NewReplicaSetAvailable', 'has successfully progressed.')
    return withCondition(conditions, done)
  }
  if (isProgressing(deployment.status ?? {}, counted)) {
    const next = set('True', 'ReplicaSetUpdated', 'is progressing.')
    const since = before?.status === 'True' ? before.lastTransitionTime : undefined
    const dated = since === undefined ? next : { ...next, lastTransitionTime: since }
    return withCondition(without(conditions, 'Progressing'), dated)
  }
  const stuckMs = stuckFromMs(deployment, { ...counted, conditions })
  if (stuckMs === undefined || stuckMs >= nowMs) return conditions
  const late = set('False', 'ProgressDeadlineExceeded', 'has timed out progressing.')
  return withCondition(conditions, late)
}

/** The failure of the current set, else of another one. */
function failureIn(sets: Sets) {
  for (const set of [sets.current, ...sets.old]) {
    const failure = set?.status?.conditions?.find(one => one.type === 'ReplicaFailure')
    if (failure === undefined) continue
    const { status, lastTransitionTime = formatTime(0), reason = '', message = '' } = failure
    return {
      type: 'ReplicaFailure',
      status,
      lastUpdateTime: lastTransitionTime,
      lastTransitionTime,
      reason,
      message,
    }
  }
  return undefined
}

/** A pause stops the clock of the rollout, and its end starts it anew. */
export function pauseCondition(deployment: Deployment, nowMs: number) {
  const known = conditionIn(deployment.status?.conditions, 'Progressing')
  if (deadlineMsOf(deployment) === undefined) return undefined
  if (known?.reason === 'ProgressDeadlineExceeded') return undefined
  const noted = known?.reason === 'DeploymentPaused'
  const paused = deployment.spec?.paused === true
  if (paused === noted) return undefined
  return paused
    ? newCondition('Progressing', 'Unknown', 'DeploymentPaused', 'Deployment is paused', nowMs)
    : newCondition('Progressing', 'Unknown', 'DeploymentResumed', 'Deployment is resumed', nowMs)
}
