// Labels of nodes that have better names by now, and constraints that bind nobody.
import { labelValueErrors } from '../../meta/names.ts'
import type { NodeSelectorTerm, PodSpec } from '../../schema/generated/core-v1.ts'

const BETTER: Readonly<Record<string, string>> = {
  'beta.kubernetes.io/arch': 'deprecated since v1.14; use "kubernetes.io/arch" instead',
  'beta.kubernetes.io/os': 'deprecated since v1.14; use "kubernetes.io/os" instead',
  'failure-domain.beta.kubernetes.io/region':
    'deprecated since v1.17; use "topology.kubernetes.io/region" instead',
  'failure-domain.beta.kubernetes.io/zone':
    'deprecated since v1.17; use "topology.kubernetes.io/zone" instead',
  'beta.kubernetes.io/instance-type':
    'deprecated since v1.17; use "node.kubernetes.io/instance-type" instead',
  'app.kubernetes.io/created-by': 'deprecated since v1.9',
  'scheduler.alpha.kubernetes.io/preferAvoidPods':
    'deprecated since v1.22; use Taints and Tolerations instead',
  'node-role.kubernetes.io/master': 'use "node-role.kubernetes.io/control-plane" instead',
}

/** Why a label of nodes should not be used any more, and which one instead. */
export const betterFor = (key: string): string | undefined =>
  Object.hasOwn(BETTER, key) ? BETTER[key] : undefined

export function placementWarnings(spec: PodSpec, path: string): string[] {
  const out: string[] = []
  for (const key in spec.nodeSelector) {
    const better = betterFor(key)
    if (better !== undefined) out.push(`${path}.nodeSelector[${key}]: ${better}`)
  }
  affinityWarnings(out, spec, `${path}.affinity.nodeAffinity`)
  for (const [index, { topologyKey, labelSelector }] of (
    spec.topologySpreadConstraints ?? []
  ).entries()) {
    const at = `${path}.topologySpreadConstraints[${index}]`
    const better = betterFor(topologyKey)
    if (better !== undefined) out.push(`${at}.topologyKey: ${topologyKey} is ${better}`)
    if (labelSelector === undefined) out.push(`${at}.labelSelector: ${NOTHING}`)
  }
  return out
}

const NOTHING = 'a null labelSelector results in matching no pod'
const REQUIRED = 'requiredDuringSchedulingIgnoredDuringExecution'
const PREFERRED = 'preferredDuringSchedulingIgnoredDuringExecution'

/** Terms of Pod affinity that select nothing. */
export function podAffinityWarnings(out: string[], spec: PodSpec, path: string): void {
  for (const side of ['podAffinity', 'podAntiAffinity'] as const) {
    const affinity = spec.affinity?.[side]
    const at = `${path}.affinity.${side}`
    for (const [index, term] of (affinity?.[REQUIRED] ?? []).entries())
      if (term.labelSelector === undefined)
        out.push(`${at}.${REQUIRED}[${index}].labelSelector: ${NOTHING}`)
    for (const [index, { podAffinityTerm: term }] of (affinity?.[PREFERRED] ?? []).entries())
      if (term?.labelSelector === undefined)
        out.push(`${at}.${PREFERRED}[${index}].podAffinityTerm.labelSelector: ${NOTHING}`)
  }
}

function affinityWarnings(out: string[], spec: PodSpec, path: string): void {
  const affinity = spec.affinity?.nodeAffinity
  if (affinity === undefined) return
  for (const [index, term] of (affinity[REQUIRED]?.nodeSelectorTerms ?? []).entries())
    out.push(...termWarnings(term, `${path}.${REQUIRED}.nodeSelectorTerms[${index}]`))
  for (const [index, { preference = {} }] of (affinity[PREFERRED] ?? []).entries())
    out.push(...termWarnings(preference, `${path}.${PREFERRED}[${index}].preference`, true))
}

/** Old labels in a term; where values are only preferred, nothing refuses bad ones: say so. */
export function termWarnings(
  { matchExpressions = [] }: NodeSelectorTerm,
  path: string,
  alsoValues = false,
): string[] {
  return matchExpressions.flatMap(({ key, values }, index) => {
    const at = `${path}.matchExpressions[${index}]`
    const better = betterFor(key)
    const told = better === undefined ? [] : [`${at}.key: ${key} is ${better}`]
    if (alsoValues)
      for (const [place, value] of (values ?? []).entries())
        for (const message of labelValueErrors(value))
          told.push(`${at}.values[${place}]: ${value} is invalid, ${message}`)
    return told
  })
}
