// How much a Pod asks for and how much a node has: CPU in thousandths, all else in whole units.
// After component-helpers `resource/helpers.go`.
import { milliOf, parseQuantity, unitsOf } from '../meta/quantity.ts'
import type { Container, Pod, PodSpec } from '../schema/generated/core-v1.ts'

/** Amounts by the name of the resource. */
export type Amounts = Readonly<Record<string, number>>

type Quantities = Readonly<Record<string, string>>

/** The amounts of a list of resources, such as a node's allocatable. */
export function amountsOf(list: Quantities | undefined): Amounts {
  const amounts: Record<string, number> = {}
  for (const [name, text] of Object.entries(list ?? {})) amounts[name] = amountOf(name, text)
  return amounts
}

function amountOf(resource: string, text: string): number {
  const quantity = parseQuantity(text)
  return resource === 'cpu' ? milliOf(quantity) : unitsOf(quantity)
}

const known = new WeakMap<PodSpec, Amounts>()

/** What a Pod asks for altogether; remembered, because specs are frozen and shared. */
export function requestsOf(pod: Pod): Amounts {
  const spec = pod.spec
  if (spec === undefined) return {}
  let requests = known.get(spec)
  if (requests === undefined) {
    requests = requestsOfSpec(spec)
    known.set(spec, requests)
  }
  return requests
}

/**
 * Containers and sidecars run together; a plain init container runs beside the sidecars before it only. Resources of
 * the Pod as a whole count instead of those of its containers; overhead comes on top.
 */
function requestsOfSpec(spec: PodSpec): Amounts {
  const running: Record<string, number> = {}
  for (const container of spec.containers ?? []) add(running, requestsOfContainer(container))
  const sidecars: Record<string, number> = {}
  const starting: Record<string, number> = {}
  for (const container of spec.initContainers ?? []) {
    const requests = requestsOfContainer(container)
    if (isSidecar(container)) {
      add(sidecars, requests)
      add(running, requests)
      raise(starting, sidecars)
    } else {
      const together = { ...sidecars }
      add(together, requests)
      raise(starting, together)
    }
  }
  raise(running, starting)
  Object.assign(running, amountsOf(spec.resources?.requests))
  add(running, amountsOf(spec.overhead))
  return running
}

/** An init container that goes on running. */
export const isSidecar = (container: Container): boolean => container.restartPolicy === 'Always'

const requestsOfContainer = (container: Container): Amounts =>
  amountsOf(container.resources?.requests)

/** Adds amounts to a sum, in place. */
export function add(sum: Record<string, number>, amounts: Amounts): void {
  for (const name in amounts) sum[name] = (sum[name] ?? 0) + (amounts[name] ?? 0)
}

function raise(most: Record<string, number>, amounts: Amounts): void {
  for (const name in amounts) most[name] = Math.max(most[name] ?? 0, amounts[name] ?? 0)
}

/** What of a Pod's requests does not fit into what is free, as the scheduler words it. */
export function shortages(
  requests: Amounts,
  allocatable: Amounts,
  requested: Amounts,
  podCount: number,
): Shortage[] {
  const short: Shortage[] = []
  if (podCount + 1 > (allocatable['pods'] ?? 0))
    short.push({ reason: 'Too many pods', unresolvable: false })
  for (const name of inOrder(Object.keys(requests))) {
    const request = requests[name] ?? 0
    const capacity = allocatable[name] ?? 0
    if (request > 0 && request > capacity - (requested[name] ?? 0))
      short.push({ reason: `Insufficient ${name}`, unresolvable: request > capacity })
  }
  return short
}

/** `unresolvable` says that the node could not hold the Pod if it were empty. */
export interface Shortage {
  readonly reason: string
  readonly unresolvable: boolean
}

const FIRST = ['cpu', 'memory', 'ephemeral-storage']

function inOrder(names: readonly string[]): string[] {
  return [...names]
    .filter(name => name !== 'pods')
    .sort((a, b) => rankOf(a) - rankOf(b) || (a < b ? -1 : a > b ? 1 : 0))
}

const rankOf = (name: string): number => {
  const rank = FIRST.indexOf(name)
  return rank < 0 ? FIRST.length : rank
}
