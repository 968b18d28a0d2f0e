import type { FailureDelays } from './manage.ts'

const FIRST_MS = 1_000
const MAX_MS = 900_000
/** After this time without a failure the next one counts as the first. */
const QUIET_MS = 2 * MAX_MS

interface Failed {
  readonly delayMs: number
  readonly atMs: number
}

/**
 * How long failed Pods stay before they are deleted: the first goes at once, each next one on the same
 * node after twice the delay. A change of the spec starts anew, because the scope of keys changes.
 */
export class Failures {
  readonly #failed = new Map<string, Failed>()

  /** The delays of one DaemonSet under one observed generation. */
  within(scope: string, nowMs: number): FailureDelays & { failed(node: string): void } {
    return {
      heldBackMs: node => {
        const last = this.#last(`${scope}/${node}`, nowMs)
        return last !== undefined && nowMs - last.atMs < last.delayMs ? last.delayMs : 0
      },
      nextDelayMs: node => this.#next(`${scope}/${node}`, nowMs),
      failed: node => {
        const key = `${scope}/${node}`
        this.#failed.set(key, { delayMs: this.#next(key, nowMs), atMs: nowMs })
        this.#forgetQuiet(nowMs)
      },
    }
  }

  clone(): Failures {
    const copy = new Failures()
    for (const [key, failed] of this.#failed) copy.#failed.set(key, failed)
    return copy
  }

  #next(key: string, nowMs: number): number {
    const last = this.#last(key, nowMs)
    return last === undefined ? FIRST_MS : Math.min(2 * last.delayMs, MAX_MS)
  }

  #last(key: string, nowMs: number): Failed | undefined {
    const last = this.#failed.get(key)
    return last === undefined || nowMs - last.atMs > QUIET_MS ? undefined : last
  }

  #forgetQuiet(nowMs: number): void {
    for (const [key, { atMs }] of this.#failed) {
      if (nowMs - atMs > QUIET_MS) this.#failed.delete(key)
    }
  }
}
