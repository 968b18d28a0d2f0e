// Counters in the status of workloads.
import { type Cause, invalid } from '../../meta/field-errors.ts'
import { validateNonNegative } from '../../meta/object-meta.ts'

type Counters = { readonly [name: string]: unknown }

/** None of these may be below zero. */
export function checkCounters(out: Cause[], status: object, names: readonly string[]): void {
  for (const name of names) {
    const value = (status as Counters)[name]
    if (typeof value === 'number') out.push(...validateNonNegative(value, `status.${name}`))
  }
}

/** None of these may be above another; what is absent is zero. */
export function checkNotAbove(
  out: Cause[],
  status: object,
  names: readonly string[],
  limit: string,
  text: string,
): void {
  const count = (name: string): number => Number((status as Counters)[name] ?? 0)
  for (const name of names)
    if (count(name) > count(limit)) out.push(invalid(`status.${name}`, count(name), text))
}

export const ABOVE_REPLICAS = 'cannot be greater than status.replicas'
export const ABOVE_READY = 'cannot be greater than readyReplicas'

interface Collided {
  readonly collisionCount?: number
}

/** Collisions are never forgotten. */
export function checkCollisions(out: Cause[], next: Collided, old: Collided): void {
  if (old.collisionCount === undefined || (next.collisionCount ?? -1) >= old.collisionCount) return
  out.push(invalid('status.collisionCount', next.collisionCount ?? 0, 'cannot be decremented'))
}
