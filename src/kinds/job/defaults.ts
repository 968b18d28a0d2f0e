import type { Job, JobSpec, PodFailurePolicy } from '../../schema/generated/batch-v1.ts'
import { defaultPodTemplate } from '../pod-template/defaults.ts'
import { changed, filled } from '../same.ts'

const SPEC: Partial<JobSpec> = {
  parallelism: 1,
  completionMode: 'NonIndexed',
  suspend: false,
  manualSelector: false,
}
const RETRIES = 6
const RETRIES_MAX = 2_147_483_647

export function defaultJob(job: Job): Job {
  const spec = defaultJobSpec(job.spec ?? ({} as JobSpec))
  const labels = spec.template?.metadata?.labels
  const unlabelled = Object.keys(job.metadata.labels ?? {}).length === 0
  const metadata = labels !== undefined && unlabelled ? { ...job.metadata, labels } : job.metadata
  return changed(changed(job, 'metadata', metadata), 'spec', spec)
}

/** One pod that runs once, if nothing is said. */
function defaultJobSpec(spec: JobSpec): JobSpec {
  let result = changed(spec, 'template', defaultPodTemplate(spec.template ?? {}))
  if (spec.completions === undefined && spec.parallelism === undefined)
    result = { ...result, completions: 1 }
  const backoffLimit = spec.backoffLimitPerIndex === undefined ? RETRIES : RETRIES_MAX
  const podReplacementPolicy =
    spec.podFailurePolicy === undefined ? 'TerminatingOrFailed' : 'Failed'
  if (spec.podFailurePolicy !== undefined)
    result = changed(result, 'podFailurePolicy', withStatuses(spec.podFailurePolicy))
  return filled(result, { ...SPEC, backoffLimit, podReplacementPolicy })
}

/** A condition that is named is meant to hold. */
function withStatuses(policy: PodFailurePolicy): PodFailurePolicy {
  const rules = (policy.rules ?? []).map(rule =>
    rule.onPodConditions === undefined
      ? rule
      : {
          ...rule,
          onPodConditions: rule.onPodConditions.map(condition =>
            condition.status ? condition : { ...condition, status: 'True' },
          ),
        },
  )
  return { ...policy, rules }
}
