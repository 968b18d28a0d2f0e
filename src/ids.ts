// The only source of chance. Nothing else in `src/` draws random numbers.
import { randomFillSync } from 'node:crypto'

/** Where uids, suffixes of names and jitter come from. */
export interface Ids {
  /** A version 4 UUID. */
  uid(): string
  /** `length` letters from the alphabet that Kubernetes uses for generated names (apimachinery `util/rand`). */
  suffix(length: number): string
  /** A number in [0, 1). */
  fraction(): number
  /** A source in the same state that goes on by itself. */
  clone(): Ids
}

const ALPHABET = 'bcdfghjklmnpqrstvwxz2456789'

/** Chance from a source of 32-bit numbers. */
abstract class Chance implements Ids {
  abstract uint32(): number
  abstract clone(): Ids

  uid(): string {
    const hex = Array.from({ length: 4 }, () => this.uint32().toString(16).padStart(8, '0')).join(
      '',
    )
    const variant = '89ab'[Number.parseInt(hex[16] ?? '0', 16) & 3]
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20)}`
  }

  suffix(length: number): string {
    let text = ''
    for (let n = 0; n < length; n++) text += ALPHABET[Math.floor(this.fraction() * ALPHABET.length)]
    return text
  }

  fraction(): number {
    return this.uint32() / 0x1_0000_0000
  }
}

/** Chance from the machine, for servers. */
export class RandomIds extends Chance {
  #pool = new Uint32Array(256)
  #next = 256

  uint32(): number {
    if (this.#next === this.#pool.length) {
      randomFillSync(this.#pool)
      this.#next = 0
    }
    return this.#pool[this.#next++] ?? 0
  }

  clone(): Ids {
    return new RandomIds()
  }
}

/** Chance from a seed (mulberry32), for tests and simulations: the same seed gives the same sequence. */
export class SeededIds extends Chance {
  #state: number

  constructor(seed: number) {
    super()
    this.#state = seed >>> 0
  }

  uint32(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0
    let t = this.#state
    t = Math.imul(t ^ (t >>> 15), t | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return (t ^ (t >>> 14)) >>> 0
  }

  clone(): Ids {
    return new SeededIds(this.#state)
  }
}
