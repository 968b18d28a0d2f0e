import assert from 'node:assert/strict'
import { test } from 'node:test'
import { NamespaceController } from '../../../src/controllers/namespace/controller.ts'
import { conditionsOf } from '../../../src/controllers/namespace/plan.ts'
import { RootCaPublisher } from '../../../src/controllers/root-ca/controller.ts'
import { configMaps, namespaces, pods, serviceAccounts } from '../../../src/controllers/rows.ts'
import { ServiceAccounts } from '../../../src/controllers/serviceaccount/controller.ts'
import { builtinKinds, Table } from '../../../src/kinds/index.ts'
import { World } from '../world.ts'

const held = {
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'c', finalizers: ['example.com/f'] },
}

test('what remains is told by kind and by finalizer', () => {
  const remaining = [
    { kind: { group: '', plural: 'configmaps' }, objects: [held, held] },
    { kind: { group: 'apps', plural: 'daemonsets' }, objects: [held] },
    { kind: { group: '', plural: 'pods' }, objects: [] },
  ]
  const conditions = conditionsOf([], remaining, [], 0)
  assert.deepEqual(
    conditions.map(one => one.status),
    ['False', 'False', 'False', 'True', 'True'],
  )
  assert.equal(
    conditions[3]?.message,
    'Some resources are remaining: configmaps. has 2 resource instances, daemonsets.apps has 1 resource instances',
  )
  assert.equal(
    conditions[4]?.message,
    'Some content in the namespace has finalizers remaining: example.com/f in 3 resource instances',
  )
})

test('a condition keeps its time while its status stays', () => {
  const first = conditionsOf([], [], [], 0)
  assert.deepEqual(conditionsOf(first, [], [], 5_000), first)
})

async function stage(): Promise<World> {
  const world = new World(parts => [
    new NamespaceController({ ...parts, table: new Table(builtinKinds) }),
    new ServiceAccounts(parts),
    new RootCaPublisher({ ...parts, rootCa: 'PEM' }),
  ])
  await world.start()
  return world
}

test('a namespace gets its account and the certificate of the server, again when they go', async () => {
  const s = await stage()
  for (let n = 0; n < 2; n++) {
    assert.equal(s.all(serviceAccounts).length, 1)
    assert.deepEqual(s.all(configMaps)[0]?.data, { 'ca.crt': 'PEM' })
    await s.delete(serviceAccounts, 'n/default')
    await s.delete(configMaps, 'n/kube-root-ca.crt')
    await s.settle()
  }
})

test('a certificate that is changed is put right', async () => {
  const s = await stage()
  await s.change(configMaps, 'n/kube-root-ca.crt', live => ({ ...live, data: { x: 'y' } }))
  await s.settle()
  assert.deepEqual(s.all(configMaps)[0]?.data, { 'ca.crt': 'PEM' })
})

test('a namespace that is deleted goes with what is in it', async () => {
  const s = await stage()
  await s.delete(namespaces, 'n')
  await s.settle()
  assert.equal(s.all(namespaces)[0]?.status?.phase, 'Terminating')
  await s.advance(5_000)
  assert.equal(s.all(namespaces).length, 0)
  assert.equal(s.all(configMaps).length, 0)
})

test('a namespace waits for what finalizers hold, and says so', async () => {
  const s = await stage()
  await s.create(configMaps, held)
  await s.delete(namespaces, 'n')
  await s.advance(5_000)
  assert.equal(s.all(namespaces)[0]?.status?.conditions?.[3]?.status, 'True')
  await s.change(configMaps, 'n/c', live => ({
    ...live,
    metadata: { ...live.metadata, finalizers: [] },
  }))
  await s.settle()
  assert.equal(s.all(namespaces).length, 0)
})

test('pods go first, and nothing else until they are gone', async () => {
  const s = await stage()
  await s.create(pods, {
    metadata: { name: 'p', finalizers: ['example.com/f'] },
    spec: { containers: [{ name: 'c', image: 'app:1' }] },
  })
  await s.delete(namespaces, 'n')
  await s.advance(20_000)
  const texts = (s.all(namespaces)[0]?.status?.conditions ?? []).map(({ message }) => message)
  assert.deepEqual(texts.slice(3), [
    'Some resources are remaining: pods. has 1 resource instances',
    'Some content in the namespace has finalizers remaining: example.com/f in 1 resource instances',
  ])
  assert.deepEqual(
    [...s.all(configMaps), ...s.all(serviceAccounts)].map(
      ({ metadata }) => metadata.deletionTimestamp,
    ),
    [undefined, undefined],
  )
  await s.change(pods, 'n/p', live => ({
    ...live,
    metadata: { ...live.metadata, finalizers: [] },
  }))
  await s.settle()
  assert.deepEqual([...s.all(namespaces), ...s.all(configMaps), ...s.all(serviceAccounts)], [])
})
