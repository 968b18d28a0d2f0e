// Deletes Pods that nobody else will: those of nodes that have gone, those that were never bound, and the
// oldest of too many that have ended. It looks every twenty seconds, and gives a missing node forty
// to come back.
import { node as nodeKind, pod as podKind } from '../../kinds/index.ts'
import type { Loop } from '../../loop/loop.ts'
import { WorkQueue } from '../../loop/queue.ts'
import type { Timers } from '../../loop/timers.ts'
import { controllerContext, through } from '../../registry/context.ts'
import type { Registry } from '../../registry/registry.ts'
import { withPodCondition } from '../../scheduling/conditions.ts'
import { hasEnded } from '../../scheduling/node-info.ts'
import type { Node, Pod, PodStatus } from '../../schema/generated/core-v1.ts'
import { keyOfPod, podTargetOf, unlessGone } from '../node/objects.ts'
import { type Collected, collect, missingNodes } from './plan.ts'

const CONTEXT = controllerContext('pod-garbage-collector')
const EVERY_MS = 20_000
const QUARANTINE_MS = 40_000
const COLLECT = 'collect'

export interface PodGcOptions {
  readonly registry: Registry
  readonly timers: Timers
  readonly terminatedMax?: number
}

export class PodGc implements Loop {
  readonly name = 'pod-gc'
  readonly queue: WorkQueue
  readonly #options: PodGcOptions
  /** When the time is up that missing nodes are given, by name. */
  readonly #quarantine = new Map<string, number>()

  constructor(options: PodGcOptions) {
    this.#options = options
    this.queue = new WorkQueue(this.name, options.timers)
  }

  start(): void {
    this.queue.add(COLLECT)
  }

  stop(): void {}

  async reconcile(): Promise<void> {
    this.queue.addAfter(COLLECT, EVERY_MS)
    const { registry, terminatedMax } = this.#options
    const pods = registry.all<Pod>(podKind)
    const nodes = new Map(
      registry.all<Node>(nodeKind).map(node => [node.metadata.name ?? '', node] as const),
    )
    const lost = this.#lostNodes(missingNodes(pods, nodes), registry.clock.nowMs())
    for (const found of collect(pods, nodes, lost, terminatedMax)) await this.#delete(found)
  }

  /** Notes nodes that are missing, and returns those whose time is up. */
  #lostNodes(missing: ReadonlySet<string>, nowMs: number): ReadonlySet<string> {
    for (const name of missing)
      if (!this.#quarantine.has(name)) this.#quarantine.set(name, nowMs + QUARANTINE_MS)
    const lost = new Set<string>()
    for (const [name, untilMs] of this.#quarantine) {
      if (untilMs > nowMs) continue
      this.#quarantine.delete(name)
      if (missing.has(name)) lost.add(name)
    }
    return lost
  }

  /** The Pod fails first, so that its owner knows; then it goes without grace. */
  async #delete({ pod, orphaned }: Collected): Promise<void> {
    const { registry } = this.#options
    const of = podTargetOf(keyOfPod(pod))
    const nowMs = registry.clock.nowMs()
    const change = (live: Pod): Pod => {
      const status = failed(live, orphaned, nowMs)
      return status === live.status ? live : { ...live, status }
    }
    const marked = registry.modify<Pod>(of, change, through(CONTEXT, 'status'))
    if ((await unlessGone(marked)) === undefined) return
    await unlessGone(registry.delete(of, { gracePeriodSeconds: 0 }, CONTEXT))
  }
}

function failed(pod: Pod, orphaned: boolean, nowMs: number): PodStatus {
  const told = orphaned
    ? withPodCondition(
        pod,
        { ...ORPHANED, observedGeneration: pod.metadata.generation ?? 0 },
        nowMs,
      )
    : (pod.status ?? {})
  return hasEnded(pod) ? told : { ...told, phase: 'Failed' }
}

const ORPHANED = {
  type: 'DisruptionTarget',
  status: 'True',
  reason: 'DeletionByPodGC',
  message: 'PodGC: node no longer exists',
} as const
