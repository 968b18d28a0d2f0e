// One operation of a client: who asks, the one snapshot that all of it is answered from, and what it has
// cost so far. Resolvers find it in their context.
import { GraphQLError, type GraphQLResolveInfo } from 'graphql'
import type { UserInfo, Verb } from '../meta/kind.ts'
import type { KubeObject } from '../meta/object.ts'
import type { RequestContext } from '../registry/context.ts'
import type { Selects } from '../registry/options.ts'
import type { Target } from '../registry/target.ts'
import { fieldsOfEach, type Limits, tooCostly } from './limits.ts'
import { snapshotAt } from './moments.ts'
import type { Root } from './names.ts'
import type { GraphqlOptions } from './options.ts'
import { type SelectorArgs, selectsOf } from './selects.ts'
import type { Snapshot } from './snapshot.ts'

/** What resolvers are given. */
export interface Context {
  operation: Operation
}

/** What holds the subscriptions of one client; those of a WebSocket share one. */
export interface Connection {
  subscriptions: number
  /** What is sent in this turn goes out together. */
  gather?(): void
}

export interface Caller {
  readonly user: UserInfo
  /** Who writes are recorded under when they name nobody. */
  readonly manager: string
  readonly connection?: Connection
}

export class Operation {
  readonly options: GraphqlOptions
  readonly caller: Caller
  readonly warnings: string[] = []
  readonly #limits: Limits
  readonly #permits = new Map<string, void | Promise<void>>()
  readonly #selects = new Map<string, Selects | undefined>()
  #snapshot: Snapshot | undefined
  #isPast = false
  #cost = 0

  constructor(options: GraphqlOptions, limits: Limits, caller: Caller) {
    this.options = options
    this.caller = caller
    this.#limits = limits
  }

  /** Everything as it is when it is first asked for, and the same until the operation renews it. */
  get snapshot(): Snapshot {
    this.#snapshot ??= this.options.registry.store.snapshot()
    return this.#snapshot
  }

  /** From now on everything is as it was at a revision. @throws StatusError 400, 410 */
  goBackTo(resourceVersion: string): void {
    this.#snapshot = snapshotAt(this.options.registry, resourceVersion)
    this.#isPast = true
  }

  /** What is read from now on sees what has been written; for the next event too, cost begins anew. */
  renew(): void {
    if (!this.#isPast) this.#snapshot = undefined
    this.#cost = 0
  }

  /** Counts a subscription of its connection until what it gives is called. @throws GraphQLError when it has too many */
  enter(): () => void {
    const { connection = { subscriptions: 0 } } = this.caller
    const { subscriptionsMax } = this.#limits
    if (connection.subscriptions >= subscriptionsMax)
      throw new GraphQLError(
        `there are ${subscriptionsMax} subscriptions on this connection, which are all that it may have`,
        { extensions: { code: 'TooManySubscriptions' } },
      )
    connection.subscriptions++
    return () => {
      connection.subscriptions--
    }
  }

  /** Whether the caller may; asked once for each thing. @throws StatusError 403 */
  permit(
    verb: Verb,
    of: Pick<Target, 'kind' | 'version' | 'namespace' | 'name'>,
    subresource = '',
  ) {
    const { authorize } = this.options
    if (authorize === undefined) return undefined
    const { kind, version, namespace, name } = of
    const group = version.group ?? kind.group
    const key = [verb, group, kind.plural, subresource, namespace, name].join('/')
    if (!this.#permits.has(key))
      this.#permits.set(
        key,
        authorize(this.caller.user, {
          verb,
          path: '/graphql',
          isResourceRequest: true,
          group,
          version: version.version,
          resource: kind.plural,
          subresource,
          namespace,
          name,
        }),
      )
    return this.#permits.get(key)
  }

  /** The selectors of a field, compiled once however many objects have it. */
  selects(root: Root, args: SelectorArgs): Selects | undefined {
    if (!args.labelSelector && !args.fieldSelector) return undefined
    const key = JSON.stringify([root.type, args.labelSelector, args.fieldSelector])
    if (!this.#selects.has(key)) this.#selects.set(key, selectsOf(root, args))
    return this.#selects.get(key)
  }

  /** Counts objects that a field gives. @throws GraphQLError when the answer becomes too large */
  charge(objects: number, info: GraphQLResolveInfo): void {
    this.#cost += objects * fieldsOfEach(info)
    if (this.#cost > this.#limits.answerFieldsMax)
      throw tooCostly(
        `the answer is too large: more than ${this.#limits.answerFieldsMax} fields; ask for fewer objects (first, selectors) or fewer fields`,
      )
  }

  /** How the registry is told of a write or read. */
  requestContext(more: Partial<RequestContext> = {}): RequestContext {
    return {
      user: this.caller.user,
      manager: this.caller.manager,
      subresource: '',
      dryRun: false,
      fieldValidation: 'Warn',
      warn: text => {
        if (!this.warnings.includes(text)) this.warnings.push(text)
      },
      ...more,
    }
  }

  /** Objects of a kind in the snapshot, in their stored version. */
  all(root: Pick<Root, 'kind'>, namespace?: string): readonly KubeObject[] {
    const { group, plural } = root.kind
    return this.snapshot
      .list(group === '' ? plural : `${group}/${plural}`, namespace)
      .map(entry => entry.object)
  }
}

/** Goes on when it is permitted; at once where nobody need be waited for. */
export function after<T>(permit: void | Promise<void>, then: () => T): T | Promise<T> {
  return permit === undefined ? then() : permit.then(then)
}
