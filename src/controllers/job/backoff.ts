// How long a Job waits before it makes Pods in place of failed ones; after `backoff_utils.go`.
import type { Pod } from '../../schema/generated/core-v1.ts'
import { allFailuresOf, finishedMs } from './facts.ts'

/** Failures since the last success. */
export interface Backoff {
  readonly failures: number
  readonly lastMs: number
}

export const NO_FAILURES: Backoff = { failures: 0, lastMs: 0 }

const FIRST_MS = 10_000
const MAX_MS = 600_000

/** The record after Pods have ended that were not counted yet. */
export function backoffAfter(
  known: Backoff,
  succeeded: readonly Pod[],
  failed: readonly Pod[],
): Backoff {
  const lastSuccessMs = Math.max(...succeeded.map(finishedMs), Number.NEGATIVE_INFINITY)
  const since = failed.map(finishedMs).filter(ms => ms > lastSuccessMs)
  const before = succeeded.length > 0 ? NO_FAILURES : known
  if (since.length === 0) return before
  return { failures: before.failures + since.length, lastMs: Math.max(...since) }
}

export function remainingMs({ failures, lastMs }: Backoff, nowMs: number): number {
  if (failures === 0) return 0
  const backoffMs = Math.min(FIRST_MS * 2 ** (failures - 1), MAX_MS)
  return Math.max(0, backoffMs - (nowMs - lastMs))
}

/** The same for one index, whose last Pod says how often it has failed. */
export const remainingForIndexMs = (last: Pod, nowMs: number): number =>
  remainingMs({ failures: allFailuresOf(last) + 1, lastMs: finishedMs(last) }, nowMs)
