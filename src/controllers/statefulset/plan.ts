// Which Pods a StatefulSet makes and deletes next: in order unless it is managed in parallel. Pure;
// after `stateful_set_control.go`.
import type { ControllerRevision, StatefulSet } from '../../schema/generated/apps-v1.ts'
import type { Pod } from '../../schema/generated/core-v1.ts'
import { availableFromMs, isAvailable, isDeleting, isReady, isTerminal } from '../pod-state.ts'
import { ordinalOf, revisionOf, startOf, wantedOf } from './identity.ts'

export interface SetView {
  readonly set: StatefulSet
  readonly pods: readonly Pod[]
  readonly current: ControllerRevision
  readonly update: ControllerRevision
  readonly nowMs: number
}

export type Action =
  | { readonly do: 'create'; readonly ordinal: number; readonly revision: ControllerRevision }
  /** Has ended and is made again. */
  | { readonly do: 'clear'; readonly pod: Pod }
  | { readonly do: 'delete'; readonly pod: Pod }

export const isInOrder = (set: StatefulSet): boolean => set.spec?.podManagementPolicy !== 'Parallel'

export const partitionOf = (set: StatefulSet): number =>
  set.spec?.updateStrategy?.rollingUpdate?.partition ?? 0

export const isRunningAndReady = (pod: Pod): boolean =>
  pod.status?.phase === 'Running' && isReady(pod)

const isHealthy = (pod: Pod): boolean => isRunningAndReady(pod) && !isDeleting(pod)

export function planSet(view: SetView): Action[] {
  const { set, pods } = view
  if (set.metadata.deletionTimestamp !== undefined) return []
  const start = startOf(set)
  const byOrdinal = new Map(pods.map(pod => [ordinalOf(set, pod) ?? -1, pod]))
  const wanted = Array.from({ length: wantedOf(set) }, (_, index) => start + index)
  const condemned = [...byOrdinal.keys()].filter(ordinal => !wanted.includes(ordinal))
  const actions: Action[] = []
  const steps = [
    ...wanted.map(ordinal => () => keep(view, ordinal, byOrdinal.get(ordinal))),
    ...condemned.sort((a, b) => b - a).map(ordinal => () => condemn(view, byOrdinal.get(ordinal))),
  ]
  for (const step of steps) {
    const { action, wait } = step()
    if (action !== undefined) actions.push(action)
    if (wait && isInOrder(set)) return actions
  }
  const outdated = planUpdate(view, wanted, byOrdinal)
  return outdated === undefined ? actions : [...actions, outdated]
}

interface Step {
  readonly action?: Action
  /** In order, nothing else happens before this one is settled. */
  readonly wait: boolean
}

function keep(view: SetView, ordinal: number, pod: Pod | undefined): Step {
  if (pod === undefined)
    return {
      action: { do: 'create', ordinal, revision: revisionFor(view, ordinal) },
      wait: true,
    }
  if (isTerminal(pod)) return isDeleting(pod) ? WAIT : { action: { do: 'clear', pod }, wait: true }
  return isDeleting(pod) || !isUp(view, pod) ? WAIT : GO_ON
}

const WAIT: Step = { wait: true }
const GO_ON: Step = { wait: false }

const isUp = ({ set, nowMs }: SetView, pod: Pod): boolean =>
  isRunningAndReady(pod) && isAvailable(pod, set.spec?.minReadySeconds ?? 0, nowMs)

function condemn(view: SetView, pod: Pod | undefined): Step {
  if (pod === undefined || isDeleting(pod)) return WAIT
  const first = firstUnhealthy(view)
  if (isInOrder(view.set) && !isUp(view, pod) && pod !== first) return WAIT
  return { action: { do: 'delete', pod }, wait: true }
}

/** The lowest Pod that is not well: it may go first, because the others wait for it. */
function firstUnhealthy({ set, pods }: SetView): Pod | undefined {
  const sorted = [...pods].sort((a, b) => (ordinalOf(set, a) ?? 0) - (ordinalOf(set, b) ?? 0))
  return sorted.find(pod => !isHealthy(pod))
}

/** Below the partition Pods are of the current revision; so are those not yet reached when there is none. */
function revisionFor({ set, current, update }: SetView, ordinal: number): ControllerRevision {
  const { type, rollingUpdate } = set.spec?.updateStrategy ?? {}
  if (type !== 'RollingUpdate') return update
  const below = rollingUpdate === undefined ? (set.status?.currentReplicas ?? 0) : partitionOf(set)
  return ordinal < startOf(set) + below ? current : update
}

/** The highest outdated Pod, if all above it are available. */
function planUpdate(
  view: SetView,
  wanted: readonly number[],
  byOrdinal: ReadonlyMap<number, Pod>,
): Action | undefined {
  const { set, update } = view
  if (set.spec?.updateStrategy?.type !== 'RollingUpdate') return undefined
  for (const ordinal of wanted.slice(partitionOf(set)).reverse()) {
    const pod = byOrdinal.get(ordinal)
    if (pod === undefined) return undefined
    if (revisionOf(pod) !== update.metadata.name && !isDeleting(pod)) return { do: 'delete', pod }
    if (isDeleting(pod) || !isUp(view, pod)) return undefined
  }
  return undefined
}

/** When the next Pod that is ready becomes available. */
export function nextAvailableMs({ set, pods, nowMs }: SetView): number | undefined {
  const minReadySeconds = set.spec?.minReadySeconds ?? 0
  const times = pods
    .map(pod => availableFromMs(pod, minReadySeconds))
    .filter((fromMs): fromMs is number => fromMs !== undefined && fromMs > nowMs)
  return times.length === 0 ? undefined : Math.min(...times)
}
