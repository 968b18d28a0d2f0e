import type { Loop } from '../../loop/loop.ts'
import { WorkQueue } from '../../loop/queue.ts'
import type { Timers } from '../../loop/timers.ts'
import { sameJson } from '../../meta/freeze.ts'
import { controllerContext } from '../../registry/context.ts'
import type { Registry } from '../../registry/registry.ts'
import { target } from '../../registry/target.ts'
import type { EndpointSubset, Endpoints, Service } from '../../schema/generated/core-v1.ts'
import { ignoring } from '../claim.ts'
import { Follower } from '../follow.ts'
import { at, keyOf } from '../keys.ts'
import { endpoints, pods, services } from '../rows.ts'
import { unlessGoing } from '../serviceaccount/controller.ts'
import {
  HEADLESS,
  isHeadless,
  isSelecting,
  podsBehind,
  servicesOf,
  TRIGGER_TIME,
} from './selected.ts'
import { subsetsOf } from './subsets.ts'
import { TriggerTimes } from './trigger-time.ts'

const MANAGED_BY = 'endpoints.kubernetes.io/managed-by'
const MANAGER = 'endpoint-controller'

/** Keeps the Endpoints of Services that select Pods. */
export class EndpointsController implements Loop {
  readonly name = 'endpoints'
  readonly workers = 5
  readonly queue: WorkQueue
  readonly #registry: Registry
  readonly #context = controllerContext('endpoint-controller')
  readonly #follower: Follower
  readonly #triggers = new TriggerTimes()

  constructor({ registry, timers }: { registry: Registry; timers: Timers }) {
    this.queue = new WorkQueue(this.name, timers)
    this.#registry = registry
    this.#follower = new Follower(registry)
  }

  start(): void {
    this.#follower.onAll(services, (next, previous) => {
      const service = next ?? previous
      if (service !== undefined) this.queue.add(keyOf(service))
    })
    this.#follower.on(pods, (next, previous) => {
      for (const key of servicesOf(this.#registry, next, previous)) this.queue.add(key)
    })
    // What others do to Endpoints is put right, and those without a Service go.
    this.#follower.onAll(endpoints, (next, previous) => {
      const object = next ?? previous
      if (object?.metadata.labels?.[MANAGED_BY] === MANAGER) this.queue.add(keyOf(object))
    })
  }

  stop(): void {
    this.#follower.stop()
  }

  async reconcile(key: string): Promise<void> {
    const service = this.#registry.find(at(services, key))
    if (service === undefined) {
      this.#triggers.forget(key)
      await this.#remove(key)
    } else if (isSelecting(service)) await this.#write(service)
  }

  async #remove(key: string): Promise<void> {
    const of = at(endpoints, key)
    const live = this.#registry.find(of)
    if (live?.metadata.labels?.[MANAGED_BY] !== MANAGER) return
    await ignoring(['NotFound'], () => this.#registry.delete(of, {}, this.#context))
  }

  async #write(service: Service): Promise<void> {
    const behind = podsBehind(this.#registry, service)
    const subsets = subsetsOf(service, behind)
    const { name = '', namespace = '' } = service.metadata
    const of = target(endpoints, namespace, name)
    const live = this.#registry.find(of)
    const labels = labelsOf(service)
    const trigger = this.#triggers.next(service, behind)
    if (live === undefined) {
      const made = bodyOf({ name, namespace }, labels, subsets, trigger)
      await unlessGoing(() => this.#registry.create({ ...of, name: '' }, made, this.#context))
      return
    }
    if (sameJson(live.subsets ?? [], subsets) && sameJson(live.metadata.labels, labels)) return
    const change = (now: Endpoints): Endpoints => bodyOf(now.metadata, labels, subsets, trigger)
    await this.#registry.modify(of, change, this.#context)
  }
}

function labelsOf(service: Service): Record<string, string> {
  const { [HEADLESS]: _, ...labels } = service.metadata.labels ?? {}
  const headless = isHeadless(service) ? { [HEADLESS]: '' } : {}
  return { ...labels, ...headless, [MANAGED_BY]: MANAGER }
}

function bodyOf(
  known: Endpoints['metadata'],
  labels: Record<string, string>,
  subsets: readonly EndpointSubset[],
  trigger: string | undefined,
): Endpoints {
  const { annotations: all = {}, ...rest } = known
  const { [TRIGGER_TIME]: _, ...others } = all
  const annotations = trigger === undefined ? others : { ...others, [TRIGGER_TIME]: trigger }
  const noted = Object.keys(annotations).length === 0 ? {} : { annotations }
  return {
    apiVersion: 'v1',
    kind: 'Endpoints',
    metadata: { ...rest, labels, ...noted },
    ...(subsets.length === 0 ? {} : { subsets }),
  }
}
