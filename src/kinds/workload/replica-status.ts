import type { Cause } from '../../meta/field-errors.ts'
import { ABOVE_READY, ABOVE_REPLICAS, checkCounters, checkNotAbove } from './counts.ts'

const PARTS = ['fullyLabeledReplicas', 'readyReplicas', 'availableReplicas']

/** The counters of ReplicaSets and replication controllers. */
export function checkReplicaStatus(status: object): Cause[] {
  const out: Cause[] = []
  checkCounters(out, status, ['replicas', ...PARTS, 'observedGeneration', 'terminatingReplicas'])
  checkNotAbove(out, status, PARTS, 'replicas', ABOVE_REPLICAS)
  checkNotAbove(out, status, ['availableReplicas'], 'readyReplicas', ABOVE_READY)
  return out
}
