// The addresses of Pods: each node gives them out from its own range, the lowest that is free after the last.

interface Range {
  readonly base: number
  readonly size: number
  readonly used: Set<number>
  next: number
}

/** The first address of a range is the network's, the second the gateway's. */
const FIRST_HOST = 2

export class PodIps {
  readonly #ranges = new Map<string, Range>()
  readonly #owners = new Map<string, { cidr: string; host: number }>()

  /** The address of a Pod, the same whenever it is asked for; nothing when the range is full. */
  take(podKey: string, cidr: string): string | undefined {
    const range = this.#rangeOf(cidr)
    if (range === undefined) return undefined
    const owned = this.#owners.get(podKey)
    if (owned?.cidr === cidr) return addressText(range.base + owned.host)
    for (let tries = FIRST_HOST; tries < range.size - 1; tries++) {
      const host = range.next
      range.next = host + 1 < range.size - 1 ? host + 1 : FIRST_HOST
      if (range.used.has(host)) continue
      this.#own(podKey, cidr, range, host)
      return addressText(range.base + host)
    }
    return undefined
  }

  /** Notes an address that a Pod has already. */
  keep(podKey: string, cidr: string, ip: string): void {
    const range = this.#rangeOf(cidr)
    const address = addressNumber(ip)
    if (range === undefined || address === undefined) return
    const host = address - range.base
    if (host >= 0 && host < range.size) this.#own(podKey, cidr, range, host)
  }

  release(podKey: string): void {
    const owned = this.#owners.get(podKey)
    if (owned === undefined) return
    this.#owners.delete(podKey)
    this.#ranges.get(owned.cidr)?.used.delete(owned.host)
  }

  #own(podKey: string, cidr: string, range: Range, host: number): void {
    this.release(podKey)
    range.used.add(host)
    this.#owners.set(podKey, { cidr, host })
  }

  #rangeOf(cidr: string): Range | undefined {
    let range = this.#ranges.get(cidr)
    if (range === undefined) {
      const [text = '', bits = ''] = cidr.split('/')
      const base = addressNumber(text)
      if (base === undefined || !/^[0-9]+$/.test(bits)) return undefined
      range = { base, size: 2 ** (32 - Number(bits)), used: new Set(), next: FIRST_HOST }
      this.#ranges.set(cidr, range)
    }
    return range
  }
}

function addressNumber(text: string): number | undefined {
  const parts = text.split('.').map(Number)
  if (parts.length !== 4 || parts.some(part => !(part >= 0 && part < 256))) return undefined
  return parts.reduce((sum, part) => sum * 256 + part, 0)
}

const addressText = (address: number): string =>
  [24, 16, 8, 0].map(shift => (address / 2 ** shift) & 255).join('.')
