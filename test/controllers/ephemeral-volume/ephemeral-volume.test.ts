import assert from 'node:assert/strict'
import { test } from 'node:test'
import { EphemeralVolumes } from '../../../src/controllers/ephemeral-volume/controller.ts'
import { persistentVolumeClaims, pods } from '../../../src/controllers/rows.ts'
import { World } from '../world.ts'

async function worldOf(): Promise<World> {
  const world = new World(({ registry, timers, recorder }) => [
    new EphemeralVolumes({ registry, timers, recorder: recorder('ephemeral_volume') }),
  ])
  await world.start()
  return world
}

const spec = { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } }
const pod = {
  metadata: { name: 'p' },
  spec: {
    containers: [{ name: 'c', image: 'i' }],
    volumes: [
      {
        name: 'scratch',
        ephemeral: { volumeClaimTemplate: { metadata: { labels: { a: 'b' } }, spec } },
      },
    ],
  },
}

test('an ephemeral volume gets a claim that its pod owns, and another when that goes', async () => {
  const world = await worldOf()
  await world.create(pods, pod)
  await world.settle()
  const [claim] = world.all(persistentVolumeClaims)
  assert.equal(claim?.metadata.name, 'p-scratch')
  assert.equal(claim?.metadata.ownerReferences?.[0]?.uid, world.all(pods)[0]?.metadata.uid)
  assert.deepEqual(claim?.metadata.labels, { a: 'b' })
  await world.change(persistentVolumeClaims, 'n/p-scratch', live => {
    const { finalizers: _, ...metadata } = live.metadata
    return { ...live, metadata }
  })
  await world.delete(persistentVolumeClaims, 'n/p-scratch')
  await world.settle()
  assert.equal(world.all(persistentVolumeClaims).length, 1)
  assert.notEqual(world.all(persistentVolumeClaims)[0]?.metadata.uid, claim?.metadata.uid)
})

test('a claim of that name which is not the pod’s is left alone', async () => {
  const world = await worldOf()
  await world.create(persistentVolumeClaims, { metadata: { name: 'p-scratch' }, spec })
  await world.create(pods, pod)
  await world.advance(1_000)
  assert.equal(world.all(persistentVolumeClaims)[0]?.metadata.ownerReferences, undefined)
  assert.ok(String(world.errors[0]).includes('pod is not owner'))
})
