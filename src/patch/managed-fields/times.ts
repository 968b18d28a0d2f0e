// A write that changes nothing but the times of its entries is no write.
import { sameJson } from '../../meta/freeze.ts'
import type { KubeObject, ManagedFieldsEntry } from '../../meta/object.ts'

/**
 * Puts the old times back when they are all that differs, so that nothing is stored. For the end of a
 * write: defaults and strategies may have undone what the fields were computed from.
 */
export function revertTimes(next: KubeObject, old: KubeObject): KubeObject {
  const before = old.metadata.managedFields ?? []
  const after = next.metadata.managedFields ?? []
  if (before === after || before.length !== after.length || after.length === 0) return next
  if (after.every((entry, n) => entry.time === before[n]?.time)) return next
  if (!after.every((entry, n) => sameButTime(entry, before[n] as ManagedFieldsEntry))) return next
  const same = { ...next, metadata: { ...next.metadata, managedFields: before } }
  const { resourceVersion } = old.metadata
  const compared = {
    ...same,
    metadata: { ...same.metadata, ...(resourceVersion === undefined ? {} : { resourceVersion }) },
  }
  return sameJson(compared, old) ? same : next
}

const MEMBERS = ['manager', 'operation', 'apiVersion', 'fieldsType', 'subresource'] as const

function sameButTime(a: ManagedFieldsEntry, b: ManagedFieldsEntry): boolean {
  return sameJson(a.fieldsV1, b.fieldsV1) && MEMBERS.every(name => a[name] === b[name])
}
