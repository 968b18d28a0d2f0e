// What expressions of policies and of match conditions may speak of.
import type { ServedVersion, UserInfo } from '../../../meta/kind.ts'
import type { JsonObject, KubeObject } from '../../../meta/object.ts'
import { type Asked, groupVersionOf, kindSeen, seenIn } from '../asked.ts'
import { Opaque } from '../cel/values.ts'

const AUTH = 'kubernetes.authorization'

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
  const own = (object: KubeObject | undefined) => seenIn(write, version, object) ?? null
  return lazily({
    object: () => own(write.object),
    oldObject: () => own(write.old),
    request: () => requestOf(write, version),
    namespaceObject: () => write.namespace ?? null,
    authorizer: () => authorizerOf(write, authorizer),
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
  }
}

const namespaceOf = ({ of, name }: Asked): { namespace?: string } =>
  of.kind.namespaced ? { namespace: of.namespace } : of.namespace === '' ? { namespace: name } : {}

export const userInfo = (user: UserInfo): JsonObject => ({
  username: user.name,
  ...(user.uid === undefined ? {} : { uid: user.uid }),
  groups: user.groups,
  ...(user.extra === undefined ? {} : { extra: user.extra }),
})

function authorizerOf(write: Asked, authorizer: Decides): Opaque {
  const { of, context, name } = write
  const own: ResourceAsked = {
    ...groupVersionOf(of, of.version),
    resource: of.kind.plural,
    subresource: context.subresource,
    namespace: of.namespace,
    name,
  }
  const checks = new Checks(authorizer)
  return new Opaque(`${AUTH}.Authorizer`, {
    ...checks.of(context.user),
    requestResource: checks.resource(context.user, own),
  })
}

type User = Pick<UserInfo, 'name' | 'groups'>

const NOTHING = { group: '', version: '*', resource: '', subresource: '', namespace: '', name: '' }

/** The steps in which an expression asks: group, resource, more of it, and then the verb. */
class Checks {
  readonly #authorizer: Decides

  constructor(authorizer: Decides) {
    this.#authorizer = authorizer
  }

  of(user: User) {
    return {
      group: (group: string) =>
        new Opaque(`${AUTH}.GroupCheck`, {
          resource: (resource: string) => this.resource(user, { ...NOTHING, group, resource }),
        }),
      path: (path: string) =>
        new Opaque(`${AUTH}.PathCheck`, {
          check: (verb: string) =>
            this.#decided(user, { ...NOTHING, verb, path, isResourceRequest: false }),
        }),
      serviceAccount: (namespace: string, name: string) =>
        new Opaque(`${AUTH}.Authorizer`, this.of(accountUser(namespace, name))),
    }
  }

  resource(user: User, asked: ResourceAsked): Opaque {
    const but = (more: Partial<ResourceAsked>) => this.resource(user, { ...asked, ...more })
    return new Opaque(`${AUTH}.ResourceCheck`, {
      subresource: (subresource: string) => but({ subresource }),
      namespace: (namespace: string) => but({ namespace }),
      name: (name: string) => but({ name }),
      fieldSelector: () => but({}),
      labelSelector: () => but({}),
      check: (verb: string) =>
        this.#decided(user, { ...asked, verb, path: '', isResourceRequest: true }),
    })
  }

  #decided(user: User, asked: Parameters<Decides['decide']>[1]): Opaque {
    const { allowed, reason } = this.#authorizer.decide(user, asked)
    return new Opaque(`${AUTH}.Decision`, {
      allowed: () => allowed,
      reason: () => reason,
      errored: () => false,
      error: () => '',
    })
  }
}

const accountUser = (namespace: string, name: string): User => ({
  name: `system:serviceaccount:${namespace}:${name}`,
  groups: ['system:serviceaccounts', `system:serviceaccounts:${namespace}`, 'system:authenticated'],
})
