// Pods of a node that has fallen silent are not ready, whatever they said last.
import { formatTime } from '../../meta/time.ts'
import { through } from '../../registry/context.ts'
import type { Registry } from '../../registry/registry.ts'
import { podCondition } from '../../scheduling/conditions.ts'
import type { Pod } from '../../schema/generated/core-v1.ts'
import { keyOfPod, podTargetOf, unlessGone } from './objects.ts'
import type { Recorder } from './recorder.ts'
import { NODE_CONTROLLER } from './state-loop.ts'

/** Sets Ready to False where it is not, and says so in an Event. Phases and containers stay as they are. */
export async function markNotReady(
  registry: Registry,
  events: Recorder,
  pods: readonly Pod[],
): Promise<void> {
  for (const pod of pods) {
    if (!isReady(pod)) continue
    const change = (live: Pod): Pod =>
      isReady(live) ? notReady(live, registry.clock.nowMs()) : live
    const of = podTargetOf(keyOfPod(pod))
    const marked = await unlessGone(registry.modify(of, change, through(NODE_CONTROLLER, 'status')))
    if (marked !== undefined) events.event(marked, 'Warning', 'NodeNotReady', 'Node is not ready')
  }
}

const isReady = (pod: Pod): boolean => (podCondition(pod, 'Ready')?.status ?? 'False') !== 'False'

const notReady = (pod: Pod, nowMs: number): Pod => ({
  ...pod,
  status: {
    ...pod.status,
    conditions: (pod.status?.conditions ?? []).map(condition =>
      condition.type === 'Ready'
        ? { ...condition, status: 'False', lastTransitionTime: formatTime(nowMs) }
        : condition,
    ),
  },
})
