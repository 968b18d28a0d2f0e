// The rules of Jobs: each finds its pods by labels that are made for it, unless told otherwise.
import type { DeletionRules, Rules } from '../../meta/kind.ts'
import { dnsLabelErrors } from '../../meta/names.ts'
import type { Job } from '../../schema/generated/batch-v1.ts'
import { templateWarnings } from '../pod-template/warnings.ts'
import { keepingSpec, keepingStatus, newWith } from '../workload/prepare.ts'
import { defaultJob } from './defaults.ts'
import { isLabelledByReading, withGeneratedSelector } from './selector.ts'
import { validateJobStatus } from './status.ts'
import { validateJob, validateJobUpdate } from './validate.ts'

const fresh = newWith<Job>({})

export const jobRules: Rules<Job> = {
  defaults: defaultJob,
  prepareForCreate: draft => fresh(withGeneratedSelector(draft)),
  readsOtherwise: isLabelledByReading,
  prepareForUpdate: keepingStatus,
  validate: validateJob,
  validateUpdate: validateJobUpdate,
  warningsOnCreate: job => [
    ...nameWarning(job),
    ...sizeWarning(job),
    ...templateWarnings('spec.template', job.spec?.template),
  ],
  warningsOnUpdate: (next, old) =>
    next.metadata.generation === old.metadata.generation
      ? []
      : templateWarnings('spec.template', next.spec?.template),
}

export const jobStatusRules: Pick<Rules<Job>, 'prepareForUpdate' | 'validateUpdate'> = {
  prepareForUpdate: keepingSpec,
  validateUpdate: validateJobStatus,
}

/** Pods of a Job outlive it unless the client says otherwise: so it was in the first version, and so it stayed. */
export const jobDeletion: DeletionRules<Job> = {
  defaultPropagation: 'Orphan',
  defaultPropagationWarning:
    'child pods are preserved by default when jobs are deleted; set propagationPolicy=Background to remove them or set propagationPolicy=Orphan to suppress this warning',
}

const MANY_COMPLETIONS = 100_000
const MUCH_PARALLELISM = 10_000

/** Of very many indexes, those that fail may not all be written down. */
function sizeWarning({ spec }: Job): string[] {
  const { completionMode, completions = 0, parallelism = 0 } = spec ?? {}
  if (completionMode !== 'Indexed') return []
  if (completions <= MANY_COMPLETIONS || parallelism <= MUCH_PARALLELISM) return []
  return [
    'spec: In Indexed Jobs with a number of completions higher than 10^5 and a parallelism higher than 10^4, Kubernetes might not be able to track completedIndexes when a big number of indexes fail',
  ]
}

function nameWarning(job: Job): string[] {
  const errors = dnsLabelErrors(job.metadata.name ?? '')
  if (errors.length === 0) return []
  return [
    `metadata.name: this is used in Pod names and hostnames, which can result in surprising behavior; a DNS label is recommended: [${errors.join(' ')}]`,
  ]
}
