// Jobs and what starts them.
import { humanDuration } from '../../meta/duration.ts'
import type { PrintContext } from '../../meta/kind.ts'
import { formatSelector } from '../../meta/labels.ts'
import { parseTime } from '../../meta/time.ts'
import type { CronJob, Job } from '../../schema/generated/batch-v1.ts'
import {
  age,
  ageOf,
  boolean,
  containerCells,
  containers,
  images,
  integer,
  NONE,
  name,
  nameOf,
  printer,
  since,
  text,
  UNSET,
  wide,
} from './columns.ts'
import { doc } from './descriptions.ts'

const wideTemplate = [wide(containers), wide(images), wide(text('Selector', doc.JobSpec.selector))]

export const jobPrinter = printer<Job>(
  [
    name,
    text('Status', 'Status of the job.'),
    text('Completions', doc.JobStatus.succeeded),
    text('Duration', 'Time required to complete the job.'),
    age,
    ...wideTemplate,
  ],
  (job, context) => [
    nameOf(job),
    jobStatus(job),
    completions(job),
    jobDuration(job, context),
    ageOf(job, context),
    ...containerCells(job.spec?.template?.spec?.containers),
    formatSelector(job.spec?.selector),
  ],
)

function jobStatus(job: Job): string {
  const holds = (type: string): boolean =>
    job.status?.conditions?.find(condition => condition.type === type)?.status === 'True'
  if (holds('Complete')) return 'Complete'
  if (holds('Failed')) return 'Failed'
  if (job.metadata.deletionTimestamp !== undefined) return 'Terminating'
  if (holds('Suspended')) return 'Suspended'
  return holds('FailureTarget') ? 'FailureTarget' : 'Running'
}

function completions(job: Job): string {
  const succeeded = job.status?.succeeded ?? 0
  if (job.spec?.completions !== undefined) return `${succeeded}/${job.spec.completions}`
  const parallelism = job.spec?.parallelism ?? 0
  return parallelism > 1 ? `${succeeded}/1 of ${parallelism}` : `${succeeded}/1`
}

function jobDuration(job: Job, { nowMs }: PrintContext): string {
  const startMs = parseTime(job.status?.startTime ?? '')
  if (startMs === undefined) return ''
  return humanDuration((parseTime(job.status?.completionTime ?? '') ?? nowMs) - startMs)
}

export const cronJobPrinter = printer<CronJob>(
  [
    name,
    text('Schedule', doc.CronJobSpec.schedule),
    text('Timezone', doc.CronJobSpec.timeZone),
    boolean('Suspend', doc.CronJobSpec.suspend),
    integer('Active', doc.CronJobStatus.active),
    text('Last Schedule', doc.CronJobStatus.lastScheduleTime),
    age,
    ...wideTemplate,
  ],
  (cronJob, context) => [
    nameOf(cronJob),
    cronJob.spec?.schedule ?? '',
    cronJob.spec?.timeZone ?? NONE,
    suspended(cronJob.spec?.suspend),
    cronJob.status?.active?.length ?? 0,
    cronJob.status?.lastScheduleTime ? since(cronJob.status.lastScheduleTime, context) : NONE,
    ageOf(cronJob, context),
    ...containerCells(cronJob.spec?.jobTemplate?.spec?.template?.spec?.containers),
    formatSelector(cronJob.spec?.jobTemplate?.spec?.selector),
  ],
)

/** The column is declared as boolean, yet its cells are these texts. */
function suspended(suspend: boolean | undefined): string {
  if (suspend === undefined) return UNSET
  return suspend ? 'True' : 'False'
}
