// The rules of PriorityLevelConfigurations: how many requests of a level go on at a time, and what becomes of the others.
import { type Cause, forbidden, invalid, notSupported, required } from '../../meta/field-errors.ts'
import type { Rules } from '../../meta/kind.ts'
import type {
  ExemptPriorityLevelConfiguration,
  LimitedPriorityLevelConfiguration,
  LimitResponse,
  PriorityLevelConfiguration,
  PriorityLevelConfigurationSpec,
  QueuingConfiguration,
} from '../../schema/generated/flowcontrol-v1.ts'
import { metaAgain } from '../meta-again.ts'
import { filled } from '../same.ts'
import { withStatus, withStatusOf } from '../status.ts'
import { conditionErrors } from './conditions.ts'
import { fixedLevelErrors } from './mandatory.ts'

export const priorityLevelRules: Rules<PriorityLevelConfiguration> = {
  defaults: level => ({ ...level, spec: defaultLevel(level.spec ?? { type: '' }) }),
  prepareForCreate: draft => withStatus(draft, {}),
  prepareForUpdate: (next, old) => withStatus(next, old.status),
  validate: validateLevel,
  validateUpdate: next => [...metaAgain(next, false), ...validateLevel(next)],
}

export const priorityLevelStatusRules: Pick<
  Rules<PriorityLevelConfiguration>,
  'prepareForUpdate' | 'validateUpdate'
> = {
  prepareForUpdate: withStatusOf,
  validateUpdate: ({ status }) => conditionErrors(status?.conditions),
}

/** Shares that were not given are stored as null, so the default fills them in too. */
function given<T extends { nominalConcurrencyShares?: number }>(level: T): T {
  const { nominalConcurrencyShares: shares, ...rest } = level
  return (shares ?? undefined) === undefined ? (rest as T) : level
}

function defaultLevel(spec: PriorityLevelConfigurationSpec): PriorityLevelConfigurationSpec {
  const { limited, exempt } = spec
  return {
    ...spec,
    ...(limited === undefined ? {} : { limited: defaultLimited(limited) }),
    ...(exempt === undefined
      ? {}
      : { exempt: filled(given(exempt), { nominalConcurrencyShares: 0, lendablePercent: 0 }) }),
  }
}

function defaultLimited(
  limited: LimitedPriorityLevelConfiguration,
): LimitedPriorityLevelConfiguration {
  const known = filled(given(limited), { nominalConcurrencyShares: 30, lendablePercent: 0 })
  const { limitResponse } = known
  const queuing = limitResponse?.queuing
  if (limitResponse === undefined || queuing === undefined) return known
  const queues = {
    queues: queuing.queues || 64,
    handSize: queuing.handSize || 8,
    queueLengthLimit: queuing.queueLengthLimit || 50,
  }
  return { ...known, limitResponse: { ...limitResponse, queuing: queues } }
}

function validateLevel({ metadata, spec = { type: '' } }: PriorityLevelConfiguration): Cause[] {
  const { type, limited, exempt } = spec
  const causes: Cause[] = []
  if ((metadata.name === 'exempt') !== (type === 'Exempt'))
    causes.push(invalid('spec.type', type, "must be 'Exempt' if and only if `name` is 'exempt'"))
  if (type === 'Exempt') {
    if (limited !== undefined)
      causes.push(forbidden('spec.limited', 'must be nil if the type is not Limited'))
    if (exempt !== undefined) causes.push(...shareErrors(exempt, 'spec.exempt'))
  } else if (type === 'Limited') {
    if (exempt !== undefined)
      causes.push(forbidden('spec.exempt', 'must be nil if the type is Limited'))
    if (limited === undefined)
      causes.push(required('spec.limited', 'must not be empty when type is Limited'))
    else causes.push(...limitedErrors(limited, 'spec.limited'))
  } else causes.push(notSupported('spec.type', type, ['Exempt', 'Limited']))
  return [...causes, ...fixedLevelErrors(metadata.name ?? '', spec)]
}

const NOT_NEGATIVE = 'must be a non-negative integer'

const shareErrors = (level: ExemptPriorityLevelConfiguration, path: string): Cause[] => [
  ...nominalErrors(level, path),
  ...lendableErrors(level, path),
]

function nominalErrors(
  { nominalConcurrencyShares: shares = 0 }: ExemptPriorityLevelConfiguration,
  path: string,
): Cause[] {
  return shares < 0 ? [invalid(`${path}.nominalConcurrencyShares`, shares, NOT_NEGATIVE)] : []
}

function lendableErrors(
  { lendablePercent: percent = 0 }: ExemptPriorityLevelConfiguration,
  path: string,
): Cause[] {
  return percent < 0 || percent > 100
    ? [invalid(`${path}.lendablePercent`, percent, 'must be between 0 and 100, inclusive')]
    : []
}

function limitedErrors(limited: LimitedPriorityLevelConfiguration, path: string): Cause[] {
  const { limitResponse, borrowingLimitPercent: borrowing } = limited
  const causes = [
    ...nominalErrors(limited, path),
    ...responseErrors(limitResponse ?? { type: '' }, `${path}.limitResponse`),
    ...lendableErrors(limited, path),
  ]
  if (borrowing !== undefined && borrowing < 0)
    causes.push(
      invalid(`${path}.borrowingLimitPercent`, borrowing, `if specified, ${NOT_NEGATIVE}`),
    )
  return causes
}

function responseErrors({ type, queuing }: LimitResponse, path: string): Cause[] {
  const at = `${path}.queuing`
  if (type === 'Reject')
    return queuing === undefined
      ? []
      : [forbidden(at, 'must be nil if limited.limitResponse.type is not Limited')]
  if (type !== 'Queue') return [notSupported(`${path}.type`, type, ['Queue', 'Reject'])]
  if (queuing === undefined)
    return [required(at, 'must not be empty if limited.limitResponse.type is Limited')]
  return queuingErrors(queuing, at)
}

const QUEUES_MAX = 10_000_000
/** How many bits a request is hashed to, of which its hand of queues is dealt. */
const HASH_BITS = 60

function queuingErrors(queuing: QueuingConfiguration, path: string): Cause[] {
  const { queues, handSize, queueLengthLimit } = queuing
  const causes: Cause[] = []
  const wrong = (field: keyof QueuingConfiguration, text: string): void =>
    void causes.push(invalid(`${path}.${field}`, queuing[field], text))
  if (queueLengthLimit <= 0) wrong('queueLengthLimit', 'must be positive')
  if (queues <= 0) wrong('queues', 'must be positive')
  else if (queues > QUEUES_MAX) wrong('queues', `must not be greater than ${QUEUES_MAX}`)
  if (handSize <= 0) wrong('handSize', 'must be positive')
  else if (handSize > queues) wrong('handSize', `should not be greater than queues (${queues})`)
  else if (Math.ceil(Math.log2(queues) * handSize) > HASH_BITS)
    wrong(
      'handSize',
      `required entropy bits of deckSize ${queues} and handSize ${handSize} should not be greater than ${HASH_BITS}`,
    )
  return causes
}
