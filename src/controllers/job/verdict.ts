// Whether a Job has come to an end, and how. Pure; the order of the questions is that of `syncJob`.
import { parseTime } from '../../meta/time.ts'
import type { Job, JobCondition } from '../../schema/generated/batch-v1.ts'
import { conditionNow, countsByIndex, hasFailed, holding, isSuspended } from './facts.ts'
import { judgeFailure, judgeSuccess } from './policies.ts'
import type { JobView } from './view.ts'

/** The condition that announces the end, or nothing while the Job goes on. */
export function verdictOn(view: JobView): JobCondition | undefined {
  const { job, nowMs } = view
  const announced = holding(job, 'SuccessCriteriaMet') ?? holding(job, 'FailureTarget')
  if (announced !== undefined) return announced
  const failure = failureOf(view)
  if (failure !== undefined) return conditionNow('FailureTarget', ...failure, nowMs)
  const success = judgeSuccess(job, view.succeededIndexes)
  if (success === undefined) return undefined
  return conditionNow('SuccessCriteriaMet', 'SuccessPolicy', success, nowMs)
}

/** The end that follows from the Pods that have succeeded, once none is active. */
export function completionOf({ job, succeeded, nowMs }: JobView, active: number) {
  const { completions } = job.spec ?? {}
  const enough = completions === undefined ? succeeded > 0 : succeeded >= completions
  if (!enough || active > 0) return undefined
  return conditionNow('SuccessCriteriaMet', 'CompletionsReached', REACHED, nowMs)
}

const REACHED = 'Reached expected number of succeeded pods'

type Why = readonly [reason: string, message: string]

function failureOf(view: JobView): Why | undefined {
  const { job, pods, failed, nowMs, failedIndexes, succeededIndexes } = view
  const failing = pods.filter(pod => hasFailed(job, pod))
  for (const pod of failing) {
    const { failsJob } = judgeFailure(job, pod)
    if (failsJob !== undefined) return ['PodFailurePolicy', failsJob]
  }
  if (failed > (job.spec?.backoffLimit ?? 6) || restartedTooOften(view)) return TOO_OFTEN
  if ((deadlineMs(job) ?? Number.POSITIVE_INFINITY) <= nowMs) return TOO_LONG
  if (!countsByIndex(job) || failedIndexes.size === 0) return undefined
  const { maxFailedIndexes, completions = 0 } = job.spec ?? {}
  if (maxFailedIndexes !== undefined && failedIndexes.size > maxFailedIndexes) return TOO_MANY
  const done = failedIndexes.size + succeededIndexes.size >= completions
  return done ? ['FailedIndexes', 'Job has failed indexes'] : undefined
}

const TOO_OFTEN: Why = ['BackoffLimitExceeded', 'Job has reached the specified backoff limit']
const TOO_LONG: Why = ['DeadlineExceeded', 'Job was active longer than specified deadline']
const TOO_MANY: Why = [
  'MaxFailedIndexesExceeded',
  'Job has exceeded the specified maximal number of failed indexes',
]

/** Containers that are started again in their Pods count as failures too. */
function restartedTooOften({ job, pods }: JobView): boolean {
  if (job.spec?.template?.spec?.restartPolicy !== 'OnFailure') return false
  let restarts = 0
  for (const { status } of pods)
    if (status?.phase === 'Running' || status?.phase === 'Pending')
      for (const one of [
        ...(status.initContainerStatuses ?? []),
        ...(status.containerStatuses ?? []),
      ])
        restarts += one.restartCount
  const limit = job.spec?.backoffLimit ?? 6
  return limit === 0 ? restarts > 0 : restarts >= limit
}

/** When a Job that has a deadline is over it. */
export function deadlineMs(job: Job): number | undefined {
  const { activeDeadlineSeconds } = job.spec ?? {}
  const startMs = parseTime(job.status?.startTime ?? '')
  if (activeDeadlineSeconds === undefined || startMs === undefined || isSuspended(job))
    return undefined
  return startMs + activeDeadlineSeconds * 1000
}
