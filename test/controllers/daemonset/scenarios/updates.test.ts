import assert from 'node:assert/strict'
import { test } from 'node:test'
import { keyOf } from '../../../../src/controllers/keys.ts'
import * as rows from '../../../../src/controllers/rows.ts'
import type { Stage } from '../stage.ts'
import { stage } from '../stage.ts'

const rolling = (maxUnavailable: number | string, maxSurge: number | string = 0) => ({
  updateStrategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable, maxSurge } },
})

/** What is deleted or made, step by step, while the nodes follow: old pods, `!` going, new pods, of which ready. */
async function trace(s: Stage, steps: number, ready = true): Promise<string[]> {
  const seen: string[] = []
  for (let n = 0; n < steps; n++) {
    const all = s.all(rows.pods)
    const images = all.map(
      pod =>
        `${pod.spec?.containers?.[0]?.image}${pod.metadata.deletionTimestamp === undefined ? '' : '!'}`,
    )
    const count = (image: string): number => images.filter(one => one === image).length
    seen.push(`${count('1')} ${count('1!')} ${count('2')}`)
    await s.playNodes(ready)
  }
  return seen
}

test('57 maxUnavailable 2 of 5: two at a time, more when they are available', async () => {
  const s = await stage('a b c d e', rolling(2))
  await s.playNodes()
  await s.setImage('2')
  assert.deepEqual(await trace(s, 6), ['3 2 0', '3 0 2', '1 2 2', '1 0 4', '0 1 4', '0 0 5'])
  assert.equal(s.ds.status?.updatedNumberScheduled, 5)
})

test('58 an update that never becomes ready stops at maxUnavailable', async () => {
  const s = await stage('a b c d e', rolling(3))
  await s.playNodes()
  await s.setImage('2')
  await trace(s, 5, false)
  assert.equal(s.placed, 'a:2 b:2 c:2 d:1 e:1')
  assert.equal(s.ds.status?.updatedNumberScheduled, 3)
  assert.equal(s.ds.status?.numberAvailable, 2)
})

test('61 a second update takes the unready pods of the first, and leaves the healthy old ones', async () => {
  const s = await stage('a b c')
  await s.playNodes()
  await s.setImage('2')
  await trace(s, 3, false)
  await s.setImage('3')
  await s.playNodes(false)
  assert.equal(s.placed, 'a:3 b:1 c:1')
})

test('66 rolling back in the middle restarts only what was replaced', async () => {
  const s = await stage('a b c')
  await s.playNodes()
  const before = s.all(rows.pods).map(keyOf)
  await s.setImage('2')
  await trace(s, 3, false)
  await s.setImage('1')
  await trace(s, 4)
  assert.equal(s.placed, 'a:1 b:1 c:1')
  assert.equal(s.all(rows.pods).filter(pod => before.includes(keyOf(pod))).length, 2)
})

test('68 surge 2 of 5: new pods come beside old ones, which go when the new ones are available', async () => {
  const s = await stage('a b c d e', rolling(0, 2))
  await s.playNodes()
  await s.setImage('2')
  assert.deepEqual(await trace(s, 6), ['5 0 2', '3 2 4', '1 2 5', '0 1 5', '0 0 5', '0 0 5'])
  assert.equal(s.ds.status?.updatedNumberScheduled, 5)
})

test('67 a terminating pod uses the budget up', async () => {
  const s = await stage('a b c')
  await s.playNodes()
  const first = s.all(rows.pods).find(pod => pod.spec?.nodeName === 'a')
  assert.ok(first)
  await s.delete(rows.pods, first)
  await s.setImage('2')
  assert.equal(s.placed, 'a:1! b:1 c:1')
})

test('64 OnDelete: a new template waits until a pod is deleted', async () => {
  const s = await stage('a b', { updateStrategy: { type: 'OnDelete' } })
  await s.playNodes()
  await s.setImage('2')
  assert.equal(s.placed, 'a:1 b:1')
  assert.equal(s.ds.status?.updatedNumberScheduled, undefined)
  const [first] = s.all(rows.pods)
  assert.ok(first)
  await s.reallyDelete(first)
  await s.settle()
  assert.equal(s.all(rows.pods).filter(pod => pod.spec?.containers?.[0]?.image === '2').length, 1)
})

test('62 minReadySeconds: the next pod goes when the new one has been ready for long enough', async () => {
  const s = await stage('a b', { ...rolling(1), minReadySeconds: 15 })
  await s.playNodes()
  assert.equal(s.ds.status?.numberReady, 2)
  assert.equal(s.ds.status?.numberAvailable, undefined)
  await s.advance(15_000)
  assert.equal(s.ds.status?.numberAvailable, 2)
  await s.setImage('2')
  await trace(s, 2)
  await s.advance(14_000)
  assert.equal(s.placed, 'a:2 b:1')
  await s.advance(1_000)
  assert.equal(s.placed, 'a:2 b:1!')
})

test('72 with surge the hand-over comes when the hidden new pod has been ready for long enough', async () => {
  const s = await stage('a', { ...rolling(0, 1), minReadySeconds: 15 })
  await s.playNodes()
  await s.advance(60_000)
  await s.setImage('2')
  await s.playNodes()
  assert.equal(s.placed, 'a:1 a:2')
  await s.advance(15_000)
  assert.equal(s.placed, 'a:1! a:2')
})

test('63 a change that does not touch the template replaces no pod', async () => {
  const s = await stage('a')
  await s.playNodes()
  const before = s.all(rows.pods).map(keyOf)
  await s.changeSpec(spec => ({ ...spec, ...rolling(2) }))
  assert.deepEqual(s.all(rows.pods).map(keyOf), before)
})

test('74 a node selector that stops matching takes pods away at once, beyond maxUnavailable', async () => {
  const s = await stage('a b c')
  await s.playNodes()
  await s.changeSpec(spec => ({
    ...spec,
    template: { ...spec.template, spec: { ...spec.template?.spec, nodeSelector: { no: 'node' } } },
  }))
  assert.equal(s.placed, 'a:1! b:1! c:1!')
})
