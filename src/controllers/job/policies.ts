// What a Job's policies make of its Pods; after `pod_failure_policy.go` and `success_policy.go`.
import type {
  Job,
  PodFailurePolicyOnExitCodesRequirement,
  PodFailurePolicyRule,
} from '../../schema/generated/batch-v1.ts'
import type { Pod } from '../../schema/generated/core-v1.ts'
import { countsByIndex } from './facts.ts'
import { readIndexes } from './indexes.ts'

/** What follows from the failure of a Pod. */
export interface FailureVerdict {
  /** Whether it counts against the limits. */
  readonly counts: boolean
  readonly failsIndex?: boolean
  /** Why the whole Job fails. */
  readonly failsJob?: string
}

export function judgeFailure(job: Job, pod: Pod): FailureVerdict {
  for (const [index, rule] of (job.spec?.podFailurePolicy?.rules ?? []).entries()) {
    const match = matchOf(rule, pod)
    if (match === undefined) continue
    switch (rule.action) {
      case 'Ignore':
        return { counts: false }
      case 'FailIndex':
        return countsByIndex(job) ? { counts: true, failsIndex: true } : { counts: true }
      case 'FailJob':
        return { counts: true, failsJob: `${match} matching FailJob rule at index ${index}` }
      default:
        return { counts: true }
    }
  }
  return { counts: true }
}

/** How a rule fits a Pod, in words. */
function matchOf({ onExitCodes, onPodConditions }: PodFailurePolicyRule, pod: Pod) {
  const name = `${pod.metadata.namespace ?? ''}/${pod.metadata.name ?? ''}`
  if (onExitCodes !== undefined) {
    const ended = endedContainer(pod, onExitCodes)
    if (ended === undefined) return undefined
    return `Container ${ended.name} for pod ${name} failed with exit code ${ended.exitCode}`
  }
  const condition = pod.status?.conditions?.find(({ type, status }) =>
    onPodConditions?.some(pattern => pattern.type === type && pattern.status === status),
  )
  return condition === undefined ? undefined : `Pod ${name} has condition ${condition.type}`
}

/** Containers that ended well are no failures, whatever the rule says. */
function endedContainer(pod: Pod, rule: PodFailurePolicyOnExitCodesRequirement) {
  const { initContainerStatuses = [], containerStatuses = [] } = pod.status ?? {}
  for (const { name, state } of [...containerStatuses, ...initContainerStatuses]) {
    const exitCode = state?.terminated?.exitCode ?? 0
    if (exitCode === 0) continue
    if (rule.containerName !== undefined && rule.containerName !== name) continue
    const isIn = (rule.values ?? []).includes(exitCode)
    if (isIn === (rule.operator === 'In')) return { name, exitCode }
  }
  return undefined
}

/** Why a Job has done enough, if its policy says so. */
export function judgeSuccess(job: Job, succeeded: ReadonlySet<number>): string | undefined {
  const completions = job.spec?.completions ?? 0
  for (const [index, rule] of (job.spec?.successPolicy?.rules ?? []).entries()) {
    const { succeededIndexes, succeededCount } = rule
    const wanted =
      succeededIndexes === undefined ? undefined : readIndexes(succeededIndexes, completions)
    const reached =
      wanted === undefined ? succeeded.size : [...wanted].filter(one => succeeded.has(one)).length
    const needed = succeededCount ?? wanted?.size
    if (needed !== undefined && reached >= needed) return `Matched rules at index ${index}`
  }
  return undefined
}
