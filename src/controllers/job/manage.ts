// Which Pods a Job makes and which it deletes. Pure; after `manageJob`.
import type { Pod } from '../../schema/generated/core-v1.ts'
import { isDeleting, isTerminal } from '../pod-state.ts'
import { inOrderOfAge } from '../replicaset/rank.ts'
import { remainingForIndexMs, remainingMs } from './backoff.ts'
import { countsByIndex, indexOf, isIndexed, isSuspended, replacesOnlyFailed } from './facts.ts'
import type { JobView } from './view.ts'

/** Either Pods go or Pods come; `create` has the index of each, or nothing where there are none. */
export interface Management {
  readonly remove: readonly Pod[]
  readonly create: readonly (number | undefined)[]
  /** After how long it is worth looking again. */
  readonly againAfterMs?: number
}

/** Creates or deletes that one pass may start. */
const BURST = 500

const nothing: Management = { remove: [], create: [] }

export function planPods(view: JobView): Management {
  const { job, active, nowMs } = view
  if (isSuspended(job)) return { ...nothing, remove: surplus(view, active.length) }
  const wanted = wantedOf(view)
  const remove = surplus(view, Math.max(active.length - wanted, 0)).slice(0, BURST)
  if (remove.length > 0) return { ...nothing, remove }
  const missing = Math.min(wanted - terminatingOf(view) - active.length, BURST)
  if (missing <= 0) return nothing
  if (!countsByIndex(job)) {
    const waitMs = remainingMs(view.backoff, nowMs)
    if (waitMs > 0) return { ...nothing, againAfterMs: waitMs }
  }
  if (!isIndexed(job)) return { ...nothing, create: Array.from({ length: missing }) }
  return planIndexes(view, pendingIndexes(view, missing))
}

/** How many Pods should be active. */
function wantedOf({ job, succeeded, active, failedIndexes }: JobView): number {
  const { completions, parallelism = 1 } = job.spec ?? {}
  if (completions === undefined) return succeeded > 0 ? active.length : parallelism
  return Math.max(0, Math.min(completions - succeeded - failedIndexes.size, parallelism))
}

/** Pods that go keep their place where only failed ones are replaced. */
function terminatingOf({ job, pods }: JobView): number {
  return replacesOnlyFailed(job) ? pods.filter(isTerminating).length : 0
}

const isTerminating = (pod: Pod): boolean => isDeleting(pod) && !isTerminal(pod)

/** Pods to delete: those without an index of their own first, then as many as it takes. */
function surplus(view: JobView, atLeast: number): readonly Pod[] {
  const { job, active } = view
  const ranked = inOrderOfAge(active)
  if (!isIndexed(job)) return ranked.slice(0, atLeast)
  const kept = new Map<number, Pod>()
  for (const pod of ranked) {
    const index = indexOf(job, pod)
    if (index !== undefined) kept.set(index, pod)
  }
  const keeps = new Set(kept.values())
  const doubles = ranked.filter(pod => !keeps.has(pod))
  const rest = ranked.filter(pod => keeps.has(pod))
  return [...doubles, ...rest.slice(0, Math.max(atLeast - doubles.length, 0))]
}

/** The lowest indexes that nobody works on. */
function pendingIndexes(view: JobView, count: number): number[] {
  const { job, pods, active, succeededIndexes, failedIndexes } = view
  const going = replacesOnlyFailed(job) ? pods.filter(isTerminating) : []
  const busy = new Set([...active, ...going].map(pod => indexOf(job, pod)))
  const found: number[] = []
  for (let index = 0; index < (job.spec?.completions ?? 0) && found.length < count; index++)
    if (!busy.has(index) && !succeededIndexes.has(index) && !failedIndexes.has(index))
      found.push(index)
  return found
}

/** Where indexes have limits of their own, each waits for itself. */
function planIndexes(view: JobView, indexes: readonly number[]): Management {
  if (!countsByIndex(view.job)) return { ...nothing, create: indexes }
  const waits = indexes.map(index => {
    const last = view.lastOfIndex.get(index)
    return last === undefined ? 0 : remainingForIndexMs(last, view.nowMs)
  })
  const create = indexes.filter((_, position) => waits[position] === 0)
  const waiting = waits.filter(waitMs => waitMs > 0)
  return create.length > 0 || waiting.length === 0
    ? { ...nothing, create, ...(waiting.length > 0 ? { againAfterMs: Math.min(...waiting) } : {}) }
    : { ...nothing, againAfterMs: Math.min(...waiting) }
}
