// Notes that a ValidatingAdmissionPolicy was looked at. The real controller also checks its expressions
// against the types of what it matches; here fields are not looked up, so it never warns.
import { validatingAdmissionPolicy } from '../../kinds/index.ts'
import type { Loop } from '../../loop/loop.ts'
import { WorkQueue } from '../../loop/queue.ts'
import type { Timers } from '../../loop/timers.ts'
import { controllerContext, through } from '../../registry/context.ts'
import type { Registry } from '../../registry/registry.ts'
import { Follower } from '../follow.ts'
import { at, keyOf } from '../keys.ts'

const CONTEXT = through(controllerContext('validatingadmissionpolicy-status-controller'), 'status')

export class AdmissionPolicyStatus implements Loop {
  readonly name = 'validatingadmissionpolicy-status'
  readonly queue: WorkQueue
  readonly #registry: Registry
  readonly #follower: Follower

  constructor({ registry, timers }: { registry: Registry; timers: Timers }) {
    this.queue = new WorkQueue(this.name, timers)
    this.#registry = registry
    this.#follower = new Follower(registry)
  }

  start(): void {
    this.#follower.onAll(validatingAdmissionPolicy, next => {
      if (next !== undefined && next.status?.observedGeneration !== next.metadata.generation)
        this.queue.add(keyOf(next))
    })
  }

  stop(): void {
    this.#follower.stop()
  }

  async reconcile(name: string): Promise<void> {
    await this.#registry.modify(
      at(validatingAdmissionPolicy, name),
      live => {
        const { generation = 1 } = live.metadata
        if (live.status?.observedGeneration === generation) return live
        const status = { ...live.status, observedGeneration: generation, typeChecking: {} }
        return { ...live, status }
      },
      CONTEXT,
    )
  }
}
