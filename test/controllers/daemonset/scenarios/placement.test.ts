import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as rows from '../../../../src/controllers/rows.ts'
import { stage } from '../stage.ts'

test('20 with no nodes a DaemonSet is observed and has one revision', async () => {
  const s = await stage('')
  assert.equal(s.all(rows.controllerRevisions).length, 1)
  assert.equal(s.ds.status?.observedGeneration, 1)
  assert.equal(s.ds.status?.desiredNumberScheduled, 0)
  assert.deepEqual(s.errors, [])
})

test('22 one pod on each node, ready when the kubelets say so', async () => {
  const s = await stage('a b c')
  assert.equal(s.placed, 'a:1 b:1 c:1')
  await s.playNodes()
  assert.equal(s.ds.status?.numberReady, 3)
  assert.equal(s.ds.status?.updatedNumberScheduled, 3)
  assert.equal(s.ds.status?.numberUnavailable, undefined)
})

test('23 a node that is added gets a pod', async () => {
  const s = await stage('a')
  await s.addNodes('b')
  assert.equal(s.placed, 'a:1 b:1')
})

test('28 a taint of NoSchedule that comes later wakes nobody; the next sync counts it, and its end wakes', async () => {
  const s = await stage('a b')
  await s.playNodes()
  const taints = [{ key: 'k', effect: 'NoSchedule' }]
  await s.change(rows.nodes, 'b', live => ({ ...live, spec: { taints } }))
  await s.settle()
  assert.equal(s.ds.status?.numberMisscheduled, 0)
  await s.changeSpec(spec => ({ ...spec, minReadySeconds: 1 }))
  assert.equal(s.ds.status?.numberMisscheduled, 1)
  assert.equal(s.ds.status?.desiredNumberScheduled, 1)
  await s.change(rows.nodes, 'b', live => ({ ...live, spec: {} }))
  await s.settle()
  assert.equal(s.ds.status?.numberMisscheduled, 0)
})

test('29 a taint of NoExecute that comes later removes the pod', async () => {
  const s = await stage('a b')
  await s.playNodes()
  const taints = [{ key: 'k', effect: 'NoExecute' }]
  await s.change(rows.nodes, 'b', live => ({ ...live, spec: { taints } }))
  await s.settle()
  await s.playNodes()
  assert.equal(s.placed, 'a:1')
})

test('52 a node that goes is not counted from the next sync on, its unbound pod is deleted then', async () => {
  const s = await stage('a b')
  await s.delete(rows.nodes, 'b')
  await s.settle()
  assert.equal(s.ds.status?.desiredNumberScheduled, 2)
  await s.changeSpec(spec => ({ ...spec, minReadySeconds: 1 }))
  assert.equal(s.ds.status?.desiredNumberScheduled, 1)
  assert.equal(s.placed, 'a:1')
})

test('39 300 nodes get 300 pods, in two passes', async () => {
  const names = Array.from({ length: 300 }, (_, n) => `node${n}`)
  const s = await stage(names.join(' '))
  assert.equal(s.all(rows.pods).length, 300)
  assert.equal(s.ds.status?.currentNumberScheduled, 300)
})

test('a pass over 1,000 nodes in which nothing is to do writes nothing', async () => {
  const names = Array.from({ length: 1000 }, (_, n) => `node${n}`)
  const s = await stage(names.join(' '))
  await s.playNodes()
  const [controller] = s.loops
  assert.ok(controller)
  const { revision } = s.registry.store
  await controller.reconcile('n/d')
  assert.equal(s.registry.store.revision, revision)
})

test('105 events tell of the first nine pods, and combine the rest', async () => {
  const names = Array.from({ length: 40 }, (_, n) => `node${n}`)
  const s = await stage(names.join(' '))
  const messages = s.all(rows.events).map(event => event.message ?? '')
  assert.equal(messages.filter(text => text.startsWith('Created pod: d-')).length, 9)
  assert.equal(
    messages.filter(text => text.startsWith('(combined from similar events): ')).length,
    1,
  )
})
