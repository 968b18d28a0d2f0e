// Takes Pods away from nodes whose NoExecute taints they do not tolerate, at once or when their time is up.
// An eviction that is under way keeps its time, whatever taints come later; when all have gone it is
// cancelled.
import { node as nodeKind } from '../../kinds/index.ts'
import type { Loop } from '../../loop/loop.ts'
import { WorkQueue } from '../../loop/queue.ts'
import type { Timers } from '../../loop/timers.ts'
import { sameJson } from '../../meta/freeze.ts'
import { controllerContext, through } from '../../registry/context.ts'
import type { Registry } from '../../registry/registry.ts'
import { withPodCondition } from '../../scheduling/conditions.ts'
import { type PodsOfNodes, podsOf } from '../../scheduling/node-info.ts'
import type { Node, ObjectReference, Pod } from '../../schema/generated/core-v1.ts'
import { findNode, keyOfPod, podTargetOf, unlessGone } from '../node/objects.ts'
import type { Recorder } from '../node/recorder.ts'
import { drivingOut, stayOf } from './plan.ts'

const CONTEXT = controllerContext('taint-eviction-controller')

export interface TaintEvictionOptions {
  readonly registry: Registry
  readonly timers: Timers
  readonly events: Recorder
  readonly podsOfNodes: PodsOfNodes
}

/** Keys say what is to be done with the Pod: look at it, or evict it because its time is up. */
const LOOK = 'look/'
const EVICT = 'evict/'

export class TaintEviction implements Loop {
  readonly name = 'taint-eviction'
  readonly workers = 64
  readonly queue: WorkQueue
  readonly #options: TaintEvictionOptions
  #unsubscribe: (() => void)[] = []

  constructor(options: TaintEvictionOptions) {
    this.#options = options
    this.queue = new WorkQueue(this.name, options.timers)
  }

  start(): void {
    const { store } = this.#options.registry
    this.#unsubscribe = [
      store.onChange('nodes', ({ previous, next }) =>
        this.#noteNode(previous?.object as Node | undefined, next?.object as Node | undefined),
      ),
      store.onChange('pods', ({ previous, next }) =>
        this.#notePod(previous?.object as Pod | undefined, next?.object as Pod | undefined),
      ),
    ]
    for (const node of this.#options.registry.all<Node>(nodeKind)) this.#noteNode(undefined, node)
  }

  stop(): void {
    for (const off of this.#unsubscribe.splice(0)) off()
  }

  async reconcile(key: string): Promise<void> {
    const podKey = key.slice(key.indexOf('/') + 1)
    const pod = this.#options.registry.find<Pod>(podTargetOf(podKey))
    if (pod === undefined) this.#options.timers.cancel(this.name, EVICT + podKey)
    else if (key.startsWith(EVICT)) await this.#evict(podKey, pod)
    else this.#look(podKey, pod)
  }

  #noteNode(previous: Node | undefined, next: Node | undefined): void {
    if (next === undefined) return
    const before = drivingOut(previous)
    const after = drivingOut(next)
    if (sameJson(before, after)) return
    for (const pod of podsOf(this.#options.podsOfNodes, next.metadata.name ?? ''))
      this.queue.add(LOOK + keyOfPod(pod))
  }

  #notePod(previous: Pod | undefined, next: Pod | undefined): void {
    const nodeName = (next ?? previous)?.spec?.nodeName ?? ''
    if (nodeName === '') return
    const key = keyOfPod((next ?? previous) as Pod)
    if (next === undefined) {
      if (this.#isPending(key)) this.queue.add(LOOK + key)
      return
    }
    const same =
      previous?.spec?.nodeName === nodeName &&
      sameJson(previous.spec.tolerations, next.spec?.tolerations)
    if (!same && drivingOut(findNode(this.#options.registry, nodeName)).length > 0)
      this.queue.add(LOOK + key)
  }

  #isPending(podKey: string): boolean {
    return this.#options.timers.dueMs(this.name, EVICT + podKey) !== undefined
  }

  #look(podKey: string, pod: Pod): void {
    const node = findNode(this.#options.registry, pod.spec?.nodeName ?? '')
    const stay = stayOf(pod.spec?.tolerations ?? [], drivingOut(node))
    if (stay === 'stay') this.#cancel(podKey)
    else if (stay === 'go') this.queue.add(EVICT + podKey)
    else if (!this.#isPending(podKey)) this.queue.addAfter(EVICT + podKey, stay.afterMs)
  }

  #cancel(podKey: string): void {
    if (!this.#isPending(podKey)) return
    this.#options.timers.cancel(this.name, EVICT + podKey)
    this.#tell(podKey, `Cancelling deletion of Pod ${podKey}`)
  }

  #tell(podKey: string, message: string): void {
    const { namespace, name } = podTargetOf(podKey)
    const pod: ObjectReference = { kind: 'Pod', apiVersion: 'v1', namespace, name }
    this.#options.events.event(pod, 'Normal', 'TaintManagerEviction', message)
  }

  async #evict(podKey: string, pod: Pod): Promise<void> {
    const { registry, timers } = this.#options
    timers.cancel(this.name, EVICT + podKey)
    if (pod.metadata.deletionTimestamp !== undefined) return
    this.#tell(podKey, `Marking for deletion Pod ${podKey}`)
    const mark = (live: Pod): Pod => ({
      ...live,
      status: withPodCondition(live, targeted(live), registry.clock.nowMs()),
    })
    const of = podTargetOf(podKey)
    await unlessGone(registry.modify<Pod>(of, mark, through(CONTEXT, 'status')))
    await unlessGone(registry.delete(of, {}, CONTEXT))
  }
}

const targeted = (pod: Pod) => ({
  type: 'DisruptionTarget',
  status: 'True',
  reason: 'DeletionByTaintManager',
  message: 'Taint manager: deleting due to NoExecute taint',
  observedGeneration: pod.metadata.generation ?? 0,
})
