/**
 * Remembers what was used lately, in two halves: what is used moves to the young half, and when that is
 * full the old one is forgotten whole. So between `max` and twice as many keys are known, and forgetting costs nothing
 * (taking the first key out of a Map again and again walks over all that were taken out before).
 */
export class Recent<V> {
  readonly #max: number
  #young = new Map<string, V>()
  #old = new Map<string, V>()

  constructor(max: number) {
    this.#max = max
  }

  get(key: string): V | undefined {
    return this.#young.get(key) ?? this.#old.get(key)
  }

  set(key: string, value: V): void {
    this.#young.set(key, value)
    if (this.#young.size < this.#max) return
    this.#old = this.#young
    this.#young = new Map()
  }

  delete(key: string): void {
    this.#young.delete(key)
    this.#old.delete(key)
  }
}
