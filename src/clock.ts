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

/** Wire time, in milliseconds that only grow: for timeouts of sockets and deadlines of requests; always real. */
export const wireNowMs = (): number => performance.now()
