import { matches, selectorFromLabels } from '../../meta/labels.ts'
import { formatTime } from '../../meta/time.ts'
import type { ReplicaSetCondition, ReplicaSetStatus } from '../../schema/generated/apps-v1.ts'
import type { Pod } from '../../schema/generated/core-v1.ts'
import { isActive, isAvailable, isDeleting, isReady, isTerminal } from '../pod-state.ts'
import type { ReplicaOwner } from './replica-owner.ts'

/** What went wrong in a pass: making Pods or deleting them. */
export interface ReplicaFailure {
  readonly reason: 'FailedCreate' | 'FailedDelete'
  readonly message: string
}

export function statusOf(
  owner: ReplicaOwner,
  pods: readonly Pod[],
  failure: ReplicaFailure | undefined,
  nowMs: number,
): ReplicaSetStatus {
  const active = pods.filter(isActive)
  const minReadySeconds = owner.spec?.minReadySeconds ?? 0
  const template = selectorFromLabels(owner.spec?.template?.metadata?.labels)
  const ready = active.filter(isReady)
  const available = ready.filter(pod => isAvailable(pod, minReadySeconds, nowMs))
  const terminating = pods.filter(pod => isDeleting(pod) && !isTerminal(pod))
  const labelled = active.filter(pod => matches(template, pod.metadata.labels))
  const conditions = conditionsOf(owner.status?.conditions ?? [], failure, nowMs)
  return {
    replicas: active.length,
    ...unlessZero('fullyLabeledReplicas', labelled.length),
    ...unlessZero('readyReplicas', ready.length),
    ...unlessZero('availableReplicas', available.length),
    ...(owner.kind === 'ReplicaSet' ? { terminatingReplicas: terminating.length } : {}),
    ...unlessZero('observedGeneration', owner.metadata.generation ?? 0),
    ...(conditions.length === 0 ? {} : { conditions }),
  }
}

const unlessZero = <K extends string>(name: K, value: number): { [key in K]?: number } =>
  (value === 0 ? {} : { [name]: value }) as { [key in K]?: number }

/** The condition comes with a failure, keeps its time while it lasts, and goes with it. */
function conditionsOf(
  known: readonly ReplicaSetCondition[],
  failure: ReplicaFailure | undefined,
  nowMs: number,
): readonly ReplicaSetCondition[] {
  const others = known.filter(condition => condition.type !== 'ReplicaFailure')
  const present = known.find(condition => condition.type === 'ReplicaFailure')
  if (failure === undefined) return others.length === known.length ? known : others
  if (present !== undefined) return known
  const { reason, message } = failure
  const lastTransitionTime = formatTime(nowMs)
  return [
    ...others,
    { type: 'ReplicaFailure', status: 'True', lastTransitionTime, reason, message },
  ]
}
