import assert from 'node:assert/strict'
import { test } from 'node:test'
import { keyOf } from '../../../../src/controllers/keys.ts'
import * as rows from '../../../../src/controllers/rows.ts'
import type { Pod } from '../../../../src/schema/generated/core-v1.ts'
import { type Stage, stage } from '../stage.ts'

const only = (s: Stage): Pod => {
  const [pod, ...others] = s.all(rows.pods)
  assert.ok(pod)
  assert.equal(others.length, 0)
  return pod
}

const fail = async (s: Stage): Promise<void> => {
  await s.bind(only(s))
  await s.setStatus(only(s), { phase: 'Failed' })
  await s.settle()
}

const bare = {
  metadata: { name: 'bare', labels: { app: 'd' } },
  spec: { nodeName: 'a', containers: [{ name: 'c', image: '0' }] },
}
const onDelete = { updateStrategy: { type: 'OnDelete' } }

test('41 a deleted pod is made again when it is gone, under another name', async () => {
  const s = await stage('a')
  await s.playNodes()
  const before = keyOf(only(s))
  await s.delete(rows.pods, before)
  await s.settle()
  assert.equal(s.placed, 'a:1!')
  await s.reallyDelete(only(s))
  await s.settle()
  assert.equal(s.placed, 'a:1')
  assert.notEqual(keyOf(only(s)), before)
})

test('43 failed pods are deleted at once, then after a second, then after two', async () => {
  const s = await stage('a')
  await fail(s)
  for (const delayMs of [1_000, 2_000, 4_000]) {
    const before = keyOf(only(s))
    await fail(s)
    await s.advance(delayMs - 1)
    assert.equal(keyOf(only(s)), before)
    await s.advance(1)
    assert.notEqual(keyOf(only(s)), before)
  }
  const reasons = s.all(rows.events).map(event => event.reason)
  assert.ok(reasons.includes('FailedDaemonPod'))
})

test('44 a change of the spec ends the wait of failed pods', async () => {
  const s = await stage('a')
  await fail(s)
  const before = keyOf(only(s))
  await fail(s)
  assert.equal(keyOf(only(s)), before)
  await s.changeSpec(spec => ({ ...spec, revisionHistoryLimit: 3 }))
  await s.change(rows.daemonSets, 'n/d', live => ({
    ...live,
    metadata: { ...live.metadata, labels: { x: 'y' } },
  }))
  await s.settle()
  assert.notEqual(keyOf(only(s)), before)
})

test('49 a bare pod that matches is adopted, and kept under OnDelete', async () => {
  const s = await stage('', onDelete)
  await s.create(rows.pods, bare)
  await s.addNodes('a')
  assert.equal(only(s).metadata.ownerReferences?.[0]?.name, 'd')
  assert.equal(s.ds.status?.updatedNumberScheduled, undefined)
})

test('49 under RollingUpdate it is replaced, because it has no hash', async () => {
  const s = await stage('a')
  await s.playNodes()
  await s.reallyDelete(only(s))
  await s.create(rows.pods, bare)
  await s.settle()
  for (let n = 0; n < 3; n++) await s.playNodes()
  assert.equal(s.placed, 'a:1')
})

test('51 a pod that another controls is left alone', async () => {
  const s = await stage('a')
  const controller = {
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    name: 'r',
    uid: 'x',
    controller: true,
  }
  await s.create(rows.pods, {
    ...bare,
    metadata: { ...bare.metadata, ownerReferences: [controller] },
  })
  await s.settle()
  assert.equal(s.placed, 'a:0 a:1')
})

test('50 a pod relabelled out of the selector is released and replaced', async () => {
  const s = await stage('a')
  await s.playNodes()
  const key = keyOf(only(s))
  await s.change(rows.pods, key, live => ({ ...live, metadata: { ...live.metadata, labels: {} } }))
  await s.settle()
  assert.equal(s.placed, 'a:1 a:1')
  const released = s.all(rows.pods).find(pod => keyOf(pod) === key)
  assert.equal(released?.metadata.ownerReferences, undefined)
})

test('55 while it is being deleted a DaemonSet makes no pods', async () => {
  const s = await stage('a')
  await s.delete(rows.daemonSets, 'n/d', { propagationPolicy: 'Foreground' })
  await s.reallyDelete(only(s))
  await s.settle()
  assert.equal(s.placed, '')
})

test('37 a pod carries the template, the node and the tolerations of daemons', async () => {
  const s = await stage('a')
  const { metadata, spec } = only(s)
  assert.match(metadata.name ?? '', /^d-[bcdfghjklmnpqrstvwxz2456789]{5}$/)
  assert.equal(metadata.labels?.['app'], 'd')
  assert.equal(metadata.ownerReferences?.[0]?.uid, s.ds.metadata.uid)
  assert.equal(spec?.tolerations?.length, 6)
})
