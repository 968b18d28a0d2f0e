import type { StatefulSetStatus } from '../../schema/generated/apps-v1.ts'
import type { Pod } from '../../schema/generated/core-v1.ts'
import { isAvailable, isDeleting } from '../pod-state.ts'
import { revisionOf, wantedOf } from './identity.ts'
import { isRunningAndReady, type SetView } from './plan.ts'

/** What a StatefulSet says of itself; an update that has reached all makes its revision the current one. */
export function statusOf(view: SetView, collisionCount: number): StatefulSetStatus {
  const { set, pods, current, update, nowMs } = view
  const minReadySeconds = set.spec?.minReadySeconds ?? 0
  const ready = pods.filter(isRunningAndReady)
  const available = ready.filter(pod => isAvailable(pod, minReadySeconds, nowMs)).length
  const of = (revision: string | undefined) => (pod: Pod) =>
    !isDeleting(pod) && revisionOf(pod) === revision
  const updated = pods.filter(of(update.metadata.name)).length
  const wanted = wantedOf(set)
  const done =
    set.spec?.updateStrategy?.type === 'RollingUpdate' &&
    [updated, pods.length, ready.length].every(count => count === wanted)
  const currentName = (done ? update : current).metadata.name ?? ''
  const currentCount = done ? updated : pods.filter(of(currentName)).length
  const conditions = set.status?.conditions
  return {
    ...unlessZero('observedGeneration', set.metadata.generation ?? 0),
    replicas: pods.length,
    ...unlessZero('readyReplicas', ready.length),
    ...unlessZero('currentReplicas', currentCount),
    ...unlessZero('updatedReplicas', updated),
    currentRevision: currentName,
    updateRevision: update.metadata.name ?? '',
    collisionCount,
    ...(conditions === undefined ? {} : { conditions }),
    availableReplicas: available,
  }
}

const unlessZero = <K extends string>(name: K, value: number): { [key in K]?: number } =>
  (value === 0 ? {} : { [name]: value }) as { [key in K]?: number }
