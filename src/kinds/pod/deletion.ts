// How Pods end: with grace, when something runs that can be warned.
import type { DeletionRules } from '../../meta/kind.ts'
import type { Pod } from '../../schema/generated/core-v1.ts'
import { isTerminal, specOf } from './parts.ts'

export const podDeletion: DeletionRules<Pod> = {
  returnsObject: true,
  gracePeriodSeconds,
}

/** The seconds that a Pod is given: what was asked for, or what its spec says; none when nothing runs. */
export function gracePeriodSeconds(pod: Pod, requested: number | undefined): number {
  const spec = specOf(pod)
  if (!spec.nodeName || isTerminal(pod)) return 0
  const seconds = requested ?? spec.terminationGracePeriodSeconds ?? 0
  return seconds < 0 ? 1 : seconds
}
