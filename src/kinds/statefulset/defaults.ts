import type {
  StatefulSet,
  StatefulSetSpec,
  StatefulSetUpdateStrategy,
} from '../../schema/generated/apps-v1.ts'
import type { PersistentVolumeClaim } from '../../schema/generated/core-v1.ts'
import { defaultPodTemplate } from '../pod-template/defaults.ts'
import { changed, filled, mapped, without } from '../same.ts'

const SPEC: Partial<StatefulSetSpec> = {
  replicas: 1,
  podManagementPolicy: 'OrderedReady',
  revisionHistoryLimit: 10,
}
const RETENTION = { whenDeleted: 'Retain', whenScaled: 'Retain' }
const ROLLING_UPDATE = { partition: 0 }
const CLAIM = { volumeMode: 'Filesystem' }

export function defaultStatefulSet(set: StatefulSet): StatefulSet {
  const spec = set.spec ?? ({} as StatefulSetSpec)
  let result = changed(spec, 'template', defaultPodTemplate(spec.template ?? {}))
  result = changed(result, 'updateStrategy', defaultStrategy(spec.updateStrategy ?? {}))
  result = changed(
    result,
    'persistentVolumeClaimRetentionPolicy',
    withRetention(spec.persistentVolumeClaimRetentionPolicy ?? {}),
  )
  if (spec.volumeClaimTemplates !== undefined)
    result = changed(
      result,
      'volumeClaimTemplates',
      mapped(spec.volumeClaimTemplates, defaultClaim),
    )
  return changed(set, 'spec', filled(result, SPEC))
}

/** How many may be away at once is dropped: its gate is off. */
function defaultStrategy(strategy: StatefulSetUpdateStrategy): StatefulSetUpdateStrategy {
  const typed = strategy.type ? strategy : { ...strategy, type: 'RollingUpdate' }
  if (typed.type !== 'RollingUpdate') return typed
  const rolling = without(typed.rollingUpdate ?? {}, 'maxUnavailable')
  return changed(typed, 'rollingUpdate', filled(rolling, ROLLING_UPDATE))
}

function withRetention<T extends { whenDeleted?: string; whenScaled?: string }>(policy: T): T {
  if (policy.whenDeleted && policy.whenScaled) return policy
  return {
    ...policy,
    whenDeleted: policy.whenDeleted || RETENTION.whenDeleted,
    whenScaled: policy.whenScaled || RETENTION.whenScaled,
  }
}

/** A claim in a set is a whole object, and says what it is. */
function defaultClaim(claim: PersistentVolumeClaim): PersistentVolumeClaim {
  const typed = { ...claim, kind: 'PersistentVolumeClaim', apiVersion: 'v1' }
  return {
    ...typed,
    spec: filled(claim.spec ?? {}, CLAIM),
    status: filled(claim.status ?? {}, { phase: 'Pending' }),
  }
}
