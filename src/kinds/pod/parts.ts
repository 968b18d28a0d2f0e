import type { Pod, PodSpec } from '../../schema/generated/core-v1.ts'

const EMPTY: PodSpec = { containers: [] }

/** The spec of a Pod; an empty one where it has none. */
export const specOf = (pod: { spec?: PodSpec }): PodSpec => pod.spec ?? EMPTY

/** Whether a Pod has ended for good. */
export const isTerminal = (pod: Pod): boolean =>
  pod.status?.phase === 'Succeeded' || pod.status?.phase === 'Failed'
