// The rules of FlowSchemas and PriorityLevelConfigurations.
import { type Cause, forbidden, invalid, notSupported, required } from '../../meta/field-errors.ts'
import type { Rules } from '../../meta/kind.ts'
import type {
  FlowSchema,
  FlowSchemaSpec,
  LimitedPriorityLevelConfiguration,
  LimitResponse,
  NonResourcePolicyRule,
  PriorityLevelConfiguration,
  PriorityLevelConfigurationSpec,
  ResourcePolicyRule,
  Subject,
} from '../../schema/generated/flowcontrol-v1.ts'
import { goStruct } from '../go-struct.ts'
import { filled } from '../same.ts'
import { withStatus } from '../status.ts'
import { fixedLevelErrors, fixedSchemaErrors } from './mandatory.ts'

const PRECEDENCE_MAX = 10_000
const METHODS = ['ByNamespace', 'ByUser']
const VERBS = [
  'create',
  'delete',
  'deletecollection',
  'get',
  'list',
  'patch',
  'proxy',
  'update',
  'watch',
]

export const flowSchemaRules: Rules<FlowSchema> = {
  defaults: schema => {
    const precedence = schema.spec?.matchingPrecedence || 1000
    return { ...schema, spec: { ...schema.spec, matchingPrecedence: precedence } }
  },
  prepareForCreate: draft => withStatus(draft, {}),
  prepareForUpdate: (next, old) => withStatus(next, old.status),
  validate: validateSchema,
  validateUpdate: next => validateSchema(next),
}

function validateSchema({ metadata, spec = { matchingPrecedence: 0 } }: FlowSchema): Cause[] {
  return [...schemaErrors(spec), ...fixedSchemaErrors(metadata.name ?? '', spec)]
}

/** Shares that were not given are stored as null, so the default fills them in too. */
function given<T extends { nominalConcurrencyShares?: number }>(level: T): T {
  const { nominalConcurrencyShares: shares, ...rest } = level
  return (shares ?? undefined) === undefined ? (rest as T) : level
}

function schemaErrors(spec: FlowSchemaSpec): Cause[] {
  const { matchingPrecedence: precedence, distinguisherMethod: method } = spec
  const causes: Cause[] = []
  const at = 'spec.matchingPrecedence'
  if (precedence <= 0) causes.push(invalid(at, precedence, 'must be a positive value'))
  if (precedence > PRECEDENCE_MAX)
    causes.push(invalid(at, precedence, `must not be greater than ${PRECEDENCE_MAX}`))
  if (method !== undefined && !METHODS.includes(method.type))
    causes.push(
      notSupported(
        'spec.distinguisherMethod.type',
        goStruct('flowcontrol/v1.FlowDistinguisherMethod', method),
        METHODS,
      ),
    )
  if (!spec.priorityLevelConfiguration?.name)
    causes.push(required('spec.priorityLevelConfiguration.name', 'must reference a priority level'))
  for (const [index, rule] of (spec.rules ?? []).entries()) {
    const path = `spec.rules[${index}]`
    const subjects = rule.subjects ?? []
    const { resourceRules = [], nonResourceRules = [] } = rule
    if (subjects.length === 0)
      causes.push(required(`${path}.subjects`, 'subjects must contain at least one value'))
    subjects.forEach((each, at) => {
      causes.push(...subjectErrors(each, `${path}.subjects[${at}]`))
    })
    if (resourceRules.length === 0 && nonResourceRules.length === 0)
      causes.push(
        required(path, 'at least one of resourceRules and nonResourceRules has to be non-empty'),
      )
    resourceRules.forEach((each, at) => {
      causes.push(...resourceErrors(each, `${path}.resourceRules[${at}]`))
    })
    nonResourceRules.forEach((each, at) => {
      causes.push(...nonResourceErrors(each, `${path}.nonResourceRules[${at}]`))
    })
  }
  return causes
}

const MEMBERS = { User: 'user', Group: 'group', ServiceAccount: 'serviceAccount' } as const

function subjectErrors(subject: Subject, path: string): Cause[] {
  const member = MEMBERS[subject.kind as keyof typeof MEMBERS]
  if (member === undefined)
    return [notSupported(`${path}.kind`, subject.kind, ['Group', 'ServiceAccount', 'User'])]
  const causes: Cause[] = []
  const given = subject[member]
  if (given === undefined)
    causes.push(
      required(`${path}.${member}`, `${member} is required when subject kind is '${subject.kind}'`),
    )
  else if (given.name === '') causes.push(required(`${path}.${member}.name`))
  if (member === 'serviceAccount' && subject.serviceAccount?.namespace === '')
    causes.push(
      required(`${path}.serviceAccount.namespace`, 'must specify namespace for service account'),
    )
  for (const [kind, other] of Object.entries(MEMBERS))
    if (other !== member && subject[other] !== undefined)
      causes.push(
        forbidden(`${path}.${other}`, `${other} is forbidden when subject kind is not '${kind}'`),
      )
  return causes
}

function verbErrors(verbs: readonly string[], path: string, known: readonly string[]): Cause[] {
  if (verbs.length === 0) return [required(path, 'verbs must contain at least one value')]
  if (verbs.includes('*'))
    return verbs.length === 1
      ? []
      : [invalid(path, verbs, "if '*' is present, must not specify other verbs")]
  const odd = verbs.filter(verb => !known.includes(verb))
  return odd.length === 0 ? [] : [notSupported(path, verbs, [...known, '*'].sort())]
}

function resourceErrors(rule: ResourcePolicyRule, path: string): Cause[] {
  const namespaces = rule.namespaces ?? []
  const causes = verbErrors(rule.verbs ?? [], `${path}.verbs`, VERBS)
  const needs = (field: string, list: readonly string[], text: string, what: string): void => {
    if (list.length === 0) causes.push(required(`${path}.${field}`, text))
    else if (list.length > 1 && list.includes('*'))
      causes.push(
        invalid(`${path}.${field}`, list, `if '*' is present, must not specify other ${what}`),
      )
  }
  needs(
    'apiGroups',
    rule.apiGroups ?? [],
    'resource rules must supply at least one api group',
    'api groups',
  )
  needs(
    'resources',
    rule.resources ?? [],
    'resource rules must supply at least one resource',
    'resources',
  )
  if (namespaces.length === 0 && rule.clusterScope !== true)
    causes.push(
      required(
        `${path}.namespaces`,
        'resource rules that are not cluster scoped must supply at least one namespace',
      ),
    )
  return causes
}

function nonResourceErrors(rule: NonResourcePolicyRule, path: string): Cause[] {
  const nonResourceURLs = rule.nonResourceURLs ?? []
  const causes = verbErrors(rule.verbs ?? [], `${path}.verbs`, [
    'delete',
    'get',
    'head',
    'options',
    'patch',
    'post',
    'put',
  ])
  if (nonResourceURLs.length === 0)
    causes.push(
      required(`${path}.nonResourceURLs`, 'nonResourceURLs must contain at least one value'),
    )
  for (const [index, url] of nonResourceURLs.entries()) {
    const at = `${path}.nonResourceURLs[${index}]`
    const star = url.indexOf('*')
    if (url === '') causes.push(invalid(at, url, 'must not be empty'))
    else if (url === '*') continue
    else if (!url.startsWith('/')) causes.push(invalid(at, url, 'must start with slash'))
    else if (url.slice(1).includes('//'))
      causes.push(invalid(at, url, 'must not contain double slash'))
    else if (star >= 0 && (star !== url.length - 1 || !url.endsWith('/*')))
      causes.push(invalid(at, url, 'wildcard can only do suffix matching'))
  }
  return causes
}

export const priorityLevelRules: Rules<PriorityLevelConfiguration> = {
  defaults: level => ({ ...level, spec: defaultLevel(level.spec ?? { type: '' }) }),
  prepareForCreate: draft => withStatus(draft, {}),
  prepareForUpdate: (next, old) => withStatus(next, old.status),
  validate: validateLevel,
  validateUpdate: next => validateLevel(next),
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
  if (
    (metadata.name === 'exempt') !== (type === 'Exempt') &&
    (type === 'Exempt' || type === 'Limited')
  )
    causes.push(invalid('spec.type', type, "must be 'Exempt' if and only if `name` is 'exempt'"))
  if (type === 'Exempt') {
    if (limited !== undefined)
      causes.push(forbidden('spec.limited', 'must be nil if the type is not Limited'))
  } else if (type === 'Limited') {
    if (exempt !== undefined)
      causes.push(forbidden('spec.exempt', 'must be nil if the type is Limited'))
    if (limited === undefined)
      causes.push(required('spec.limited', 'must not be empty when type is Limited'))
    else causes.push(...limitedErrors(limited, 'spec.limited'))
  } else causes.push(notSupported('spec.type', type, ['Exempt', 'Limited']))
  return [...causes, ...fixedLevelErrors(metadata.name ?? '', spec)]
}

function limitedErrors(limited: LimitedPriorityLevelConfiguration, path: string): Cause[] {
  const { nominalConcurrencyShares: shares = 0, limitResponse, lendablePercent = 0 } = limited
  const causes: Cause[] = []
  if (shares < 0)
    causes.push(
      invalid(`${path}.nominalConcurrencyShares`, shares, 'must be a non-negative integer'),
    )
  causes.push(...responseErrors(limitResponse ?? { type: '' }, `${path}.limitResponse`))
  if (lendablePercent < 0 || lendablePercent > 100)
    causes.push(
      invalid(`${path}.lendablePercent`, lendablePercent, 'must be between 0 and 100, inclusive'),
    )
  const borrowing = limited.borrowingLimitPercent
  if (borrowing !== undefined && borrowing < 0)
    causes.push(
      invalid(
        `${path}.borrowingLimitPercent`,
        borrowing,
        'if specified, must be a non-negative integer',
      ),
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
  const { queues, handSize, queueLengthLimit } = queuing
  const causes: Cause[] = []
  for (const [field, value] of Object.entries({ queueLengthLimit, queues, handSize }))
    if (value <= 0) causes.push(invalid(`${at}.${field}`, value, 'must be positive'))
  if (queues > 0 && handSize > queues)
    causes.push(
      invalid(`${at}.handSize`, handSize, `should not be greater than queues (${queues})`),
    )
  return causes
}
