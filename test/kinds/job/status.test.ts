import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { countIndexes, overlapOf } from '../../../src/kinds/job/indexes.ts'
import { validateJobStatus } from '../../../src/kinds/job/status.ts'
import { validateJob } from '../../../src/kinds/job/validate.ts'
import type { Job } from '../../../src/schema/generated/batch-v1.ts'

const job = (status: object, spec: object = {}, name = 'j'): Job =>
  ({ apiVersion: 'batch/v1', kind: 'Job', metadata: { name }, spec, status }) as unknown as Job

const having = (...types: string[]): object => ({
  conditions: types.map(type => ({ type, status: 'True' })),
})
const T1 = '2026-01-01T00:00:00Z'
const T2 = '2026-01-01T00:00:01Z'
const done = { startTime: T1, completionTime: T2, ...having('SuccessCriteriaMet', 'Complete') }
const indexed = { completionMode: 'Indexed', completions: 5, backoffLimitPerIndex: 1 }

const cases: Record<string, { next: object; old?: object; spec?: object; want: string[] }> = {
  'a Job that completes has its times and was announced': { next: done, want: [] },
  'a Job does not complete and fail': {
    next: { ...done, ...having('SuccessCriteriaMet', 'Complete', 'Failed', 'FailureTarget') },
    want: ['status.conditions', 'status.conditions', 'status.conditions', 'status.conditions'],
  },
  'a wrong status can be written as long as that is not what changes': {
    next: { ...having('Failed'), active: 1 },
    old: { ...having('Failed'), active: 1 },
    want: [],
  },
  'no completion time without completion': {
    next: { startTime: T1, completionTime: T2 },
    want: ['status.completionTime'],
  },
  'a completion is not before its start': {
    next: { ...done, startTime: T2, completionTime: T1 },
    want: ['status.completionTime'],
  },
  'a Job that failed has no pods left': {
    next: { startTime: T1, active: 1, terminating: 1, ...having('FailureTarget', 'Failed') },
    want: ['status.active', 'status.terminating'],
  },
  'an end is not taken back': {
    next: { startTime: T1 },
    old: done,
    want: ['status.conditions', 'status.conditions'],
  },
  'the start of a Job that runs stays': {
    next: { startTime: T2 },
    old: { startTime: T1 },
    want: ['status.startTime'],
  },
  'counters do not fall': {
    next: { failed: 1, succeeded: 1 },
    old: { failed: 2, succeeded: 2 },
    want: ['status.failed', 'status.succeeded'],
  },
  'the successes of a Job that shrinks may fall': {
    next: { succeeded: 1 },
    old: { succeeded: 2 },
    spec: { completionMode: 'Indexed', completions: 2, parallelism: 2 },
    want: [],
  },
  'pods that are not counted yet are named once': {
    next: { uncountedTerminatedPods: { succeeded: ['a', ''], failed: ['a'] } },
    want: [
      'status.uncountedTerminatedPods.succeeded[1]',
      'status.uncountedTerminatedPods.failed[0]',
    ],
  },
  'indexes belong to an indexed Job': {
    next: { completedIndexes: '1', failedIndexes: '2' },
    want: ['status.completedIndexes', 'status.failedIndexes'],
  },
  'an index has not both failed and completed': {
    next: { completedIndexes: '0-2', failedIndexes: '2,4' },
    spec: indexed,
    want: ['status.failedIndexes'],
  },
}

describe('the status of a Job', () => {
  for (const [claim, { next, old = {}, spec = {}, want }] of Object.entries(cases))
    it(claim, () => {
      const causes = validateJobStatus(job(next, spec), job(old, spec))
      assert.deepEqual(
        causes.map(({ field }) => field),
        want,
      )
    })
})

describe('a list of indexes', () => {
  const lists: [string, number, string | undefined][] = [
    ['', 0, undefined],
    ['0,2-4', 4, undefined],
    ['2-1', 0, 'non-increasing order, previous: 2, current: 1'],
    ['3,1', 0, 'non-increasing order, previous: 3, current: 1'],
    ['7', 0, 'too large index: "7"'],
    ['x', 0, 'cannot convert string to integer for index: "x"'],
    [
      '1-2-3',
      0,
      'the fragment "1-2-3" violates the requirement that an index interval can have at most two parts separated by \'-\'',
    ],
  ]
  for (const [text, count, error] of lists)
    it(`'${text}' holds ${count}${error === undefined ? '' : `: ${error}`}`, () => {
      assert.deepEqual(countIndexes(text, 5), error === undefined ? { count } : { count, error })
    })

  it('overlaps where an index stands in both', () => {
    assert.equal(overlapOf('0-1,3', '2,3-4', 5), 3)
    assert.equal(overlapOf('0-1', '2', 5), undefined)
  })
})

it('the pods of an indexed Job need names for their hosts', () => {
  const wrong = validateJob(job({}, { completionMode: 'Indexed', completions: 11 }, 'a.b'))
  const [cause] = wrong.filter(({ field }) => field === 'metadata.name')
  assert.equal(
    cause?.message,
    'Invalid value: "a.b": will not able to create pod with invalid DNS label: a.b-10',
  )
})
