// Affinity: to nodes, to Pods and away from Pods.
import { type Cause, invalid, required } from '../../meta/field-errors.ts'
import { validateLabelSelector } from '../../meta/labels.ts'
import { labelName, qualifiedNameErrors } from '../../meta/names.ts'
import type {
  Affinity,
  NodeAffinity,
  PodAffinity,
  PodAffinityTerm,
} from '../../schema/generated/core-v1.ts'
import { checkText } from './check.ts'
import { checkLabelKeys } from './label-keys.ts'
import { checkNodeSelector, checkNodeTerm } from './node-selector.ts'
import type { PodValidationOptions } from './options.ts'

const REQUIRED = 'requiredDuringSchedulingIgnoredDuringExecution'
const PREFERRED = 'preferredDuringSchedulingIgnoredDuringExecution'

export function checkAffinity(
  out: Cause[],
  affinity: Affinity | undefined,
  path: string,
  options: PodValidationOptions,
): void {
  if (affinity === undefined) return
  if (affinity.nodeAffinity !== undefined)
    checkNodeAffinity(out, affinity.nodeAffinity, `${path}.nodeAffinity`, options)
  if (affinity.podAffinity !== undefined)
    checkPodAffinity(out, affinity.podAffinity, `${path}.podAffinity`, options)
  if (affinity.podAntiAffinity !== undefined)
    checkPodAffinity(out, affinity.podAntiAffinity, `${path}.podAntiAffinity`, options)
}

function checkWeight(out: Cause[], weight: number | undefined, path: string): void {
  const value = weight ?? 0
  if (value <= 0 || value > 100) out.push(invalid(path, value, 'must be in the range 1-100'))
}

function checkNodeAffinity(
  out: Cause[],
  affinity: NodeAffinity,
  path: string,
  options: PodValidationOptions,
): void {
  if (affinity[REQUIRED] !== undefined)
    checkNodeSelector(
      out,
      affinity[REQUIRED],
      `${path}.${REQUIRED}`,
      options.allowInvalidLabelValueInNodeAffinity,
    )
  for (const [index, term] of (affinity[PREFERRED] ?? []).entries()) {
    const at = `${path}.${PREFERRED}[${index}]`
    checkWeight(out, term.weight, `${at}.weight`)
    checkNodeTerm(out, term.preference ?? {}, `${at}.preference`, true)
  }
}

function checkPodAffinity(
  out: Cause[],
  affinity: PodAffinity,
  path: string,
  options: PodValidationOptions,
): void {
  for (const [index, term] of (affinity[REQUIRED] ?? []).entries())
    checkPodTerm(out, term, `${path}.${REQUIRED}[${index}]`, options)
  for (const [index, term] of (affinity[PREFERRED] ?? []).entries()) {
    const at = `${path}.${PREFERRED}[${index}]`
    checkWeight(out, term.weight, `${at}.weight`)
    checkPodTerm(out, term.podAffinityTerm ?? { topologyKey: '' }, `${at}.podAffinityTerm`, options)
  }
}

function checkPodTerm(
  out: Cause[],
  term: PodAffinityTerm,
  path: string,
  options: PodValidationOptions,
): void {
  const selectors = { allowInvalidValues: options.allowInvalidLabelValueInSelector === true }
  out.push(...validateLabelSelector(term.labelSelector, `${path}.labelSelector`, selectors))
  out.push(...validateLabelSelector(term.namespaceSelector, `${path}.namespaceSelector`, selectors))
  for (const name of term.namespaces ?? [])
    for (const text of labelName(name, false)) out.push(invalid(`${path}.namespace`, name, text))
  checkLabelKeys(out, term, path)
  if (!term.topologyKey) out.push(required(`${path}.topologyKey`, 'can not be empty'))
  checkText(out, qualifiedNameErrors, term.topologyKey ?? '', `${path}.topologyKey`)
}
