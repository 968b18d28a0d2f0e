// What a resize may change: how much cpu and memory there is, and nothing else.
import type { Container, ResourceRequirements } from '../../schema/generated/core-v1.ts'

type Amounts = ResourceRequirements['limits']

const MUTABLE = ['cpu', 'memory']

/** The container with the amounts of cpu and memory that it had; claims get lost, as on the real server. */
export function withOldSize(next: Container, old: Container): Container {
  const { claims: _, ...size } = withOldAmounts(next.resources ?? {}, old.resources)
  return { ...next, resources: size }
}

/** The container as it compares: an empty list of amounts is none. */
export const comparable = (container: Container): Container => ({
  ...container,
  resources: withOldAmounts(container.resources ?? {}, container.resources),
})

/** Resources with the old amounts of cpu and memory; an empty list of amounts is none. */
export function withOldAmounts(
  next: ResourceRequirements,
  old: ResourceRequirements | undefined,
): ResourceRequirements {
  const limits = oldAmounts(next.limits, old?.limits)
  const requests = oldAmounts(next.requests, old?.requests)
  return {
    ...(limits === undefined ? {} : { limits }),
    ...(requests === undefined ? {} : { requests }),
    ...(next.claims === undefined ? {} : { claims: next.claims }),
  }
}

function oldAmounts(now: Amounts, was: Amounts): Amounts {
  const rest = Object.entries(now ?? {}).filter(([name]) => !MUTABLE.includes(name))
  const kept = Object.entries(was ?? {}).filter(([name]) => MUTABLE.includes(name))
  return rest.length + kept.length === 0 ? undefined : Object.fromEntries([...rest, ...kept])
}

/** Whether an amount of something was named, and no longer is. */
export const isLost = (next: Amounts, old: Amounts): boolean =>
  Object.keys(old ?? {}).some(name => next?.[name] === undefined)
