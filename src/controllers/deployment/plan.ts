// How the sizes of a Deployment's ReplicaSets change next: pure functions of what is there now.
// After `rolling.go`, `recreate.go` and `sync.go` of the real controller.
import type { Deployment, ReplicaSet } from '../../schema/generated/apps-v1.ts'
import { desiredOf, maxReplicasOf } from './annotations.ts'
import {
  allOf,
  availableOf,
  isRolling,
  isUsed,
  limits,
  type Sets,
  sizeOf,
  sum,
  wantedOf,
} from './sets.ts'

export interface Resize {
  readonly set: ReplicaSet
  readonly replicas: number
}

/** How many replicas a set of the template of now should have at once, beside the old ones. */
export function newSetSize(deployment: Deployment, sets: Sets): number {
  const wanted = wantedOf(deployment)
  if (!isRolling(deployment)) return wanted
  const size = sets.current === undefined ? 0 : sizeOf(sets.current)
  const room = wanted + limits(deployment).maxSurge - sum(allOf(sets), sizeOf)
  return room <= 0 ? size : size + Math.max(0, Math.min(room, wanted - size))
}

/** One step of a rolling update: the new set grows, or old ones shrink; nothing when it is done or must wait. */
export function planRolling(deployment: Deployment, sets: Sets): readonly Resize[] {
  const grown = growNew(deployment, sets)
  return grown.length > 0 ? grown : shrinkOld(deployment, sets)
}

function growNew(deployment: Deployment, sets: Sets): readonly Resize[] {
  const { current } = sets
  if (current === undefined) return []
  const wanted = wantedOf(deployment)
  const size = sizeOf(current)
  const next = size > wanted ? wanted : newSetSize(deployment, sets)
  return next === size ? [] : [{ set: current, replicas: next }]
}

function shrinkOld(deployment: Deployment, { current, old }: Sets): readonly Resize[] {
  if (current === undefined || sum(old, sizeOf) === 0) return []
  const minAvailable = wantedOf(deployment) - limits(deployment).maxUnavailable
  const newUnavailable = sizeOf(current) - availableOf(current)
  const room = sum(old, sizeOf) + sizeOf(current) - minAvailable - newUnavailable
  if (room <= 0) return []
  const sizes = new Map(old.map(set => [set, sizeOf(set)]))
  shrink(sizes, room, (set, size) => size - availableOf(set))
  const cleaned = new Map(sizes)
  const available = sum([...old, current], availableOf)
  shrink(sizes, available - minAvailable, (_, size) => size)
  // Two steps: a set that loses what is broken and then some is scaled twice, and told of twice.
  return [...changed(cleaned, sizeOf), ...changed(sizes, set => cleaned.get(set))]
}

/** Takes up to `most` replicas away, the oldest sets first, of each as many as may go. */
function shrink(
  sizes: Map<ReplicaSet, number>,
  most: number,
  mayGo: (set: ReplicaSet, size: number) => number,
): void {
  let left = most
  for (const [set, size] of sizes) {
    if (left <= 0) return
    const gone = Math.max(0, Math.min(left, mayGo(set, size)))
    sizes.set(set, size - gone)
    left -= gone
  }
}

const changed = (
  sizes: ReadonlyMap<ReplicaSet, number>,
  before: (set: ReplicaSet) => number | undefined,
): readonly Resize[] =>
  [...sizes].flatMap(([set, replicas]) => (replicas === before(set) ? [] : [{ set, replicas }]))

/** Old sets that are to end before the new one begins. */
export const planRecreate = ({ old }: Sets): readonly Resize[] =>
  old.filter(isUsed).map(set => ({ set, replicas: 0 }))

/** Whether the number of replicas was changed since the sets were last scaled. */
export const isScaled = (deployment: Deployment, sets: Sets): boolean =>
  allOf(sets)
    .filter(isUsed)
    .some(set => (desiredOf(set) ?? wantedOf(deployment)) !== wantedOf(deployment))

/** Spreads a changed number of replicas over the sets in the shares that they have. */
export function planScale(deployment: Deployment, sets: Sets): readonly Resize[] {
  const wanted = wantedOf(deployment)
  const only = onlySet(sets)
  if (only !== undefined) return [{ set: only, replicas: wanted }]
  if (isSaturated(sets.current, wanted)) return planRecreate(sets)
  if (!isRolling(deployment)) return []
  const used = allOf(sets).filter(isUsed)
  const allowed = wanted > 0 ? wanted + limits(deployment).maxSurge : 0
  return spread(deployment, used, allowed - sum(used, sizeOf))
}

/** The one set that is in use; the newest when none is. */
function onlySet(sets: Sets): ReplicaSet | undefined {
  const [first, ...others] = allOf(sets).filter(isUsed)
  if (first === undefined) return sets.current ?? sets.old.at(-1)
  return others.length === 0 ? first : undefined
}

function isSaturated(set: ReplicaSet | undefined, wanted: number): boolean {
  if (set === undefined || desiredOf(set) !== wanted) return false
  return sizeOf(set) === wanted && availableOf(set) === wanted
}

function spread(
  deployment: Deployment,
  used: readonly ReplicaSet[],
  change: number,
): readonly Resize[] {
  const newerFirst = [...used].reverse()
  const sorted =
    change > 0
      ? newerFirst.sort((a, b) => sizeOf(b) - sizeOf(a))
      : [...used].sort((a, b) => sizeOf(b) - sizeOf(a))
  let spent = 0
  const sizes = sorted.map(set => {
    const left = change - spent
    const share = change === 0 || left === 0 ? 0 : shareOf(deployment, set)
    const part = change > 0 ? Math.min(share, left) : Math.max(share, left)
    spent += part
    return { set, replicas: sizeOf(set) + part }
  })
  return sizes.map(({ set, replicas }, index) => ({
    set,
    replicas: Math.max(0, index === 0 ? replicas + change - spent : replicas),
  }))
}

/** By how much a set grows when all grow alike. */
function shareOf(deployment: Deployment, set: ReplicaSet): number {
  const wanted = wantedOf(deployment)
  const size = sizeOf(set)
  if (wanted === 0) return -size
  const before = maxReplicasOf(set) || deployment.status?.replicas || 0
  if (before === 0) return 0
  return Math.round((size * (wanted + limits(deployment).maxSurge)) / before) - size
}

/** Old sets beyond the limit of the history, the lowest revisions first; those in use are passed over. */
export function planCleanup(
  deployment: Deployment,
  old: readonly ReplicaSet[],
  revisionOf: (set: ReplicaSet) => number,
): readonly ReplicaSet[] {
  const limit = deployment.spec?.revisionHistoryLimit ?? 10
  const alive = old.filter(set => set.metadata.deletionTimestamp === undefined)
  const surplus = alive.length - limit
  if (surplus <= 0) return []
  return [...alive]
    .sort((a, b) => revisionOf(a) - revisionOf(b))
    .slice(0, surplus)
    .filter(
      set =>
        sizeOf(set) === 0 &&
        (set.status?.replicas ?? 0) === 0 &&
        (set.metadata.generation ?? 0) <= (set.status?.observedGeneration ?? 0),
    )
}
