import { clusterRole } from '../../kinds/index.ts'
import type { Loop } from '../../loop/loop.ts'
import { WorkQueue } from '../../loop/queue.ts'
import type { Timers } from '../../loop/timers.ts'
import { sameJson } from '../../meta/freeze.ts'
import { systemContext } from '../../registry/context.ts'
import type { Registry } from '../../registry/registry.ts'
import { ignoring } from '../claim.ts'
import { Follower } from '../follow.ts'
import { at, keyOf } from '../keys.ts'
import { aggregated } from './aggregate.ts'

/** Keeps the rules of ClusterRoles that gather the rules of others. */
export class ClusterRoleAggregation implements Loop {
  readonly name = 'clusterrole-aggregation'
  readonly queue: WorkQueue
  readonly #registry: Registry
  readonly #follower: Follower
  readonly #context = systemContext(
    'system:serviceaccount:kube-system:clusterrole-aggregation-controller',
    'clusterrole-aggregation-controller',
  )

  constructor({ registry, timers }: { registry: Registry; timers: Timers }) {
    this.queue = new WorkQueue(this.name, timers)
    this.#registry = registry
    this.#follower = new Follower(registry)
  }

  start(): void {
    this.#follower.on(clusterRole, () => this.#noteAll())
    this.#noteAll()
  }

  stop(): void {
    this.#follower.stop()
  }

  async reconcile(name: string): Promise<void> {
    const of = at(clusterRole, name)
    const role = this.#registry.find(of)
    const rules = role && aggregated(role, this.#registry.all(clusterRole))
    if (rules === undefined || sameJson(role?.rules ?? [], rules)) return
    const value = {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'ClusterRole',
      metadata: { name },
      ...(rules.length === 0 ? {} : { rules }),
    }
    const apply = { type: 'apply', body: { value }, force: true } as const
    await ignoring(['NotFound'], () => this.#registry.patch(of, apply, this.#context))
  }

  #noteAll(): void {
    for (const role of this.#registry.all(clusterRole))
      if (role.aggregationRule !== undefined) this.queue.add(keyOf(role))
  }
}
