import { type Clock, isMovable, VirtualClock } from '../clock.ts'
import type { Loop } from './loop.ts'
import type { Timers } from './timers.ts'

/** Work that goes on beside the loops, such as the writing of events; `settle` waits for it. */
export interface Aside {
  readonly pending: number
  idle(): Promise<void>
}

export interface RunnerOptions {
  readonly clock: Clock
  readonly timers: Timers
  /** In the order in which they get their turns. */
  readonly loops: readonly Loop[]
  readonly asides?: readonly Aside[]
  /** Told of every throw; the key is tried again later. */
  onError(loop: string, key: string, error: unknown): void
  /** Reconciles that one `settle` may take before it is called a hot loop. */
  readonly stepsMax?: number
  /** Real milliseconds until a world time; undefined while the clock is paused. For clocks that are scaled. */
  readonly waitMs?: (dueMs: number) => number | undefined
}

const STEPS_MAX = 200_000
/** Reconciles started in one turn of the event loop in real mode, so that requests get their turns too. */
const SLICE = 64
/** setTimeout cannot wait longer. */
const WAIT_MAX_MS = 2 ** 31 - 1

/**
 * Steps loops. With a real clock it runs by itself between `start` and `stop`; with a virtual one it
 * moves only inside `settle` and `advance`. The order is fixed: loops in their order, keys as they came.
 */
export class Runner {
  readonly #options: RunnerOptions
  readonly #inFlight = new Map<Loop, number>()
  readonly #byOwner = new Map<string, Loop>()
  readonly #unsubscribe: (() => void)[] = []
  #waiters: (() => void)[] = []
  #running = false
  #started = false
  #steps = 0
  /** How many reconciles have ended. */
  #ends = 0
  #turn: NodeJS.Immediate | undefined
  #alarm: NodeJS.Timeout | undefined

  constructor(options: RunnerOptions) {
    this.#options = options
    for (const loop of options.loops) {
      this.#byOwner.set(loop.queue.owner, loop)
      loop.sleepers?.tell(() => this.#tellWaiters())
    }
  }

  /** Starts the loops; with a real clock they also begin to run. */
  start(): void {
    if (this.#started) return
    this.#started = true
    for (const loop of this.#options.loops) loop.start()
    if (this.#options.clock instanceof VirtualClock) return
    this.#running = true
    for (const loop of this.#options.loops)
      this.#unsubscribe.push(loop.queue.onWork(() => this.wake()))
    this.#unsubscribe.push(this.#options.timers.onChange(() => this.#setAlarm()))
    this.wake()
  }

  /** Takes no new keys; resolves when what was in flight has ended. */
  async stop(): Promise<void> {
    if (!this.#started) return
    this.#started = false
    this.#running = false
    for (const off of this.#unsubscribe.splice(0)) off()
    clearImmediate(this.#turn)
    clearTimeout(this.#alarm)
    this.#turn = undefined
    for (const loop of this.#options.loops) loop.stop()
    while (this.#isBusy()) await this.#nextEnd()
    for (const aside of this.#options.asides ?? []) await aside.idle()
  }

  /** Runs until nobody has work that is due now. Time does not move. @throws when it does not end. */
  async settle(): Promise<void> {
    const stepsMax = this.#steps + (this.#options.stepsMax ?? STEPS_MAX)
    for (;;) {
      this.#fire()
      this.#begin(Number.POSITIVE_INFINITY)
      if (this.#steps > stepsMax) throw new Error(`did not settle: ${this.#unsettled()}`)
      if (this.#isBusy() && (await this.#oneEnds())) continue
      if (!this.#hasWork() && !(await this.#finishAsides())) return
    }
  }

  /** Moves a clock from due timer to due timer, settling at each. */
  async advance(afterMs: number): Promise<void> {
    const { clock, timers } = this.#options
    if (!isMovable(clock)) throw new Error('this clock cannot be moved')
    const endMs = clock.nowMs() + afterMs
    await this.settle()
    for (let due = timers.nextDueMs; due !== undefined && due <= endMs; due = timers.nextDueMs) {
      clock.moveTo(due)
      await this.settle()
    }
    clock.moveTo(endMs)
  }

  /** Has another look in real mode; to be called when the clock's rate was changed. */
  wake(): void {
    if (!this.#running || this.#turn !== undefined) return
    this.#turn = setImmediate(() => {
      this.#turn = undefined
      this.#fire()
      this.#begin(SLICE)
      this.#setAlarm()
      if (this.#canBegin()) this.wake()
    })
  }

  /** Turns timers that are due into keys. */
  #fire(): void {
    const { clock, timers } = this.#options
    for (const timer of timers.takeDue(clock.nowMs())) {
      const loop = this.#byOwner.get(timer.owner)
      if (loop !== undefined) loop.queue.add(timer.key)
      else this.#options.onError(timer.owner, timer.key, new Error('a timer without a loop'))
    }
  }

  /** Starts what may be started, up to `most` keys. */
  #begin(most: number): void {
    let left = most
    for (const loop of this.#options.loops) {
      while (left > 0 && this.#isFree(loop)) {
        const key = loop.queue.take()
        if (key === undefined) break
        left -= 1
        this.#steps += 1
        this.#inFlight.set(loop, this.#countOf(loop) + 1)
        void this.#reconcile(loop, key)
      }
    }
  }

  async #reconcile(loop: Loop, key: string): Promise<void> {
    try {
      await loop.reconcile(key)
      loop.queue.forget(key)
    } catch (error) {
      this.#options.onError(loop.name, key, error)
      loop.queue.retry(key)
    }
    loop.queue.done(key)
    this.#inFlight.set(loop, this.#countOf(loop) - 1)
    this.#ends += 1
    this.#tellWaiters()
    if (loop.queue.length > 0) this.wake()
  }

  #tellWaiters(): void {
    for (const wake of this.#waiters.splice(0)) wake()
  }

  #setAlarm(): void {
    clearTimeout(this.#alarm)
    const due = this.#options.timers.nextDueMs
    if (!this.#running || due === undefined) return
    const waitMs = this.#options.waitMs?.(due) ?? this.#plainWaitMs(due)
    if (waitMs === undefined) return
    this.#alarm = setTimeout(() => this.wake(), Math.min(Math.max(waitMs, 0), WAIT_MAX_MS))
  }

  #plainWaitMs(dueMs: number): number | undefined {
    return this.#options.waitMs === undefined ? dueMs - this.#options.clock.nowMs() : undefined
  }

  async #finishAsides(): Promise<boolean> {
    let waited = false
    for (const aside of this.#options.asides ?? []) {
      if (aside.pending === 0) continue
      waited = true
      await aside.idle()
    }
    return waited
  }

  /** Waits for an end of what is in flight. Where some wait for time to pass, perhaps all do: then it waits for a turn only. */
  async #oneEnds(): Promise<boolean> {
    const before = this.#ends
    if (!this.#options.loops.some(loop => (loop.sleepers?.count ?? 0) > 0)) await this.#nextEnd()
    if (this.#ends === before) await new Promise(resolve => setImmediate(resolve))
    return this.#ends > before
  }

  #nextEnd(): Promise<void> {
    return new Promise(resolve => this.#waiters.push(resolve))
  }

  #countOf(loop: Loop): number {
    return this.#inFlight.get(loop) ?? 0
  }

  #isFree(loop: Loop): boolean {
    return this.#countOf(loop) < (loop.workers ?? 1)
  }

  #isBusy(): boolean {
    return this.#options.loops.some(loop => this.#countOf(loop) > 0)
  }

  #hasWork(): boolean {
    const { clock, timers } = this.#options
    const due = timers.nextDueMs
    return (due !== undefined && due <= clock.nowMs()) || this.#canBegin()
  }

  #canBegin(): boolean {
    return this.#options.loops.some(loop => loop.queue.length > 0 && this.#isFree(loop))
  }

  #unsettled(): string {
    const busy = this.#options.loops.filter(loop => loop.queue.length + this.#countOf(loop) > 0)
    return busy.map(loop => loop.name).join(', ')
  }
}
