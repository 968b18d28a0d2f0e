// What a Pod asks for as a whole: its containers together, or more for a while when its init containers need it.
import {
  addQuantities,
  compareQuantities,
  formatQuantity,
  parseQuantity,
} from '../../../meta/quantity.ts'
import type { Container, Pod } from '../../../schema/generated/core-v1.ts'
import { specOf } from '../parts.ts'

export type Amounts = Readonly<Record<string, string>>

/** The sums of one side of the resources; what the Pod says of itself counts before what its containers say. */
export function podAmounts(pod: Pod, side: 'requests' | 'limits'): Amounts {
  const { containers = [], initContainers = [], resources } = specOf(pod)
  const of = (container: Container): Amounts => container.resources?.[side] ?? {}
  let running: Amounts = {}
  for (const container of containers) running = sum(running, of(container))
  let sidecars: Amounts = {}
  let starting: Amounts = {}
  for (const container of initContainers) {
    const now = sum(sidecars, of(container))
    starting = most(starting, now)
    if (container.restartPolicy !== 'Always') continue
    sidecars = now
    running = sum(running, of(container))
  }
  return { ...most(running, starting), ...resources?.[side] }
}

const sum = (a: Amounts, b: Amounts): Amounts =>
  merged(a, b, (left, right) =>
    formatQuantity(addQuantities(parseQuantity(left), parseQuantity(right))),
  )

const most = (a: Amounts, b: Amounts): Amounts =>
  merged(a, b, (left, right) => (compareQuantities(right, left) > 0 ? right : left))

function merged(a: Amounts, b: Amounts, both: (left: string, right: string) => string): Amounts {
  const result: Record<string, string> = { ...a }
  for (const [name, right] of Object.entries(b)) {
    const left = result[name]
    result[name] = left === undefined ? right : both(left, right)
  }
  return result
}
