// Notes that a ValidatingAdmissionPolicy was looked at, and which of its expressions do not fit the types of
// what it matches.
import { expressionWarnings } from '../../kinds/admission/type-check.ts'
import { type Table, validatingAdmissionPolicy } from '../../kinds/index.ts'
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
  readonly #table: Table
  readonly #follower: Follower

  constructor(parts: { registry: Registry; table: Table; timers: Timers }) {
    const { registry, table, timers } = parts
    this.queue = new WorkQueue(this.name, timers)
    this.#registry = registry
    this.#table = table
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
        const warnings = expressionWarnings(live, this.#table)
        const typeChecking = warnings.length === 0 ? {} : { expressionWarnings: warnings }
        return { ...live, status: { ...live.status, observedGeneration: generation, typeChecking } }
      },
      CONTEXT,
    )
  }
}
