import { formatTime } from '../../meta/time.ts'
import type { CronJob, Job } from '../../schema/generated/batch-v1.ts'
import { controllerReference } from '../claim.ts'
import { cronJobs } from '../rows.ts'
import { offsetMs } from './next.ts'

const SCHEDULED = 'batch.kubernetes.io/cronjob-scheduled-timestamp'

/** Named by the minute for which it is made, so that it is made once. */
export const jobNameOf = (cronJob: CronJob, dueMs: number): string =>
  `${cronJob.metadata.name ?? ''}-${Math.floor(dueMs / 60_000)}`

export function newJob(cronJob: CronJob, dueMs: number): Job {
  const { metadata = {}, spec } = cronJob.spec?.jobTemplate ?? {}
  const { labels, annotations } = metadata
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: {
      name: jobNameOf(cronJob, dueMs),
      namespace: cronJob.metadata.namespace ?? '',
      ...(labels === undefined ? {} : { labels }),
      annotations: { ...annotations, [SCHEDULED]: timeIn(cronJob.spec?.timeZone ?? '', dueMs) },
      ownerReferences: [controllerReference(cronJobs, cronJob)],
    },
    ...(spec === undefined ? {} : { spec }),
  }
}

/** A time as the clocks of a zone show it, with their distance from UTC. */
function timeIn(zone: string, ms: number): string {
  const minutes = Math.round(offsetMs(zone, ms) / 60_000)
  const wall = formatTime(ms + minutes * 60_000)
  if (minutes === 0) return wall
  const two = (value: number): string => String(value).padStart(2, '0')
  const far = Math.abs(minutes)
  const distance = `${two(Math.floor(far / 60))}:${two(far % 60)}`
  return `${wall.slice(0, -1)}${minutes < 0 ? '-' : '+'}${distance}`
}
