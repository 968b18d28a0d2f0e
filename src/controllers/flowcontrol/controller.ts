// Tells of each FlowSchema whether its priority level exists. Nothing is held back by either.
import type { Clock } from '../../clock.ts'
import { flowSchema, priorityLevelConfiguration } from '../../kinds/index.ts'
import type { Loop } from '../../loop/loop.ts'
import { WorkQueue } from '../../loop/queue.ts'
import type { Timers } from '../../loop/timers.ts'
import { systemContext, through } from '../../registry/context.ts'
import type { Registry } from '../../registry/registry.ts'
import { Follower } from '../follow.ts'
import { at, keyOf } from '../keys.ts'
import { danglingCondition } from './dangling.ts'

export class FlowSchemaController implements Loop {
  readonly name = 'flow-schema'
  readonly queue: WorkQueue
  readonly #registry: Registry
  readonly #clock: Clock
  readonly #follower: Follower
  readonly #context = through(
    systemContext('system:apiserver', 'api-priority-and-fairness-config-consumer-v1', [
      'system:masters',
    ]),
    'status',
  )

  constructor({ registry, timers }: { registry: Registry; timers: Timers }) {
    this.queue = new WorkQueue(this.name, timers)
    this.#registry = registry
    this.#clock = registry.clock
    this.#follower = new Follower(registry)
  }

  start(): void {
    this.#follower.onAll(flowSchema, next => next && this.queue.add(keyOf(next)))
    this.#follower.on(priorityLevelConfiguration, (next, previous) => {
      if (next === undefined || previous === undefined) this.#noteAll()
    })
  }

  stop(): void {
    this.#follower.stop()
  }

  async reconcile(name: string): Promise<void> {
    const of = at(flowSchema, name)
    const schema = this.#registry.find(of)
    if (schema === undefined) return
    const level = schema.spec?.priorityLevelConfiguration?.name ?? ''
    const isThere = this.#registry.find(at(priorityLevelConfiguration, level)) !== undefined
    const condition = danglingCondition(schema, isThere, this.#clock.nowMs())
    if (condition === undefined) return
    const { apiVersion, kind } = schema
    const value = { apiVersion, kind, metadata: { name }, status: { conditions: [condition] } }
    await this.#registry.patch(of, { type: 'apply', body: { value }, force: true }, this.#context)
  }

  #noteAll(): void {
    for (const schema of this.#registry.all(flowSchema)) this.queue.add(keyOf(schema))
  }
}
