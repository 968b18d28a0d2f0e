// NodePools: makes and removes simulated nodes when the spec of their pool changes, and counts them. A node that
// somebody deletes stays away until then: so does a real one, whose kubelet registers only when it starts.
import { nodePool as poolKind } from '../../kinds/index.ts'
import type { Loop } from '../../loop/loop.ts'
import { WorkQueue } from '../../loop/queue.ts'
import type { Timers } from '../../loop/timers.ts'
import { sameJson } from '../../meta/freeze.ts'
import { controllerOf } from '../../meta/object.ts'
import { isStatus } from '../../meta/status.ts'
import { controllerContext, through } from '../../registry/context.ts'
import type { Registry } from '../../registry/registry.ts'
import { nodeCondition } from '../../scheduling/conditions.ts'
import type { Node } from '../../schema/generated/core-v1.ts'
import type { NodePool, NodePoolStatus } from '../../schema/generated/mimikube-v1alpha1.ts'
import { Follower } from '../follow.ts'
import { at, keyOf } from '../keys.ts'
import { nodes } from '../rows.ts'
import { planPool } from './plan.ts'

/** Starts a machine whose kubelet registers as this node of the pool. */
export type StartMachine = (pool: NodePool, name: string) => Promise<void>

export interface NodePoolOptions {
  readonly registry: Registry
  readonly timers: Timers
  readonly startMachine: StartMachine
}

const CONTEXT = controllerContext('node-pool-controller')

export class NodePoolController implements Loop {
  readonly name = 'nodepool'
  readonly queue: WorkQueue
  readonly #registry: Registry
  readonly #startMachine: StartMachine
  readonly #follower: Follower

  constructor({ registry, timers, startMachine }: NodePoolOptions) {
    this.queue = new WorkQueue(this.name, timers)
    this.#registry = registry
    this.#startMachine = startMachine
    this.#follower = new Follower(registry)
  }

  start(): void {
    this.#follower.onAll(poolKind, (next, previous) => {
      if (next !== undefined && next.metadata.generation !== previous?.metadata.generation)
        this.queue.add(keyOf(next))
    })
    this.#follower.on(nodes, (next, previous) => {
      if (next !== undefined && previous !== undefined && isReady(next) === isReady(previous))
        return
      const owner = controllerOf((next ?? previous) as Node)
      if (owner?.kind === poolKind.kind) this.queue.add(owner.name)
    })
  }

  stop(): void {
    this.#follower.stop()
  }

  async reconcile(name: string): Promise<void> {
    const pool = this.#registry.find(at(poolKind, name))
    if (pool === undefined || pool.metadata.deletionTimestamp !== undefined) return
    if (pool.status?.observedGeneration !== pool.metadata.generation) await this.#follow(pool)
    await this.#writeStatus(pool)
  }

  async #follow(pool: NodePool): Promise<void> {
    const isTaken = (name: string): boolean => this.#registry.find(at(nodes, name)) !== undefined
    for (const action of planPool(pool, this.#nodesOf(pool), isTaken)) {
      if (action.do === 'add') await this.#startMachine(pool, action.name)
      else await this.#remove(action.name)
    }
  }

  async #remove(name: string): Promise<void> {
    try {
      await this.#registry.delete(at(nodes, name), {}, CONTEXT)
    } catch (error) {
      if (!isStatus(error, 'NotFound')) throw error
    }
  }

  #nodesOf(pool: NodePool): Node[] {
    return this.#registry.all(nodes).filter(node => controllerOf(node)?.uid === pool.metadata.uid)
  }

  async #writeStatus(pool: NodePool): Promise<void> {
    const own = this.#nodesOf(pool)
    const readyReplicas = own.filter(isReady).length
    const status: NodePoolStatus = {
      replicas: own.length,
      ...(readyReplicas === 0 ? {} : { readyReplicas }),
      ...(pool.metadata.generation === undefined
        ? {}
        : { observedGeneration: pool.metadata.generation }),
    }
    await this.#registry.modify(
      at(poolKind, pool),
      live =>
        live.metadata.uid !== pool.metadata.uid || sameJson(live.status, status)
          ? live
          : { ...live, status },
      through(CONTEXT, 'status'),
    )
  }
}

const isReady = (node: Node): boolean => nodeCondition(node, 'Ready')?.status === 'True'
