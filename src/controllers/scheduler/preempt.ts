// Makes room for a Pod: those that have to go are told why, and deleted with their own grace.
import { type RequestContext, through } from '../../registry/context.ts'
import type { Registry } from '../../registry/registry.ts'
import { podCondition, withPodCondition } from '../../scheduling/conditions.ts'
import { priorityOf } from '../../scheduling/fits.ts'
import type { NodeInfo } from '../../scheduling/node-info.ts'
import type { Candidate } from '../../scheduling/preemption.ts'
import type { Pod } from '../../schema/generated/core-v1.ts'
import { keyOfPod, podTargetOf, unlessGone } from '../node/objects.ts'
import type { ActionEvents } from './scheduler.ts'

/** Whether room is being made for a Pod already: less important ones that were told to go are going from the node it was promised. */
export function isBeingMade(pod: Pod, promised: NodeInfo | undefined): boolean {
  if (pod.spec?.preemptionPolicy === 'Never') return false
  return (promised?.pods ?? []).some(
    other => isVictim(other) && priorityOf(other) < priorityOf(pod),
  )
}

function isVictim(pod: Pod): boolean {
  if (pod.metadata.deletionTimestamp === undefined) return false
  const told = podCondition(pod, 'DisruptionTarget')
  return told?.status === 'True' && told.reason === PREEMPTED
}

const PREEMPTED = 'PreemptionByScheduler'

/** Sends the victims away. */
export async function preempt(
  registry: Registry,
  events: ActionEvents,
  context: RequestContext,
  pod: Pod,
  { info, victims }: Candidate,
): Promise<void> {
  const schedulerName = pod.spec?.schedulerName ?? ''
  for (const victim of victims) {
    const of = podTargetOf(keyOfPod(victim))
    const nowMs = registry.clock.nowMs()
    const mark = (live: Pod): Pod => ({
      ...live,
      status: withPodCondition(live, targeted(live, schedulerName), nowMs),
    })
    await unlessGone(registry.modify<Pod>(of, mark, through(context, 'status')))
    await unlessGone(registry.delete(of, {}, context))
    events.event({
      regarding: victim,
      related: pod,
      type: 'Normal',
      reason: 'Preempted',
      action: 'Preempting',
      note: `Preempted by pod ${pod.metadata.uid ?? ''} on node ${info.node.metadata.name ?? ''}`,
    })
  }
}

const targeted = (pod: Pod, schedulerName: string) => ({
  type: 'DisruptionTarget',
  status: 'True',
  reason: PREEMPTED,
  message: `${schedulerName}: preempting to accommodate a higher priority pod`,
  observedGeneration: pod.metadata.generation ?? 0,
})
