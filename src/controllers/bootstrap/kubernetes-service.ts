import type { Loop } from '../../loop/loop.ts'
import { WorkQueue } from '../../loop/queue.ts'
import type { Timers } from '../../loop/timers.ts'
import type { Kind } from '../../meta/kind.ts'
import type { KubeObject } from '../../meta/object.ts'
import { systemContext } from '../../registry/context.ts'
import type { Registry } from '../../registry/registry.ts'
import { ignoring } from '../claim.ts'
import { Follower } from '../follow.ts'
import { at, keyOf } from '../keys.ts'
import { endpointSlices, endpoints, services } from '../rows.ts'
import type { Draft } from './draft.ts'

/** How often the API server looks after its own Service. */
const EVERY_MS = 10_000

export interface KubernetesServiceOptions {
  readonly registry: Registry
  readonly timers: Timers
  /** The Service and what leads to it, as they are when they are new. */
  readonly drafts: readonly Draft[]
}

/** Makes the Service of the API, its Endpoints and its EndpointSlice again when somebody deleted them. */
export class KubernetesService implements Loop {
  readonly name = 'kubernetes-service'
  readonly queue: WorkQueue
  readonly #registry: Registry
  readonly #drafts: readonly Draft[]
  readonly #context = systemContext('system:apiserver', 'kube-apiserver', ['system:masters'])
  readonly #follower: Follower
  #startMs = 0

  constructor({ registry, timers, drafts }: KubernetesServiceOptions) {
    this.queue = new WorkQueue(this.name, timers)
    this.#registry = registry
    this.#drafts = drafts
    this.#follower = new Follower(registry)
  }

  start(): void {
    this.#startMs = this.#registry.clock.nowMs()
    this.#follow(services)
    this.#follow(endpoints)
    this.#follow(endpointSlices)
  }

  stop(): void {
    this.#follower.stop()
  }

  async reconcile(): Promise<void> {
    for (const { kind, object } of this.#drafts) {
      const of = at(kind, object)
      if (this.#registry.find(of) !== undefined) continue
      await ignoring(['AlreadyExists'], () => this.#registry.create(of, object, this.#context))
    }
  }

  #follow<T extends KubeObject>(kind: Kind<T>): void {
    this.#follower.on<T>(kind, (next, previous) => {
      if (next === undefined && previous !== undefined && keyOf(previous) === OWN)
        this.queue.addAfter(OWN, this.#untilNextLookMs())
    })
  }

  /** Looks are counted from the start; no timer runs while nothing is missing. */
  #untilNextLookMs(): number {
    return EVERY_MS - ((this.#registry.clock.nowMs() - this.#startMs) % EVERY_MS)
  }
}

const OWN = 'default/kubernetes'
