import type { Loop } from '../../loop/loop.ts'
import { WorkQueue } from '../../loop/queue.ts'
import type { Timers } from '../../loop/timers.ts'
import { controllerContext } from '../../registry/context.ts'
import type { Registry } from '../../registry/registry.ts'
import type { EndpointAddress, Endpoints } from '../../schema/generated/core-v1.ts'
import type { Endpoint, EndpointSlice } from '../../schema/generated/discovery-v1.ts'
import { controllerReference } from '../claim.ts'
import { familyOf, TRIGGER_TIME } from '../endpoints/selected.ts'
import { Follower } from '../follow.ts'
import { at, keyOf } from '../keys.ts'
import { endpointSlices, endpoints, services } from '../rows.ts'
import { type Group, planSlices } from './plan.ts'
import { type Frame, MANAGED_BY, SERVICE_NAME, SliceWriter } from './write.ts'

const MANAGER = 'endpointslicemirroring-controller.k8s.io'
const NOT_COPIED = ['kubectl.kubernetes.io/last-applied-configuration', TRIGGER_TIME]
const LEADER = 'control-plane.alpha.kubernetes.io/leader'

/** Mirrors Endpoints that somebody wrote by hand, for a Service without a selector, into slices. */
export class EndpointSliceMirroring implements Loop {
  readonly name = 'endpointslice-mirroring'
  readonly workers = 5
  readonly queue: WorkQueue
  readonly #registry: Registry
  readonly #writer: SliceWriter
  readonly #follower: Follower

  constructor({ registry, timers }: { registry: Registry; timers: Timers }) {
    this.queue = new WorkQueue(this.name, timers)
    this.#registry = registry
    this.#writer = new SliceWriter(registry, controllerContext('endpointslicemirroring-controller'))
    this.#follower = new Follower(registry)
  }

  start(): void {
    for (const kind of [endpoints, services])
      this.#follower.onAll(kind as typeof endpoints, (next, previous) => {
        const object = next ?? previous
        if (object !== undefined) this.queue.add(keyOf(object))
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
    const [namespace = '', name = ''] = key.split('/')
    const source = this.#source(key)
    const own = this.#slicesOf(namespace, name)
    for (const family of ['IPv4', 'IPv6']) {
      const slices = own.filter(slice => slice.addressType === family)
      const groups = source === undefined ? [] : mirrored(source, family)
      const actions = planSlices(slices, groups, false)
      if (actions.length > 0) await this.#writer.write(frameOf(source, key, family), actions)
    }
  }

  /** The Endpoints to mirror, if they are to be. */
  #source(key: string): Endpoints | undefined {
    const service = this.#registry.find(at(services, key))
    if (service === undefined || service.spec?.selector !== undefined) return undefined
    const found = this.#registry.find(at(endpoints, key))
    if (found === undefined || found.metadata.deletionTimestamp !== undefined) return undefined
    const { labels = {}, annotations = {} } = found.metadata
    if (labels['endpointslice.kubernetes.io/skip-mirror'] === 'true') return undefined
    return annotations[LEADER] === undefined ? found : undefined
  }

  #slicesOf(namespace: string, name: string): readonly EndpointSlice[] {
    return this.#registry
      .all(endpointSlices, namespace)
      .filter(
        ({ metadata: { labels = {} } }) =>
          labels[SERVICE_NAME] === name && labels[MANAGED_BY] === MANAGER,
      )
  }
}

function mirrored({ subsets = [] }: Endpoints, family: string): Group[] {
  return subsets.flatMap(({ addresses = [], notReadyAddresses = [], ports = [] }) => {
    const all = [
      ...addresses.map(address => endpointOf(address, true)),
      ...notReadyAddresses.map(address => endpointOf(address, false)),
    ].filter(endpoint => familyOf(endpoint.addresses?.[0] ?? '') === family)
    const mirroredPorts = ports.map(({ name = '', port, protocol = 'TCP', appProtocol }) => {
      const more = appProtocol === undefined ? {} : { appProtocol }
      return { name, protocol, port, ...more }
    })
    return all.length === 0 ? [] : [{ ports: mirroredPorts, endpoints: all }]
  })
}

function endpointOf(
  { ip, hostname, targetRef, nodeName }: EndpointAddress,
  ready: boolean,
): Endpoint {
  return {
    addresses: [ip],
    conditions: { ready },
    ...(hostname === undefined ? {} : { hostname }),
    ...(targetRef === undefined ? {} : { targetRef }),
    ...(nodeName === undefined ? {} : { nodeName }),
  }
}

function frameOf(source: Endpoints | undefined, key: string, addressType: string): Frame {
  const [namespace = '', service = ''] = key.split('/')
  const { labels = {}, annotations = {} } = source?.metadata ?? {}
  const kept = Object.entries(annotations).filter(([name]) => !NOT_COPIED.includes(name))
  return {
    namespace,
    service,
    owner: controllerReference(endpoints as never, source ?? EMPTY),
    addressType,
    labels: { ...labels, [MANAGED_BY]: MANAGER, [SERVICE_NAME]: service },
    annotations: Object.fromEntries(kept),
  }
}

const EMPTY: Endpoints = { apiVersion: 'v1', kind: 'Endpoints', metadata: {} }
