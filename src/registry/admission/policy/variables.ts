// What expressions of policies and of match conditions may speak of.
import type { Decision, Steps } from '../../../meta/cel/functions/authorization.ts'
import { fromJson } from '../../../meta/cel/json.ts'
import { CelError, Opaque } from '../../../meta/cel/values.ts'
import type { ServedVersion, UserInfo } from '../../../meta/kind.ts'
import { dnsSubdomainErrors } from '../../../meta/names.ts'
import type { JsonObject, KubeObject } from '../../../meta/object.ts'
import { type Asked, groupVersionOf, kindSeen, seenIn } from '../asked.ts'

/** Asks whether somebody may; the authorizer of requests, as far as expressions use it. */
export interface Decides {
  decide(
    user: Pick<UserInfo, 'name' | 'groups'>,
    asked: { verb: string; isResourceRequest: boolean; path: string } & ResourceAsked,
  ): { allowed: boolean; reason: string }
}

interface ResourceAsked {
  readonly group: string
  readonly version: string
  readonly resource: string
  readonly subresource: string
  readonly namespace: string
  readonly name: string
}

export type Values = Readonly<Record<string, unknown>>

/** The values of names, in the version that was matched. */
export function valuesFor(write: Asked, version: ServedVersion, authorizer: Decides): Values {
  const own = (object: KubeObject | undefined) => fromJson(seenIn(write, version, object) ?? null)
  const checks = new Checks(authorizer)
  return lazily({
    object: () => own(write.object),
    oldObject: () => own(write.old),
    request: () => fromJson(requestOf(write, version)),
    // A Namespace itself is in none.
    namespaceObject: () => fromJson((write.of.kind.namespaced && write.namespace) || null),
    authorizer: () => checks.of(write.context.user),
    'authorizer.requestResource': () => checks.resource(write.context.user, ownResource(write)),
  })
}

/** An object whose members are computed when they are asked for, once. */
export function lazily(members: Readonly<Record<string, () => unknown>>): Values {
  const values: Record<string, unknown> = {}
  for (const [name, compute] of Object.entries(members)) {
    let made: { value: unknown } | undefined
    Object.defineProperty(values, name, {
      enumerable: true,
      get: () => {
        made ??= { value: compute() }
        return made.value
      },
    })
  }
  return values
}

/** admission.k8s.io/v1 AdmissionRequest, without the objects. */
export function requestOf(write: Asked, version: ServedVersion): JsonObject {
  const { of, context, name } = write
  const { subresource } = context
  const place = of.namespace === '' && of.kind.plural !== 'namespaces' ? {} : namespaceOf(write)
  const sub = (key: string) => (subresource === '' ? {} : { [key]: subresource })
  return {
    kind: kindSeen(write, version),
    resource: { ...groupVersionOf(of, version), resource: of.kind.plural },
    ...sub('subResource'),
    requestKind: kindSeen(write, of.version),
    requestResource: { ...groupVersionOf(of, of.version), resource: of.kind.plural },
    ...sub('requestSubResource'),
    name,
    ...place,
    operation: context.operation,
    userInfo: userInfo(context.user),
    dryRun: context.dryRun,
    options: optionsOf(write),
  }
}

const OPTIONS: Readonly<Record<string, string>> = {
  CREATE: 'CreateOptions',
  UPDATE: 'UpdateOptions',
  DELETE: 'DeleteOptions',
}

const optionsOf = ({ context }: Asked): JsonObject => ({
  kind: OPTIONS[context.operation],
  apiVersion: 'meta.k8s.io/v1',
  ...(context.dryRun ? { dryRun: ['All'] } : {}),
})

const namespaceOf = ({ of, name }: Asked): { namespace?: string } =>
  of.kind.namespaced ? { namespace: of.namespace } : of.namespace === '' ? { namespace: name } : {}

export const userInfo = (user: UserInfo): JsonObject => ({
  username: user.name,
  ...(user.uid === undefined ? {} : { uid: user.uid }),
  groups: user.groups,
  ...(user.extra === undefined ? {} : { extra: user.extra }),
})

const ownResource = ({ of, context, name }: Asked): ResourceAsked => ({
  ...groupVersionOf(of, of.version),
  resource: of.kind.plural,
  subresource: context.subresource,
  namespace: of.namespace,
  name,
})

type User = Pick<UserInfo, 'name' | 'groups'>

const NOTHING = { group: '', version: '*', resource: '', subresource: '', namespace: '', name: '' }

/** The steps in which an expression asks: group, resource, more of it, and then the verb. */
class Checks {
  readonly #authorizer: Decides

  constructor(authorizer: Decides) {
    this.#authorizer = authorizer
  }

  of(user: User): Opaque<Steps> {
    return new Opaque<Steps>('authorizer', user.name, {
      group: group =>
        new Opaque<Steps>('groupCheck', group, {
          resource: resource => this.resource(user, { ...NOTHING, group, resource }),
        }),
      path: path =>
        new Opaque<Steps>('pathCheck', path, {
          check: verb => this.#decided(user, { ...NOTHING, verb, path, isResourceRequest: false }),
        }),
      serviceAccount: (namespace, name) => this.of(accountUser(namespace, name)),
    })
  }

  resource(user: User, asked: ResourceAsked): Opaque<Steps> {
    const but = (more: Partial<ResourceAsked>) => this.resource(user, { ...asked, ...more })
    return new Opaque<Steps>('resourceCheck', JSON.stringify(asked), {
      subresource: subresource => but({ subresource }),
      namespace: namespace => but({ namespace }),
      name: name => but({ name }),
      // The authorizer here does not look at selectors.
      selected: () => but({}),
      check: verb => this.#decided(user, { ...asked, verb, path: '', isResourceRequest: true }),
    })
  }

  #decided(user: User, asked: Parameters<Decides['decide']>[1]): Opaque<Decision> {
    const { allowed, reason } = this.#authorizer.decide(user, asked)
    return new Opaque<Decision>('decision', `${allowed} ${reason}`, { allowed, reason, error: '' })
  }
}

function accountUser(namespace: string, name: string): User {
  for (const [what, text] of [
    ['name', name],
    ['namespace', namespace],
  ] as const)
    if (dnsSubdomainErrors(text).length > 0) throw new CelError(`Invalid service account ${what}`)
  return {
    name: `system:serviceaccount:${namespace}:${name}`,
    groups: [
      ...['system:serviceaccounts', `system:serviceaccounts:${namespace}`],
      'system:authenticated',
    ],
  }
}
