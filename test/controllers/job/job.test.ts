import assert from 'node:assert/strict'
import { test } from 'node:test'
import { JobController } from '../../../src/controllers/job/controller.ts'
import { readIndexes, writeIndexes } from '../../../src/controllers/job/indexes.ts'
import { JobOrphans } from '../../../src/controllers/job/orphans.ts'
import { JobTtl } from '../../../src/controllers/job/ttl.ts'
import { events, jobs, pods } from '../../../src/controllers/rows.ts'
import { parseTime } from '../../../src/meta/time.ts'
import type { Job } from '../../../src/schema/generated/batch-v1.ts'
import type { Pod, PodStatus } from '../../../src/schema/generated/core-v1.ts'
import { World } from '../world.ts'

const template = {
  spec: { restartPolicy: 'Never', containers: [{ name: 'c', image: 'app:1' }] },
}

async function worldWith(spec: object): Promise<World> {
  const world = new World(({ registry, timers, podsByController, recorder }) => [
    new JobController({ registry, timers, podsByController, recorder: recorder('job-controller') }),
    new JobOrphans({ registry, timers, podsByController }),
    new JobTtl({ registry, timers }),
  ])
  await world.start()
  await world.create(jobs, { metadata: { name: 'j' }, spec: { template, ...spec } })
  await world.settle()
  return world
}

const job = (world: World): Job => {
  const found = world.all(jobs)[0]
  assert.ok(found !== undefined)
  return found
}
const open = (world: World): Pod[] =>
  world.all(pods).filter(pod => pod.status?.phase === 'Pending' && !pod.metadata.deletionTimestamp)

async function end(world: World, pod: Pod | undefined, exitCode = 0, more: PodStatus = {}) {
  assert.ok(pod !== undefined)
  const finishedAt = new Date(world.clock.nowMs()).toISOString().replace(/\.\d+/, '')
  await world.setStatus(pod, {
    phase: exitCode === 0 ? 'Succeeded' : 'Failed',
    containerStatuses: [
      {
        name: 'c',
        image: 'app:1',
        imageID: '',
        ready: false,
        restartCount: 0,
        state: { terminated: { exitCode, startedAt: finishedAt, finishedAt } },
      },
    ],
    ...more,
  })
  await world.advance(2_000)
}

const conditions = (world: World): string =>
  (job(world).status?.conditions ?? [])
    .filter(({ status }) => status === 'True')
    .map(({ type, reason }) => `${type}:${reason}`)
    .join(' ')

const told = (world: World): string[] => world.all(events).map(({ reason = '' }) => reason)

test('a job makes as many pods as may run at once, and no more than it needs', async () => {
  const world = await worldWith({ completions: 3, parallelism: 2 })
  assert.equal(open(world).length, 2)
  assert.equal(job(world).status?.active, 2)
  await end(world, open(world)[0])
  await end(world, open(world)[0])
  assert.equal(job(world).status?.succeeded, 2)
  assert.equal(open(world).length, 1)
  await end(world, open(world)[0])
  assert.equal(
    conditions(world),
    'SuccessCriteriaMet:CompletionsReached Complete:CompletionsReached',
  )
  assert.equal(job(world).status?.succeeded, 3)
  assert.equal(job(world).status?.active, undefined)
  assert.ok(job(world).status?.completionTime !== undefined)
  assert.ok(told(world).includes('Completed'))
})

test('pods are held until they are counted', async () => {
  const world = await worldWith({})
  assert.deepEqual(open(world)[0]?.metadata.finalizers, ['batch.kubernetes.io/job-tracking'])
  await end(world, open(world)[0])
  assert.equal(world.all(pods)[0]?.metadata.finalizers, undefined)
  assert.deepEqual(job(world).status?.uncountedTerminatedPods, {})
})

test('a failed pod is replaced after a wait that doubles, until the limit', async () => {
  const world = await worldWith({ backoffLimit: 1 })
  await end(world, open(world)[0], 1)
  assert.equal(open(world).length, 0)
  await world.advance(10_000)
  assert.equal(open(world).length, 1)
  await end(world, open(world)[0], 1)
  assert.equal(job(world).status?.failed, 2)
  assert.equal(conditions(world), 'FailureTarget:BackoffLimitExceeded Failed:BackoffLimitExceeded')
})

test('a job past its deadline loses its pods and fails', async () => {
  const world = await worldWith({ activeDeadlineSeconds: 30 })
  await world.advance(40_000)
  assert.equal(conditions(world), 'FailureTarget:DeadlineExceeded Failed:DeadlineExceeded')
  assert.equal(job(world).status?.failed, 1)
  assert.deepEqual(world.all(pods), [])
})

test('an indexed job makes one pod an index, and knows which have succeeded', async () => {
  const world = await worldWith({ completionMode: 'Indexed', completions: 3, parallelism: 3 })
  const names = open(world).map(({ spec }) => (spec as { hostname?: string }).hostname)
  assert.deepEqual(names.sort(), ['j-0', 'j-1', 'j-2'])
  const second = open(world).find(({ spec }) => spec?.hostname === 'j-1')
  await end(world, second)
  assert.equal(job(world).status?.completedIndexes, '1')
  for (const pod of open(world)) await end(world, pod)
  assert.equal(job(world).status?.completedIndexes, '0-2')
  assert.ok(conditions(world).includes('Complete'))
})

test('a pod that goes keeps its index where only failed ones are replaced', async () => {
  const world = await worldWith({
    completionMode: 'Indexed',
    completions: 3,
    parallelism: 2,
    podReplacementPolicy: 'Failed',
  })
  const index = (at: string) => open(world).find(({ spec }) => spec?.hostname === `j-${at}`)
  const first = index('0')
  assert.ok(first !== undefined)
  await world.bind(first)
  await world.delete(pods, first)
  await end(world, index('1'))
  assert.deepEqual(
    open(world).map(({ spec }) => spec?.hostname),
    ['j-2'],
  )
})

test('an index that may fail no more fails by itself, and the job with it at the end', async () => {
  const world = await worldWith({
    completionMode: 'Indexed',
    completions: 2,
    parallelism: 2,
    backoffLimitPerIndex: 1,
  })
  const index = (at: string) => open(world).find(({ spec }) => spec?.hostname === `j-${at}`)
  await end(world, index('0'), 1)
  await world.advance(12_000)
  const count = index('0')?.metadata.annotations?.['batch.kubernetes.io/job-index-failure-count']
  assert.equal(count, '1')
  await end(world, index('0'), 1)
  assert.equal(job(world).status?.failedIndexes, '0')
  assert.equal(conditions(world), '')
  await end(world, index('1'))
  assert.equal(conditions(world), 'FailureTarget:FailedIndexes Failed:FailedIndexes')
})

test('a suspended job has no pods, and starts anew when it is resumed', async () => {
  const world = await worldWith({ suspend: true })
  assert.equal(conditions(world), 'Suspended:JobSuspended')
  assert.equal(job(world).status?.startTime, undefined)
  const suspend = (suspended: boolean) => (live: Job) => ({
    ...live,
    spec: { ...live.spec, suspend: suspended },
  })
  await world.change(jobs, 'n/j', suspend(false) as (live: Job) => Job)
  await world.settle()
  assert.equal(open(world).length, 1)
  assert.equal(conditions(world), '')
  assert.notEqual(job(world).status?.startTime, undefined)
  await world.change(jobs, 'n/j', suspend(true) as (live: Job) => Job)
  await world.advance(2_000)
  assert.deepEqual(world.all(pods), [])
  assert.equal(job(world).status?.startTime, undefined)
  assert.equal(job(world).status?.failed, undefined)
})

const policies: Record<string, { rule: object; exitCode: number; want: string }> = {
  'a rule may end the whole job': {
    rule: { action: 'FailJob', onExitCodes: { operator: 'In', values: [42] } },
    exitCode: 42,
    want: 'FailureTarget:PodFailurePolicy Failed:PodFailurePolicy',
  },
  'a rule that does not fit says nothing': {
    rule: { action: 'FailJob', onExitCodes: { operator: 'In', values: [42] } },
    exitCode: 1,
    want: 'FailureTarget:BackoffLimitExceeded Failed:BackoffLimitExceeded',
  },
  'an ignored failure does not count': {
    rule: { action: 'Ignore', onExitCodes: { operator: 'NotIn', values: [42] } },
    exitCode: 1,
    want: '',
  },
}

for (const [claim, { rule, exitCode, want }] of Object.entries(policies))
  test(`of failures: ${claim}`, async () => {
    const world = await worldWith({ backoffLimit: 0, podFailurePolicy: { rules: [rule] } })
    await end(world, open(world)[0], exitCode)
    assert.equal(conditions(world), want)
  })

test('a success policy ends a job whose other pods then go uncounted', async () => {
  const world = await worldWith({
    completionMode: 'Indexed',
    completions: 2,
    parallelism: 2,
    successPolicy: { rules: [{ succeededCount: 1 }] },
  })
  await end(world, open(world)[0])
  assert.equal(conditions(world), 'SuccessCriteriaMet:SuccessPolicy Complete:SuccessPolicy')
  assert.equal(job(world).status?.failed, undefined)
})

test('a finished job goes when its time to live has passed', async () => {
  const world = await worldWith({ ttlSecondsAfterFinished: 60 })
  await end(world, open(world)[0])
  await world.advance(50_000)
  assert.equal(job(world).metadata.deletionTimestamp, undefined)
  await world.advance(20_000)
  const left = world.all(jobs)[0]
  assert.ok(left === undefined || parseTime(left.metadata.deletionTimestamp ?? '') !== undefined)
})

test('pods of a job that has gone are let go', async () => {
  const world = await worldWith({})
  const options = { propagationPolicy: 'Background' }
  await world.delete(jobs, 'n/j', options)
  await world.settle()
  assert.equal(world.all(pods)[0]?.metadata.finalizers, undefined)
})

const texts: Record<string, number[]> = {
  '': [],
  '0': [0],
  '0,1': [0, 1],
  '0-2,5,7-9': [0, 1, 2, 5, 7, 8, 9],
}

for (const [text, indexes] of Object.entries(texts))
  test(`indexes ${indexes.join(' ')} are written ${JSON.stringify(text)}`, () => {
    assert.equal(writeIndexes(new Set(indexes)), text)
    assert.deepEqual([...readIndexes(text, 10)], indexes)
  })
