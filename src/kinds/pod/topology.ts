// Where in the world a node stands, as the Pods that it runs are labelled.
import type { Node } from '../../schema/generated/core-v1.ts'

const KEYS = ['topology.kubernetes.io/zone', 'topology.kubernetes.io/region']

/** The labels of a node that its Pods carry, too; none for a node that is not there. */
export function topologyOf(node: Node | undefined): Readonly<Record<string, string>> {
  const labels: Record<string, string> = {}
  for (const key of KEYS) {
    const value = node?.metadata.labels?.[key]
    if (value !== undefined) labels[key] = value
  }
  return labels
}
