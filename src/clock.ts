// The only source of time. Nothing else in `src/` reads the machine's clock.

/** World time: what objects, controllers, kubelets and leases see. */
export interface Clock {
  /** Milliseconds since the epoch. */
  nowMs(): number
}

/** The machine's own time. */
export const realClock: Clock = { nowMs: () => Date.now() }

/** A clock that stands still until it is moved. Its start is fixed, so that runs repeat. */
export class VirtualClock implements Clock {
  #nowMs: number

  constructor(startMs: number = Date.UTC(2026, 0, 1)) {
    this.#nowMs = startMs
  }

  nowMs(): number {
    return this.#nowMs
  }

  /** Moves the clock; it never goes back. */
  moveTo(nowMs: number): void {
    if (nowMs > this.#nowMs) this.#nowMs = nowMs
  }
}

/** A clock that can be moved ahead; it never goes back. */
export interface MovableClock extends Clock {
  moveTo(nowMs: number): void
}

export const isMovable = (clock: Clock): clock is MovableClock => 'moveTo' in clock

/** The machine's time, made faster or slower, stopped, and moved ahead. */
export class WorldClock implements MovableClock {
  readonly #base: Clock
  #sinceMs: number
  #fromMs: number
  #rate = 1

  constructor(base: Clock = realClock) {
    this.#base = base
    this.#sinceMs = base.nowMs()
    this.#fromMs = this.#sinceMs
  }

  nowMs(): number {
    return Math.floor(this.#fromMs + (this.#base.nowMs() - this.#sinceMs) * this.#rate)
  }

  get rate(): number {
    return this.#rate
  }

  /** How many seconds pass in one of the machine's; none when it is 0. */
  setRate(rate: number): void {
    this.#begin(this.nowMs())
    this.#rate = rate
  }

  moveTo(nowMs: number): void {
    if (nowMs > this.nowMs()) this.#begin(nowMs)
  }

  /** Milliseconds of the machine until a time of the world; none while it stands still. */
  waitMs(dueMs: number): number | undefined {
    const leftMs = dueMs - this.nowMs()
    if (leftMs <= 0) return 0
    return this.#rate === 0 ? undefined : leftMs / this.#rate
  }

  #begin(nowMs: number): void {
    this.#fromMs = nowMs
    this.#sinceMs = this.#base.nowMs()
  }
}

/** Wire time, in milliseconds that only grow: for timeouts of sockets and deadlines of requests; always real. */
export const wireNowMs = (): number => performance.now()
