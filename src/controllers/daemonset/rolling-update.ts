// Which outdated Pods are replaced now: the pure part of `update.go`. Nodes come in the order of the
// view; the real controller has none.
import type { Pod } from '../../schema/generated/core-v1.ts'
import { isAvailable } from '../pod-state.ts'
import type { Action } from './manage.ts'
import { split } from './pods.ts'
import { eligibilityOf, limits, minReadySecondsOf, surges, type View } from './view.ts'

/** @throws when a node that matters has gone, in surge mode only. */
export function planRollingUpdate(view: View): Action[] {
  const eligible = eligibleNodes(view)
  const { maxUnavailable, maxSurge } = limits(view.ds, eligible.size)
  const existing = view.nodes.map(node => node.metadata.name ?? '')
  const concerned = existing.filter(name => eligible.has(name) || view.podsOn.has(name))
  const nodes = new Set([...concerned, ...view.podsOn.keys()])
  return surges(view.ds)
    ? planSurge(view, nodes, eligible, maxSurge)
    : planReplace(view, nodes, maxUnavailable)
}

function eligibleNodes(view: View): Set<string> {
  const names = new Set<string>()
  for (const node of view.nodes)
    if (eligibilityOf(view.ds, node).shouldRun) names.add(node.metadata.name ?? '')
  return names
}

const NONE: readonly Pod[] = []
const remove = (pod: Pod): Action => ({ do: 'delete', pod })
const create = (node: string): Action => ({ do: 'create', node })

/** Old Pods that are not available go at once; available ones as far as maxUnavailable leaves room. */
function planReplace(view: View, nodes: Iterable<string>, maxUnavailable: number): Action[] {
  const isUp = availability(view)
  const mustGo: Pod[] = []
  const candidates: Pod[] = []
  let unavailable = 0
  for (const node of nodes) {
    const found = split(view.podsOn.get(node) ?? NONE, view.current)
    const { updated, outdated } = found ?? {}
    if ((updated === undefined) === (outdated === undefined)) unavailable += 1
    else if (updated !== undefined) unavailable += isUp(updated) ? 0 : 1
    else if (outdated !== undefined && isUp(outdated)) candidates.push(outdated)
    else if (outdated !== undefined) {
      mustGo.push(outdated)
      unavailable += 1
    }
  }
  const room = Math.max(0, maxUnavailable - unavailable)
  return [...mustGo, ...candidates.slice(0, room)].map(remove)
}

/** New Pods come beside old ones as far as maxSurge leaves room; an old one goes when the new one is available. */
function planSurge(
  view: View,
  nodes: Iterable<string>,
  eligible: ReadonlySet<string>,
  maxSurge: number,
): Action[] {
  const isUp = availability(view)
  const actions: Action[] = []
  const sunset: Pod[] = []
  const candidates: string[] = []
  const createNow: string[] = []
  let available = 0
  let surging = 0
  const existing = new Set(view.nodes.map(node => node.metadata.name ?? ''))
  for (const node of nodes) {
    const found = split(view.podsOn.get(node) ?? NONE, view.current)
    if (found === undefined) {
      surging += 1
      continue
    }
    const { updated, outdated } = found
    const first = outdated ?? updated
    if (first !== undefined && isUp(first)) available += 1
    if (outdated === undefined) continue
    if (updated !== undefined) {
      if (isUp(updated)) actions.push(remove(outdated))
      else surging += 1
    } else if (!existing.has(node)) throw new Error(`node "${node}" not found`)
    else if (!isUp(outdated)) {
      if (eligible.has(node)) createNow.push(node)
      else actions.push(remove(outdated))
    } else if (!eligible.has(node)) sunset.push(outdated)
    else if (surging < maxSurge) candidates.push(node)
  }
  actions.push(...sunset.slice(0, Math.max(0, available - eligible.size)).map(remove))
  const room = Math.max(0, maxSurge - surging)
  return [...actions, ...createNow.map(create), ...candidates.slice(0, room).map(create)]
}

function availability({ ds, nowMs }: View): (pod: Pod) => boolean {
  const minReadySeconds = minReadySecondsOf(ds)
  return pod => isAvailable(pod, minReadySeconds, nowMs)
}
