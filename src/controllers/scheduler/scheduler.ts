// Binds Pods to nodes. A Pod whose affinity names its node costs one look at that node; others are
// compared over all nodes. What fits nowhere waits until a node or another Pod changes. This room
// decides nothing itself: what fits and what is best stands in `scheduling/`.
import { pod as podKind } from '../../kinds/index.ts'
import type { Loop } from '../../loop/loop.ts'
import { WorkQueue } from '../../loop/queue.ts'
import type { Timers } from '../../loop/timers.ts'
import { isStatus } from '../../meta/status.ts'
import { type RequestContext, systemContext, through } from '../../registry/context.ts'
import type { ActionEvent } from '../../registry/recorder.ts'
import type { Registry } from '../../registry/registry.ts'
import { podCondition, withPodCondition } from '../../scheduling/conditions.ts'
import { claimedDevices } from '../../scheduling/devices.ts'
import { failureMessage } from '../../scheduling/failure.ts'
import { feasibility } from '../../scheduling/fits.ts'
import type { PodsOfNodes } from '../../scheduling/node-info.ts'
import { bestCandidate } from '../../scheduling/preemption.ts'
import { bestNode } from '../../scheduling/score.ts'
import { claimsOf } from '../../scheduling/volumes.ts'
import type { Node, Pod } from '../../schema/generated/core-v1.ts'
import { keyOfPod, podTargetOf } from '../node/objects.ts'
import { bind } from './binding.ts'
import { DEFAULT_SCHEDULER, isNews, makesRoom, nodeMatters, waits } from './pending.ts'
import { prebind } from './prebind.ts'
import { isBeingMade, preempt } from './preempt.ts'
import { SchedulerView } from './view.ts'

export const SCHEDULER_CONTEXT: RequestContext = systemContext(
  'system:kube-scheduler',
  'kube-scheduler',
)

/** Where the scheduler tells what it did; `ActionRecorder` is one. */
export interface ActionEvents {
  event(said: ActionEvent): void
}

export interface SchedulerOptions {
  readonly registry: Registry
  readonly timers: Timers
  readonly events: ActionEvents
  readonly podsOfNodes: PodsOfNodes
  readonly schedulerName?: string
}

/** What Pods may wait for, beside nodes and other Pods. */
const MAY_MAKE_ROOM = [
  'persistentvolumeclaims',
  'persistentvolumes',
  'storage.k8s.io/storageclasses',
  'resource.k8s.io/resourceclaims',
  'resource.k8s.io/deviceclasses',
]
/** The key that stands for all Pods that wait. */
const EVERYBODY = '*'
const BACKOFF_MAX_MS = 10_000
/** Tries of a Pod before it has to wait between them. */
const PATIENCE = 5

export class Scheduler implements Loop {
  readonly name = 'scheduler'
  readonly workers = 64
  readonly queue: WorkQueue
  readonly #options: SchedulerOptions
  readonly #schedulerName: string
  readonly #view: SchedulerView
  /** Pods that fitted nowhere, with how often they were tried. */
  readonly #waiting = new Map<string, number>()
  #unsubscribe: (() => void)[] = []

  constructor(options: SchedulerOptions) {
    this.#options = options
    this.#schedulerName = options.schedulerName ?? DEFAULT_SCHEDULER
    this.queue = new WorkQueue(this.name, options.timers)
    this.#view = new SchedulerView(options.registry, options.podsOfNodes)
  }

  start(): void {
    const { registry } = this.#options
    this.#unsubscribe = [
      registry.store.onChange('pods', ({ previous, next }) =>
        this.#notePod(previous?.object as Pod | undefined, next?.object as Pod | undefined),
      ),
      registry.store.onChange('nodes', ({ previous, next }) => {
        if (nodeMatters(previous?.object as Node | undefined, next?.object as Node | undefined))
          this.#noteRoom()
      }),
      ...MAY_MAKE_ROOM.map(resource => registry.store.onChange(resource, () => this.#noteRoom())),
    ]
    for (const pod of registry.all<Pod>(podKind)) this.#notePod(undefined, pod)
  }

  stop(): void {
    for (const off of this.#unsubscribe.splice(0)) off()
  }

  async reconcile(key: string): Promise<void> {
    if (key === EVERYBODY) return this.#tryAgain()
    const { registry } = this.#options
    const pod = registry.find<Pod>(podTargetOf(key))
    if (pod === undefined || !waits(pod, this.#schedulerName)) {
      this.#waiting.delete(key)
      return
    }
    const world = this.#view.world()
    if (claimedDevices(pod, world) === undefined) {
      // Somebody has to make its claims first: nothing is said of that.
      this.#waiting.set(key, 0)
      return
    }
    const found = feasibility(pod, world, name => this.#view.info(name))
    const promised = found.feasible.find(
      ({ node }) => node.metadata.name === pod.status?.nominatedNodeName,
    )
    const best =
      found.trouble === undefined ? (promised ?? bestNode(pod, found.feasible)) : undefined
    if (best !== undefined) return this.#bind(pod, best.node)
    // Noted as waiting first, because room may be made while we are still telling.
    this.#waiting.set(key, (this.#waiting.get(key) ?? 0) + 1)
    const isWaiting = isBeingMade(pod, this.#view.info(pod.status?.nominatedNodeName ?? ''))
    const candidate = isWaiting ? undefined : bestCandidate(pod, found.preemptible, world)
    if (candidate !== undefined) {
      this.#view.promise(pod, candidate.info.node.metadata.name ?? '')
      await preempt(registry, this.#options.events, SCHEDULER_CONTEXT, pod, candidate)
    }
    const nodeCount = world.nodeCount ?? world.nodes.length
    const room = candidate !== undefined ? 'makes' : isWaiting ? 'waits' : undefined
    const message = failureMessage(pod, found, nodeCount, room)
    await this.#wait(pod, message, candidate?.info.node.metadata.name)
  }

  #notePod(previous: Pod | undefined, next: Pod | undefined): void {
    this.#view.note(previous, next)
    if (next !== undefined && waits(next, this.#schedulerName)) {
      if (isNews(previous, next)) this.queue.add(keyOfPod(next))
      return
    }
    if (makesRoom(previous, next)) this.#noteRoom()
    const gone = next ?? previous
    if (gone !== undefined) this.#waiting.delete(keyOfPod(gone))
  }

  #noteRoom(): void {
    if (this.#waiting.size > 0) this.queue.add(EVERYBODY)
  }

  /** The first retries come at once, later ones after delays that double. */
  #tryAgain(): void {
    for (const [key, tries] of this.#waiting) {
      const late = tries - PATIENCE
      const afterMs = late < 0 ? 0 : Math.min(1000 * 2 ** late, BACKOFF_MAX_MS)
      this.queue.addAfter(key, afterMs)
    }
  }

  async #bind(pod: Pod, node: Node): Promise<void> {
    const { registry, events } = this.#options
    const { namespace = '', name = '', uid = '' } = pod.metadata
    const nodeName = node.metadata.name ?? ''
    if (claimsOf(pod).length + (pod.spec?.resourceClaims ?? []).length > 0) {
      // Noted as waiting first: the claims may be bound before we know that they were not.
      this.#waiting.set(keyOfPod(pod), 1)
      if (!(await prebind(registry, pod, node, SCHEDULER_CONTEXT))) return
    }
    this.#view.assume(pod, nodeName)
    try {
      await bind(registry, namespace, name, bindingOf(name, uid, nodeName), SCHEDULER_CONTEXT)
    } catch (error) {
      if (isStatus(error, 'NotFound')) return
      throw error
    } finally {
      this.#view.forget(pod, nodeName)
    }
    this.#waiting.delete(keyOfPod(pod))
    events.event({
      regarding: pod,
      type: 'Normal',
      reason: 'Scheduled',
      action: 'Binding',
      note: `Successfully assigned ${namespace}/${name} to ${nodeName}`,
    })
  }

  /** Says on the Pod and in an Event why it cannot go anywhere; once, until there is another reason. */
  async #wait(pod: Pod, message: string, promised: string | undefined): Promise<void> {
    const { registry, events } = this.#options
    const key = keyOfPod(pod)
    if (podCondition(pod, 'PodScheduled')?.message !== message)
      events.event({
        regarding: pod,
        type: 'Warning',
        reason: 'FailedScheduling',
        action: 'Scheduling',
        note: message,
      })
    const nowMs = registry.clock.nowMs()
    await registry.modify(
      podTargetOf(key),
      (live: Pod): Pod => {
        if (!waits(live, this.#schedulerName)) return live
        const status = withPodCondition(live, unschedulable(live, message), nowMs)
        const nominated = promised ?? live.status?.nominatedNodeName
        if (status === live.status && nominated === live.status?.nominatedNodeName) return live
        const more = nominated === undefined ? {} : { nominatedNodeName: nominated }
        return { ...live, status: { ...status, ...more } }
      },
      through(SCHEDULER_CONTEXT, 'status'),
    )
  }
}

const unschedulable = (pod: Pod, message: string) => ({
  type: 'PodScheduled',
  status: 'False',
  reason: 'Unschedulable',
  message,
  observedGeneration: pod.metadata.generation ?? 0,
})

const bindingOf = (name: string, uid: string, nodeName: string) => ({
  kind: 'Binding',
  apiVersion: 'v1',
  metadata: { name, uid },
  target: { kind: 'Node', name: nodeName },
})
