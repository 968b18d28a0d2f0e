// Which Pods a drain evicts, which it leaves, and which stand in its way, as kubectl has it. Pure.
import { controllerOf } from '../../meta/object.ts'
import type { Pod } from '../../schema/generated/core-v1.ts'

export interface DrainRules {
  /** Pods of DaemonSets stay; without this they are in the way. */
  readonly ignoreDaemonSets: boolean
  /** Pods that write to emptyDir volumes go, and what they wrote with them. */
  readonly deleteEmptyDirData: boolean
  /** Pods that nobody would make anew go. */
  readonly force: boolean
}

/** A Pod that is not evicted, and why. */
export interface LeftPod {
  readonly pod: Pod
  readonly reason: string
}

export interface DrainPlan {
  readonly evict: readonly Pod[]
  readonly left: readonly LeftPod[]
  /** What must be allowed first; nothing is evicted while there is any. */
  readonly inTheWay: readonly LeftPod[]
}

type Verdict = { readonly do: 'evict' } | { readonly do: 'leave' | 'refuse'; readonly why: string }

const EVICT: Verdict = { do: 'evict' }

export function planDrain(pods: readonly Pod[], rules: DrainRules): DrainPlan {
  const judged = pods.map(pod => ({ pod, verdict: verdictOn(pod, rules) }))
  const those = (what: 'leave' | 'refuse'): LeftPod[] =>
    judged.flatMap(({ pod, verdict }) =>
      verdict.do === what ? [{ pod, reason: verdict.why }] : [],
    )
  return {
    evict: judged.flatMap(({ pod, verdict }) => (verdict.do === 'evict' ? [pod] : [])),
    left: those('leave'),
    inTheWay: those('refuse'),
  }
}

function verdictOn(pod: Pod, rules: DrainRules): Verdict {
  const { annotations = {} } = pod.metadata
  if (annotations['kubernetes.io/config.mirror'] !== undefined)
    return { do: 'leave', why: 'it is a mirror of a static Pod' }
  if (hasEnded(pod)) return EVICT
  const controller = controllerOf(pod)
  if (controller?.kind === 'DaemonSet')
    return rules.ignoreDaemonSets
      ? { do: 'leave', why: 'a DaemonSet controls it' }
      : { do: 'refuse', why: 'a DaemonSet controls it: allow it with ignoreDaemonSets' }
  if (hasLocalData(pod) && !rules.deleteEmptyDirData)
    return { do: 'refuse', why: 'it has local storage: allow it with deleteEmptyDirData' }
  if (controller === undefined && !rules.force)
    return {
      do: 'refuse',
      why: 'nothing controls it, so it would be gone for good: allow it with force',
    }
  return EVICT
}

const hasEnded = ({ status }: Pod): boolean =>
  status?.phase === 'Succeeded' || status?.phase === 'Failed'

const hasLocalData = ({ spec }: Pod): boolean =>
  spec?.volumes?.some(volume => volume.emptyDir !== undefined) === true
