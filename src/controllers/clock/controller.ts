// The Clock of the simulated world: its rate and mode are set, and it is moved ahead as its spec says. The move itself is
// made by whoever steps the loops, because a loop cannot step itself.
import { clock as clockKind } from '../../kinds/index.ts'
import { msOf } from '../../kinds/mimikube/checks.ts'
import { CLOCK_NAME } from '../../kinds/mimikube/clock.ts'
import type { Loop } from '../../loop/loop.ts'
import { WorkQueue } from '../../loop/queue.ts'
import type { Timers } from '../../loop/timers.ts'
import { formatGoDuration } from '../../meta/duration.ts'
import { sameJson } from '../../meta/freeze.ts'
import { milliOf, parseQuantity } from '../../meta/quantity.ts'
import { formatTime, parseTime } from '../../meta/time.ts'
import { controllerContext, through } from '../../registry/context.ts'
import type { Registry } from '../../registry/registry.ts'
import type { Clock } from '../../schema/generated/mimikube-v1alpha1.ts'
import { Follower } from '../follow.ts'
import { at } from '../keys.ts'

/** What can be done to the time of the world. */
export interface ClockControl {
  /** Seconds that pass in a second of the machine; 0 stops it. */
  setRate(rate: number): void
  /** Never back. */
  moveTo(nowMs: number): void
  /** Moves from timer to timer, when it is its turn; resolves when that is done. */
  advance(ms: number): Promise<void>
}

export interface ClockControllerOptions {
  readonly registry: Registry
  readonly timers: Timers
  readonly control: ClockControl
}

const CONTEXT = through(controllerContext('clock-controller'), 'status')

export class ClockController implements Loop {
  readonly name = 'clock'
  readonly queue: WorkQueue
  readonly #registry: Registry
  readonly #control: ClockControl
  readonly #follower: Follower

  constructor({ registry, timers, control }: ClockControllerOptions) {
    this.queue = new WorkQueue(this.name, timers)
    this.#registry = registry
    this.#control = control
    this.#follower = new Follower(registry)
  }

  start(): void {
    const known = this.#registry.find(at(clockKind, CLOCK_NAME))
    const nowMs = parseTime(known?.status?.now ?? '')
    if (nowMs !== undefined) this.#control.moveTo(nowMs)
    this.#follower.onAll(clockKind, (next, previous) => {
      if (next?.metadata.generation !== previous?.metadata.generation) this.queue.add(CLOCK_NAME)
    })
  }

  stop(): void {
    this.#follower.stop()
  }

  async reconcile(): Promise<void> {
    const clock = this.#registry.find(at(clockKind, CLOCK_NAME))
    this.#control.setRate(rateOf(clock))
    if (clock === undefined) return
    const wantedMs = msOf(clock.spec?.advance, 0)
    const leftMs = wantedMs - msOf(clock.status?.advanced, 0)
    await this.#writeStatus(clock, wantedMs)
    if (leftMs > 0) void this.#control.advance(leftMs).then(() => this.queue.add(CLOCK_NAME))
  }

  async #writeStatus(clock: Clock, advancedMs: number): Promise<void> {
    const { generation } = clock.metadata
    const status = {
      now: formatTime(this.#registry.clock.nowMs()),
      advanced: formatGoDuration(Math.max(advancedMs, msOf(clock.status?.advanced, 0))),
      ...(generation === undefined ? {} : { observedGeneration: generation }),
    }
    await this.#registry.modify(
      at(clockKind, CLOCK_NAME),
      live => (sameJson(live.status, status) ? live : { ...live, status }),
      CONTEXT,
    )
  }
}

const rateOf = (clock: Clock | undefined): number =>
  clock?.spec?.mode === 'Paused' ? 0 : milliOf(parseQuantity(clock?.spec?.rate ?? '1')) / 1000
