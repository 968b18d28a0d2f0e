import type { Pod, PodSpec } from '../../schema/generated/core-v1.ts'

const EMPTY: PodSpec = { containers: [] }

/** The spec of a Pod; an empty one where it has none. Containers that were not given are null until they are refused. */
export function specOf({ spec = EMPTY }: { spec?: PodSpec }): PodSpec {
  const containers: PodSpec['containers'] | null = spec.containers
  return containers === null ? { ...spec, containers: [] } : spec
}

/** Whether a Pod has ended for good. */
export const isTerminal = (pod: Pod): boolean =>
  pod.status?.phase === 'Succeeded' || pod.status?.phase === 'Failed'
