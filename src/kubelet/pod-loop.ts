// Plays the Pods of all nodes that have a simulated kubelet: from the binding over their stages to their
// end. One loop for all, keyed by Pod; a Pod without delays costs one write of its status. Containers
// are never run: what they do is what `behavior.ts` says.
import { pod as podKind } from '../kinds/index.ts'
import type { Loop } from '../loop/loop.ts'
import { WorkQueue } from '../loop/queue.ts'
import type { Timers } from '../loop/timers.ts'
import { isStatus } from '../meta/status.ts'
import { through } from '../registry/context.ts'
import type { Registry } from '../registry/registry.ts'
import { type PodsOfNodes, podsOf } from '../scheduling/node-info.ts'
import type { Node, Pod, PodStatus } from '../schema/generated/core-v1.ts'
import { type BehaviorOf, healthy, type PodBehavior } from './behavior.ts'
import { Images, tellStarted, tellStopping } from './container-events.ts'
import { kubeletContext } from './context.ts'
import type { KubeletEvents } from './events.ts'
import { endedNow, leftMs, recalled, unpulledAgain } from './memory.ts'
import { comesBack, comesToLife, hasGone, isNews } from './news.ts'
import { hasKubelet, internalIpOf } from './node-status.ts'
import { findNode, keyOfPod, podTargetOf } from './objects.ts'
import { PodIps } from './pod-ips.ts'
import { podStatusAt } from './pod-status.ts'
import { tellTrouble } from './pull-events.ts'
import { backoffMs, type Memory, NO_MEMORY, nextStage, type Stage, stageOf } from './stages.ts'

export interface PodLoopOptions {
  readonly registry: Registry
  readonly timers: Timers
  readonly podsOfNodes: PodsOfNodes
  /** Left out, kubelets tell nothing. */
  readonly events?: KubeletEvents
  /** Left out, all Pods are healthy and start at once. */
  readonly behaviorOf?: BehaviorOf
  /** Whether the kubelet of a node is at work; left out, all are. */
  readonly isUp?: (nodeName: string) => boolean
}

export class PodLoop implements Loop {
  readonly name = 'kubelet-pods'
  readonly workers = 256
  readonly queue: WorkQueue
  readonly #options: PodLoopOptions
  readonly #behaviorOf: BehaviorOf
  readonly #ips = new PodIps()
  readonly #images = new Images()
  /** The uids of Pods whose containers are being stopped, by key. */
  readonly #stopping = new Map<string, string>()
  /** Pods whose status is to be said again although nothing has changed. */
  readonly #again = new Set<string>()
  /** Pods whose behaviour is another than before, so that their waits begin anew. */
  readonly #fresh = new Set<string>()
  /** Pods whose node has started anew. */
  readonly #rebooted = new Set<string>()
  /** What there is to remember of Pods. */
  readonly #memories = new Map<string, Memory>()
  #unsubscribe: (() => void)[] = []

  constructor(options: PodLoopOptions) {
    this.#options = options
    this.#behaviorOf = options.behaviorOf ?? (() => healthy(0))
    this.queue = new WorkQueue(this.name, options.timers)
  }

  start(): void {
    const { registry } = this.#options
    for (const pod of registry.all<Pod>(podKind)) {
      this.#keepIp(pod)
      if (isNews(undefined, pod)) this.queue.add(keyOfPod(pod))
    }
    this.#unsubscribe = [
      registry.store.onChange('pods', ({ previous, next }) => {
        const known = (next ?? previous)?.object as Pod
        const gated = next !== undefined && (known.spec?.readinessGates ?? []).length > 0
        if (gated) this.#again.add(keyOfPod(known))
        if (gated || isNews(previous?.object as Pod | undefined, next?.object as Pod | undefined))
          this.queue.add(keyOfPod(known))
      }),
      registry.store.onChange('nodes', ({ previous, next }) => {
        const before = previous?.object as Node | undefined
        const after = next?.object as Node | undefined
        if (after === undefined) this.#images.forget(before?.metadata.name ?? '')
        else if (comesToLife(before, after)) this.#addPodsOf(after.metadata.name ?? '')
        else if (comesBack(before, after)) this.refresh(after.metadata.name ?? '')
      }),
    ]
  }

  stop(): void {
    for (const off of this.#unsubscribe.splice(0)) off()
  }

  /** Has a look at a Pod that is to behave in another way from now on. */
  behave(pod: Pod): void {
    this.#fresh.add(keyOfPod(pod))
    this.queue.add(keyOfPod(pod))
  }

  /** A node has started anew: its containers have ended, and are started again. */
  reboot(nodeName: string): void {
    for (const pod of podsOf(this.#options.podsOfNodes, nodeName)) this.#rebooted.add(keyOfPod(pod))
    this.refresh(nodeName)
  }

  /** Says the status of all Pods of a node again: its kubelet is back after a silence. */
  refresh(nodeName: string): void {
    for (const pod of podsOf(this.#options.podsOfNodes, nodeName)) this.#again.add(keyOfPod(pod))
    this.#addPodsOf(nodeName)
  }

  async reconcile(key: string): Promise<void> {
    const { registry } = this.#options
    const fresh = this.#fresh.delete(key)
    const pod = registry.find<Pod>(podTargetOf(key))
    if (pod === undefined) {
      this.#ips.release(key)
      this.#stopping.delete(key)
      this.#memories.delete(key)
      this.#again.delete(key)
      this.#options.timers.cancel(this.name, key)
      return
    }
    const node = findNode(registry, pod.spec?.nodeName ?? '')
    if (node === undefined || !hasKubelet(node)) return
    if (this.#options.isUp?.(node.metadata.name ?? '') === false) return
    const again = this.#again.delete(key)
    if (pod.metadata.deletionTimestamp !== undefined) await this.#end(key, pod)
    else await this.#live(key, pod, node, again, fresh)
  }

  #addPodsOf(nodeName: string): void {
    for (const pod of podsOf(this.#options.podsOfNodes, nodeName)) this.queue.add(keyOfPod(pod))
  }

  #keepIp(pod: Pod): void {
    const { podIP = '' } = pod.status ?? {}
    const node = findNode(this.#options.registry, pod.spec?.nodeName ?? '')
    const cidr = node?.spec?.podCIDR ?? ''
    if (podIP !== '' && cidr !== '' && pod.spec?.hostNetwork !== true)
      this.#ips.keep(keyOfPod(pod), cidr, podIP)
  }

  #isWaiting(key: string): boolean {
    const { timers } = this.#options
    return (timers.dueMs(this.name, key) ?? 0) > timers.nowMs
  }

  /** Goes on to the last stage that is due, and says so in one write. */
  async #live(key: string, pod: Pod, node: Node, again: boolean, fresh: boolean): Promise<void> {
    const behavior = this.#behaviorOf(pod)
    const current = stageOf(pod)
    if (current?.name === 'ended') return
    const podIP = this.#ipOf(key, pod, node)
    if (podIP === undefined) return
    const { nowMs } = this.#options.timers
    const memory = this.#memoryOf(key, pod, current, behavior)
    if (this.#rebooted.delete(key) && (current?.name === 'ready' || current?.name === 'running')) {
      const ended: Stage = { ...current, name: 'backoff', exitCode: 255, exitReason: 'Unknown' }
      return this.#crash(key, pod, ended, node, podIP, endedNow(memory, pod, nowMs))
    }
    if (fresh) this.#options.timers.cancel(this.name, key)
    let reached = current
    let next: Stage | undefined
    if (!this.#isWaiting(key)) {
      const after = (stage: Stage | undefined) => nextStage(pod, stage, behavior, memory)
      next = after(current)
      // The wait for the first step is over, because no timer is left; those after it may begin one.
      while (next !== undefined && (next.afterMs <= 0 || (reached === current && !fresh))) {
        reached = next
        // What ends is told before it starts again.
        if (reached.name === 'backoff' && reached !== current) break
        next = after(reached)
      }
    }
    const stale = pod.status?.observedGeneration !== pod.metadata.generation
    if (reached?.name === 'unpulled' && reached !== current)
      this.#memories.set(key, unpulledAgain(memory))
    if (reached?.name === 'backoff' && reached !== current)
      return this.#crash(key, pod, reached, node, podIP, endedNow(memory, pod, nowMs))
    if (reached !== undefined && (reached !== current || stale || again))
      await this.#say(pod, waiting(reached, pod, memory), node, podIP, behavior.probeFailure)
    if (next !== undefined) this.queue.addAfter(key, next.afterMs)
  }

  /** Containers have ended, and are to be started again. */
  async #crash(
    key: string,
    pod: Pod,
    ended: Stage,
    node: Node,
    podIP: string,
    memory: Memory,
  ): Promise<void> {
    this.#memories.set(key, memory)
    await this.#say(pod, waiting(ended, pod, memory), node, podIP, undefined)
    this.queue.addAfter(key, Math.max(backoffMs(pod, memory.forgiven), 1))
  }

  /** A Pod that is met for the first time may be in the midst of a wait. */
  #memoryOf(key: string, pod: Pod, current: Stage | undefined, behavior: PodBehavior): Memory {
    const known = this.#memories.get(key)
    if (known !== undefined) return known
    const { nowMs } = this.#options.timers
    const memory = current === undefined ? NO_MEMORY : recalled(pod, current, behavior, nowMs)
    this.#memories.set(key, memory)
    const left = leftMs(pod, current, memory, behavior, nowMs)
    if (left > 0) this.queue.addAfter(key, left)
    return memory
  }

  async #say(
    pod: Pod,
    stage: Stage,
    node: Node,
    podIP: string,
    probeFailure: string | undefined,
  ): Promise<void> {
    const { registry, events } = this.#options
    const nodeName = node.metadata.name ?? ''
    const place = { hostIP: internalIpOf(node), podIP, nowMs: registry.clock.nowMs() }
    let said: PodStatus | undefined
    await registry.modify<Pod>(
      podTargetOf(keyOfPod(pod)),
      live => {
        said = undefined
        if (live.metadata.uid !== pod.metadata.uid || hasGone(live)) return live
        said = podStatusAt(live, stage, place)
        return { ...live, status: said }
      },
      through(kubeletContext(nodeName), 'status'),
    )
    if (said === undefined || events === undefined) return
    tellStarted(events.of(nodeName), this.#images, pod, said)
    tellTrouble(events.of(nodeName), pod, stage, said, probeFailure)
  }

  /** Containers end; then the Pod is deleted for good. */
  async #end(key: string, pod: Pod): Promise<void> {
    const { registry, timers, events } = this.#options
    const { uid = '', deletionGracePeriodSeconds = 0 } = pod.metadata
    if (deletionGracePeriodSeconds === 0) return
    const nodeName = pod.spec?.nodeName ?? ''
    if (this.#stopping.get(key) !== uid) {
      this.#stopping.set(key, uid)
      if (events !== undefined) tellStopping(events.of(nodeName), pod)
      const { stopAfterMs } = this.#behaviorOf(pod)
      const afterMs = Math.min(stopAfterMs, deletionGracePeriodSeconds * 1000)
      timers.cancel(this.name, key)
      if (afterMs > 0) return this.queue.addAfter(key, afterMs)
    }
    if (this.#isWaiting(key)) return
    this.#stopping.delete(key)
    try {
      await registry.delete(
        podTargetOf(key),
        { gracePeriodSeconds: 0, preconditions: { uid } },
        kubeletContext(nodeName),
      )
    } catch (error) {
      if (!isStatus(error, 'NotFound') && !isStatus(error, 'Conflict')) throw error
    }
  }

  /** The address of a Pod: its node's, or one of the node's range, once there is one. */
  #ipOf(key: string, pod: Pod, node: Node): string | undefined {
    if (pod.spec?.hostNetwork === true) return internalIpOf(node)
    const known = pod.status?.podIP
    if (known !== undefined) return known
    const cidr = node.spec?.podCIDR ?? ''
    return cidr === '' ? undefined : (this.#ips.take(key, cidr) ?? internalIpOf(node))
  }
}

const waiting = (stage: Stage, pod: Pod, { forgiven }: Memory): Stage =>
  stage.name === 'backoff' ? { ...stage, waitMs: backoffMs(pod, forgiven) } : stage
