// Keeps the status of disruption budgets: how many of their Pods may be disrupted now. Whether a Pod may be
// evicted is decided by `eviction.ts`, which reads and spends what stands there.
import { podDisruptionBudget as pdbKind, pod as podKind } from '../../kinds/index.ts'
import type { Loop } from '../../loop/loop.ts'
import { WorkQueue } from '../../loop/queue.ts'
import type { Timers } from '../../loop/timers.ts'
import { sameJson } from '../../meta/freeze.ts'
import { matches, selectorFromObject } from '../../meta/labels.ts'
import { formatTime, parseTime } from '../../meta/time.ts'
import { controllerContext, through } from '../../registry/context.ts'
import type { EventRecorder } from '../../registry/recorder.ts'
import type { Registry } from '../../registry/registry.ts'
import { target } from '../../registry/target.ts'
import { podCondition } from '../../scheduling/conditions.ts'
import { hasEnded } from '../../scheduling/node-info.ts'
import type { Pod } from '../../schema/generated/core-v1.ts'
import type {
  PodDisruptionBudget,
  PodDisruptionBudgetStatus,
} from '../../schema/generated/policy-v1.ts'
import { keyOfPod, podTargetOf } from '../node/objects.ts'
import {
  budgetStatus,
  countHealthy,
  desiredHealthy,
  disruptedPods,
  failedStatus,
  needsScale,
} from './budget.ts'
import { expectedScale, type KindOf } from './scale.ts'
import { selectorGoText } from './selector-text.ts'

const CONTEXT = through(controllerContext('disruption-controller'), 'status')

/** A Pod that was to go and stays is no target any more after this time. */
const STALE_MS = 120_000

export interface DisruptionOptions {
  readonly registry: Registry
  readonly timers: Timers
  readonly events: Pick<EventRecorder, 'event'>
  readonly kindOf: KindOf
}

const BUDGET = 'pdb/'
const STALE = 'pod/'

export class DisruptionController implements Loop {
  readonly name = 'disruption'
  readonly queue: WorkQueue
  readonly #options: DisruptionOptions
  /** The keys of budgets by namespace, so that Pods without budgets cost nothing. */
  readonly #budgets = new Map<string, Set<string>>()
  #unsubscribe: (() => void)[] = []

  constructor(options: DisruptionOptions) {
    this.#options = options
    this.queue = new WorkQueue(this.name, options.timers)
  }

  start(): void {
    const { registry } = this.#options
    for (const pdb of registry.all<PodDisruptionBudget>(pdbKind)) this.#noteBudget(undefined, pdb)
    for (const pod of registry.all<Pod>(podKind)) this.#noteStale(pod)
    this.#unsubscribe = [
      registry.store.onChange('policy/poddisruptionbudgets', ({ previous, next }) =>
        this.#noteBudget(
          previous?.object as PodDisruptionBudget | undefined,
          next?.object as PodDisruptionBudget | undefined,
        ),
      ),
      registry.store.onChange('pods', ({ previous, next }) => {
        const pod = (next ?? previous)?.object as Pod
        this.#noteBudgetsOf(pod)
        if (next !== undefined) this.#noteStale(pod)
      }),
    ]
  }

  stop(): void {
    for (const off of this.#unsubscribe.splice(0)) off()
  }

  async reconcile(key: string): Promise<void> {
    if (key.startsWith(STALE)) return this.#clearStale(key.slice(STALE.length))
    const { namespace, name } = podTargetOf(key.slice(BUDGET.length))
    const of = target<PodDisruptionBudget>(pdbKind, namespace, name)
    const { registry } = this.#options
    const pdb = registry.find(of)
    if (pdb === undefined) return
    const status = this.#statusOf(key, pdb)
    await registry.modify(
      of,
      live => (live !== pdb || sameJson(live.status, status) ? live : { ...live, status }),
      CONTEXT,
    )
  }

  #noteBudget(
    previous: PodDisruptionBudget | undefined,
    next: PodDisruptionBudget | undefined,
  ): void {
    const { namespace = '', name = '' } = (next ?? previous)?.metadata ?? {}
    const names = this.#budgets.get(namespace) ?? new Set<string>()
    this.#budgets.set(namespace, names)
    if (next === undefined) names.delete(name)
    else names.add(name)
    if (next !== undefined) this.queue.add(`${BUDGET}${namespace}/${name}`)
  }

  #noteBudgetsOf(pod: Pod): void {
    const { namespace = '', labels } = pod.metadata
    for (const name of this.#budgets.get(namespace) ?? []) {
      const pdb = this.#options.registry.find(target<PodDisruptionBudget>(pdbKind, namespace, name))
      if (matches(selectorFromObject(pdb?.spec?.selector), labels))
        this.queue.add(`${BUDGET}${namespace}/${name}`)
    }
  }

  #noteStale(pod: Pod): void {
    const leftMs = staleAfterMs(pod, this.#options.registry.clock.nowMs())
    if (leftMs !== undefined) this.queue.addAfter(STALE + keyOfPod(pod), leftMs)
  }

  #statusOf(key: string, pdb: PodDisruptionBudget): PodDisruptionBudgetStatus {
    const { registry, events } = this.#options
    const nowMs = registry.clock.nowMs()
    const selector = selectorFromObject(pdb.spec?.selector)
    const pods = registry
      .all<Pod>(podKind, pdb.metadata.namespace ?? '')
      .filter(pod => matches(selector, pod.metadata.labels))
    if (pods.length === 0) events.event(pdb, 'Normal', 'NoPods', 'No matching pods found')
    try {
      const expectedPods = this.#expectedPods(pdb, pods)
      const { kept, recheckAfterMs } = disruptedPods(pdb, pods, nowMs)
      if (recheckAfterMs !== undefined) this.queue.addAfter(key, recheckAfterMs + 1)
      const counted = {
        expectedPods,
        desiredHealthy: desiredHealthy(pdb, expectedPods),
        currentHealthy: countHealthy(pods, kept),
        disruptedPods: kept,
      }
      return budgetStatus(pdb, counted, nowMs)
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error)
      const message = `Failed to calculate the number of expected pods: ${why}`
      events.event(pdb, 'Warning', 'CalculateExpectedPodCountFailed', message)
      return failedStatus(pdb, why, nowMs)
    }
  }

  #expectedPods(pdb: PodDisruptionBudget, pods: readonly Pod[]): number {
    if (needsScale(pdb)) return this.#expected(pdb, pods)
    // A budget that says nothing expects nothing, and so allows nothing.
    return pdb.spec?.minAvailable === undefined ? 0 : pods.length
  }

  #expected(pdb: PodDisruptionBudget, pods: readonly Pod[]): number {
    const { registry, kindOf, events } = this.#options
    const { count, unmanaged } = expectedScale(registry, kindOf, pods)
    if (unmanaged.length > 0)
      events.event(
        pdb,
        'Warning',
        'UnmanagedPods',
        `Pods selected by this PodDisruptionBudget (selector: ${selectorGoText(pdb.spec?.selector)}) were found to be unmanaged. As a result, the status of the PDB cannot be calculated correctly, which may result in undefined behavior. To account for these pods please set ".spec.minAvailable" field of the PDB to an integer value.`,
      )
    return count
  }

  async #clearStale(podKey: string): Promise<void> {
    const { registry } = this.#options
    const nowMs = registry.clock.nowMs()
    await registry.modify<Pod>(
      podTargetOf(podKey),
      live => ((staleAfterMs(live, nowMs) ?? 1) > 0 ? live : withoutTarget(live, nowMs)),
      CONTEXT,
    )
  }
}

/** In how long a Pod is no target any more; nothing for one that is none, or is going. */
function staleAfterMs(pod: Pod, nowMs: number): number | undefined {
  if (pod.metadata.deletionTimestamp !== undefined || hasEnded(pod)) return undefined
  const condition = podCondition(pod, 'DisruptionTarget')
  if (condition?.status !== 'True' || condition.reason === 'TerminationByKubelet') return undefined
  return Math.max(0, (parseTime(condition.lastTransitionTime ?? '') ?? 0) + STALE_MS - nowMs)
}

const withoutTarget = (pod: Pod, nowMs: number): Pod => ({
  ...pod,
  status: {
    ...pod.status,
    conditions: (pod.status?.conditions ?? []).map(condition => {
      if (condition.type !== 'DisruptionTarget') return condition
      const { reason: _1, message: _2, ...kept } = condition
      return { ...kept, status: 'False', lastTransitionTime: formatTime(nowMs) }
    }),
  },
})
