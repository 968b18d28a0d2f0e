/** The watches that are open, so that they can be ended when the server closes. */
export class Watches {
  readonly #open = new Set<() => void>()
  #count = 0

  /** `end` is called when the server closes; returns how to strike the watch off. */
  add(end: () => void): () => void {
    this.#open.add(end)
    this.#count++
    return () => this.#open.delete(end)
  }

  get open(): number {
    return this.#open.size
  }

  /** Real milliseconds after which a watch ends that did not say: half an hour to an hour, so that they do not all end together. */
  defaultTimeoutMs(): number {
    return 1_800_000 + ((this.#count * 7_919) % 1_800) * 1_000
  }

  endAll(): void {
    for (const end of [...this.#open]) end()
  }
}
