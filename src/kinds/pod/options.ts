// What a changed Pod may keep of what a new one could not have.
import { validateLabelSelector } from '../../meta/labels.ts'
import { labelValueErrors } from '../../meta/names.ts'
import type { Pod, PodSpec } from '../../schema/generated/core-v1.ts'
import type { PodValidationOptions } from '../pod-template/options.ts'
import { specOf } from './parts.ts'

/** Options for an update of a Pod. */
export function podOptions(old: Pod): PodValidationOptions {
  return { ...specOptions(specOf(old)), isPod: true }
}

/** Options for a spec that replaces another. */
export function specOptions(old: PodSpec): PodValidationOptions {
  return {
    allowInvalidLabelValueInSelector: hasInvalidValue(old),
    allowInvalidTopologySpreadSelector: (old.topologySpreadConstraints ?? []).some(
      ({ labelSelector }) => validateLabelSelector(labelSelector, '').length > 0,
    ),
    allowInvalidLabelValueInNodeAffinity: hasInvalidNodeValue(old),
  }
}

function hasInvalidValue({ affinity }: PodSpec): boolean {
  const terms = [affinity?.podAffinity, affinity?.podAntiAffinity].flatMap(part => [
    ...(part?.requiredDuringSchedulingIgnoredDuringExecution ?? []),
    ...(part?.preferredDuringSchedulingIgnoredDuringExecution ?? []).map(
      term => term.podAffinityTerm,
    ),
  ])
  return terms.some(term => (term?.labelSelector?.matchExpressions ?? []).some(isInvalid))
}

function hasInvalidNodeValue({ affinity }: PodSpec): boolean {
  const terms =
    affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms ?? []
  return terms.some(term => (term.matchExpressions ?? []).some(isInvalid))
}

const isInvalid = ({ values = [] }: { values?: readonly string[] }): boolean =>
  values.some(value => labelValueErrors(value).length > 0)
