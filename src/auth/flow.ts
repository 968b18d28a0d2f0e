// Which flow schema a request belongs to. Nothing is held back here: clients are told where they would have
// queued, as they are by the real server. Follows apiserver `util/flowcontrol/rule.go`.
import type { UserInfo } from '../meta/kind.ts'
import type { Registry } from '../registry/registry.ts'
import type {
  FlowSchema,
  NonResourcePolicyRule,
  PolicyRulesWithSubjects,
  ResourcePolicyRule,
  Subject,
} from '../schema/generated/flowcontrol-v1.ts'
import type { Attributes } from './attributes.ts'

const GROUP = 'flowcontrol.apiserver.k8s.io'
const SCHEMAS = `${GROUP}/flowschemas`
const LEVELS = `${GROUP}/prioritylevelconfigurations`
const ANY = '*'

type Who = Pick<UserInfo, 'name' | 'groups'>

/** A schema with the headers that tell of it and of its priority level. */
interface Flow {
  readonly rules: readonly PolicyRulesWithSubjects[]
  readonly headers: readonly string[]
}

/** Gives the headers that tell which flow schema and which priority level a request belongs to. */
export function flowHeaders(
  store: Registry['store'],
): (user: Who, asked: Attributes) => readonly string[] {
  let flows: readonly Flow[] | undefined
  const forget = () => {
    flows = undefined
  }
  store.onChange(SCHEMAS, forget)
  store.onChange(LEVELS, forget)
  return (user, asked) => {
    flows ??= flowsIn(store)
    return flows.find(({ rules }) => rules.some(rule => matches(rule, user, asked)))?.headers ?? []
  }
}

function flowsIn(store: Registry['store']): Flow[] {
  const snapshot = store.snapshot()
  const schemas = snapshot.list(SCHEMAS).map(({ object }) => object as FlowSchema)
  const precedence = ({ spec }: FlowSchema) => spec?.matchingPrecedence ?? 0
  return schemas
    .sort((a, b) => precedence(a) - precedence(b) || (nameOf(a) < nameOf(b) ? -1 : 1))
    .flatMap(({ metadata, spec }) => {
      const name = spec?.priorityLevelConfiguration?.name ?? ''
      const level = store.get({ resource: LEVELS, namespace: '', name })?.object.metadata.uid
      if (level === undefined || metadata.uid === undefined) return []
      const headers = [
        'X-Kubernetes-Pf-Flowschema-Uid',
        metadata.uid,
        'X-Kubernetes-Pf-Prioritylevel-Uid',
        level,
      ]
      return [{ rules: spec?.rules ?? [], headers }]
    })
}

const nameOf = ({ metadata }: FlowSchema): string => metadata.name ?? ''

const matches = (rule: PolicyRulesWithSubjects, user: Who, asked: Attributes): boolean =>
  (rule.subjects ?? []).some(subject => isOf(subject, user)) &&
  (asked.isResourceRequest
    ? (rule.resourceRules ?? []).some(one => coversResource(one, asked))
    : (rule.nonResourceRules ?? []).some(one => coversPath(one, asked)))

function isOf({ user, group, serviceAccount }: Subject, who: Who): boolean {
  if (user !== undefined) return user.name === ANY || user.name === who.name
  if (group !== undefined) return group.name === ANY || who.groups.includes(group.name)
  if (serviceAccount === undefined) return false
  const prefix = `system:serviceaccount:${serviceAccount.namespace}:`
  return serviceAccount.name === ANY
    ? who.name.startsWith(prefix)
    : who.name === prefix + serviceAccount.name
}

const has = (list: readonly string[], value: string): boolean =>
  list.includes(ANY) || list.includes(value)

function coversResource(rule: ResourcePolicyRule, asked: Attributes): boolean {
  const { verbs = [], apiGroups = [], resources = [], namespaces = [], clusterScope = false } = rule
  const { verb, group, resource, subresource, namespace } = asked
  return (
    has(verbs, verb) &&
    has(apiGroups, group) &&
    has(resources, subresource === '' ? resource : `${resource}/${subresource}`) &&
    (namespace === '' ? clusterScope : has(namespaces, namespace))
  )
}

const coversPath = (
  { verbs = [], nonResourceURLs = [] }: NonResourcePolicyRule,
  asked: Attributes,
) =>
  has(verbs, asked.verb) &&
  nonResourceURLs.some(
    url =>
      url === ANY ||
      url === asked.path ||
      (url.endsWith('/*') && asked.path.startsWith(url.slice(0, -1))),
  )
