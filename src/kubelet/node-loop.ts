// The kubelets' care for their nodes: a status when a node is new, a heartbeat now and then, a Lease that
// is renewed every ten seconds. Every Node has a simulated kubelet unless its annotation says `none`.
import { lease as leaseKind, node as nodeKind } from '../kinds/index.ts'
import type { Loop } from '../loop/loop.ts'
import { WorkQueue } from '../loop/queue.ts'
import type { Timers } from '../loop/timers.ts'
import { isStatus } from '../meta/status.ts'
import { formatMicroTime, parseTime } from '../meta/time.ts'
import { through } from '../registry/context.ts'
import type { Registry } from '../registry/registry.ts'
import { type Target, target } from '../registry/target.ts'
import { nodeCondition } from '../scheduling/conditions.ts'
import type { Lease } from '../schema/generated/coordination-v1.ts'
import type { Node } from '../schema/generated/core-v1.ts'
import { kubeletContext } from './context.ts'
import { type KubeletEvents, tellNode, tellStart } from './events.ts'
import { hasKubelet, internalIpOf, isKnown, isPosted, postedStatus } from './node-status.ts'
import { findNode, nodeTarget } from './objects.ts'
import { LEASE_NAMESPACE, leaseObject, nodeAddress } from './register.ts'

export interface NodeLoopOptions {
  readonly registry: Registry
  readonly timers: Timers
  readonly events?: KubeletEvents
  /** Whether the kubelet of a node is at work; left out, all are. */
  readonly isUp?: (nodeName: string) => boolean
}

const RENEW_EVERY_MS = 10_000
const HEARTBEAT_EVERY_MS = 300_000

export class NodeLoop implements Loop {
  readonly name = 'kubelet-nodes'
  readonly workers = 256
  readonly queue: WorkQueue
  readonly #options: NodeLoopOptions
  readonly #addresses = new Set<string>()
  readonly #seen = new Map<string, Seen>()
  #nextAddress = 0
  #unsubscribe: () => void = () => {}

  constructor(options: NodeLoopOptions) {
    this.#options = options
    this.queue = new WorkQueue(this.name, options.timers)
  }

  start(): void {
    const { registry } = this.#options
    for (const node of registry.all<Node>(nodeKind)) this.#note(undefined, node)
    this.#unsubscribe = registry.store.onChange('nodes', ({ previous, next }) =>
      this.#note(previous?.object as Node | undefined, next?.object as Node | undefined),
    )
  }

  stop(): void {
    this.#unsubscribe()
  }

  async reconcile(name: string): Promise<void> {
    const { registry, timers } = this.#options
    const node = findNode(registry, name)
    if (node === undefined || !hasKubelet(node)) {
      this.#seen.delete(name)
      timers.cancel(this.name, name)
      return
    }
    if (this.#options.isUp?.(name) === false) return
    const nowMs = registry.clock.nowMs()
    const lease = registry.find(leaseTarget(name))
    const { postedMs, renewedMs } = this.#look(name, node, lease)
    const isTick = nowMs - renewedMs >= RENEW_EVERY_MS
    if (!isKnown(node) || (isTick && nowMs - postedMs >= HEARTBEAT_EVERY_MS))
      await this.#post(node, nowMs)
    if (isTick) await this.#renew(node, lease, nowMs)
    this.queue.addAfter(name, RENEW_EVERY_MS)
  }

  /** When the node and its Lease were written last; read off them only when they are others than before. */
  #look(name: string, node: Node, lease: Lease | undefined): Seen {
    const seen = this.#seen.get(name)
    if (seen?.node === node && seen.lease === lease) return seen
    const postedMs = seen?.node === node ? seen.postedMs : postedMsOf(node)
    const renewedMs =
      seen?.lease === lease && seen !== undefined ? seen.renewedMs : msOf(lease?.spec?.renewTime)
    const next = { node, lease, postedMs, renewedMs }
    this.#seen.set(name, next)
    return next
  }

  #note(previous: Node | undefined, next: Node | undefined): void {
    const address = next === undefined ? undefined : internalIpOf(next)
    if (address !== undefined) this.#addresses.add(address)
    const known = next ?? previous
    if (known === undefined) return
    const same =
      previous !== undefined && next !== undefined && hasKubelet(previous) === hasKubelet(next)
    if (!same || !isKnown(known)) this.queue.add(known.metadata.name ?? '')
    if (previous !== undefined && next !== undefined) this.#noteCordon(previous, next)
  }

  /** A kubelet that is at work tells when its node is cordoned, and when that is over. */
  #noteCordon(previous: Node, next: Node): void {
    const { name = '' } = next.metadata
    const { events, isUp } = this.#options
    const isCordoned = next.spec?.unschedulable === true
    if ((previous.spec?.unschedulable === true) === isCordoned || !hasKubelet(next)) return
    if (events === undefined || isUp?.(name) === false) return
    const reason = isCordoned ? 'NodeNotSchedulable' : 'NodeSchedulable'
    tellNode(events.of(name), name, reason)
  }

  async #post(node: Node, nowMs: number): Promise<void> {
    const { registry, events } = this.#options
    const name = node.metadata.name ?? ''
    const ip = internalIpOf(node) ?? this.#freeAddress()
    await registry.modify(
      nodeTarget(name),
      live => (hasKubelet(live) ? { ...live, status: postedStatus(live, { ip, nowMs }) } : live),
      through(kubeletContext(name), 'status'),
    )
    if (!isKnown(node) && events !== undefined) tellStart(events.of(name), name)
  }

  async #renew(node: Node, lease: Lease | undefined, nowMs: number): Promise<void> {
    const { registry } = this.#options
    const name = node.metadata.name ?? ''
    const context = kubeletContext(name)
    const of = leaseTarget(name)
    try {
      if (lease === undefined)
        await registry.create({ ...of, name: '' }, leaseObject(node, nowMs), context)
      else await registry.modify(of, live => renewed(live, nowMs), context)
    } catch (error) {
      // The namespace of the Leases is not there yet, or a Lease was made by somebody else just now.
      if (!isStatus(error, 'NotFound') && !isStatus(error, 'AlreadyExists')) throw error
    }
  }

  #freeAddress(): string {
    let address = nodeAddress(this.#nextAddress)
    while (this.#addresses.has(address)) address = nodeAddress(++this.#nextAddress)
    this.#addresses.add(address)
    return address
  }
}

const leaseTarget = (name: string): Target<Lease> => target<Lease>(leaseKind, LEASE_NAMESPACE, name)

const renewed = (lease: Lease, nowMs: number): Lease => ({
  ...lease,
  spec: { ...lease.spec, renewTime: formatMicroTime(nowMs) },
})

/** What was seen of a node, and the times that follow from it. */
interface Seen {
  readonly node: Node
  readonly lease: Lease | undefined
  /** When its kubelet posted its status; never, when somebody has changed since what it said. */
  readonly postedMs: number
  readonly renewedMs: number
}

const postedMsOf = (node: Node): number =>
  isPosted(node) ? msOf(nodeCondition(node, 'Ready')?.lastHeartbeatTime) : Number.NEGATIVE_INFINITY

const msOf = (time: string | undefined): number =>
  (time === undefined || time === null ? undefined : parseTime(time)) ?? Number.NEGATIVE_INFINITY
