import { sameJson } from '../meta/freeze.ts'
import type { KubeObject, OwnerReference } from '../meta/object.ts'
import type { RequestContext } from './context.ts'

const DUPLICATES =
  '.metadata.ownerReferences contains duplicate entries; API server dedups owner references in 1.20+, and may reject such requests as early as 1.24; please fix your requests; duplicate UID(s) observed: '

/** Owners that stand twice are kept once, and the client is told (apiserver `dedupOwnerReferences`). */
export function withoutDuplicateOwners<T extends KubeObject>(
  object: T,
  context: RequestContext,
): T {
  const owners = object.metadata.ownerReferences
  if (owners === undefined || owners.length < 2) return object
  const kept: OwnerReference[] = []
  const doubled = new Set<string>()
  for (const owner of owners) {
    if (kept.some(other => sameJson(owner, other))) doubled.add(owner.uid)
    else kept.push(owner)
  }
  if (doubled.size === 0) return object
  context.warn(`${DUPLICATES}${[...doubled].join(', ')}`)
  return { ...object, metadata: { ...object.metadata, ownerReferences: kept } }
}
