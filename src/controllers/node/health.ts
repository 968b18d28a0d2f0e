// Whether a node shows signs of life: a newer heartbeat in its Ready condition, or a newer renewal of its
// Lease. That they move counts, not how far they are from now.
import { formatTime, parseTime } from '../../meta/time.ts'
import { nodeCondition } from '../../scheduling/conditions.ts'
import type { Lease } from '../../schema/generated/coordination-v1.ts'
import type { Node, NodeCondition } from '../../schema/generated/core-v1.ts'

/** What the controller remembers of a node. */
export interface NodeHealth {
  /** The Ready condition as it was seen last. */
  readonly ready: NodeCondition | undefined
  /** The renewal of the Lease as it was seen last. */
  readonly renewTime: string | undefined
  /** When the node showed a sign of life, by the controller's own clock. */
  readonly probeMs: number
}

export interface Grace {
  readonly nodeMonitorGracePeriodMs: number
  /** For nodes that have never posted a status. */
  readonly nodeStartupGracePeriodMs: number
}

export interface HealthVerdict {
  readonly health: NodeHealth
  /** The Ready condition as the node had it; Unknown for one that has none. */
  readonly observedStatus: string
  /** The conditions to write, for a node that has been silent for too long. */
  readonly conditions: readonly NodeCondition[] | undefined
}

/** Looks at a node once more. */
export function judge(
  node: Node,
  lease: Lease | undefined,
  known: NodeHealth | undefined,
  grace: Grace,
  nowMs: number,
): HealthVerdict {
  const ready = nodeCondition(node, 'Ready')
  const graceMs =
    ready === undefined ? grace.nodeStartupGracePeriodMs : grace.nodeMonitorGracePeriodMs
  const seen = afterRenewal(afterHeartbeat(node, ready, known, nowMs), lease, nowMs)
  const verdict = { health: seen, observedStatus: ready?.status ?? 'Unknown' }
  if (nowMs - seen.probeMs <= graceMs) return { ...verdict, conditions: undefined }
  const conditions = ready?.status === 'Unknown' ? undefined : silenced(node, nowMs)
  return { ...verdict, conditions }
}

function afterHeartbeat(
  node: Node,
  ready: NodeCondition | undefined,
  known: NodeHealth | undefined,
  nowMs: number,
): NodeHealth {
  if (known === undefined) {
    const probeMs = ready === undefined ? createdMs(node, nowMs) : nowMs
    return { ready, renewTime: undefined, probeMs }
  }
  const saved = known.ready
  if (saved === undefined && ready === undefined) return known
  if (saved === undefined || ready === undefined)
    return { ready, renewTime: undefined, probeMs: nowMs }
  const beat = (saved.lastHeartbeatTime ?? null) !== (ready.lastHeartbeatTime ?? null)
  return beat ? { ready, renewTime: undefined, probeMs: nowMs } : known
}

function createdMs(node: Node, nowMs: number): number {
  const { creationTimestamp } = node.metadata
  return creationTimestamp === undefined ? nowMs : (parseTime(creationTimestamp) ?? nowMs)
}

function afterRenewal(health: NodeHealth, lease: Lease | undefined, nowMs: number): NodeHealth {
  if (lease === undefined) return health
  const renewTime = lease.spec?.renewTime ?? ''
  if (health.renewTime !== undefined && renewTime <= health.renewTime) return health
  return { ...health, renewTime, probeMs: nowMs }
}

/** What a kubelet reports; the network's condition is kept by others. */
const REPORTED = ['Ready', 'MemoryPressure', 'DiskPressure', 'PIDPressure']

/** The conditions of a node that has fallen silent. */
function silenced(node: Node, nowMs: number): readonly NodeCondition[] {
  const now = formatTime(nowMs)
  const conditions = [...(node.status?.conditions ?? [])]
  for (const type of REPORTED) {
    const index = conditions.findIndex(condition => condition.type === type)
    const old = conditions[index]
    if (old === undefined) conditions.push(neverPosted(node, type, now))
    else if (old.status !== 'Unknown') conditions[index] = stoppedPosting(old, now)
  }
  return conditions
}

const neverPosted = (node: Node, type: string, now: string): NodeCondition => ({
  type,
  status: 'Unknown',
  lastHeartbeatTime: node.metadata.creationTimestamp ?? now,
  lastTransitionTime: now,
  reason: 'NodeStatusNeverUpdated',
  message: 'Kubelet never posted node status.',
})

const stoppedPosting = (old: NodeCondition, now: string): NodeCondition => ({
  ...old,
  status: 'Unknown',
  lastTransitionTime: now,
  reason: 'NodeStatusUnknown',
  message: 'Kubelet stopped posting node status.',
})
