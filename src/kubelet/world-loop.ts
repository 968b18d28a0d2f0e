// Faults begin and end, PodBehaviors come and go: this loop keeps the status of Faults and has the kubelets of nodes and
// Pods look again when something concerns them that did not before, or no more.
import {
  fault as faultKind,
  node as nodeKind,
  podBehavior,
  pod as podKind,
} from '../kinds/index.ts'
import { isPodFault } from '../kinds/mimikube/fault.ts'
import { phaseOf } from '../kinds/mimikube/fault-time.ts'
import type { Loop } from '../loop/loop.ts'
import { WorkQueue } from '../loop/queue.ts'
import type { Timers } from '../loop/timers.ts'
import { sameJson } from '../meta/freeze.ts'
import { resourceOf } from '../meta/kind.ts'
import { systemContext, through } from '../registry/context.ts'
import type { Registry } from '../registry/registry.ts'
import { target } from '../registry/target.ts'
import type { Node, Pod } from '../schema/generated/core-v1.ts'
import type { Fault, FaultSpec } from '../schema/generated/mimikube-v1alpha1.ts'
import type { BehaviorOf, PodBehavior } from './behavior.ts'
import { behaviorOf, concernsNode, concernsPod, isUp } from './world-behavior.ts'

/** Who looks again. */
export interface Woken {
  node(name: string): void
  /** A node that was down has started anew. */
  reboot(name: string): void
  pod(pod: Pod): void
}

export interface WorldLoopOptions {
  readonly registry: Registry
  readonly timers: Timers
  /** How Pods live of which nothing is said. */
  readonly usual: BehaviorOf
}

const CONTEXT = through(
  systemContext('system:apiserver', 'kube-controller-manager', ['system:masters']),
  'status',
)

export class WorldLoop implements Loop {
  readonly name = 'kubelet-world'
  readonly queue: WorkQueue
  readonly #options: WorldLoopOptions
  /** What goes wrong now, by name. */
  readonly #active = new Map<string, Fault>()
  #woken: Woken | undefined
  #unsubscribe: (() => void)[] = []

  constructor(options: WorldLoopOptions) {
    this.#options = options
    this.queue = new WorkQueue(this.name, options.timers)
  }

  /** Tells who is to look again; before the start. */
  wakes(woken: Woken): void {
    this.#woken = woken
  }

  readonly behaviorOf = (pod: Pod): PodBehavior =>
    behaviorOf(this.#options.registry, [...this.#active.values()], this.#options.usual(pod), pod)

  readonly isUp = (nodeName: string): boolean =>
    this.#active.size === 0 || isUp(this.#options.registry, [...this.#active.values()], nodeName)

  start(): void {
    const { registry } = this.#options
    for (const fault of registry.all<Fault>(faultKind)) {
      if (fault.status?.active === true) this.#active.set(fault.metadata.name ?? '', fault)
      this.queue.add(`fault/${fault.metadata.name}`)
    }
    this.#unsubscribe = [
      registry.store.onChange(resourceOf(faultKind), ({ key, previous, next }) => {
        const [before, after] = [previous?.object as Fault, next?.object as Fault]
        if (after?.metadata.generation !== before?.metadata.generation || after === undefined)
          this.queue.add(`fault/${key.name}`)
      }),
      registry.store.onChange(resourceOf(podBehavior), ({ key }) =>
        this.queue.add(`behavior/${key.namespace}`),
      ),
    ]
  }

  stop(): void {
    for (const off of this.#unsubscribe.splice(0)) off()
  }

  async reconcile(key: string): Promise<void> {
    const slash = key.indexOf('/')
    const name = key.slice(slash + 1)
    if (key.startsWith('behavior/')) this.#wakePods(this.#options.registry.all<Pod>(podKind, name))
    else await this.#look(name)
  }

  async #look(name: string): Promise<void> {
    const { registry } = this.#options
    const of = target<Fault>(faultKind, '', name)
    const fault = registry.find(of)
    const before = this.#active.get(name)
    const nowMs = registry.clock.nowMs()
    const { active, nextMs } =
      fault === undefined ? { active: false, nextMs: undefined } : phaseOf(fault, nowMs)
    if (active && fault !== undefined) this.#active.set(name, fault)
    else this.#active.delete(name)
    if (nextMs !== undefined) this.queue.addAfter(`fault/${name}`, nextMs - nowMs)
    const after = this.#active.get(name)
    if (!sameJson(before?.spec, after?.spec))
      for (const spec of [before?.spec, after?.spec])
        if (spec !== undefined) this.#wake(spec, after === undefined)
    const { generation } = fault?.metadata ?? {}
    const status = { active, ...(generation ? { observedGeneration: generation } : {}) }
    await registry.modify(
      of,
      live => (sameJson(live.status, status) ? live : { ...live, status }),
      CONTEXT,
    )
  }

  #wake(spec: FaultSpec, isOver: boolean): void {
    const { registry } = this.#options
    if (spec.type === 'NodeDown' || spec.type === 'Partition') {
      for (const node of registry.all<Node>(nodeKind))
        if (concernsNode(spec, node)) this.#wakeNode(node, isOver && spec.type === 'NodeDown')
    } else if (isPodFault(spec.type))
      this.#wakePods(registry.all<Pod>(podKind).filter(pod => concernsPod(registry, spec, pod)))
  }

  #wakeNode({ metadata: { name = '' } }: Node, hasRebooted: boolean): void {
    this.#woken?.node(name)
    if (hasRebooted) this.#woken?.reboot(name)
  }

  #wakePods(pods: readonly Pod[]): void {
    for (const pod of pods) this.#woken?.pod(pod)
  }
}
