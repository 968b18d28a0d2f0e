// The condition that tells whether a Pod has its node.
import { formatTime } from '../../meta/time.ts'
import type { PodCondition } from '../../schema/generated/core-v1.ts'

/** Times that were never set are written as null, though their type does not say so. */
const NEVER = null as unknown as string

export const scheduledCondition = (
  status: 'True' | 'False',
  nowMs: number,
  why: { readonly reason?: string; readonly message?: string } = {},
): PodCondition => ({
  type: 'PodScheduled',
  status,
  lastProbeTime: NEVER,
  lastTransitionTime: formatTime(nowMs),
  ...why,
})
