// The status that a kubelet posts for its node: what is missing is filled in, what is wrong is put right.

import { formatTime } from '../meta/time.ts'
import { nodeCondition } from '../scheduling/conditions.ts'
import { KUBELET_ANNOTATION } from '../scheduling/labels.ts'
import type {
  Node,
  NodeAddress,
  NodeCondition,
  NodeStatus,
  NodeSystemInfo,
} from '../schema/generated/core-v1.ts'
import { MACHINE } from './machine.ts'

/** Whether a node has a simulated kubelet. */
export const hasKubelet = (node: Node): boolean =>
  node.metadata.annotations?.[KUBELET_ANNOTATION] !== 'none'

/** What a healthy kubelet says, in the order in which it says it. */
const HEALTHY: readonly (readonly [string, string, string, string])[] = [
  [
    'MemoryPressure',
    'False',
    'KubeletHasSufficientMemory',
    'kubelet has sufficient memory available',
  ],
  ['DiskPressure', 'False', 'KubeletHasNoDiskPressure', 'kubelet has no disk pressure'],
  ['PIDPressure', 'False', 'KubeletHasSufficientPID', 'kubelet has sufficient PID available'],
  ['Ready', 'True', 'KubeletReady', 'kubelet is posting ready status'],
]

/** Whether a kubelet has posted already, and nobody has changed since what it said. */
export function isPosted(node: Node): boolean {
  return HEALTHY.every(([type, status]) => {
    const condition = nodeCondition(node, type)
    return condition?.status === status && (condition.lastHeartbeatTime ?? null) !== null
  })
}

/** Whether a node has ever heard of its kubelet. */
export const isKnown = (node: Node): boolean =>
  (nodeCondition(node, 'Ready')?.lastHeartbeatTime ?? null) !== null &&
  nodeCondition(node, 'Ready')?.reason !== 'NodeStatusNeverUpdated'

/** The node's status as a kubelet posts it now. */
export function postedStatus(node: Node, { ip, nowMs }: { ip: string; nowMs: number }): NodeStatus {
  const status: NodeStatus = node.status ?? {}
  const capacity = filled(status.capacity) ?? MACHINE.capacity
  const port = status.daemonEndpoints?.kubeletEndpoint?.Port ?? 0
  return {
    ...status,
    capacity,
    allocatable: filled(status.allocatable) ?? capacity,
    conditions: postedConditions(node, nowMs),
    addresses: addressesOf(node, ip),
    daemonEndpoints:
      port > 0 ? (status.daemonEndpoints ?? {}) : { kubeletEndpoint: { Port: 10250 } },
    nodeInfo: nodeInfoOf(status.nodeInfo),
  }
}

const filled = <T extends object>(value: T | undefined): T | undefined =>
  value === undefined || Object.keys(value).length === 0 ? undefined : value

function addressesOf(node: Node, ip: string): readonly NodeAddress[] {
  const known = node.status?.addresses ?? []
  if (known.length > 0) return known
  return [
    { type: 'InternalIP', address: ip },
    { type: 'Hostname', address: node.metadata.name ?? '' },
  ]
}

/** What was said stays; what was left empty is filled in. */
function nodeInfoOf(info: NodeSystemInfo | undefined): NodeSystemInfo {
  if (info === undefined) return MACHINE.nodeInfo
  const said = Object.entries(info).filter(([, value]) => value !== '')
  return { ...MACHINE.nodeInfo, ...Object.fromEntries(said) }
}

/** Conditions keep their places, and their transition times while their status stays. */
function postedConditions(node: Node, nowMs: number): NodeCondition[] {
  const now = formatTime(nowMs)
  const conditions = [...(node.status?.conditions ?? [])]
  for (const [type, status, reason, message] of HEALTHY) {
    const index = conditions.findIndex(condition => condition.type === type)
    const old = conditions[index]
    const since = old?.status === status ? (old.lastTransitionTime ?? now) : now
    const said = {
      type,
      status,
      lastHeartbeatTime: now,
      lastTransitionTime: since,
      reason,
      message,
    }
    if (index < 0) conditions.push(said)
    else conditions[index] = said
  }
  return conditions
}

/** The address at which a node is reached. */
export const internalIpOf = (node: Node): string | undefined =>
  node.status?.addresses?.find(address => address.type === 'InternalIP')?.address
