// Keys of labels in affinity and spreading become demands with the Pod's own values when it is made.
import type { LabelSelector } from '../../meta/labels.ts'
import type {
  Affinity,
  Pod,
  PodAffinity,
  PodAffinityTerm,
  PodSpec,
  TopologySpreadConstraint,
} from '../../schema/generated/core-v1.ts'
import { changed, mapped } from '../same.ts'
import { specOf } from './parts.ts'

type Labels = Readonly<Record<string, string>>

export function withLabelKeys(pod: Pod): Pod {
  const spec = specOf(pod)
  if (spec.affinity === undefined && spec.topologySpreadConstraints === undefined) return pod
  const labels = pod.metadata.labels ?? {}
  let result: PodSpec = spec
  if (spec.affinity !== undefined)
    result = changed(result, 'affinity', inAffinity(spec.affinity, labels))
  if (spec.topologySpreadConstraints !== undefined)
    result = changed(
      result,
      'topologySpreadConstraints',
      mapped(spec.topologySpreadConstraints, constraint => inConstraint(constraint, labels)),
    )
  return changed(pod, 'spec', result)
}

function inAffinity(affinity: Affinity, labels: Labels): Affinity {
  let result = affinity
  for (const name of ['podAffinity', 'podAntiAffinity'] as const) {
    const part = affinity[name]
    if (part !== undefined) result = changed(result, name, inPart(part, labels))
  }
  return result
}

function inPart(part: PodAffinity, labels: Labels): PodAffinity {
  let result = part
  const required = part.requiredDuringSchedulingIgnoredDuringExecution
  const preferred = part.preferredDuringSchedulingIgnoredDuringExecution
  if (required !== undefined)
    result = changed(
      result,
      'requiredDuringSchedulingIgnoredDuringExecution',
      mapped(required, term => inTerm(term, labels)),
    )
  if (preferred !== undefined)
    result = changed(
      result,
      'preferredDuringSchedulingIgnoredDuringExecution',
      mapped(preferred, term =>
        term.podAffinityTerm === undefined
          ? term
          : changed(term, 'podAffinityTerm', inTerm(term.podAffinityTerm, labels)),
      ),
    )
  return result
}

function inTerm(term: PodAffinityTerm, labels: Labels): PodAffinityTerm {
  if (term.labelSelector === undefined) return term
  let selector = demanding(term.labelSelector, term.matchLabelKeys, 'In', labels)
  selector = demanding(selector, term.mismatchLabelKeys, 'NotIn', labels)
  return changed(term, 'labelSelector', selector)
}

function inConstraint(
  constraint: TopologySpreadConstraint,
  labels: Labels,
): TopologySpreadConstraint {
  if (constraint.labelSelector === undefined) return constraint
  return changed(
    constraint,
    'labelSelector',
    demanding(constraint.labelSelector, constraint.matchLabelKeys, 'In', labels),
  )
}

function demanding<S extends LabelSelector>(
  selector: S,
  keys: readonly string[] | undefined,
  operator: 'In' | 'NotIn',
  labels: Labels,
): S {
  const known = (keys ?? []).filter(key => labels[key] !== undefined)
  if (known.length === 0) return selector
  const demands = known.map(key => ({ key, operator, values: [labels[key] ?? ''] }))
  return { ...selector, matchExpressions: [...(selector.matchExpressions ?? []), ...demands] }
}
