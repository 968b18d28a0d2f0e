// PlacementReviews ask why Pods run where they run; they are answered, not kept.
import { type Cause, forbidden, required } from '../../meta/field-errors.ts'
import type { PlacementReview } from '../../schema/generated/mimikube-v1alpha1.ts'

/** One Pod or one DaemonSet is asked about. */
export function validatePlacementReview({ spec = {} }: PlacementReview): Cause[] {
  const { daemonSet = '', pod = '' } = spec
  if (daemonSet !== '' && pod !== '')
    return [forbidden('spec.pod', 'may not be given together with spec.daemonSet')]
  if (daemonSet === '' && pod === '')
    return [required('spec', 'exactly one of daemonSet and pod must be given')]
  return []
}
