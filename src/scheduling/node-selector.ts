// Which nodes a Pod asks for by label and name: spec.nodeSelector and node affinity.
// After component-helpers `scheduling/corev1/nodeaffinity`.
import type {
  Node,
  NodeSelector,
  NodeSelectorRequirement,
  NodeSelectorTerm,
  PodSpec,
} from '../schema/generated/core-v1.ts'

type Labels = Readonly<Record<string, string>>

/** Whether a node has the labels of spec.nodeSelector and fits the required node affinity. */
export function matchesNodeAffinity(spec: PodSpec, node: Node): boolean {
  const labels: Labels = node.metadata.labels ?? {}
  for (const [key, value] of Object.entries(spec.nodeSelector ?? {}))
    if (labels[key] !== value) return false
  const required = spec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution
  return required === undefined || matchesNodeSelector(required, node)
}

/** Terms are alternatives; a selector without terms matches nothing. */
export function matchesNodeSelector(selector: NodeSelector, node: Node): boolean {
  return (selector.nodeSelectorTerms ?? []).some(term => matchesTerm(term, node))
}

/** The sum of the weights of the preferred terms that a node fits. */
export function preferenceOf(spec: PodSpec, node: Node): number {
  let sum = 0
  for (const preferred of spec.affinity?.nodeAffinity
    ?.preferredDuringSchedulingIgnoredDuringExecution ?? [])
    if (matchesTerm(preferred.preference, node)) sum += preferred.weight
  return sum
}

/** All requirements of a term must hold; a term that asks nothing matches nothing. */
export function matchesTerm(term: NodeSelectorTerm | undefined, node: Node): boolean {
  if (term === undefined) return false
  const expressions = term.matchExpressions ?? []
  const fields = term.matchFields ?? []
  if (expressions.length === 0 && fields.length === 0) return false
  const labels: Labels = node.metadata.labels ?? {}
  return (
    fields.every(field => matchesField(field, node)) &&
    expressions.every(expression => matchesLabel(expression, labels))
  )
}

function matchesField(field: NodeSelectorRequirement, node: Node): boolean {
  const values = field.values ?? []
  if (field.key !== 'metadata.name' || values.length !== 1) return false
  if (field.operator === 'In') return values[0] === node.metadata.name
  return field.operator === 'NotIn' && values[0] !== node.metadata.name
}

function matchesLabel(requirement: NodeSelectorRequirement, labels: Labels): boolean {
  const value = labels[requirement.key]
  const values = requirement.values ?? []
  switch (requirement.operator) {
    case 'In':
      return value !== undefined && values.includes(value)
    case 'NotIn':
      return values.length > 0 && (value === undefined || !values.includes(value))
    case 'Exists':
      return value !== undefined
    case 'DoesNotExist':
      return value === undefined
    case 'Gt':
      return compares(value, values, (a, b) => a > b)
    case 'Lt':
      return compares(value, values, (a, b) => a < b)
    default:
      return false
  }
}

function compares(
  value: string | undefined,
  values: readonly string[],
  holds: (a: bigint, b: bigint) => boolean,
): boolean {
  const wanted = values.length === 1 ? values[0] : undefined
  if (value === undefined || wanted === undefined) return false
  if (!INTEGER.test(value) || !INTEGER.test(wanted)) return false
  return holds(BigInt(value.replace('+', '')), BigInt(wanted.replace('+', '')))
}

const INTEGER = /^[+-]?[0-9]+$/

/** The node that required affinity names: the one value of the first `metadata.name In [..]` field, if there is one. */
export function nodeNamedByAffinity(spec: PodSpec): string | undefined {
  const required = spec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution
  for (const term of required?.nodeSelectorTerms ?? [])
    for (const field of term.matchFields ?? [])
      if (field.key === 'metadata.name' && field.operator === 'In' && field.values?.length === 1)
        return field.values[0]
  return undefined
}
