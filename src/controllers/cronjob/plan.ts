// What a CronJob is to do now: the Job that is due, and the Jobs that are history. Pure; after
// `cronjob_controllerv2.go`.
import { parseSchedule, type Schedule } from '../../kinds/cronjob/schedule.ts'
import { parseTime } from '../../meta/time.ts'
import type { CronJob, Job } from '../../schema/generated/batch-v1.ts'
import { holding, isFinished } from '../job/facts.ts'
import { nextTime } from './next.ts'

export interface Timing {
  /** The last time that was missed, if one was. */
  readonly dueMs?: number
  readonly missedMany: boolean
  readonly nextMs?: number
}

/** More times than this are told as missed. */
const MISSED_MAX = 100

export function timingOf(cronJob: CronJob, schedule: Schedule, nowMs: number): Timing {
  const zone = zoneOf(cronJob, schedule)
  const nextMs = nextTime(schedule, nowMs, zone)
  const next = nextMs === undefined ? {} : { nextMs }
  const firstMs = nextTime(schedule, earliestMs(cronJob, nowMs), zone)
  if (firstMs === undefined || firstMs > nowMs) return { missedMany: false, ...next }
  const secondMs = nextTime(schedule, firstMs, zone) ?? Number.POSITIVE_INFINITY
  const missed = Math.floor((nowMs - firstMs) / (secondMs - firstMs)) + 1
  const nearMs = firstMs + Math.max(0, missed - MISSED_MAX) * (secondMs - firstMs)
  const from = missed > MISSED_MAX ? nextTime(schedule, nearMs - 1, zone) : undefined
  const dueMs = lastBefore(schedule, from !== undefined && from <= nowMs ? from : firstMs)
  return { dueMs, missedMany: missed > MISSED_MAX, ...next }

  function lastBefore(times: Schedule, startMs: number): number {
    let last = startMs
    for (let later: number | undefined = startMs; later !== undefined && later <= nowMs; ) {
      last = later
      later = nextTime(times, later, zone)
    }
    return last
  }
}

export const zoneOf = (cronJob: CronJob, schedule: Schedule): string =>
  cronJob.spec?.timeZone ?? schedule.timeZone ?? 'UTC'

/** From when on times count: the last one, and no longer ago than a Job may start late. */
function earliestMs({ metadata, spec, status }: CronJob, nowMs: number): number {
  const sinceMs =
    parseTime(status?.lastScheduleTime ?? '') ?? parseTime(metadata.creationTimestamp ?? '') ?? 0
  const late = spec?.startingDeadlineSeconds
  return late === undefined ? sinceMs : Math.max(sinceMs, nowMs - late * 1000)
}

export const scheduleOf = (cronJob: CronJob) => parseSchedule(cronJob.spec?.schedule ?? '')

/** Whether it is too late for a time that was missed. */
export function isTooLate({ spec }: CronJob, dueMs: number, nowMs: number): boolean {
  const late = spec?.startingDeadlineSeconds
  return late !== undefined && dueMs + late * 1000 < nowMs
}

/** Jobs beyond the limits of history, oldest first. */
export function history({ spec = {} as CronJob['spec'] }: CronJob, jobs: readonly Job[]): Job[] {
  const done = jobs.filter(job => holding(job, 'Complete') !== undefined)
  const failed = jobs.filter(job => holding(job, 'Failed') !== undefined)
  return [
    ...beyond(done, spec?.successfulJobsHistoryLimit),
    ...beyond(failed, spec?.failedJobsHistoryLimit),
  ]
}

function beyond(jobs: readonly Job[], limit: number | undefined): Job[] {
  if (limit === undefined || jobs.length <= limit) return []
  return [...jobs].sort(byStart).slice(0, jobs.length - limit)
}

function byStart(a: Job, b: Job): number {
  const [startA = '', startB = ''] = [a.status?.startTime, b.status?.startTime]
  if (startA !== startB) return startA === '' || (startB !== '' && startA > startB) ? 1 : -1
  return (a.metadata.name ?? '') < (b.metadata.name ?? '') ? -1 : 1
}

/** The CronJob with a Job no longer among those that run. */
export function withoutActive(cronJob: CronJob, { metadata: { uid } }: Job): CronJob {
  const { active = [], ...rest } = cronJob.status ?? {}
  const left = active.filter(one => one.uid !== uid)
  return { ...cronJob, status: { ...rest, ...(left.length === 0 ? {} : { active: left }) } }
}

export interface Seen {
  readonly status: NonNullable<CronJob['status']>
  /** Jobs that have ended since, and those that nobody expected. */
  readonly completed: readonly Job[]
  readonly unexpected: readonly Job[]
  readonly missing: readonly string[]
}

/** The status brought up to the Jobs that are there. */
export function seen({ status = {} }: CronJob, jobs: readonly Job[]): Seen {
  const byUid = new Map(jobs.map(job => [job.metadata.uid ?? '', job]))
  const active = status.active ?? []
  const known = new Set(active.map(({ uid = '' }) => uid))
  const completed = jobs.filter(job => known.has(job.metadata.uid ?? '') && isFinished(job))
  const unexpected = jobs.filter(job => !known.has(job.metadata.uid ?? '') && !isFinished(job))
  const missing = active.filter(({ uid = '' }) => !byUid.has(uid)).map(({ name = '' }) => name)
  const left = active.filter(({ uid = '' }) => {
    const job = byUid.get(uid)
    return job !== undefined && !isFinished(job)
  })
  const { active: _, ...rest } = status
  const lastSuccessfulTime = jobs
    .flatMap(({ status: { completionTime } = {} }) => completionTime ?? [])
    .reduce((last, time) => (time > last ? time : last), status.lastSuccessfulTime ?? '')
  return {
    status: {
      ...rest,
      ...(left.length === 0 ? {} : { active: left }),
      ...(lastSuccessfulTime === '' ? {} : { lastSuccessfulTime }),
    },
    completed,
    unexpected,
    missing,
  }
}
