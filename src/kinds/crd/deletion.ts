import type { DeletionRules } from '../../meta/kind.ts'
import { parseTime } from '../../meta/time.ts'
import type { CustomResourceDefinition } from '../../schema/generated/apiextensions-v1.ts'
import { type Condition, withCondition } from './conditions.ts'

/** Holds a definition until its instances are gone. */
export const CLEANUP_FINALIZER = 'customresourcecleanup.apiextensions.k8s.io'

const PENDING: Condition = {
  type: 'Terminating',
  status: 'True',
  reason: 'InstanceDeletionPending',
  message: 'CustomResourceDefinition marked for deletion; CustomResource deletion will begin soon',
}

export const crdDeletion: DeletionRules<CustomResourceDefinition> = {
  returnsObject: true,
  begin: crd => {
    const { deletionGracePeriodSeconds: _, ...metadata } = crd.metadata
    const others = (metadata.finalizers ?? []).filter(one => one !== CLEANUP_FINALIZER)
    const ending = {
      ...crd,
      metadata: { ...metadata, finalizers: [...others, CLEANUP_FINALIZER] },
    }
    return withCondition(ending, PENDING, parseTime(metadata.deletionTimestamp ?? '') ?? 0)
  },
}
