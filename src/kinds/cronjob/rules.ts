// The rules of CronJobs.
import { type Cause, invalid, notSupported, required } from '../../meta/field-errors.ts'
import type { Rules } from '../../meta/kind.ts'
import { dnsLabelErrors } from '../../meta/names.ts'
import type { CronJob, CronJobSpec } from '../../schema/generated/batch-v1.ts'
import { checkJobSpec } from '../job/validate.ts'
import { specOptions } from '../pod/options.ts'
import { checkNotNegative } from '../pod-template/check.ts'
import { defaultPodTemplate } from '../pod-template/defaults.ts'
import type { PodValidationOptions } from '../pod-template/options.ts'
import { templateWarnings } from '../pod-template/warnings.ts'
import { changed, filled } from '../same.ts'
import { keepingSpec, keepingStatus, newWith } from '../workload/prepare.ts'
import { parseSchedule } from './schedule.ts'
import { timeZoneErrors } from './time-zone.ts'

const EMPTY = {} as CronJobSpec
const SPEC: Partial<CronJobSpec> = {
  concurrencyPolicy: 'Allow',
  suspend: false,
  successfulJobsHistoryLimit: 3,
  failedJobsHistoryLimit: 1,
}

function defaultCronJob(cronJob: CronJob): CronJob {
  const spec = cronJob.spec ?? EMPTY
  const { jobTemplate = {} } = spec
  const jobSpec = jobTemplate.spec ?? ({} as NonNullable<typeof jobTemplate.spec>)
  const template = changed(jobSpec, 'template', defaultPodTemplate(jobSpec.template ?? {}))
  return changed(
    cronJob,
    'spec',
    filled(changed(spec, 'jobTemplate', changed(jobTemplate, 'spec', template)), SPEC),
  )
}

export const cronJobRules: Rules<CronJob> = {
  defaults: defaultCronJob,
  prepareForCreate: newWith<CronJob>({}),
  prepareForUpdate: keepingStatus,
  validate: cronJob => [...validateSpec(cronJob.spec ?? EMPTY, undefined), ...checkLength(cronJob)],
  validateUpdate: (next, old) => validateSpec(next.spec ?? EMPTY, old.spec ?? EMPTY),
  warningsOnCreate: cronJob => [...nameWarning(cronJob), ...warnings(cronJob)],
  warningsOnUpdate: (next, old) =>
    next.metadata.generation === old.metadata.generation ? [] : warnings(next),
}

export const cronJobStatusRules: Pick<Rules<CronJob>, 'prepareForUpdate'> = {
  prepareForUpdate: keepingSpec,
}

/** Jobs get eleven characters more. */
const NAME_MAX = 52

function checkLength({ metadata: { name = '' } }: CronJob): Cause[] {
  return name.length > NAME_MAX
    ? [invalid('metadata.name', name, `must be no more than ${NAME_MAX} characters`)]
    : []
}

const POLICIES = ['Allow', 'Forbid', 'Replace']

function validateSpec(spec: CronJobSpec, old: CronJobSpec | undefined): Cause[] {
  const out: Cause[] = []
  if (!spec.schedule) out.push(required('spec.schedule'))
  else checkSchedule(out, spec, old)
  checkNotNegative(out, spec.startingDeadlineSeconds, 'spec.startingDeadlineSeconds')
  const zone = spec.timeZone
  if (zone !== undefined && zone !== old?.timeZone)
    for (const text of timeZoneErrors(zone)) out.push(invalid('spec.timeZone', zone, text))
  const policy = spec.concurrencyPolicy
  if (!policy) out.push(required('spec.concurrencyPolicy'))
  else if (!POLICIES.includes(policy))
    out.push(notSupported('spec.concurrencyPolicy', policy, POLICIES))
  checkJobTemplate(
    out,
    spec,
    specOptions(old?.jobTemplate?.spec?.template?.spec ?? { containers: [] }),
  )
  checkNotNegative(out, spec.successfulJobsHistoryLimit, 'spec.successfulJobsHistoryLimit')
  checkNotNegative(out, spec.failedJobsHistoryLimit, 'spec.failedJobsHistoryLimit')
  return out
}

/** Zones in schedules were taken once, and are kept where they are. */
function checkSchedule(
  out: Cause[],
  { schedule, timeZone }: CronJobSpec,
  old: CronJobSpec | undefined,
): void {
  const parsed = parseSchedule(schedule)
  if (parsed.error !== undefined) out.push(invalid('spec.schedule', schedule, parsed.error))
  if (!schedule.includes('TZ')) return
  if (old?.schedule?.includes('TZ') !== true)
    out.push(
      invalid(
        'spec.schedule',
        schedule,
        'cannot use TZ or CRON_TZ in schedule, use timeZone field instead',
      ),
    )
  else if (timeZone !== undefined)
    out.push(
      invalid(
        'spec.schedule',
        schedule,
        'cannot use both timeZone field and TZ or CRON_TZ in schedule',
      ),
    )
}

function checkJobTemplate(
  out: Cause[],
  { jobTemplate = {} }: CronJobSpec,
  options: PodValidationOptions,
): void {
  const path = 'spec.jobTemplate.spec'
  const spec = jobTemplate.spec ?? ({} as NonNullable<typeof jobTemplate.spec>)
  checkJobSpec(out, spec, path, options)
  if (spec.selector)
    out.push(invalid(`${path}.selector`, spec.selector, '`selector` will be auto-generated'))
  if (spec.manualSelector === true)
    out.push(notSupported(`${path}.manualSelector`, true, ['nil', 'false']))
}

function nameWarning({ metadata: { name = '' } }: CronJob): string[] {
  const errors = dnsLabelErrors(name)
  if (errors.length === 0) return []
  return [
    `metadata.name: this is used in Pod names and hostnames, which can result in surprising behavior; a DNS label is recommended: [${errors.join(' ')}]`,
  ]
}

function warnings({ spec }: CronJob): string[] {
  const out = templateWarnings('spec.jobTemplate.spec.template', spec?.jobTemplate?.spec?.template)
  if (spec?.schedule?.includes('TZ') === true)
    out.push('cannot use TZ or CRON_TZ in spec.schedule, use timeZone instead')
  return out
}
