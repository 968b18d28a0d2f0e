// What nodes may: read what has to do with them, write what is theirs, and what the rules of `system:node`
// say of the rest. Follows `plugin/pkg/auth/authorizer/node/node_authorizer.go`.
import { goQuote } from '../../meta/field-errors.ts'
import type { UserInfo } from '../../meta/kind.ts'
import type { Registry } from '../../registry/registry.ts'
import type { PolicyRule } from '../../schema/generated/rbac-v1.ts'
import type { Attributes, Authorizer, Decision } from '../attributes.ts'
import { ruleAllows } from '../policy-rule.ts'
import { isRelated, type Related } from './graph.ts'
import { nodeOf } from './identity.ts'

const MAY: Decision = { allowed: true, reason: '' }
const SILENT: Decision = { allowed: false, reason: '' }
const LEASES = 'kube-node-lease'
const OWN_VERBS: readonly string[] = ['get', 'create', 'update', 'patch', 'delete']

const no = (reason: string): Decision => ({ allowed: false, reason })

export class NodeAuthorizer implements Authorizer {
  readonly #store: Registry['store']
  readonly #rules: readonly PolicyRule[]

  /** `rules` are those of the role `system:node`, as the server was made with them. */
  constructor(store: Registry['store'], rules: readonly PolicyRule[]) {
    this.#store = store
    this.#rules = rules
  }

  decide(user: Pick<UserInfo, 'name' | 'groups'>, asked: Attributes): Decision {
    const node = nodeOf(user)
    if (node === undefined) return SILENT
    if (node === '') return no(`unknown node for user ${goQuote(user.name)}`)
    const judge = asked.isResourceRequest ? this.#judges[resourceOf(asked)] : undefined
    if (judge !== undefined) return judge(node, asked)
    return this.#rules.some(rule => ruleAllows(rule, asked)) ? MAY : SILENT
  }

  readonly #judges: Readonly<Record<string, (node: string, asked: Attributes) => Decision>> = {
    secrets: (node, asked) => this.#reading(node, 'secrets', asked),
    configmaps: (node, asked) => this.#reading(node, 'configmaps', asked),
    persistentvolumeclaims: (node, asked) =>
      asked.subresource === 'status'
        ? this.#claimStatus(node, asked)
        : this.#getting(node, 'persistentvolumeclaims', asked),
    persistentvolumes: (node, asked) => this.#getting(node, 'persistentvolumes', asked),
    'resource.k8s.io/resourceclaims': (node, asked) => this.#getting(node, 'resourceclaims', asked),
    'storage.k8s.io/volumeattachments': (node, asked) =>
      this.#getting(node, 'volumeattachments', asked),
    serviceaccounts: (node, asked) => this.#account(node, asked),
    'coordination.k8s.io/leases': leaseDecision,
    'storage.k8s.io/csinodes': csiNodeDecision,
    'resource.k8s.io/resourceslices': (node, asked) => this.#slice(node, asked),
    nodes: nodeDecision,
    pods: (node, asked) => this.#pod(node, asked),
  }

  #related(node: string, what: Related, asked: Attributes): Decision {
    if (asked.name === '') return no('No Object name found')
    return isRelated(this.#store, node, what, asked) ? MAY : no(unrelated(node))
  }

  #getting(node: string, what: Related, asked: Attributes): Decision {
    if (asked.verb !== 'get') return no('can only get individual resources of this type')
    if (asked.subresource !== '') return no('cannot get subresource')
    return this.#related(node, what, asked)
  }

  #reading(node: string, what: Related, asked: Attributes): Decision {
    if (!isRead(asked.verb)) return no('can only read resources of this type')
    if (asked.subresource !== '') return no('cannot read subresource')
    if (asked.namespace === '') return no('can only read namespaced object of this type')
    return this.#related(node, what, asked)
  }

  #claimStatus(node: string, asked: Attributes): Decision {
    if (asked.verb !== 'update' && asked.verb !== 'patch')
      return no('can only get/update/patch this type')
    return this.#related(node, 'persistentvolumeclaims', asked)
  }

  #account(node: string, asked: Attributes): Decision {
    if (asked.verb === 'get' && asked.subresource === '')
      return this.#getting(node, 'serviceaccounts', asked)
    if (asked.verb !== 'create' || asked.name === '')
      return no('can only create tokens for individual service accounts')
    if (asked.subresource !== 'token')
      return no('can only create token subresource of serviceaccount')
    return isRelated(this.#store, node, 'serviceaccounts', asked) ? MAY : no(unrelated(node))
  }

  #slice(node: string, asked: Attributes): Decision {
    if (asked.subresource !== '') return no('cannot authorize ResourceSlice subresources')
    switch (asked.verb) {
      case 'create':
        return MAY
      case 'get':
      case 'update':
      case 'patch':
      case 'delete':
        return this.#related(node, 'resourceslices', asked)
      case 'watch':
      case 'list':
      case 'deletecollection':
        return asked.fieldDemanded?.('nodeName') === node
          ? MAY
          : no('can only list/watch/deletecollection resourceslices with nodeName field selector')
      default:
        return no(
          'only the following verbs are allowed for a ResourceSlice: get, watch, list, create, update, patch, delete, deletecollection',
        )
    }
  }

  #pod(node: string, asked: Attributes): Decision {
    const { verb, subresource } = asked
    if (subresource === 'status') return verb === 'update' || verb === 'patch' ? MAY : SILENT
    if (subresource === 'eviction') return verb === 'create' ? MAY : SILENT
    if (subresource !== '') return SILENT
    if (verb === 'get') return this.#getting(node, 'pods', asked)
    // Admission sees to it that these are the node's own.
    if (verb === 'create' || verb === 'delete') return MAY
    if (verb !== 'list' && verb !== 'watch') return SILENT
    if (asked.fieldDemanded?.('spec.nodeName') === node) return MAY
    return asked.name === ''
      ? no('can only list/watch pods with spec.nodeName field selector')
      : this.#related(node, 'pods', asked)
  }
}

const resourceOf = ({ group, resource }: Attributes): string =>
  group === '' ? resource : `${group}/${resource}`

const isRead = (verb: string): boolean => verb === 'get' || verb === 'list' || verb === 'watch'

const unrelated = (node: string): string =>
  `no relationship found between node '${node}' and this object`

/** The name of what is created is not known yet: admission looks at it. */
function leaseDecision(node: string, { verb, namespace, name }: Attributes): Decision {
  if (!OWN_VERBS.includes(verb))
    return no('can only get, create, update, patch, or delete a node lease')
  if (namespace !== LEASES)
    return no(`can only access leases in the ${goQuote(LEASES)} system namespace`)
  return verb === 'create' || name === node
    ? MAY
    : no('can only access node lease with the same name as the requesting node')
}

function csiNodeDecision(node: string, { verb, subresource, name }: Attributes): Decision {
  if (!OWN_VERBS.includes(verb))
    return no('can only get, create, update, patch, or delete a CSINode')
  if (subresource !== '') return no('cannot authorize CSINode subresources')
  return verb === 'create' || name === node
    ? MAY
    : no('can only access CSINode with the same name as the requesting node')
}

function nodeDecision(node: string, { verb, subresource, name }: Attributes): Decision {
  if (subresource === 'status') return verb === 'update' || verb === 'patch' ? MAY : SILENT
  if (subresource !== '') return SILENT
  if (verb === 'create' || verb === 'update' || verb === 'patch') return MAY
  if (!isRead(verb)) return SILENT
  if (name === node) return MAY
  return name === ''
    ? no(`node '${node}' cannot read all nodes, only its own Node object`)
    : no(`node '${node}' cannot read '${name}', only its own Node object`)
}
