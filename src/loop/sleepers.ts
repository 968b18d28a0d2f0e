import type { WorkQueue } from './queue.ts'

/** Those who wait for the time of the world to pass in the midst of their work. Their loop wakes them by their keys. */
export class Sleepers {
  readonly #queue: WorkQueue
  readonly #asleep = new Map<string, () => void>()
  #listener: () => void = () => {}
  /** Tells keys apart. */
  #serial = 0

  constructor(queue: WorkQueue) {
    this.#queue = queue
  }

  get count(): number {
    return this.#asleep.size
  }

  /** Resolves when the world is so much further. */
  async sleep(nowMs: number, forMs: number): Promise<void> {
    const key = `sleeper/${nowMs}/${++this.#serial}`
    this.#queue.addAfter(key, forMs)
    const woken = new Promise<void>(wake => this.#asleep.set(key, wake))
    this.#listener()
    await woken
  }

  /** Wakes whose key it is, if it is one. */
  wake(key: string): void {
    this.#asleep.get(key)?.()
    this.#asleep.delete(key)
  }

  wakeAll(): void {
    for (const wake of this.#asleep.values()) wake()
    this.#asleep.clear()
  }

  /** Tells the runner whenever somebody falls asleep. */
  tell(listener: () => void): void {
    this.#listener = listener
  }
}
