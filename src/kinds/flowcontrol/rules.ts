// The rules of FlowSchemas: which requests go to which priority level.
import { type Cause, forbidden, invalid, notSupported, required } from '../../meta/field-errors.ts'
import type { Rules } from '../../meta/kind.ts'
import { dnsLabelErrors, dnsSubdomainErrors } from '../../meta/names.ts'
import type {
  FlowSchema,
  FlowSchemaSpec,
  NonResourcePolicyRule,
  PolicyRulesWithSubjects,
  ResourcePolicyRule,
  ServiceAccountSubject,
  Subject,
} from '../../schema/generated/flowcontrol-v1.ts'
import { goStruct } from '../go-struct.ts'
import { metaAgain } from '../meta-again.ts'
import { withStatus, withStatusOf } from '../status.ts'
import { conditionErrors } from './conditions.ts'
import { fixedSchemaErrors } from './mandatory.ts'

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
  validateUpdate: next => [...metaAgain(next, false), ...validateSchema(next)],
}

export const flowSchemaStatusRules: Pick<
  Rules<FlowSchema>,
  'prepareForUpdate' | 'validateUpdate'
> = {
  prepareForUpdate: withStatusOf,
  validateUpdate: ({ status }) => conditionErrors(status?.conditions),
}

function validateSchema({ metadata, spec = { matchingPrecedence: 0 } }: FlowSchema): Cause[] {
  const { name = '' } = metadata
  return [...schemaErrors(spec, name), ...fixedSchemaErrors(name, spec)]
}

function schemaErrors(spec: FlowSchemaSpec, name: string): Cause[] {
  const { matchingPrecedence: precedence, distinguisherMethod: method } = spec
  const causes: Cause[] = []
  const at = 'spec.matchingPrecedence'
  if (precedence <= 0) causes.push(invalid(at, precedence, 'must be a positive value'))
  if (precedence > PRECEDENCE_MAX)
    causes.push(invalid(at, precedence, `must not be greater than ${PRECEDENCE_MAX}`))
  if (precedence === 1 && name !== 'exempt')
    causes.push(
      invalid(at, precedence, "only the schema named 'exempt' may have matchingPrecedence 1"),
    )
  if (method !== undefined && !METHODS.includes(method.type))
    causes.push(
      notSupported(
        'spec.distinguisherMethod.type',
        goStruct('flowcontrol/v1.FlowDistinguisherMethod', method),
        METHODS,
      ),
    )
  const level = spec.priorityLevelConfiguration?.name ?? ''
  if (level === '')
    causes.push(required('spec.priorityLevelConfiguration.name', 'must reference a priority level'))
  for (const text of level === '' ? [] : dnsSubdomainErrors(level))
    causes.push(invalid('spec.priorityLevelConfiguration.name', level, text))
  return [
    ...causes,
    ...(spec.rules ?? []).flatMap((rule, index) => ruleErrors(rule, `spec.rules[${index}]`)),
  ]
}

function ruleErrors(rule: PolicyRulesWithSubjects, path: string): Cause[] {
  const { subjects, resourceRules, nonResourceRules } = rule
  const each = <T>(
    list: readonly T[] | undefined,
    errorsOf: (item: T, path: string) => Cause[],
    field: string,
  ): Cause[] => (list ?? []).flatMap((item, index) => errorsOf(item, `${path}.${field}[${index}]`))
  const causes = each(subjects, subjectErrors, 'subjects')
  if ((subjects ?? []).length === 0)
    causes.push(required(`${path}.subjects`, 'subjects must contain at least one value'))
  if ((resourceRules ?? []).length + (nonResourceRules ?? []).length === 0)
    causes.push(
      required(path, 'at least one of resourceRules and nonResourceRules has to be non-empty'),
    )
  return [
    ...causes,
    ...each(resourceRules, resourceErrors, 'resourceRules'),
    ...each(nonResourceRules, nonResourceErrors, 'nonResourceRules'),
  ]
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
  if (member === 'serviceAccount' && subject.serviceAccount !== undefined)
    causes.push(...accountErrors(subject.serviceAccount, `${path}.serviceAccount`))
  for (const [kind, other] of Object.entries(MEMBERS))
    if (other !== member && subject[other] !== undefined)
      causes.push(
        forbidden(`${path}.${other}`, `${other} is forbidden when subject kind is not '${kind}'`),
      )
  return causes
}

function accountErrors({ name, namespace }: ServiceAccountSubject, path: string): Cause[] {
  const names = name === '' || name === '*' ? [] : dnsSubdomainErrors(name)
  return [
    ...names.map(text => invalid(`${path}.name`, name, text)),
    ...(namespace
      ? dnsLabelErrors(namespace).map(text => invalid(`${path}.namespace`, namespace, text))
      : [required(`${path}.namespace`, 'must specify namespace for service account')]),
  ]
}

function verbErrors(verbs: readonly string[], path: string): Cause[] {
  if (verbs.length === 0) return [required(path, 'verbs must contain at least one value')]
  if (verbs.includes('*'))
    return verbs.length === 1
      ? []
      : [invalid(path, verbs, "if '*' is present, must not specify other verbs")]
  return verbs.every(verb => VERBS.includes(verb)) ? [] : [notSupported(path, verbs, VERBS)]
}

function resourceErrors(rule: ResourcePolicyRule, path: string): Cause[] {
  const namespaces = rule.namespaces ?? []
  const causes = verbErrors(rule.verbs ?? [], `${path}.verbs`)
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
  const at = `${path}.namespaces`
  if (namespaces.length === 0 && rule.clusterScope !== true)
    causes.push(
      required(at, 'resource rules that are not cluster scoped must supply at least one namespace'),
    )
  if (namespaces.includes('*')) {
    if (namespaces.length > 1)
      causes.push(invalid(at, namespaces, "if '*' is present, must not specify other namespaces"))
    return causes
  }
  for (const [index, namespace] of namespaces.entries())
    for (const text of dnsLabelErrors(namespace))
      causes.push(invalid(`${at}[${index}]`, namespace, NAMESPACES + text))
  return causes
}

const NAMESPACES = "each member of this list must be '*' or a DNS-1123 label; "

function nonResourceErrors(rule: NonResourcePolicyRule, path: string): Cause[] {
  const urls = rule.nonResourceURLs ?? []
  const at = `${path}.nonResourceURLs`
  const causes = verbErrors(rule.verbs ?? [], `${path}.verbs`)
  if (urls.length === 0)
    causes.push(required(at, 'nonResourceURLs must contain at least one value'))
  if (urls.includes('*')) {
    if (urls.length > 1)
      causes.push(invalid(at, urls, "if '*' is present, must not specify other non-resource URLs"))
    return causes
  }
  for (const [index, url] of urls.entries()) {
    const error = urlError(url)
    if (error !== undefined) causes.push(invalid(`${at}[${index}]`, url, error))
  }
  return causes
}

function urlError(url: string): string | undefined {
  if (url === '') return 'must not be empty'
  if (url === '/') return undefined
  if (!url.startsWith('/')) return 'must start with slash'
  if (url.includes(' ')) return 'must not contain white-space'
  if (url.includes('//')) return 'must not contain double slash'
  const stars = url.split('*').length - 1
  return stars > 1 || (stars === 1 && !url.endsWith('/*'))
    ? 'wildcard can only do suffix matching'
    : undefined
}
