// The rules of Pods: what is made, what may change, and what a change through each subresource may be.
// How specs are checked stands in `../pod-template/`; what clusters add of their own in `admission.ts`.
import type { Rules } from '../../meta/kind.ts'
import type { Pod, PodStatus } from '../../schema/generated/core-v1.ts'
import { podWarnings } from '../pod-template/warnings.ts'
import { withAppArmor } from './app-armor.ts'
import { defaultPod } from './defaults.ts'
import { countingChanges } from './generation.ts'
import { withLabelKeys } from './label-keys.ts'
import { podOptions } from './options.ts'
import { specOf } from './parts.ts'
import { computeQos } from './qos.ts'
import { scheduledCondition } from './scheduled.ts'
import { validatePodUpdate } from './update.ts'
import { validateNewPod } from './validate.ts'
import { hostnameWarning } from './warnings.ts'

/** What the main endpoint does. */
export const podRules: Rules<Pod> = {
  defaults: defaultPod,
  prepareForCreate: (draft, { nowMs, warn = () => {} }) => ({
    ...withAppArmor(withLabelKeys(withGrace(draft)), warn),
    status: { phase: 'Pending', ...gated(draft, nowMs), qosClass: computeQos(specOf(draft)) },
  }),
  prepareForUpdate: (next, old) => countingChanges(withStatus(next, old.status), old),
  validate: validateNewPod,
  validateUpdate: (next, old) => validatePodUpdate(next, old, podOptions(old)),
  warningsOnCreate: pod => [...hostnameWarning(pod), ...podWarnings('', specOf(pod), pod.metadata)],
}

/** Less than no time is the least there is. */
function withGrace(pod: Pod): Pod {
  const spec = specOf(pod)
  return (spec.terminationGracePeriodSeconds ?? 0) < 0
    ? { ...pod, spec: { ...spec, terminationGracePeriodSeconds: 1 } }
    : pod
}

function gated(pod: Pod, nowMs: number): Partial<PodStatus> {
  if ((specOf(pod).schedulingGates ?? []).length === 0) return {}
  const message = 'Scheduling is blocked due to non-empty scheduling gates'
  const condition = scheduledCondition('False', nowMs, { reason: 'SchedulingGated', message })
  return { conditions: [condition] }
}

/** The Pod with another status, or with none. */
export function withStatus(pod: Pod, status: Pod['status']): Pod {
  if (status !== undefined) return { ...pod, status }
  const { status: _, ...rest } = pod
  return rest
}
