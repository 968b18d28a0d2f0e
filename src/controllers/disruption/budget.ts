// What a disruption budget allows: pure arithmetic over the Pods that it selects.
import { formatTime, parseTime } from '../../meta/time.ts'
import { podCondition } from '../../scheduling/conditions.ts'
import type { Pod } from '../../schema/generated/core-v1.ts'
import type { Condition } from '../../schema/generated/meta-v1.ts'
import type {
  PodDisruptionBudget,
  PodDisruptionBudgetStatus,
} from '../../schema/generated/policy-v1.ts'

/** A Pod that was evicted is expected to be going within this time. */
export const DELETION_TIMEOUT_MS = 120_000

export const isReady = (pod: Pod): boolean => podCondition(pod, 'Ready')?.status === 'True'

/** Whether a budget is counted against the scale of the Pods' owners and not against the Pods themselves. */
export function needsScale({ spec = {} }: PodDisruptionBudget): boolean {
  return spec.maxUnavailable !== undefined || typeof spec.minAvailable === 'string'
}

/** How many Pods must be healthy, of so many that are expected. */
export function desiredHealthy({ spec = {} }: PodDisruptionBudget, expected: number): number {
  const { maxUnavailable, minAvailable } = spec
  if (maxUnavailable !== undefined) return Math.max(0, expected - scaled(maxUnavailable, expected))
  return minAvailable === undefined ? 0 : scaled(minAvailable, expected)
}

/** Percentages are rounded up. */
function scaled(value: number | string, total: number): number {
  if (typeof value === 'number') return value
  const percent = Number(value.replace(/%$/, ''))
  return Math.ceil((percent * total) / 100)
}

/** Evictions that have been approved and not yet seen, and when the first of them is given up. */
export function disruptedPods(
  pdb: PodDisruptionBudget,
  pods: readonly Pod[],
  nowMs: number,
): {
  readonly kept: Readonly<Record<string, string>>
  readonly recheckAfterMs: number | undefined
} {
  const kept: Record<string, string> = {}
  let recheckAfterMs: number | undefined
  for (const { metadata } of pods) {
    const at = pdb.status?.disruptedPods?.[metadata.name ?? '']
    if (at === undefined || metadata.deletionTimestamp !== undefined) continue
    const leftMs = (parseTime(at) ?? 0) + DELETION_TIMEOUT_MS - nowMs
    if (leftMs < 0) continue
    kept[metadata.name ?? ''] = at
    recheckAfterMs = Math.min(recheckAfterMs ?? leftMs, leftMs)
  }
  return { kept, recheckAfterMs }
}

/** Ready Pods that are not on their way out. */
export function countHealthy(
  pods: readonly Pod[],
  disrupted: Readonly<Record<string, string>>,
): number {
  return pods.filter(
    pod =>
      pod.metadata.deletionTimestamp === undefined &&
      disrupted[pod.metadata.name ?? ''] === undefined &&
      isReady(pod),
  ).length
}

export interface Counted {
  readonly expectedPods: number
  readonly desiredHealthy: number
  readonly currentHealthy: number
  readonly disruptedPods: Readonly<Record<string, string>>
}

/** The status for these numbers. */
export function budgetStatus(
  pdb: PodDisruptionBudget,
  counted: Counted,
  nowMs: number,
): PodDisruptionBudgetStatus {
  const spare = counted.currentHealthy - counted.desiredHealthy
  const disruptionsAllowed = counted.expectedPods <= 0 || spare <= 0 ? 0 : spare
  const observedGeneration = pdb.metadata.generation ?? 0
  return {
    observedGeneration,
    ...(Object.keys(counted.disruptedPods).length === 0
      ? {}
      : { disruptedPods: counted.disruptedPods }),
    disruptionsAllowed,
    currentHealthy: counted.currentHealthy,
    desiredHealthy: counted.desiredHealthy,
    expectedPods: counted.expectedPods,
    conditions: withAllowed(
      pdb.status?.conditions,
      disruptionsAllowed > 0
        ? { status: 'True', reason: 'SufficientPods', message: '' }
        : { status: 'False', reason: 'InsufficientPods', message: '' },
      observedGeneration,
      nowMs,
    ),
  }
}

/** The status of a budget that could not be counted: nothing is allowed. */
export function failedStatus(
  pdb: PodDisruptionBudget,
  message: string,
  nowMs: number,
): PodDisruptionBudgetStatus {
  const { disruptionsAllowed: _, ...status } = pdb.status ?? EMPTY
  const said = { status: 'False', reason: 'SyncFailed', message }
  const observed = status.observedGeneration ?? 0
  return {
    ...status,
    disruptionsAllowed: 0,
    conditions: withAllowed(status.conditions, said, observed, nowMs),
  }
}

const EMPTY: PodDisruptionBudgetStatus = {
  disruptionsAllowed: 0,
  currentHealthy: 0,
  desiredHealthy: 0,
  expectedPods: 0,
}

const TYPE = 'DisruptionAllowed'

function withAllowed(
  conditions: readonly Condition[] = [],
  said: Pick<Condition, 'status' | 'reason' | 'message'>,
  observedGeneration: number,
  nowMs: number,
): Condition[] {
  const old = conditions.find(condition => condition.type === TYPE)
  const since = old?.status === said.status ? old.lastTransitionTime : undefined
  const next: Condition = {
    type: TYPE,
    status: said.status,
    ...(observedGeneration === 0 ? {} : { observedGeneration }),
    lastTransitionTime: since ?? formatTime(nowMs),
    reason: said.reason,
    message: said.message,
  }
  if (old === undefined) return [...conditions, next]
  return conditions.map(condition => (condition === old ? next : condition))
}

/** A budget of which a disruption was taken for a Pod. */
export function withDisruptionTaken(
  pdb: PodDisruptionBudget,
  podName: string,
  at: string,
  nowMs: number,
): PodDisruptionBudget {
  const status = pdb.status ?? EMPTY
  const disruptionsAllowed = status.disruptionsAllowed - 1
  const said = { status: 'False', reason: 'InsufficientPods', message: '' }
  const observed = status.observedGeneration ?? 0
  return {
    ...pdb,
    status: {
      ...status,
      disruptedPods: { ...status.disruptedPods, [podName]: at },
      disruptionsAllowed,
      ...(disruptionsAllowed > 0
        ? {}
        : { conditions: withAllowed(status.conditions, said, observed, nowMs) }),
    },
  }
}
