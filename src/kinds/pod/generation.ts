import { sameJson } from '../../meta/freeze.ts'
import type { Pod } from '../../schema/generated/core-v1.ts'

/** A Pod whose spec has changed is of the next generation, whatever subresource changed it. */
export function countingChanges(next: Pod, old: Pod): Pod {
  if (sameJson(next.spec, old.spec)) return next
  return { ...next, metadata: { ...next.metadata, generation: (old.metadata.generation ?? 0) + 1 } }
}
