// Role-based access: who is bound to which rules. Bindings and roles are read from the store and kept until
// one of them changes. Follows `plugin/pkg/auth/authorizer/rbac/rbac.go`.
import { goQuote } from '../meta/field-errors.ts'
import type { UserInfo } from '../meta/kind.ts'
import { notFound } from '../meta/status.ts'
import type { Registry } from '../registry/registry.ts'
import type {
  ClusterRole,
  ClusterRoleBinding,
  PolicyRule,
  Role,
  RoleBinding,
  RoleRef,
  Subject,
} from '../schema/generated/rbac-v1.ts'
import type { Attributes, Authorizer, Decision } from './attributes.ts'
import { ruleAllows } from './policy-rule.ts'

const GROUP = 'rbac.authorization.k8s.io'
const CLUSTER_BINDINGS = `${GROUP}/clusterrolebindings`
const BINDINGS = `${GROUP}/rolebindings`
const SERVICE_ACCOUNT = 'system:serviceaccount:'

type Who = Pick<UserInfo, 'name' | 'groups'>
type Binding = ClusterRoleBinding | RoleBinding
type Store = Registry['store']

/** A rule, with the binding that gives it; or why the rules of a binding could not be read. */
type Grant =
  | { readonly rule: PolicyRule; readonly because: () => string }
  | { readonly error: string }

export interface RulesOfUser {
  readonly rules: readonly PolicyRule[]
  /** What could not be read. */
  readonly errors: readonly string[]
}

export class Rbac implements Authorizer {
  readonly #store: Store
  #ofCluster: readonly ClusterRoleBinding[] | undefined
  readonly #ofNamespace = new Map<string, readonly RoleBinding[]>()

  constructor(store: Store) {
    this.#store = store
    store.onChange(CLUSTER_BINDINGS, () => {
      this.#ofCluster = undefined
    })
    store.onChange(BINDINGS, change => {
      this.#ofNamespace.delete(change.key.namespace)
    })
  }

  decide(user: Who, asked: Attributes): Decision {
    const errors: string[] = []
    for (const grant of this.#grants(user, asked.isResourceRequest ? asked.namespace : '')) {
      if ('error' in grant) errors.push(grant.error)
      else if (ruleAllows(grant.rule, asked))
        return { allowed: true, reason: `RBAC: allowed by ${grant.because()}` }
    }
    return { allowed: false, reason: errors.length === 0 ? '' : `RBAC: ${aggregate(errors)}` }
  }

  /** All rules that hold for a user in a namespace (or in none), in the order of bindings. */
  rulesFor(user: Who, namespace: string): RulesOfUser {
    const rules: PolicyRule[] = []
    const errors: string[] = []
    for (const grant of this.#grants(user, namespace))
      if ('error' in grant) errors.push(grant.error)
      else rules.push(grant.rule)
    return { rules, errors }
  }

  /** The rules of the role that a binding names. @throws StatusError NotFound */
  rulesOf(ref: RoleRef, namespace: string): readonly PolicyRule[] {
    const role = this.#roleOf(ref, namespace)
    if (role === undefined)
      throw notFound(
        { group: GROUP, plural: ref.kind === 'ClusterRole' ? 'clusterroles' : 'roles' },
        ref.name,
      )
    return role.rules ?? []
  }

  *#grants(user: Who, namespace: string): Generator<Grant> {
    for (const binding of this.#clusterBindings()) yield* this.#grantsOf(binding, user, '')
    if (namespace === '') return
    for (const binding of this.#bindings(namespace)) yield* this.#grantsOf(binding, user, namespace)
  }

  *#grantsOf(binding: Binding, user: Who, namespace: string): Generator<Grant> {
    const subject = binding.subjects?.find(one => appliesTo(one, user, namespace))
    if (subject === undefined) return
    const { roleRef } = binding
    if (roleRef === undefined) return
    const role = this.#roleOf(roleRef, namespace)
    if (role === undefined) {
      const kind = roleRef.kind === 'ClusterRole' ? 'clusterrole' : 'role'
      yield { error: `${kind}.${GROUP} ${goQuote(roleRef.name)} not found` }
      return
    }
    const because = () => bindingText(binding, subject, namespace)
    for (const rule of role.rules ?? []) yield { rule, because }
  }

  #roleOf(ref: RoleRef, namespace: string): Role | ClusterRole | undefined {
    const [resource, at] = ref.kind === 'ClusterRole' ? ['clusterroles', ''] : ['roles', namespace]
    const key = { resource: `${GROUP}/${resource}`, namespace: at, name: ref.name }
    return this.#store.get(key)?.object as Role | ClusterRole | undefined
  }

  #clusterBindings(): readonly ClusterRoleBinding[] {
    this.#ofCluster ??= this.#listed<ClusterRoleBinding>(CLUSTER_BINDINGS)
    return this.#ofCluster
  }

  #bindings(namespace: string): readonly RoleBinding[] {
    const known = this.#ofNamespace.get(namespace)
    if (known !== undefined) return known
    const bindings = this.#listed<RoleBinding>(BINDINGS, namespace)
    this.#ofNamespace.set(namespace, bindings)
    return bindings
  }

  #listed<T extends Binding>(resource: string, namespace?: string): readonly T[] {
    const entries = this.#store.snapshot().list(resource, namespace)
    return entries.map(entry => entry.object as T)
  }
}

function appliesTo(subject: Subject, user: Who, namespace: string): boolean {
  switch (subject.kind) {
    case 'User':
      return user.name === subject.name
    case 'Group':
      return user.groups.includes(subject.name)
    case 'ServiceAccount': {
      const at = (subject.namespace ?? '') === '' ? namespace : (subject.namespace ?? '')
      return at !== '' && user.name === `${SERVICE_ACCOUNT}${at}:${subject.name}`
    }
    default:
      return false
  }
}

function bindingText(binding: Binding, subject: Subject, namespace: string): string {
  const { name = '' } = binding.metadata
  const { kind = '', name: role = '' } = binding.roleRef ?? {}
  const own =
    namespace === ''
      ? `ClusterRoleBinding ${goQuote(name)}`
      : `RoleBinding ${goQuote(`${name}/${namespace}`)}`
  const whom =
    subject.kind === 'ServiceAccount' ? `${subject.name}/${subject.namespace ?? ''}` : subject.name
  return `${own} of ${kind} ${goQuote(role)} to ${subject.kind} ${goQuote(whom)}`
}

/** Several errors as Go's aggregates print them: doubled ones once, in brackets. */
export function aggregate(errors: readonly string[]): string {
  const texts = [...new Set(errors)]
  return texts.length === 1 ? (texts[0] ?? '') : `[${texts.join(', ')}]`
}
