import type { Loop } from '../../loop/loop.ts'
import { WorkQueue } from '../../loop/queue.ts'
import type { Timers } from '../../loop/timers.ts'
import { sameJson } from '../../meta/freeze.ts'
import { controllerContext } from '../../registry/context.ts'
import type { Registry } from '../../registry/registry.ts'
import type { Service } from '../../schema/generated/core-v1.ts'
import type { EndpointSlice } from '../../schema/generated/discovery-v1.ts'
import { controllerReference } from '../claim.ts'
import {
  HEADLESS,
  isHeadless,
  isSelecting,
  podsBehind,
  servicesOf,
  TRIGGER_TIME,
} from '../endpoints/selected.ts'
import { TriggerTimes } from '../endpoints/trigger-time.ts'
import { Follower } from '../follow.ts'
import { at, keyOf } from '../keys.ts'
import { endpointSlices, nodes, pods, services } from '../rows.ts'
import { groupsOf } from './desired.ts'
import { type Action, planSlices } from './plan.ts'
import { type Frame, MANAGED_BY, SERVICE_NAME, SliceWriter } from './write.ts'

const MANAGER = 'endpointslice-controller.k8s.io'

/** Keeps the EndpointSlices of Services that select Pods. They go with their Service, as its dependents. */
export class EndpointSliceController implements Loop {
  readonly name = 'endpointslice'
  readonly workers = 5
  readonly queue: WorkQueue
  readonly #registry: Registry
  readonly #writer: SliceWriter
  readonly #follower: Follower
  readonly #triggers = new TriggerTimes()

  constructor({ registry, timers }: { registry: Registry; timers: Timers }) {
    this.queue = new WorkQueue(this.name, timers)
    this.#registry = registry
    this.#writer = new SliceWriter(registry, controllerContext('endpointslice-controller'))
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
    this.#follower.on(endpointSlices, (next, previous) => {
      const slice = next ?? previous
      if (slice?.metadata.labels?.[MANAGED_BY] !== MANAGER) return
      this.queue.add(`${slice.metadata.namespace}/${slice.metadata.labels[SERVICE_NAME]}`)
    })
  }

  stop(): void {
    this.#follower.stop()
  }

  async reconcile(key: string): Promise<void> {
    const service = this.#registry.find(at(services, key))
    if (service === undefined) {
      this.#triggers.forget(key)
      return
    }
    if (!isSelecting(service) || service.metadata.deletionTimestamp !== undefined) return
    const behind = podsBehind(this.#registry, service)
    const trigger = this.#triggers.next(service, behind)
    const own = this.#slicesOf(service)
    const families = service.spec?.ipFamilies ?? ['IPv4']
    for (const family of families) {
      const frame = frameOf(service, family, trigger)
      const groups = groupsOf(service, family, behind, name => this.#registry.find(at(nodes, name)))
      const ofFamily = own.filter(slice => slice.addressType === family)
      const actions = planSlices(ofFamily, groups, true)
      await this.#writer.write(frame, [...actions, ...relabelled(ofFamily, actions, frame)])
    }
    const strays = own.filter(slice => !families.includes(slice.addressType))
    const gone: Action[] = strays.map(slice => ({ do: 'delete', slice }))
    await this.#writer.write(frameOf(service, '', undefined), gone)
  }

  #slicesOf(service: Service): readonly EndpointSlice[] {
    return this.#registry
      .all(endpointSlices, service.metadata.namespace)
      .filter(
        ({ metadata: { labels = {} } }) =>
          labels[SERVICE_NAME] === service.metadata.name && labels[MANAGED_BY] === MANAGER,
      )
  }
}

/** Slices whose endpoints stay but whose labels do not. */
function relabelled(
  slices: readonly EndpointSlice[],
  actions: readonly Action[],
  frame: Frame,
): Action[] {
  const touched = new Set(
    actions.map(action => (action.do === 'create' ? undefined : action.slice)),
  )
  return slices
    .filter(slice => !touched.has(slice) && !sameJson(slice.metadata.labels, frame.labels))
    .map(slice => {
      const { endpoints = [], ports = [] } = slice
      return { do: 'update', slice, content: { endpoints, ports } }
    })
}

function frameOf(service: Service, addressType: string, trigger: string | undefined): Frame {
  const { name = '', namespace = '', labels = {} } = service.metadata
  const { [HEADLESS]: _, ...copied } = labels
  return {
    namespace,
    service: name,
    owner: controllerReference(services as never, service),
    addressType,
    labels: {
      ...copied,
      ...(isHeadless(service) ? { [HEADLESS]: '' } : {}),
      [MANAGED_BY]: MANAGER,
      [SERVICE_NAME]: name,
    },
    annotations: trigger === undefined ? {} : { [TRIGGER_TIME]: trigger },
  }
}
