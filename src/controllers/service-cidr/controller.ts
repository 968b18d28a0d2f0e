// Says that ServiceCIDRs are ready, and holds them while addresses of theirs are in use; after
// `servicecidrs_controller.go`.
import { serviceCIDR } from '../../kinds/index.ts'
import type { Loop } from '../../loop/loop.ts'
import { WorkQueue } from '../../loop/queue.ts'
import type { Timers } from '../../loop/timers.ts'
import { sameJson } from '../../meta/freeze.ts'
import { parseCIDR, parseIP } from '../../meta/ip.ts'
import type { Kind } from '../../meta/kind.ts'
import { formatTime } from '../../meta/time.ts'
import { controllerContext, through } from '../../registry/context.ts'
import type { Registry } from '../../registry/registry.ts'
import type { ServiceCIDR } from '../../schema/generated/networking-v1.ts'
import { addFinalizer, removeFinalizer } from '../finalizers.ts'
import { Follower } from '../follow.ts'
import { at, keyOf } from '../keys.ts'
import { ipAddresses } from './addresses.ts'

export const serviceCIDRs = serviceCIDR as Kind<ServiceCIDR>
const FINALIZER = 'networking.k8s.io/service-cidr-finalizer'

export class ServiceCIDRs implements Loop {
  readonly name = 'service-cidr'
  readonly queue: WorkQueue
  readonly #registry: Registry
  readonly #context = controllerContext('service-cidrs-controller')
  readonly #follower: Follower

  constructor({ registry, timers }: { registry: Registry; timers: Timers }) {
    this.queue = new WorkQueue(this.name, timers)
    this.#registry = registry
    this.#follower = new Follower(registry)
  }

  start(): void {
    this.#follower.onAll<ServiceCIDR>(serviceCIDRs, next => {
      if (next !== undefined) this.queue.add(keyOf(next))
      // Another range may take over what this one held.
      this.#noteGoing()
    })
    this.#follower.on(ipAddresses, next => {
      if (next === undefined) this.#noteGoing()
    })
  }

  stop(): void {
    this.#follower.stop()
  }

  async reconcile(key: string): Promise<void> {
    const found = this.#registry.find(at(serviceCIDRs, key))
    if (found === undefined) return
    if (found.metadata.deletionTimestamp === undefined) {
      const hold = (live: ServiceCIDR) => addFinalizer(live, FINALIZER)
      await this.#registry.modify(at(serviceCIDRs, key), hold, this.#context)
      return this.#say(key, 'True', '', 'Kubernetes Service CIDR is ready')
    }
    if (this.#isUsed(found)) return this.#say(key, 'False', 'Terminating', STILL_USED)
    const letGo = (live: ServiceCIDR) => removeFinalizer(live, FINALIZER)
    await this.#registry.modify(at(serviceCIDRs, key), letGo, this.#context)
  }

  #noteGoing(): void {
    for (const range of this.#registry.all(serviceCIDRs))
      if (range.metadata.deletionTimestamp !== undefined) this.queue.add(keyOf(range))
  }

  /** Whether an address would be in no range any more. */
  #isUsed(range: ServiceCIDR): boolean {
    const others = this.#registry
      .all(serviceCIDRs)
      .filter(other => other !== range && other.metadata.deletionTimestamp === undefined)
    return this.#registry
      .all(ipAddresses)
      .map(({ metadata }) => metadata.name ?? '')
      .some(name => contains(range, name) && !others.some(other => contains(other, name)))
  }

  async #say(key: string, status: string, reason: string, message: string): Promise<void> {
    const now = formatTime(this.#registry.clock.nowMs())
    const change = (live: ServiceCIDR): ServiceCIDR => {
      const { conditions = [] } = live.status ?? {}
      const known = conditions.find(({ type }) => type === 'Ready')
      const lastTransitionTime = known?.status === status ? (known.lastTransitionTime ?? now) : now
      const ready = { type: 'Ready', status, lastTransitionTime, reason, message }
      const others = conditions.filter(condition => condition !== known)
      return sameJson(ready, known) ? live : { ...live, status: { conditions: [...others, ready] } }
    }
    await this.#registry.modify(at(serviceCIDRs, key), change, through(this.#context, 'status'))
  }
}

const STILL_USED =
  'There are still IPAddresses referencing the ServiceCIDR, please remove them or create a new ServiceCIDR'

export function contains(range: ServiceCIDR, name: string): boolean {
  const address = parseIP(name)
  return (range.spec?.cidrs ?? []).some(text => {
    const cidr = parseCIDR(text)
    if (cidr === undefined || address === undefined || cidr.address.bits !== address.bits)
      return false
    const host = BigInt(cidr.address.bits - cidr.prefixLength)
    return cidr.address.value >> host === address.value >> host
  })
}
