import assert from 'node:assert/strict'
import { test } from 'node:test'
import { dataOf } from '../../../../src/controllers/daemonset/history.ts'
import * as rows from '../../../../src/controllers/rows.ts'
import { type Stage, stage } from '../stage.ts'

const numbers = (s: Stage): number[] =>
  s
    .all(rows.controllerRevisions)
    .map(one => one.revision)
    .sort((a, b) => a - b)

test('79 every template makes a revision, and going back takes the earlier one up again', async () => {
  const s = await stage('')
  await s.setImage('2')
  await s.setImage('3')
  assert.deepEqual(numbers(s), [1, 2, 3])
  await s.setImage('1')
  assert.deepEqual(numbers(s), [2, 3, 4])
})

test('80 the history limit keeps the latest old ones', async () => {
  const s = await stage('', { revisionHistoryLimit: 2 })
  for (const image of ['2', '3', '4', '5']) await s.setImage(image)
  assert.deepEqual(numbers(s), [3, 4, 5])
})

test('81 a revision that pods carry is not cleaned up', async () => {
  const s = await stage('a', { revisionHistoryLimit: 1, updateStrategy: { type: 'OnDelete' } })
  for (const image of ['2', '3', '4']) await s.setImage(image)
  assert.deepEqual(numbers(s), [1, 4])
})

test('a deleted current revision is made again', async () => {
  const s = await stage('')
  await s.setImage('2')
  const current = s.all(rows.controllerRevisions).find(one => one.revision === 2)
  assert.ok(current)
  await s.delete(rows.controllerRevisions, current)
  await s.settle()
  assert.deepEqual(numbers(s), [1, 2])
})

test('83 a second revision with the same data and a higher number takes over, and pods are relabelled', async () => {
  const s = await stage('a')
  await s.playNodes()
  const [first] = s.all(rows.controllerRevisions)
  assert.ok(first)
  await s.create(rows.controllerRevisions, {
    ...first,
    metadata: { name: 'twin', labels: { app: 'd', 'controller-revision-hash': 'twin' } },
    revision: 9,
  })
  await s.settle()
  assert.deepEqual(numbers(s), [9])
  assert.equal(s.all(rows.pods)[0]?.metadata.labels?.['controller-revision-hash'], 'twin')
})

test('84 a revision without the label of its hash gets its own name', async () => {
  const s = await stage('')
  const [first] = s.all(rows.controllerRevisions)
  assert.ok(first)
  await s.change(rows.controllerRevisions, first, live => ({
    ...live,
    metadata: { ...live.metadata, labels: { app: 'd' } },
  }))
  await s.settle()
  const [after] = s.all(rows.controllerRevisions)
  assert.equal(after?.metadata.labels?.['controller-revision-hash'], after?.metadata.name)
})

test('82 a name that is taken by other data counts a collision and takes another name', async () => {
  const s = await stage('')
  const [first] = s.all(rows.controllerRevisions)
  assert.ok(first)
  assert.deepEqual(first.data, dataOf(s.ds))
  await s.delete(rows.daemonSets, 'n/d')
  await s.delete(rows.controllerRevisions, first)
  await s.create(rows.controllerRevisions, {
    metadata: { name: first.metadata.name },
    revision: 7,
    data: { a: 1 },
  })
  await s.addDaemonSet()
  await s.advance(10)
  assert.equal(s.ds.status?.collisionCount, 1)
  assert.equal(s.ds.status?.observedGeneration, 1)
  assert.deepEqual(numbers(s), [1, 7])
})
