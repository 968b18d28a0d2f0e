// Watches over the health of nodes: who falls silent is Unknown after a grace period, its Pods are not
// ready, and one node after the other is tainted NoExecute. Whether a node lives is judged in
// `health.ts`, how fast nodes may be emptied in `zones.ts`; here it is done.
import { lease as leaseKind, node as nodeKind } from '../../kinds/index.ts'
import type { Loop } from '../../loop/loop.ts'
import { WorkQueue } from '../../loop/queue.ts'
import type { Timers } from '../../loop/timers.ts'
import { through } from '../../registry/context.ts'
import type { Registry } from '../../registry/registry.ts'
import { target } from '../../registry/target.ts'
import { nodeCondition } from '../../scheduling/conditions.ts'
import { type PodsOfNodes, podsOf } from '../../scheduling/node-info.ts'
import { sameTaint } from '../../scheduling/taints.ts'
import type { Lease } from '../../schema/generated/coordination-v1.ts'
import type { Node, ObjectReference, Pod, Taint } from '../../schema/generated/core-v1.ts'
import { type Grace, judge, type NodeHealth } from './health.ts'
import { markNotReady } from './mark-pods.ts'
import { findNode, keyOfPod, nodeTarget, podTargetOf } from './objects.ts'
import type { Recorder } from './recorder.ts'
import { NODE_CONTROLLER } from './state-loop.ts'
import {
  evicting,
  isEvicting,
  NOT_READY_NO_EXECUTE,
  swapTaints,
  UNREACHABLE_NO_EXECUTE,
  withTaints,
} from './taints-by-condition.ts'
import { disruptionOf, rateOf, ZoneQueue, type ZoneState, zoneOf, zoneStateOf } from './zones.ts'

export interface NodeHealthOptions extends Partial<Grace> {
  readonly registry: Registry
  readonly timers: Timers
  readonly events: Recorder
  readonly podsOfNodes: PodsOfNodes
  readonly nodeMonitorPeriodMs?: number
}

const MONITOR = 'monitor'
const EXCLUDED_LABEL = 'node.kubernetes.io/exclude-disruption'

export class NodeHealthLoop implements Loop {
  readonly name = 'node-lifecycle'
  readonly queue: WorkQueue
  readonly #options: NodeHealthOptions
  readonly #grace: Grace
  readonly #health = new Map<string, NodeHealth>()
  /** Nodes that were well, as they were then, and until when that holds. */
  readonly #well = new Map<string, { node: Node; lease: Lease | undefined; untilMs: number }>()
  /** Nodes that were registered, by name, with their uids. */
  readonly #known = new Map<string, string>()
  readonly #zones = new Map<string, { state: ZoneState; queue: ZoneQueue }>()
  #unsubscribe: () => void = () => {}

  constructor(options: NodeHealthOptions) {
    this.#options = options
    this.#grace = {
      nodeMonitorGracePeriodMs: options.nodeMonitorGracePeriodMs ?? 50_000,
      nodeStartupGracePeriodMs: options.nodeStartupGracePeriodMs ?? 60_000,
    }
    this.queue = new WorkQueue(this.name, options.timers)
  }

  start(): void {
    this.queue.add(MONITOR)
    this.#unsubscribe = this.#options.registry.store.onChange('pods', ({ previous, next }) => {
      const pod = next?.object as Pod | undefined
      const nodeName = pod?.spec?.nodeName ?? ''
      if (pod === undefined || nodeName === '') return
      const isNew = (previous?.object as Pod | undefined)?.spec?.nodeName !== nodeName
      if (isNew && this.#isSick(nodeName)) this.queue.add(`pod/${keyOfPod(pod)}`)
    })
  }

  stop(): void {
    this.#unsubscribe()
  }

  async reconcile(key: string): Promise<void> {
    if (key === MONITOR) await this.#monitor()
    else if (key.startsWith('zone/')) await this.#taintNext(key.slice('zone/'.length))
    else await this.#markPod(key.slice('pod/'.length))
  }

  #isSick(nodeName: string): boolean {
    const ready = this.#health.get(nodeName)?.ready
    return ready !== undefined && ready.status !== 'True'
  }

  async #markPod(key: string): Promise<void> {
    const { registry, events } = this.#options
    const pod = registry.find<Pod>(podTargetOf(key))
    if (pod !== undefined && this.#isSick(pod.spec?.nodeName ?? ''))
      await markNotReady(registry, events, [pod])
  }

  async #monitor(): Promise<void> {
    this.queue.addAfter(MONITOR, this.#options.nodeMonitorPeriodMs ?? 5_000)
    const nodes = this.#options.registry.all<Node>(nodeKind)
    await this.#register(nodes)
    const statuses = new Map<string, string[]>()
    for (const node of nodes) {
      const status = this.#glance(node) ?? (await this.#look(node))
      if (status === undefined || node.metadata.labels?.[EXCLUDED_LABEL] !== undefined) continue
      const zone = zoneOf(node)
      const others = statuses.get(zone)
      if (others === undefined) statuses.set(zone, [status])
      else others.push(status)
    }
    await this.#handleDisruption(statuses, nodes)
  }

  /** Notes nodes that came and went, and says so. */
  async #register(nodes: readonly Node[]): Promise<void> {
    const gone = new Map(this.#known)
    for (const node of nodes) {
      const { name = '', uid = '' } = node.metadata
      gone.delete(name)
      this.#zoneFor(node)
      if (this.#known.has(name)) continue
      this.#known.set(name, uid)
      this.#tell(
        name,
        uid,
        'RegisteredNode',
        `Node ${name} event: Registered Node ${name} in Controller`,
      )
      await this.#free(node)
    }
    for (const [name, uid] of gone) {
      this.#known.delete(name)
      this.#health.delete(name)
      this.#well.delete(name)
      this.#tell(
        name,
        uid,
        'RemovingNode',
        `Node ${name} event: Removing Node ${name} from Controller`,
      )
    }
  }

  #tell(name: string, uid: string, reason: string, message: string): void {
    const node: ObjectReference = { kind: 'Node', apiVersion: 'v1', name, uid }
    this.#options.events.event(node, 'Normal', reason, message)
  }

  /** The status of a node that is as well as it was at the last look: nothing follows from that. */
  #glance(node: Node): string | undefined {
    const { registry } = this.#options
    const name = node.metadata.name ?? ''
    const known = this.#well.get(name)
    if (known?.node !== node || registry.clock.nowMs() >= known.untilMs) return undefined
    return known.lease === this.#leaseOf(name) ? 'True' : undefined
  }

  #leaseOf(name: string): Lease | undefined {
    return this.#options.registry.find(target<Lease>(leaseKind, 'kube-node-lease', name))
  }

  /** Judges one node and does what follows; returns the status of its Ready condition. */
  async #look(node: Node): Promise<string | undefined> {
    const { registry, events, podsOfNodes } = this.#options
    const { name = '', uid = '' } = node.metadata
    const lease = this.#leaseOf(name)
    const nowMs = registry.clock.nowMs()
    const verdict = judge(node, lease, this.#health.get(name), this.#grace, nowMs)
    let current = node
    if (verdict.conditions !== undefined) {
      const written = await this.#silence(node, verdict.conditions)
      if (written === undefined) return undefined
      current = written
    }
    const ready = nodeCondition(current, 'Ready')
    this.#health.set(name, { ...verdict.health, ready })
    if (ready?.status === 'True' && !isEvicting(current)) {
      this.#zoneFor(current).queue.remove(name)
      const untilMs = verdict.health.probeMs + this.#grace.nodeMonitorGracePeriodMs
      this.#well.set(name, { node: current, lease, untilMs })
      return 'True'
    }
    if (ready === undefined) return 'Unknown'
    await this.#followTaints(current, verdict.observedStatus)
    if (ready.status !== 'True' && verdict.observedStatus === 'True') {
      this.#tell(name, uid, 'NodeNotReady', `Node ${name} status is now: NodeNotReady`)
      await markNotReady(registry, events, podsOf(podsOfNodes, name))
    }
    return ready.status
  }

  /** Writes the conditions, unless the node has changed since it was judged: then the next look will tell. */
  #silence(
    node: Node,
    conditions: NonNullable<Node['status']>['conditions'],
  ): Promise<Node | undefined> {
    return this.#options.registry.modify<Node>(
      nodeTarget(node.metadata.name ?? ''),
      live =>
        live === node && conditions !== undefined
          ? { ...live, status: { ...live.status, conditions } }
          : live,
      through(NODE_CONTROLLER, 'status'),
    )
  }

  /** Taints that evict: swapped at once, added in turn, taken away when the node is well. */
  async #followTaints(node: Node, observedStatus: string): Promise<void> {
    if (observedStatus === 'True') return this.#free(node)
    const [add, opposite] = evicting(observedStatus)
    const taints = node.spec?.taints ?? []
    if (taints.some(taint => sameTaint(taint, opposite))) return this.#swap(node, add, [opposite])
    if (taints.some(taint => sameTaint(taint, add))) return
    const zone = zoneOf(node)
    this.#zoneFor(node).queue.add(node.metadata.name ?? '')
    this.#scheduleZone(zone)
  }

  async #free(node: Node): Promise<void> {
    this.#zoneFor(node).queue.remove(node.metadata.name ?? '')
    await this.#swap(node, undefined, [UNREACHABLE_NO_EXECUTE, NOT_READY_NO_EXECUTE])
  }

  async #swap(node: Node, add: Taint | undefined, remove: readonly Taint[]): Promise<void> {
    const { registry } = this.#options
    const nowMs = registry.clock.nowMs()
    const taints = findNode(registry, node.metadata.name ?? '')?.spec?.taints ?? []
    if (swapTaints(taints, add, remove, nowMs) === taints) return
    await registry.modify<Node>(
      nodeTarget(node.metadata.name ?? ''),
      live => withTaints(live, swapTaints(live.spec?.taints ?? [], add, remove, nowMs)),
      NODE_CONTROLLER,
    )
  }

  #zoneFor(node: Node): { state: ZoneState; queue: ZoneQueue } {
    const zone = zoneOf(node)
    let known = this.#zones.get(zone)
    if (known === undefined) {
      known = { state: 'Initial', queue: new ZoneQueue() }
      this.#zones.set(zone, known)
    }
    return known
  }

  #scheduleZone(zone: string): void {
    const dueMs = this.#zones.get(zone)?.queue.dueMs
    if (dueMs !== undefined)
      this.queue.addAfter(`zone/${zone}`, dueMs - this.#options.registry.clock.nowMs())
  }

  /** Taints the next node of a zone, if it is still not well. */
  async #taintNext(zone: string): Promise<void> {
    const { registry } = this.#options
    const name = this.#zones.get(zone)?.queue.take(registry.clock.nowMs())
    const node = findNode(registry, name ?? '')
    const status = node === undefined ? undefined : nodeCondition(node, 'Ready')?.status
    if (node !== undefined && status !== undefined && status !== 'True') {
      const [add, opposite] = evicting(status)
      await this.#swap(node, add, [opposite])
    }
    this.#scheduleZone(zone)
  }

  async #handleDisruption(
    statuses: ReadonlyMap<string, readonly string[]>,
    nodes: readonly Node[],
  ): Promise<void> {
    const nowMs = this.#options.registry.clock.nowMs()
    for (const zone of this.#zones.keys()) if (!statuses.has(zone)) this.#zones.delete(zone)
    const after = new Map([...statuses].map(([zone, all]) => [zone, zoneStateOf(all)] as const))
    const before = new Map([...this.#zones].map(([zone, { state }]) => [zone, state] as const))
    const disruption = disruptionOf(before, after)
    if (disruption.kind === 'none') return
    if (disruption.kind === 'stop') for (const node of nodes) await this.#free(node)
    if (disruption.kind === 'resume')
      for (const [name, health] of this.#health)
        this.#health.set(name, { ...health, probeMs: nowMs })
    const changed = disruption.kind === 'adjust' ? disruption.zones : [...after.keys()]
    for (const zone of changed) {
      const known = this.#zones.get(zone)
      const state = after.get(zone)
      if (known === undefined || state === undefined) continue
      const rate = disruption.kind === 'stop' ? 0 : rateOf(state, statuses.get(zone)?.length ?? 0)
      known.state = state
      known.queue.setRate(rate, nowMs)
      this.#scheduleZone(zone)
    }
  }
}
