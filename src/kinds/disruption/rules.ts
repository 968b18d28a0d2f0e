// The rules of PodDisruptionBudgets.
import { type Cause, invalid, notSupported } from '../../meta/field-errors.ts'
import type { Rules } from '../../meta/kind.ts'
import { validateLabelSelector } from '../../meta/labels.ts'
import { percentErrors } from '../../meta/names.ts'
import { NOT_NEGATIVE, validateNonNegative } from '../../meta/object-meta.ts'
import type { PodDisruptionBudget } from '../../schema/generated/policy-v1.ts'
import { conditionsErrors } from '../conditions.ts'
import { goStruct } from '../go-struct.ts'
import { withStatus } from '../status.ts'

const POLICIES = ['AlwaysAllow', 'IfHealthyBudget']

const COUNTERS = ['disruptionsAllowed', 'currentHealthy', 'desiredHealthy', 'expectedPods'] as const
const NONE = { disruptionsAllowed: 0, currentHealthy: 0, desiredHealthy: 0, expectedPods: 0 }

export const podDisruptionBudgetRules: Rules<PodDisruptionBudget> = {
  prepareForCreate: draft => withStatus(draft, NONE),
  prepareForUpdate: (next, old) => withStatus(next, old.status),
  validate,
  validateUpdate: next => validate(next),
}

export const podDisruptionBudgetStatusRules: Pick<
  Rules<PodDisruptionBudget>,
  'prepareForUpdate' | 'validateUpdate'
> = {
  prepareForUpdate: (next, old) => withStatus({ ...old, metadata: next.metadata }, next.status),
  validateUpdate: ({ status }) => [
    ...conditionsErrors(status?.conditions, 'status.conditions'),
    ...COUNTERS.flatMap(field => validateNonNegative(status?.[field] ?? 0, `status.${field}`)),
  ],
}

function validate({ spec = {} }: PodDisruptionBudget): Cause[] {
  const { minAvailable, maxUnavailable, unhealthyPodEvictionPolicy: policy } = spec
  const causes: Cause[] = []
  if (minAvailable !== undefined && maxUnavailable !== undefined)
    causes.push(
      invalid(
        'spec',
        goStruct('policy/v1.PodDisruptionBudgetSpec', spec),
        'minAvailable and maxUnavailable cannot be both set',
      ),
    )
  causes.push(...shareErrors(minAvailable, 'spec.minAvailable'))
  causes.push(...shareErrors(maxUnavailable, 'spec.maxUnavailable'))
  causes.push(...validateLabelSelector(spec.selector, 'spec.selector'))
  if (policy !== undefined && !POLICIES.includes(policy))
    causes.push(notSupported('spec.unhealthyPodEvictionPolicy', policy, POLICIES))
  return causes
}

/** A number of pods or a percentage of at most a hundred. */
function shareErrors(share: number | string | undefined, path: string): Cause[] {
  if (share === undefined) return []
  if (typeof share === 'number') return share < 0 ? [invalid(path, share, NOT_NEGATIVE)] : []
  const errors = percentErrors(share)
  if (errors.length > 0) return errors.map(text => invalid(path, share, text))
  return Number(share.slice(0, -1)) > 100
    ? [invalid(path, share, 'must not be greater than 100%')]
    : []
}
