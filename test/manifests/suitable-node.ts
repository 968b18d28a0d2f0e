import type { DaemonSet } from '../../src/schema/generated/apps-v1.ts'
import type { Node, NodeSelectorRequirement } from '../../src/schema/generated/core-v1.ts'

/** A node that a DaemonSet wants: with the labels that it selects by, large, and without taints. */
export function suitableNode(ds: DaemonSet, name: string): Node {
  const { nodeSelector = {}, affinity } = ds.spec?.template?.spec ?? {}
  const [term] =
    affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms ?? []
  const labels: Record<string, string> = {
    'kubernetes.io/os': 'linux',
    'kubernetes.io/arch': 'amd64',
    'kubernetes.io/hostname': name,
    ...labelsFor(term?.matchExpressions ?? []),
    ...nodeSelector,
  }
  const room = { cpu: '64', memory: '256Gi', pods: '110', 'nvidia.com/gpu': '8' }
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name, labels },
    status: { capacity: room, allocatable: room },
  }
}

function labelsFor(expressions: readonly NodeSelectorRequirement[]): Record<string, string> {
  const labels: Record<string, string> = {}
  for (const { key, operator, values } of expressions) {
    if (operator === 'In') labels[key] = values?.[0] ?? ''
    if (operator === 'Exists') labels[key] = 'yes'
    if (operator === 'Gt') labels[key] = String(Number(values?.[0]) + 1)
  }
  return labels
}
