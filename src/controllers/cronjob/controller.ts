// CronJobs: Jobs by the clock. What is due is decided in `plan.ts`.
import { timeZoneErrors } from '../../kinds/cronjob/time-zone.ts'
import type { Loop } from '../../loop/loop.ts'
import { WorkQueue } from '../../loop/queue.ts'
import type { Timers } from '../../loop/timers.ts'
import { sameJson } from '../../meta/freeze.ts'
import { controllerOf } from '../../meta/object.ts'
import { isStatus } from '../../meta/status.ts'
import { formatTime } from '../../meta/time.ts'
import { controllerContext, through } from '../../registry/context.ts'
import type { EventRecorder } from '../../registry/recorder.ts'
import type { Registry } from '../../registry/registry.ts'
import { target } from '../../registry/target.ts'
import type { CronJob, CronJobStatus, Job } from '../../schema/generated/batch-v1.ts'
import { Follower } from '../follow.ts'
import { holding } from '../job/facts.ts'
import { at, keyOf } from '../keys.ts'
import { isNamespaceTerminating, textOf } from '../pod-control.ts'
import { cronJobs, jobs } from '../rows.ts'
import { noteOwners } from '../wake.ts'
import { jobNameOf, newJob } from './new-job.ts'
import {
  history,
  isTooLate,
  scheduleOf,
  seen,
  type Timing,
  timingOf,
  withoutActive,
} from './plan.ts'

/** Clocks differ; so long after the time a schedule is looked at. */
const SLACK_MS = 100

export interface CronJobControllerOptions {
  readonly registry: Registry
  readonly timers: Timers
  readonly recorder: EventRecorder
}

export class CronJobController implements Loop {
  readonly name = 'cronjob'
  readonly workers = 5
  readonly queue: WorkQueue
  readonly #options: CronJobControllerOptions
  readonly #timers: Timers
  readonly #context = controllerContext('cronjob-controller')
  readonly #follower: Follower

  constructor(options: CronJobControllerOptions) {
    this.#options = options
    this.#timers = options.timers
    this.queue = new WorkQueue(this.name, options.timers)
    this.#follower = new Follower(options.registry)
  }

  start(): void {
    const add = (key: string): void => this.queue.add(key)
    this.#follower.onAll<CronJob>(cronJobs, (next, previous) => {
      const changed = next ?? previous
      if (changed !== undefined) add(keyOf(changed))
    })
    const selectorOf = () => ({ requirements: [] })
    const owners = { registry: this.#options.registry, kind: cronJobs, selectorOf }
    this.#follower.on(jobs, noteOwners(owners, add))
  }

  stop(): void {
    this.#follower.stop()
  }

  async reconcile(key: string): Promise<void> {
    const { registry } = this.#options
    this.#timers.cancel(this.name, key)
    const cronJob = registry.find(at(cronJobs, key))
    if (cronJob === undefined) return
    const { uid, namespace } = cronJob.metadata
    const children = registry.all(jobs, namespace).filter(job => controllerOf(job)?.uid === uid)
    // What is cleared away here is not told of as completed any more.
    const kept = await this.#clearHistory(cronJob, children)
    const now = seen(kept, children)
    this.#tell(kept, now)
    let next = now.status
    try {
      next = await this.#run({ ...kept, status: next }, children)
    } finally {
      await this.#write(cronJob, next)
    }
  }

  async #clearHistory(cronJob: CronJob, children: readonly Job[]): Promise<CronJob> {
    let kept = cronJob
    for (const job of history(cronJob, children))
      if (await this.#delete(cronJob, job)) kept = withoutActive(kept, job)
    return kept
  }

  #tell(cronJob: CronJob, { completed, unexpected, missing }: ReturnType<typeof seen>): void {
    const { recorder } = this.#options
    for (const job of unexpected) {
      const text = `Saw a job that the controller did not create or forgot: ${job.metadata.name}`
      recorder.event(cronJob, 'Warning', 'UnexpectedJob', text)
    }
    for (const job of completed) {
      const how = holding(job, 'Complete') === undefined ? 'Failed' : 'Complete'
      const text = `Saw completed job: ${job.metadata.name}, condition: ${how}`
      recorder.event(cronJob, 'Normal', 'SawCompletedJob', text)
    }
    for (const name of missing)
      recorder.event(cronJob, 'Normal', 'MissingJob', `Active job went missing: ${name}`)
  }

  /** Starts what is due, and returns the status. */
  async #run(cronJob: CronJob, children: readonly Job[]): Promise<CronJobStatus> {
    const { registry } = this.#options
    const status = cronJob.status ?? {}
    const { suspend, timeZone } = cronJob.spec ?? {}
    if (cronJob.metadata.deletionTimestamp !== undefined || suspend === true) return status
    const parsed = scheduleOf(cronJob)
    const zoneError = timeZone === undefined ? undefined : timeZoneErrors(timeZone)[0]
    if (parsed.error !== undefined || zoneError !== undefined) {
      this.#tellUnreadable(cronJob, parsed.error, zoneError)
      return status
    }
    const nowMs = registry.clock.nowMs()
    const timing = timingOf(cronJob, parsed.schedule, nowMs)
    if (timing.nextMs !== undefined)
      this.queue.addAfter(keyOf(cronJob), timing.nextMs - nowMs + SLACK_MS)
    if (timing.dueMs === undefined || !(await this.#mayStart(cronJob, timing, children)))
      return status
    return this.#start(cronJob, timing.dueMs, children)
  }

  #tellUnreadable(cronJob: CronJob, scheduleError?: string, zoneError?: string): void {
    const { recorder } = this.#options
    const { schedule = '', timeZone = '' } = cronJob.spec ?? {}
    const [reason, text] =
      zoneError === undefined
        ? ['UnparseableSchedule', `unparseable schedule: "${schedule}" : ${scheduleError}`]
        : ['UnknownTimeZone', `invalid timeZone: "${timeZone}": ${zoneError}`]
    recorder.event(cronJob, 'Warning', reason, text)
  }

  async #mayStart(cronJob: CronJob, { dueMs = 0, missedMany }: Timing, children: readonly Job[]) {
    const { registry, recorder } = this.#options
    const { active = [], lastScheduleTime } = cronJob.status ?? {}
    const name = jobNameOf(cronJob, dueMs)
    if (missedMany) recorder.event(cronJob, 'Warning', 'TooManyMissedTimes', TOO_MANY)
    if (isTooLate(cronJob, dueMs, registry.clock.nowMs())) {
      const when = new Date(dueMs).toUTCString().replace('GMT', '+0000')
      const text = `Missed scheduled time to start a job: ${when}`
      recorder.event(cronJob, 'Warning', 'MissSchedule', text)
      return false
    }
    if (active.some(one => one.name === name) || lastScheduleTime === formatTime(dueMs))
      return false
    const policy = cronJob.spec?.concurrencyPolicy
    if (policy === 'Forbid' && active.length > 0) {
      recorder.event(cronJob, 'Normal', 'JobAlreadyActive', FORBIDDEN)
      return false
    }
    if (policy === 'Replace')
      for (const { uid } of active) {
        const job = children.find(one => one.metadata.uid === uid)
        if (job !== undefined && !(await this.#delete(cronJob, job)))
          throw new Error(`could not replace job ${keyOf(job)}`)
      }
    return true
  }

  async #start(cronJob: CronJob, dueMs: number, children: readonly Job[]) {
    const { registry } = this.#options
    const status = cronJob.status ?? {}
    const made = await this.#create(cronJob, dueMs)
    if (made === undefined) return status
    const there = (uid: string | undefined): boolean =>
      children.some(
        job => job.metadata.uid === uid && registry.find(at(jobs, job))?.metadata.uid === uid,
      )
    const { name = '', namespace = '', uid = '', resourceVersion = '' } = made.metadata
    const reference = {
      kind: 'Job',
      namespace,
      name,
      uid,
      apiVersion: 'batch/v1',
      resourceVersion,
    }
    const active = [...(status.active ?? []).filter(one => there(one.uid)), reference]
    return { ...status, active, lastScheduleTime: formatTime(dueMs) }
  }

  async #create(cronJob: CronJob, dueMs: number): Promise<Job | undefined> {
    const { registry, recorder } = this.#options
    const of = target(jobs, cronJob.metadata.namespace ?? '')
    try {
      const made = await registry.create(of, newJob(cronJob, dueMs), this.#context)
      recorder.event(cronJob, 'Normal', 'SuccessfulCreate', `Created job ${made.metadata.name}`)
      return made
    } catch (error) {
      if (isNamespaceTerminating(error)) return undefined
      if (isStatus(error, 'AlreadyExists')) {
        const found = registry.find({ ...of, name: jobNameOf(cronJob, dueMs) })
        return controllerOf(found ?? { metadata: {} })?.uid === cronJob.metadata.uid
          ? found
          : undefined
      }
      const text = `Error creating job: ${textOf(error)}`
      recorder.event(cronJob, 'Warning', 'FailedCreate', text)
      throw error
    }
  }

  /** Whether the Job could be deleted. */
  async #delete(cronJob: CronJob, job: Job): Promise<boolean> {
    const { registry, recorder } = this.#options
    try {
      await registry.delete(at(jobs, job), { propagationPolicy: 'Background' }, this.#context)
    } catch (error) {
      recorder.event(cronJob, 'Warning', 'FailedDelete', `Deleted job: ${textOf(error)}`)
      return false
    }
    recorder.event(cronJob, 'Normal', 'SuccessfulDelete', `Deleted job ${job.metadata.name}`)
    return true
  }

  async #write(cronJob: CronJob, status: CronJobStatus): Promise<void> {
    const change = (live: CronJob): CronJob =>
      live.metadata.uid !== cronJob.metadata.uid || sameJson(live.status, status)
        ? live
        : { ...live, status }
    const context = through(this.#context, 'status')
    await this.#options.registry.modify(at(cronJobs, cronJob), change, context)
  }
}

const TOO_MANY =
  'too many missed start times. Set or decrease .spec.startingDeadlineSeconds or check clock skew'
const FORBIDDEN =
  'Not starting job because prior execution is running and concurrency policy is Forbid'
