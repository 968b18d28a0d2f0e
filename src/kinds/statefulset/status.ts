import type { Cause } from '../../meta/field-errors.ts'
import type { StatefulSet } from '../../schema/generated/apps-v1.ts'
import {
  ABOVE_REPLICAS,
  checkCollisions,
  checkCounters,
  checkNotAbove,
} from '../workload/counts.ts'

const PARTS = ['readyReplicas', 'currentReplicas', 'updatedReplicas', 'availableReplicas']

export function validateStatefulSetStatus(next: StatefulSet, old: StatefulSet): Cause[] {
  const out: Cause[] = []
  const status = next.status ?? {}
  checkCounters(out, status, ['replicas', ...PARTS, 'observedGeneration', 'collisionCount'])
  checkNotAbove(out, status, PARTS, 'replicas', ABOVE_REPLICAS)
  checkNotAbove(
    out,
    status,
    ['availableReplicas'],
    'readyReplicas',
    'cannot be greater than status.readyReplicas',
  )
  checkCollisions(out, status, old.status ?? {})
  return out
}
