import assert from 'node:assert/strict'
import { test } from 'node:test'
import { at } from '../../../src/controllers/keys.ts'
import { claimFor } from '../../../src/controllers/resource-claim/claims.ts'
import { ResourceClaims } from '../../../src/controllers/resource-claim/controller.ts'
import {
  events,
  pods,
  resourceClaims,
  resourceClaimTemplates,
} from '../../../src/controllers/rows.ts'
import { through } from '../../../src/registry/context.ts'
import type { ResourceClaim } from '../../../src/schema/generated/resource-v1.ts'
import { World } from '../world.ts'

const pod = {
  metadata: { name: 'p' },
  spec: {
    containers: [{ name: 'c', image: 'i' }],
    resourceClaims: [
      { name: 'gpu', resourceClaimTemplateName: 't' },
      { name: 'own', resourceClaimName: 'own' },
    ],
  },
}
const template = {
  metadata: { name: 't' },
  spec: { metadata: { labels: { a: 'b' }, annotations: { x: 'y' } }, spec: { devices: {} } },
}

async function worldWith(...templates: object[]): Promise<World> {
  const world = new World(({ registry, timers, recorder }) => [
    new ResourceClaims({ registry, timers, recorder: recorder('resource_claim') }),
  ])
  await world.start()
  for (const one of templates) await world.create(resourceClaimTemplates, one)
  await world.create(pods, pod)
  await world.settle()
  return world
}

test('a claim is made after the template, and the pod says which', async () => {
  const world = await worldWith(template)
  const [claim] = world.all(resourceClaims)
  const { generateName, labels, annotations, ownerReferences } = claim?.metadata ?? {}
  assert.equal(generateName, 'p-gpu-')
  assert.deepEqual(labels, { a: 'b' })
  assert.deepEqual(annotations, { x: 'y', 'resource.kubernetes.io/pod-claim-name': 'gpu' })
  const [found] = world.all(pods)
  assert.equal(ownerReferences?.[0]?.uid, found?.metadata.uid)
  assert.deepEqual(found?.status?.resourceClaimStatuses, [
    { name: 'gpu', resourceClaimName: claim?.metadata.name },
  ])
})

test('a claim that is deleted is made anew', async () => {
  const world = await worldWith(template)
  const [first] = world.all(resourceClaims)
  await world.delete(resourceClaims, first as ResourceClaim)
  await world.settle()
  const [second] = world.all(resourceClaims)
  assert.notEqual(second?.metadata.uid, first?.metadata.uid)
  const noted = world.all(pods)[0]?.status?.resourceClaimStatuses?.[0]?.resourceClaimName
  assert.equal(noted, second?.metadata.name)
})

test('a template that is not there is told of', async () => {
  const world = await worldWith()
  const [told] = world.all(events)
  assert.equal(told?.reason, 'FailedResourceClaimCreation')
  assert.match(
    told?.message ?? '',
    /^PodResourceClaim gpu: resource claim template "t": .*"t" not found$/,
  )
  assert.deepEqual(world.all(resourceClaims), [])
})

test('a claim that nobody needs any more is let go, and one made for a pod goes when that ends', async () => {
  const world = await worldWith(template)
  const [claim] = world.all(resourceClaims)
  const uid = world.all(pods)[0]?.metadata.uid ?? ''
  await world.create(resourceClaims, {
    metadata: { name: 'own', finalizers: ['resource.kubernetes.io/delete-protection'] },
    spec: {},
  })
  const status = {
    allocation: { devices: {} },
    reservedFor: [{ resource: 'pods', name: 'p', uid }],
  }
  await world.registry.modify(
    at(resourceClaims, 'n/own'),
    live => ({ ...live, status }),
    through(world.context, 'status'),
  )
  await world.settle()
  assert.equal(world.all(resourceClaims).length, 2)
  const [found] = world.all(pods)
  if (found !== undefined) await world.setStatus(found, { ...found.status, phase: 'Succeeded' })
  await world.settle()
  const [left] = world.all(resourceClaims)
  assert.equal(world.all(resourceClaims).length, 1)
  assert.notEqual(left?.metadata.uid, claim?.metadata.uid)
  assert.deepEqual(left?.status, {})
  assert.equal(left?.metadata.finalizers, undefined)
})

test('names that are too long are cut on both sides', () => {
  const long = { metadata: { name: 'p'.repeat(60), namespace: 'n' } } as never
  const made = claimFor(long, 'c'.repeat(20), template as never).metadata.generateName ?? ''
  assert.match(made, /^p{41}-c{13}$/)
})
