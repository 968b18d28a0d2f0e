import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  dataOf,
  newRevision,
  planCleanup,
  sortHistory,
} from '../../../src/controllers/daemonset/history.ts'
import { templateHash } from '../../../src/controllers/hash.ts'
import type { ControllerRevision } from '../../../src/schema/generated/apps-v1.ts'
import { pod, view } from './picture.ts'

const { ds } = view({ nodes: '' })

const revision = (number: number, data: unknown, hash = `h${number}`): ControllerRevision => ({
  apiVersion: 'apps/v1',
  kind: 'ControllerRevision',
  metadata: { name: `d-${hash}`, labels: { 'controller-revision-hash': hash } },
  data,
  revision: number,
})

test('a template without a revision gets the number after the last', () => {
  const history = sortHistory(ds, [revision(4, { a: 1 }), revision(2, { a: 2 })])
  assert.equal(history.current, undefined)
  assert.equal(history.nextNumber, 5)
  assert.equal(history.old.length, 2)
})

test('a template that comes back takes its revision up again under the next number', () => {
  const history = sortHistory(ds, [revision(1, dataOf(ds)), revision(3, { a: 1 })])
  assert.equal(history.current?.revision.revision, 1)
  assert.equal(history.current?.number, 4)
})

test('a revision that is the highest keeps its number', () => {
  const history = sortHistory(ds, [revision(7, dataOf(ds)), revision(3, { a: 1 })])
  assert.equal(history.current?.number, 7)
})

test('of several with the same data the highest stays', () => {
  const history = sortHistory(ds, [revision(1, dataOf(ds)), revision(2, dataOf(ds))])
  assert.equal(history.current?.revision.revision, 2)
  assert.deepEqual(
    history.duplicates.map(one => one.revision),
    [1],
  )
})

test('a new revision is named by its hash, and another collision gives another name', () => {
  const first = newRevision(ds, 1)
  const hash = first.metadata.labels?.['controller-revision-hash'] ?? ''
  assert.match(hash, /^[456789bcdf]{1,10}$/)
  assert.equal(first.metadata.name, `d-${hash}`)
  const status = { ...zero, collisionCount: 1 }
  assert.notEqual(newRevision({ ...ds, status }, 1).metadata.name, first.metadata.name)
})

const zero = {
  currentNumberScheduled: 0,
  numberMisscheduled: 0,
  desiredNumberScheduled: 0,
  numberReady: 0,
}

test('the order of members does not change a hash', () => {
  assert.equal(
    templateHash({ metadata: { labels: { a: '1', b: '2' }, name: 'n' } }),
    templateHash({ metadata: { name: 'n', labels: { b: '2', a: '1' } } }),
  )
})

const old = [1, 2, 3, 4].map(number => revision(number, { number }))
const cleanups: [string, number, string, string][] = [
  ['the lowest numbers go first', 2, '', '1 2'],
  ['none go within the limit', 4, '', ''],
  ['all go with a limit of nothing', 0, '', '1 2 3 4'],
  ['one that pods carry is passed over, and does not raise the limit', 2, 'h1', '2 3'],
]

for (const [name, limit, live, want] of cleanups)
  test(name, () => {
    const carrier = pod('p@a', 0)
    const labels = { 'controller-revision-hash': live }
    const pods = [{ ...carrier, metadata: { ...carrier.metadata, labels } }]
    const gone = planCleanup(old, pods, limit)
    assert.equal(gone.map(one => one.revision).join(' '), want)
  })
