import type { Loop } from '../../loop/loop.ts'
import { WorkQueue } from '../../loop/queue.ts'
import type { Timers } from '../../loop/timers.ts'
import { sameJson } from '../../meta/freeze.ts'
import type { Kind } from '../../meta/kind.ts'
import { matches } from '../../meta/labels.ts'
import type { KubeObject } from '../../meta/object.ts'
import { formatTime } from '../../meta/time.ts'
import { controllerContext, through } from '../../registry/context.ts'
import type { EventRecorder } from '../../registry/recorder.ts'
import type { Registry } from '../../registry/registry.ts'
import { target } from '../../registry/target.ts'
import type {
  HorizontalPodAutoscaler,
  HorizontalPodAutoscalerStatus,
} from '../../schema/generated/autoscaling-v2.ts'
import type { Pod } from '../../schema/generated/core-v1.ts'
import { Follower } from '../follow.ts'
import { at, keyOf } from '../keys.ts'
import { textOf } from '../pod-control.ts'
import { horizontalPodAutoscalers, pods } from '../rows.ts'
import { type Decision, decide, readSelector, type TargetScale, withCondition } from './plan.ts'

/** How often an autoscaler looks; also from its creation until the first time. */
const EVERY_MS = 15_000

export interface PodAutoscalerOptions {
  readonly registry: Registry
  readonly timers: Timers
  readonly recorder: EventRecorder
  kindOf(group: string, kind: string): Kind | undefined
}

type Status = HorizontalPodAutoscalerStatus

/** Keeps the targets of HorizontalPodAutoscalers between their bounds. */
export class PodAutoscaler implements Loop {
  readonly name = 'podautoscaler'
  readonly queue: WorkQueue
  readonly #options: PodAutoscalerOptions
  readonly #context = controllerContext('horizontal-pod-autoscaler')
  readonly #follower: Follower

  constructor(options: PodAutoscalerOptions) {
    this.#options = options
    this.queue = new WorkQueue(this.name, options.timers)
    this.#follower = new Follower(options.registry)
  }

  start(): void {
    this.#follower.onAll<HorizontalPodAutoscaler>(horizontalPodAutoscalers, next => {
      if (next !== undefined) this.queue.addAfter(keyOf(next), EVERY_MS)
    })
  }

  stop(): void {
    this.#follower.stop()
  }

  async reconcile(key: string): Promise<void> {
    const { registry } = this.#options
    const autoscaler = registry.find(at(horizontalPodAutoscalers, key))
    if (autoscaler === undefined) return
    await this.#write(autoscaler, await this.#scaled(autoscaler))
    this.queue.addAfter(key, EVERY_MS)
  }

  /** Does what is to be done and returns the status that tells of it. */
  async #scaled(autoscaler: HorizontalPodAutoscaler): Promise<Status> {
    const { registry, recorder } = this.#options
    const nowMs = registry.clock.nowMs()
    const before: Status = autoscaler.status ?? { desiredReplicas: 0 }
    let scale: TargetScale
    try {
      scale = this.#scaleOf(autoscaler)
    } catch (error) {
      const reason = 'FailedGetScale'
      recorder.event(autoscaler, 'Warning', reason, textOf(error))
      const message = `the HPA controller was unable to get the target's current scale: ${textOf(error)}`
      return withCondition(before, { type: ABLE, status: 'False', reason, message }, nowMs)
    }
    const status = withCondition({ ...before, currentReplicas: scale.replicas }, GOT_SCALE, nowMs)
    return this.#act(
      autoscaler,
      status,
      scale,
      decide(autoscaler, scale, this.#rivals(autoscaler, scale)),
    )
  }

  /** The autoscalers that the Pods of a target have, if it has Pods. */
  #rivals({ metadata }: HorizontalPodAutoscaler, scale: TargetScale): readonly string[] {
    const { registry } = this.#options
    const all = registry.all(horizontalPodAutoscalers, metadata.namespace)
    if (all.length < 2 || scale.selector === '') return []
    const own = this.#podsOf(scale, registry.all(pods, metadata.namespace))
    return all
      .filter(other => {
        if (other.metadata.uid === metadata.uid) return own.length > 0
        const found = this.#tryScale(other)
        return found !== undefined && this.#podsOf(found, own).length > 0
      })
      .map(other => other.metadata.name ?? '')
  }

  #podsOf({ selector }: TargetScale, among: readonly Pod[]): readonly Pod[] {
    const read = selector === '' ? '' : readSelector(selector)
    return typeof read === 'string' ? [] : among.filter(pod => matches(read, pod.metadata.labels))
  }

  #tryScale(autoscaler: HorizontalPodAutoscaler): TargetScale | undefined {
    try {
      return this.#scaleOf(autoscaler)
    } catch {
      return undefined
    }
  }

  async #act(
    autoscaler: HorizontalPodAutoscaler,
    status: Status,
    scale: TargetScale,
    decision: Decision,
  ): Promise<Status> {
    const { registry, recorder } = this.#options
    const nowMs = registry.clock.nowMs()
    switch (decision.do) {
      case 'rest': {
        const next = { ...status, desiredReplicas: scale.replicas }
        return scale.replicas === 0 ? withCondition(next, DISABLED, nowMs) : next
      }
      case 'fail': {
        for (const { reason, message } of decision.events)
          recorder.event(autoscaler, 'Warning', reason, message)
        return withCondition(status, { type: ACTIVE, status: 'False', ...decision.why }, nowMs)
      }
      case 'rescale': {
        const { replicas, reason } = decision
        const size = `New size: ${replicas}; reason: ${reason}`
        const error = await this.#rescale(autoscaler, replicas)
        if (error !== undefined) {
          recorder.event(autoscaler, 'Warning', 'FailedRescale', `${size}; error: ${error}`)
          return withCondition(status, notRescaled(error), nowMs)
        }
        recorder.event(autoscaler, 'Normal', 'SuccessfulRescale', size)
        const message = `the HPA controller was able to update the target scale to ${replicas}`
        const said = { type: ABLE, status: 'True', reason: 'SucceededRescale', message }
        const lastScaleTime = formatTime(nowMs)
        return withCondition({ ...status, desiredReplicas: replicas, lastScaleTime }, said, nowMs)
      }
    }
  }

  #scaleOf(autoscaler: HorizontalPodAutoscaler): TargetScale {
    const { spec, status } = this.#options.registry.readScale(this.#targetOf(autoscaler))
    const { replicas = 0 } = (spec ?? {}) as { replicas?: number }
    const { selector = '' } = (status ?? {}) as { selector?: string }
    return { replicas, selector }
  }

  /** Returns why the target could not be scaled, if it could not. */
  async #rescale(
    autoscaler: HorizontalPodAutoscaler,
    replicas: number,
  ): Promise<string | undefined> {
    const body = { value: { spec: { replicas } } }
    const of = this.#targetOf(autoscaler)
    try {
      await this.#options.registry.patchScale(of, { type: 'merge', body }, this.#context)
      return undefined
    } catch (error) {
      return textOf(error)
    }
  }

  #targetOf(autoscaler: HorizontalPodAutoscaler) {
    const { apiVersion = '', kind = '', name = '' } = autoscaler.spec?.scaleTargetRef ?? {}
    // The version does not count: any that is served will do.
    const group = apiVersion.includes('/') ? (apiVersion.split('/')[0] ?? '') : ''
    const found = this.#options.kindOf(group, kind)
    if (found === undefined) throw new Error(`no matches for kind "${kind}" in group "${group}"`)
    if (!found.subresources?.some(({ scale }) => scale !== undefined))
      throw new Error(
        `the server could not find the requested resource (get ${found.plural} ${name})`,
      )
    return target<KubeObject>(found, autoscaler.metadata.namespace ?? '', name)
  }

  async #write(autoscaler: HorizontalPodAutoscaler, status: Status): Promise<void> {
    await this.#options.registry.modify(
      at(horizontalPodAutoscalers, autoscaler),
      live =>
        live.metadata.uid !== autoscaler.metadata.uid || sameJson(live.status, status)
          ? live
          : { ...live, status },
      through(this.#context, 'status'),
    )
  }
}

const ABLE = 'AbleToScale'
const ACTIVE = 'ScalingActive'
const GOT_SCALE = {
  type: ABLE,
  status: 'True',
  reason: 'SucceededGetScale',
  message: "the HPA controller was able to get the target's current scale",
}
const notRescaled = (error: string) => ({
  type: ABLE,
  status: 'False',
  reason: 'FailedUpdateScale',
  message: `the HPA controller was unable to update the target scale: ${error}`,
})
const DISABLED = {
  type: ACTIVE,
  status: 'False',
  reason: 'ScalingDisabled',
  message: 'scaling is disabled since the replica count of the target is zero',
}
