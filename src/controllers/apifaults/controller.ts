// Faults of the API: requests that are refused or answered late, watches that end before their time. It stands at the gate
// of the registry, so that clients, controllers and kubelets meet it alike; reads of controllers are not requests, and
// Events are never late, as nobody waits for them.
import { fault as faultKind } from '../../kinds/index.ts'
import { msOf } from '../../kinds/mimikube/checks.ts'
import { isApiFault } from '../../kinds/mimikube/fault.ts'
import { phaseOf } from '../../kinds/mimikube/fault-time.ts'
import type { Loop } from '../../loop/loop.ts'
import { WorkQueue } from '../../loop/queue.ts'
import { Sleepers } from '../../loop/sleepers.ts'
import type { Timers } from '../../loop/timers.ts'
import type { StatusError } from '../../meta/status.ts'
import type { Asked, Guard, WatchEnd } from '../../registry/gate.ts'
import type { Registry } from '../../registry/registry.ts'
import type { Fault, FaultSpec } from '../../schema/generated/mimikube-v1alpha1.ts'
import { Follower } from '../follow.ts'
import { answerOf, concerns, watchEndsMs } from './plan.ts'

export interface ApiFaultsOptions {
  readonly registry: Registry
  readonly timers: Timers
}

interface OpenWatch {
  readonly asked: Asked
  readonly openedMs: number
  readonly end: (how: WatchEnd) => void
  /** The Faults that it has met already, by uid: whether each hits it was drawn then. */
  readonly hit: Map<string, boolean>
}

const WATCHES = 'watches'

export class ApiFaults implements Loop, Guard {
  readonly name = 'api-faults'
  readonly workers = 16
  readonly queue: WorkQueue
  readonly sleepers: Sleepers
  readonly #registry: Registry
  readonly #follower: Follower
  #faults: readonly Fault[] = []
  /** Since when each Fault is active, by uid. */
  readonly #since = new Map<string, number>()
  readonly #watches = new Set<OpenWatch>()

  constructor({ registry, timers }: ApiFaultsOptions) {
    this.queue = new WorkQueue(this.name, timers)
    this.sleepers = new Sleepers(this.queue)
    this.#registry = registry
    this.#follower = new Follower(registry)
  }

  start(): void {
    this.#follower.onAll(faultKind, () => {
      const all = this.#registry.all<Fault>(faultKind)
      this.#faults = all.filter(({ spec }) => isApiFault(spec?.type ?? ''))
      this.queue.add(WATCHES)
    })
    this.#registry.gate.guard = this
  }

  stop(): void {
    this.#follower.stop()
    this.#registry.gate.guard = undefined
    this.sleepers.wakeAll()
  }

  async reconcile(key: string): Promise<void> {
    if (key === WATCHES) this.#endWatches()
    else this.sleepers.wake(key)
  }

  enter(asked: () => Asked): void | Promise<void> {
    if (this.#faults.length === 0) return undefined
    const request = asked()
    let delayMs = 0
    let refusal: StatusError | undefined
    for (const { spec } of this.#activeNow()) {
      if (spec === undefined || isOfWatches(spec) || !concerns(spec, request)) continue
      if (!this.#strikes(spec)) continue
      if (spec.type === 'ApiError') refusal ??= answerOf(spec, request)
      else if (request.resource !== 'events') delayMs += msOf(spec.delay, 0)
    }
    if (delayMs > 0) return this.#wait(delayMs, refusal)
    if (refusal !== undefined) throw refusal
  }

  opened(asked: Asked, end: (how: WatchEnd) => void): () => void {
    const watch: OpenWatch = {
      asked,
      openedMs: this.#registry.clock.nowMs(),
      end,
      hit: new Map(),
    }
    this.#watches.add(watch)
    if (this.#faults.length > 0) this.queue.add(WATCHES)
    return () => this.#watches.delete(watch)
  }

  async #wait(delayMs: number, refusal: StatusError | undefined): Promise<void> {
    await this.sleepers.sleep(this.#registry.clock.nowMs(), delayMs)
    if (refusal !== undefined) throw refusal
  }

  /** Ends the watches whose time is over, and looks again when the next one's is, or when a Fault begins or ends. */
  #endWatches(): void {
    const nowMs = this.#registry.clock.nowMs()
    const known = new Set(this.#faults.map(({ metadata }) => metadata.uid ?? ''))
    for (const uid of this.#since.keys()) if (!known.has(uid)) this.#since.delete(uid)
    for (const fault of this.#faults) {
      const { uid = '' } = fault.metadata
      const { active, nextMs } = phaseOf(fault, nowMs)
      if (nextMs !== undefined) this.queue.addAfter(WATCHES, nextMs - nowMs)
      if (!active) this.#since.delete(uid)
      else if (!this.#since.has(uid)) this.#since.set(uid, nowMs)
      if (active && fault.spec !== undefined && isOfWatches(fault.spec))
        for (const watch of [...this.#watches]) this.#endWatch(watch, fault.spec, uid, nowMs)
    }
  }

  #endWatch(watch: OpenWatch, spec: FaultSpec, uid: string, nowMs: number): void {
    const sinceMs = this.#since.get(uid) ?? nowMs
    const endsMs = watchEndsMs(msOf(spec.delay, 0), sinceMs, watch.openedMs)
    if (!watch.hit.has(uid)) watch.hit.set(uid, concerns(spec, watch.asked) && this.#strikes(spec))
    if (watch.hit.get(uid) !== true) return
    if (endsMs > nowMs) this.queue.addAfter(WATCHES, endsMs - nowMs)
    else {
      this.#watches.delete(watch)
      watch.end(spec.type === 'WatchCut' ? 'cut' : 'expired')
    }
  }

  #activeNow(): readonly Fault[] {
    const nowMs = this.#registry.clock.nowMs()
    return this.#faults.filter(fault => phaseOf(fault, nowMs).active)
  }

  #strikes({ share = 100 }: FaultSpec): boolean {
    return share >= 100 || this.#registry.ids.fraction() * 100 < share
  }
}

const isOfWatches = ({ type }: FaultSpec): boolean => type === 'WatchCut' || type === 'WatchExpired'
