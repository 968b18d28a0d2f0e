import assert from 'node:assert/strict'
import { test } from 'node:test'
import { CronJobController } from '../../../src/controllers/cronjob/controller.ts'
import { nextTime } from '../../../src/controllers/cronjob/next.ts'
import { at } from '../../../src/controllers/keys.ts'
import { cronJobs, events, jobs } from '../../../src/controllers/rows.ts'
import { parseSchedule } from '../../../src/kinds/cronjob/schedule.ts'
import { formatTime } from '../../../src/meta/time.ts'
import { through } from '../../../src/registry/context.ts'
import type { CronJob, Job } from '../../../src/schema/generated/batch-v1.ts'
import { World } from '../world.ts'

const next: Record<string, [schedule: string, after: string, want: string, zone?: string]> = {
  'every minute': ['* * * * *', '2026-01-01T00:00:30Z', '2026-01-01T00:01:00Z'],
  'a time is not its own successor': ['0 * * * *', '2026-01-01T01:00:00Z', '2026-01-01T02:00:00Z'],
  'over the end of the year': ['0 0 1 1 *', '2026-01-01T00:00:00Z', '2027-01-01T00:00:00Z'],
  'the last day that only some months have': [
    '5 4 31 * *',
    '2026-03-31T04:05:00Z',
    '2026-05-31T04:05:00Z',
  ],
  'a leap day': ['0 0 29 2 *', '2026-01-01T00:00:00Z', '2028-02-29T00:00:00Z'],
  'a weekday': ['0 12 * * mon', '2026-01-01T00:00:00Z', '2026-01-05T12:00:00Z'],
  'a day of the month or of the week': [
    '0 0 13 * fri',
    '2026-01-01T00:00:00Z',
    '2026-01-02T00:00:00Z',
  ],
  'at a distance': ['@every 90m', '2026-01-01T00:00:10Z', '2026-01-01T01:30:10Z'],
  'in a zone': ['0 8 * * *', '2026-07-01T00:00:00Z', '2026-07-01T06:00:00Z', 'Europe/Berlin'],
  'over a change of the clocks': [
    '30 1 * * *',
    '2026-03-28T12:00:00Z',
    '2026-03-29T00:30:00Z',
    'Europe/Berlin',
  ],
  'a day that is shorter': [
    '0 0 * * *',
    '2026-03-29T06:00:00Z',
    '2026-03-29T22:00:00Z',
    'Europe/Berlin',
  ],
}

for (const [claim, [text, after, want, zone = 'UTC']] of Object.entries(next))
  test(`due next: ${claim}`, () => {
    const parsed = parseSchedule(text)
    assert.ok(parsed.error === undefined)
    assert.equal(formatTime(nextTime(parsed.schedule, Date.parse(after), zone) ?? 0), want)
  })

test('the 30th of February never comes', () => {
  const parsed = parseSchedule('0 0 30 2 *')
  assert.ok(parsed.error === undefined)
  assert.equal(nextTime(parsed.schedule, Date.parse('2026-01-01T00:00:00Z'), 'UTC'), undefined)
})

const jobTemplate = {
  metadata: { labels: { of: 'cron' } },
  spec: {
    template: { spec: { restartPolicy: 'Never', containers: [{ name: 'c', image: 'app:1' }] } },
  },
}

async function worldWith(spec: object): Promise<World> {
  const world = new World(({ registry, timers, recorder }) => [
    new CronJobController({ registry, timers, recorder: recorder('cronjob-controller') }),
  ])
  await world.start()
  const body = { metadata: { name: 'cj' }, spec: { schedule: '* * * * *', jobTemplate, ...spec } }
  await world.create(cronJobs, body)
  await world.settle()
  return world
}

const cronJob = (world: World): CronJob | undefined => world.all(cronJobs)[0]
const told = (world: World): string[] => world.all(events).map(({ reason = '' }) => reason)

async function finish(world: World, job: Job, type = 'Complete'): Promise<void> {
  const now = formatTime(world.clock.nowMs())
  const condition = { status: 'True', lastTransitionTime: now }
  const before = type === 'Complete' ? 'SuccessCriteriaMet' : 'FailureTarget'
  const status = {
    startTime: now,
    ...(type === 'Complete' ? { completionTime: now } : {}),
    conditions: [before, type].map(one => ({ ...condition, type: one })),
  }
  const change = (live: Job): Job => ({ ...live, status })
  await world.registry.modify(at(jobs, job), change, through(world.context, 'status'))
  await world.settle()
}

test('a job is made when its minute comes, named by it', async () => {
  const world = await worldWith({})
  assert.equal(world.all(jobs).length, 0)
  await world.advance(61_000)
  const [job] = world.all(jobs)
  const minute = Math.floor(world.clock.nowMs() / 60_000)
  assert.equal(job?.metadata.name, `cj-${minute}`)
  assert.equal(job?.metadata.labels?.of, 'cron')
  const scheduled = job?.metadata.annotations?.['batch.kubernetes.io/cronjob-scheduled-timestamp']
  assert.equal(scheduled, formatTime(minute * 60_000))
  assert.equal(cronJob(world)?.status?.lastScheduleTime, scheduled)
  assert.equal(cronJob(world)?.status?.active?.[0]?.name, job?.metadata.name)
})

const concurrency: Record<string, { policy: string; want: number; event?: string }> = {
  'Allow runs jobs beside each other': { policy: 'Allow', want: 2 },
  'Forbid waits for the one that runs': { policy: 'Forbid', want: 1, event: 'JobAlreadyActive' },
  'Replace ends the one that runs': { policy: 'Replace', want: 1, event: 'SuccessfulDelete' },
}

for (const [claim, { policy, want, event }] of Object.entries(concurrency))
  test(claim, async () => {
    const world = await worldWith({ concurrencyPolicy: policy })
    await world.advance(121_000)
    assert.equal(world.all(jobs).length, want)
    assert.equal(cronJob(world)?.status?.active?.length, want)
    if (event !== undefined) assert.ok(told(world).includes(event))
  })

test('a suspended cron job makes nothing', async () => {
  const world = await worldWith({ suspend: true })
  await world.advance(300_000)
  assert.equal(world.all(jobs).length, 0)
})

test('jobs that have ended leave the list, and only so many stay', async () => {
  const world = await worldWith({ successfulJobsHistoryLimit: 1 })
  for (let minute = 0; minute < 3; minute++) {
    await world.advance(60_200)
    for (const job of world.all(jobs))
      if (job.status?.completionTime === undefined) await finish(world, job)
  }
  assert.equal(world.all(jobs).length, 1)
  assert.equal(cronJob(world)?.status?.active, undefined)
  assert.ok(cronJob(world)?.status?.lastSuccessfulTime !== undefined)
  assert.ok(told(world).includes('SawCompletedJob'))
})

test('of times that were missed only the last is made up for, unless it is too late', async () => {
  const world = await worldWith({ suspend: true })
  await world.advance(3_600_000)
  const resume = (live: CronJob): CronJob =>
    ({ ...live, spec: { ...live.spec, suspend: false } }) as CronJob
  await world.change(cronJobs, 'n/cj', resume)
  await world.settle()
  assert.equal(world.all(jobs).length, 1)
})

test('a job that may not stay is cleared away before it is seen as completed', async () => {
  const world = await worldWith({ successfulJobsHistoryLimit: 0 })
  await world.advance(60_200)
  for (const job of world.all(jobs)) await finish(world, job)
  assert.deepEqual(world.all(jobs), [])
  assert.deepEqual(told(world), ['SuccessfulCreate', 'SuccessfulDelete'])
  assert.equal(cronJob(world)?.status?.active, undefined)
  assert.ok(cronJob(world)?.status?.lastSuccessfulTime !== undefined)
})

test('a job that cannot be replaced is told of, and no other is made', async () => {
  const world = await worldWith({ concurrencyPolicy: 'Replace' })
  await world.advance(60_200)
  world.registry.delete = () => Promise.reject(new Error('not now'))
  await world.advance(60_000)
  assert.equal(world.all(jobs).length, 1)
  const failed = world.all(events).find(({ reason }) => reason === 'FailedDelete')
  assert.equal(failed?.message, 'Deleted job: not now')
})
