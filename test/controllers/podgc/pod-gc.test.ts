import assert from 'node:assert/strict'
import { test } from 'node:test'
import { PodGc } from '../../../src/controllers/podgc/controller.ts'
import { collect } from '../../../src/controllers/podgc/plan.ts'
import { namespace as namespaceKind, node as nodeKind } from '../../../src/kinds/index.ts'
import { target } from '../../../src/registry/target.ts'
import type { Pod } from '../../../src/schema/generated/core-v1.ts'
import { admin, makeParts, makeWorld } from '../../kubelet/world.ts'

const pod = (name: string, more: object = {}, spec: object = {}): Pod =>
  ({ kind: 'Pod', apiVersion: 'v1', metadata: { name, ...more }, spec, status: {} }) as Pod

test('of Pods that have ended the oldest go when there are too many', () => {
  const ended = ['c', 'a', 'b'].map(name => ({
    ...pod(name, { creationTimestamp: `2026-01-01T00:00:0${'abc'.indexOf(name)}Z` }),
    status: { phase: 'Succeeded' },
  }))
  const names = collect(ended, new Map(), new Set(), 1).map(found => found.pod.metadata.name)
  assert.deepEqual(names, ['a', 'b'])
})

test('a Pod that was never bound and is to go is collected, one that waits is not', () => {
  const pods = [pod('p', { deletionTimestamp: '2026-01-01T00:00:00Z' }), pod('q')]
  assert.deepEqual(
    collect(pods, new Map(), new Set()).map(found => found.pod.metadata.name),
    ['p'],
  )
})

test('the Pods of a node that has gone fail and go after 40 to 60 seconds', async () => {
  const parts = makeParts()
  const world = makeWorld(parts, [new PodGc(parts)])
  await world.create(namespaceKind, {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name: 'default' },
  })
  await world.createNode('a')
  await world.createPod('q', { nodeName: 'a' })
  await world.createPod('p', { nodeName: 'a' }, { finalizers: ['example.com/hold'] })
  await world.advance(5_000)
  await world.registry.delete(target(nodeKind, '', 'a'), {}, admin)
  await world.advance(40_000)
  assert.equal(world.pod('q')?.status?.phase, 'Pending')
  await world.advance(20_000)
  assert.equal(world.pod('q'), undefined)
  const held = world.pod('p')
  assert.equal(held?.status?.phase, 'Failed')
  assert.equal(held?.status?.conditions?.[0]?.reason, 'DeletionByPodGC')
  assert.notEqual(held?.metadata.deletionTimestamp, undefined)
})
