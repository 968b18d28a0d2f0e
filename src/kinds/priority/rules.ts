// The rules of PriorityClasses and Leases.
import { type Cause, forbidden, invalid, notSupported, required } from '../../meta/field-errors.ts'
import type { AdmissionRule, DeletionRules, Rules } from '../../meta/kind.ts'
import { validateImmutable } from '../../meta/object-meta.ts'
import { forbiddenStatus } from '../../meta/status.ts'
import type { Lease } from '../../schema/generated/coordination-v1.ts'
import type { PriorityClass } from '../../schema/generated/scheduling-v1.ts'
import { filled, without } from '../same.ts'

const USER_VALUE_MAX = 1_000_000_000
/** The classes that every cluster has, with the only values that they may have. */
const SYSTEM: Readonly<Record<string, number>> = {
  'system-node-critical': 2_000_001_000,
  'system-cluster-critical': 2_000_000_000,
}
const PREEMPTION = ['PreemptLowerPriority', 'Never']
const RESERVED = "priority class names with 'system-' prefix are reserved for system use only."

/** Its generation is 1 from birth and never rises. */
export const priorityClassRules: Rules<PriorityClass> = {
  defaults: priorityClass => filled(priorityClass, { preemptionPolicy: 'PreemptLowerPriority' }),
  prepareForCreate: draft => ({ ...draft, metadata: { ...draft.metadata, generation: 1 } }),
  validate: validatePriority,
  validateUpdate: (next, old) => {
    const isMoved = (next.value ?? 0) !== (old.value ?? 0)
    return [
      ...(isMoved ? [forbidden('value', 'may not be changed in an update.')] : []),
      ...validateImmutable(next.preemptionPolicy, old.preemptionPolicy, 'preemptionPolicy'),
    ]
  },
}

function validatePriority({
  metadata,
  value = 0,
  preemptionPolicy,
  ...rest
}: PriorityClass): Cause[] {
  const { name = '' } = metadata
  const causes: Cause[] = []
  if (name.startsWith('system-')) {
    const error = systemError(name, value, rest.globalDefault === true)
    if (error !== undefined) causes.push(forbidden('metadata.name', `${RESERVED} error: ${error}`))
  } else if (value > USER_VALUE_MAX)
    causes.push(
      forbidden('value', `maximum allowed value of a user defined priority is ${USER_VALUE_MAX}`),
    )
  if (preemptionPolicy === '') causes.push(required('preemptionPolicy'))
  else if (preemptionPolicy !== undefined && !PREEMPTION.includes(preemptionPolicy))
    causes.push(notSupported('preemptionPolicy', preemptionPolicy, PREEMPTION))
  return causes
}

function systemError(name: string, value: number, isDefault: boolean): string | undefined {
  const known = SYSTEM[name]
  if (known === undefined) return `${name} is not a known system priority class`
  if (known !== value) return `value of ${name} PriorityClass must be ${known}`
  return isDefault ? `globalDefault of ${name} PriorityClass must be false` : undefined
}

/** What every cluster has stays. */
export const priorityClassDeletion: DeletionRules<PriorityClass> = {
  check: ({ metadata: { name = '' } }) => {
    if (SYSTEM[name] !== undefined)
      throw forbiddenStatus(
        PRIORITY_CLASSES,
        name,
        'this is a system priority class and cannot be deleted',
      )
  },
}

const PRIORITY_CLASSES = { group: 'scheduling.k8s.io', plural: 'priorityclasses' }

/** One class at most is for pods that name none. */
export const oneGlobalDefault: AdmissionRule<PriorityClass> = {
  name: 'Priority',
  check: (next, _old, { reader }) => {
    if (next?.globalDefault !== true) return
    const classes = reader.list('scheduling.k8s.io/priorityclasses') as readonly PriorityClass[]
    const other = classes.find(
      each => each.globalDefault === true && each.metadata.name !== next.metadata.name,
    )
    if (other !== undefined)
      throw forbiddenStatus(
        PRIORITY_CLASSES,
        next.metadata.name ?? '',
        `PriorityClass ${other.metadata.name} is already marked as default. Only one default can exist`,
      )
  },
}

export const leaseRules: Rules<Lease> = {
  prepareForCreate: withoutGated,
  prepareForUpdate: withoutGated,
  validate: validateLease,
  validateUpdate: next => validateLease(next),
}

/** Fields of coordinated leader election are behind a gate that is off. */
function withoutGated(lease: Lease): Lease {
  if (lease.spec === undefined) return lease
  const spec = without(without(lease.spec, 'preferredHolder'), 'strategy')
  return spec === lease.spec ? lease : { ...lease, spec }
}

function validateLease({ spec = {} }: Lease): Cause[] {
  const { leaseDurationSeconds: seconds, leaseTransitions: transitions } = spec
  const causes: Cause[] = []
  if (seconds !== undefined && seconds <= 0)
    causes.push(invalid('spec.leaseDurationSeconds', seconds, 'must be greater than 0'))
  if (transitions !== undefined && transitions < 0)
    causes.push(invalid('spec.leaseTransitions', transitions, 'must be greater than or equal to 0'))
  return causes
}
