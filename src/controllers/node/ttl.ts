// How long kubelets may trust what they have read: an annotation of nodes that grows with the cluster.

export const TTL_ANNOTATION = 'node.alpha.kubernetes.io/ttl'

/** Sizes overlap, so that a cluster at a boundary does not go to and fro. */
const STEPS = [
  { min: 0, max: 100, seconds: 0 },
  { min: 90, max: 500, seconds: 15 },
  { min: 450, max: 1000, seconds: 30 },
  { min: 900, max: 2000, seconds: 60 },
  { min: 1800, max: Number.POSITIVE_INFINITY, seconds: 300 },
] as const

export class Ttl {
  #step = 0

  /** Notes how many nodes there are. */
  count(nodes: number): void {
    while (nodes > (STEPS[this.#step]?.max ?? nodes)) this.#step += 1
    while (nodes < (STEPS[this.#step]?.min ?? nodes)) this.#step -= 1
  }

  get seconds(): number {
    return STEPS[this.#step]?.seconds ?? 0
  }
}
