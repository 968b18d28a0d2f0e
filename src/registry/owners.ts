import type { KubeObject, OwnerReference } from '../meta/object.ts'
import type { RequestContext } from './context.ts'

const DUPLICATES =
  'API server dedups owner references in 1.20+, and may reject such requests as early as 1.24; please fix your requests; duplicate UID(s) observed:'

/** Owners that stand twice are kept once, and the client is told when it was seen (apiserver `dedupOwnerReferences`). */
export function withoutDuplicateOwners<T extends KubeObject>(
  object: T,
  context: RequestContext,
  admitted: boolean,
): T {
  const owners = object.metadata.ownerReferences
  if (owners === undefined || owners.length < 2) return object
  const kept = new Map<string, OwnerReference>()
  const doubled: string[] = []
  for (const owner of owners) {
    const text = textOf(owner)
    if (kept.has(text)) doubled.push(owner.uid)
    else kept.set(text, owner)
  }
  if (doubled.length === 0) return object
  const seen = admitted ? ' after mutating admission happens' : ''
  context.warn(
    `.metadata.ownerReferences contains duplicate entries${seen}; ${DUPLICATES} ${doubled.join(', ')}`,
  )
  return { ...object, metadata: { ...object.metadata, ownerReferences: [...kept.values()] } }
}

/** The same text for the same owner: there may be very many. */
const textOf = ({ apiVersion, kind, name, uid, ...flags }: OwnerReference): string =>
  JSON.stringify([apiVersion, kind, name, uid, flags.controller, flags.blockOwnerDeletion])
