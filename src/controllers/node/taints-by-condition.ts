// Which NoSchedule taints a node should have by what its conditions say. Taints of users, and those of
// other effects, are left alone.
import { formatTime } from '../../meta/time.ts'
import {
  TAINT_DISK_PRESSURE,
  TAINT_MEMORY_PRESSURE,
  TAINT_NETWORK_UNAVAILABLE,
  TAINT_NOT_READY,
  TAINT_PID_PRESSURE,
  TAINT_UNREACHABLE,
  TAINT_UNSCHEDULABLE,
} from '../../scheduling/labels.ts'
import { sameTaint } from '../../scheduling/taints.ts'
import type { Node, Taint } from '../../schema/generated/core-v1.ts'

/** Type and status of a condition, and the taint that they mean. */
const BY_CONDITION: readonly (readonly [type: string, status: string, key: string])[] = [
  ['Ready', 'False', TAINT_NOT_READY],
  ['Ready', 'Unknown', TAINT_UNREACHABLE],
  ['MemoryPressure', 'True', TAINT_MEMORY_PRESSURE],
  ['DiskPressure', 'True', TAINT_DISK_PRESSURE],
  ['NetworkUnavailable', 'True', TAINT_NETWORK_UNAVAILABLE],
  ['PIDPressure', 'True', TAINT_PID_PRESSURE],
]

const MANAGED = new Set([TAINT_UNSCHEDULABLE, ...BY_CONDITION.map(([, , key]) => key)])

/** The taints of a node after they were made to fit its conditions; the same list when they do. */
export function taintsByCondition(node: Node, nowMs: number): readonly Taint[] {
  const taints = node.spec?.taints ?? []
  const wanted = wantedKeys(node)
  const present = taints.filter(isManaged)
  const add = wanted.filter(key => !present.some(taint => taint.key === key))
  const remove = present.filter(taint => !wanted.includes(taint.key))
  if (add.length === 0 && remove.length === 0) return taints
  const timeAdded = formatTime(nowMs)
  return [
    ...taints.filter(taint => !remove.includes(taint)),
    ...add.map(key => ({ key, effect: 'NoSchedule', timeAdded })),
  ]
}

const isManaged = (taint: Taint): boolean => taint.effect === 'NoSchedule' && MANAGED.has(taint.key)

function wantedKeys(node: Node): string[] {
  const keys: string[] = []
  for (const { type, status } of node.status?.conditions ?? [])
    for (const [of, when, key] of BY_CONDITION) if (of === type && when === status) keys.push(key)
  if (node.spec?.unschedulable === true) keys.push(TAINT_UNSCHEDULABLE)
  return keys
}

/** Taints with one of them put in, stamped with the time, and others taken out; the same list when nothing changes. */
export function swapTaints(
  taints: readonly Taint[],
  add: Taint | undefined,
  remove: readonly Taint[],
  nowMs: number,
): readonly Taint[] {
  const left = taints.filter(taint => !remove.some(other => sameTaint(taint, other)))
  const isThere = add === undefined || left.some(taint => sameTaint(taint, add))
  if (isThere && left.length === taints.length) return taints
  return isThere ? left : [...left, { ...add, timeAdded: formatTime(nowMs) }]
}

export const NOT_READY_NO_EXECUTE: Taint = { key: TAINT_NOT_READY, effect: 'NoExecute' }
export const UNREACHABLE_NO_EXECUTE: Taint = { key: TAINT_UNREACHABLE, effect: 'NoExecute' }

/** Whether a node has a taint that drives Pods out because it is not well. */
export const isEvicting = (node: Node): boolean =>
  (node.spec?.taints ?? []).some(
    taint => sameTaint(taint, UNREACHABLE_NO_EXECUTE) || sameTaint(taint, NOT_READY_NO_EXECUTE),
  )

/** The NoExecute taint for a status of Ready, and the one that it excludes. */
export const evicting = (status: string): readonly [Taint, Taint] =>
  status === 'Unknown'
    ? [UNREACHABLE_NO_EXECUTE, NOT_READY_NO_EXECUTE]
    : [NOT_READY_NO_EXECUTE, UNREACHABLE_NO_EXECUTE]

/** The node with these taints; the same node when it has them. */
export function withTaints(node: Node, taints: readonly Taint[]): Node {
  if (taints === node.spec?.taints) return node
  const { taints: _, ...spec } = node.spec ?? {}
  return { ...node, spec: taints.length === 0 ? spec : { ...spec, taints } }
}
