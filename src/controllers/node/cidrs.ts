// The ranges of addresses that nodes give to their Pods: one /24 each, from 10.244.0.0 on. A real cluster of
// 10.244.0.0/16 is full at 256 nodes; here the ranges simply go on, so that larger ones can be tried.

const FIRST = (10 * 256 + 244) * 256 * 256
const SIZE = 256

export class Cidrs {
  readonly #used = new Map<string, string>()
  readonly #taken = new Set<string>()
  #next = 0

  /** The range of a node, the same whenever it is asked for. */
  take(nodeName: string): string {
    const owned = this.#used.get(nodeName)
    if (owned !== undefined) return owned
    let cidr = cidrText(this.#next)
    while (this.#taken.has(cidr)) cidr = cidrText(++this.#next)
    this.#next += 1
    this.keep(nodeName, cidr)
    return cidr
  }

  /** Notes a range that a node has already. */
  keep(nodeName: string, cidr: string): void {
    this.#used.set(nodeName, cidr)
    this.#taken.add(cidr)
  }

  /** A range that is given back is used again when the others before it are taken. */
  release(nodeName: string): void {
    const cidr = this.#used.get(nodeName)
    if (cidr === undefined) return
    this.#used.delete(nodeName)
    this.#taken.delete(cidr)
    this.#next = 0
  }
}

function cidrText(index: number): string {
  const address = FIRST + index * SIZE
  const part = (shift: number): number => Math.floor(address / shift) % 256
  return `${part(256 ** 3)}.${part(256 ** 2)}.${part(256)}.0/24`
}
