// Deployments, replica sets, stateful sets and replication controllers seen as autoscaling/v1 Scale.
import type { Subresource } from '../meta/kind.ts'
import { isObject, type KubeObject } from '../meta/object.ts'

type ScaleView = NonNullable<Subresource['scale']>

interface Scalable extends KubeObject {
  readonly spec?: { readonly replicas?: number; readonly selector?: unknown }
  readonly status?: { readonly replicas?: number }
}

const scalable = (object: KubeObject): Scalable => object as Scalable

/** The view of kinds that keep `spec.replicas`, `status.replicas` and `spec.selector`. */
export const workloadScale: ScaleView = {
  replicas: parent => scalable(parent).spec?.replicas ?? 0,
  statusReplicas: parent => scalable(parent).status?.replicas ?? 0,
  selector: parent => selectorText(scalable(parent).spec?.selector),
  withReplicas: (parent, replicas) => ({
    ...parent,
    spec: { ...scalable(parent).spec, replicas },
  }),
  replicasPath: ['spec', 'replicas'],
}

interface Requirement {
  readonly key: string
  readonly operator: string
  readonly values?: readonly string[]
}

/** A label selector (or the plain map of a replication controller) as text, requirements sorted by key. */
export function selectorText(selector: unknown): string {
  if (!isObject(selector)) return ''
  const { matchLabels, matchExpressions } = selector as {
    matchLabels?: Record<string, string>
    matchExpressions?: readonly Requirement[]
  }
  const isPlainMap = Object.values(selector).every(value => typeof value === 'string')
  const labels = isPlainMap ? (selector as Record<string, string>) : (matchLabels ?? {})
  const requirements = [
    ...Object.entries(labels).map(([key, value]) => ({ key, text: `${key}=${value}` })),
    ...(matchExpressions ?? []).map(each => ({ key: each.key, text: requirementText(each) })),
  ]
  // By key alone: requirements of the same key keep their order.
  return requirements
    .sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0))
    .map(each => each.text)
    .join(',')
}

function requirementText({ key, operator, values = [] }: Requirement): string {
  const set = `(${[...values].sort().join(',')})`
  switch (operator) {
    case 'In':
      return `${key} in ${set}`
    case 'NotIn':
      return `${key} notin ${set}`
    case 'Exists':
      return key
    default:
      return `!${key}`
  }
}
