// Says of each APIService whether it is available: those of the server itself always are, others as far as
// the Service that they name can be reached. What is answered below them is the edge's business.
import { apiService } from '../../kinds/index.ts'
import type { Loop } from '../../loop/loop.ts'
import { WorkQueue } from '../../loop/queue.ts'
import type { Timers } from '../../loop/timers.ts'
import { formatTime } from '../../meta/time.ts'
import { systemContext, through } from '../../registry/context.ts'
import { type Index, indexBy } from '../../registry/index-by.ts'
import type { Registry } from '../../registry/registry.ts'
import { target } from '../../registry/target.ts'
import type { APIService } from '../../schema/generated/apiregistration-v1.ts'
import type { Service } from '../../schema/generated/core-v1.ts'
import type { EndpointSlice } from '../../schema/generated/discovery-v1.ts'
import { Follower } from '../follow.ts'
import { at, keyOf } from '../keys.ts'
import { endpointSlices, services } from '../rows.ts'
import { type Availability, availabilityOf, type Behind } from './availability.ts'

const SERVICE_NAME = 'kubernetes.io/service-name'

export class ApiServiceAvailability implements Loop {
  readonly name = 'apiservice-availability'
  readonly queue: WorkQueue
  readonly #registry: Registry
  readonly #context = systemContext('system:apiserver', 'kube-apiserver', ['system:masters'])
  readonly #follower: Follower
  /** Those that name a Service, by its key. */
  readonly #byService: Index<APIService>

  constructor({ registry, timers }: { registry: Registry; timers: Timers }) {
    this.queue = new WorkQueue(this.name, timers)
    this.#registry = registry
    this.#follower = new Follower(registry)
    this.#byService = indexBy(registry, apiService, serviceKeysOf)
  }

  start(): void {
    this.#follower.onAll<APIService>(apiService, next => {
      if (next !== undefined) this.queue.add(keyOf(next))
    })
    this.#follower.on<Service>(services, (next, previous) => {
      for (const one of [next, previous]) if (one !== undefined) this.#noteAll(keyOf(one))
    })
    this.#follower.on<EndpointSlice>(endpointSlices, (next, previous) => {
      for (const one of [next, previous]) if (one !== undefined) this.#noteAll(serviceKeyOf(one))
    })
  }

  stop(): void {
    this.#follower.stop()
    this.#byService.close()
  }

  async reconcile(name: string): Promise<void> {
    const found = this.#registry.find(at(apiService, name))
    if (found === undefined) return
    const available = availabilityOf(found, this.#behind(found))
    const now = formatTime(this.#registry.clock.nowMs())
    const change = (live: APIService): APIService => withAvailability(live, available, now)
    await this.#registry.modify(at(apiService, name), change, through(this.#context, 'status'))
  }

  #noteAll(serviceKey: string): void {
    for (const one of this.#byService.get(serviceKey)) this.queue.add(keyOf(one))
  }

  #behind({ spec }: APIService): Behind {
    const { namespace = '', name = '' } = spec?.service ?? {}
    if (spec?.service === undefined) return { service: undefined, slices: [] }
    const key = `${namespace}/${name}`
    return {
      service: this.#registry.find(target(services, namespace, name)),
      slices: this.#registry
        .all(endpointSlices, namespace)
        .filter(slice => serviceKeyOf(slice) === key),
    }
  }
}

const serviceKeysOf = ({ spec }: APIService): string[] =>
  spec?.service === undefined ? [] : [`${spec.service.namespace}/${spec.service.name}`]

const serviceKeyOf = ({ metadata }: EndpointSlice): string =>
  `${metadata.namespace}/${metadata.labels?.[SERVICE_NAME] ?? ''}`

/** The APIService that says so; the same one when it does. */
function withAvailability(live: APIService, available: Availability, now: string): APIService {
  const { conditions = [] } = live.status ?? {}
  const known = conditions.find(({ type }) => type === 'Available')
  const { status, reason, message } = available
  if (known?.status === status && known.reason === reason && known.message === message) return live
  const lastTransitionTime = known?.status === status ? (known.lastTransitionTime ?? now) : now
  const said = { type: 'Available', status, lastTransitionTime, reason, message }
  const next =
    known === undefined
      ? [...conditions, said]
      : conditions.map(condition => (condition === known ? said : condition))
  return { ...live, status: { ...live.status, conditions: next } }
}
