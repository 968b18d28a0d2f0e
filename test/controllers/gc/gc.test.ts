import assert from 'node:assert/strict'
import { test } from 'node:test'
import { GarbageCollector } from '../../../src/controllers/gc/controller.ts'
import { plan } from '../../../src/controllers/gc/plan.ts'
import { configMaps, pods } from '../../../src/controllers/rows.ts'
import { builtinKinds, Table } from '../../../src/kinds/index.ts'
import type { KubeObject, OwnerReference } from '../../../src/meta/object.ts'
import type { ConfigMap } from '../../../src/schema/generated/core-v1.ts'
import { World } from '../world.ts'

const owner = (uid: string): OwnerReference => ({ apiVersion: 'v1', kind: 'K', name: uid, uid })
const object = (metadata: object): KubeObject => ({ apiVersion: 'v1', kind: 'K', metadata })
const deletionTimestamp = '2026-01-01T00:00:00Z'

/** Owners are called by their state. */
const plans: Record<
  string,
  { object: object; dependents?: number; blocks?: boolean; want: string }
> = {
  'without owners nothing happens': { object: {}, want: 'nothing' },
  'an owner that lives keeps it': {
    object: { ownerReferences: [owner('solid')] },
    want: 'nothing',
  },
  'an owner of an unknown kind keeps it': {
    object: { ownerReferences: [owner('absent'), owner('unknown')] },
    want: 'nothing',
  },
  'without its owner it goes': {
    object: { ownerReferences: [owner('absent')] },
    want: 'delete Background',
  },
  'with another owner it stays, and loses the one that is gone': {
    object: { ownerReferences: [owner('absent'), owner('solid')] },
    want: 'disown absent',
  },
  'with another owner it leaves one that waits': {
    object: { ownerReferences: [owner('waiting'), owner('solid')] },
    want: 'disown waiting',
  },
  'an owner that waits takes it along': {
    object: { ownerReferences: [owner('waiting')] },
    want: 'delete Background',
  },
  'with dependents of its own it waits for them': {
    object: { ownerReferences: [owner('waiting')] },
    dependents: 1,
    want: 'delete Foreground',
  },
  'what is being deleted is left alone': {
    object: { ownerReferences: [owner('absent')], deletionTimestamp },
    want: 'nothing',
  },
  'in the foreground it waits for dependents that block': {
    object: { deletionTimestamp, finalizers: ['foregroundDeletion'] },
    blocks: true,
    want: 'await true',
  },
  'a finalizer for orphans comes first': {
    object: { deletionTimestamp, finalizers: ['orphan'] },
    want: 'orphan',
  },
  'a finalizer that is there says how it goes': {
    object: { ownerReferences: [owner('absent')], finalizers: ['orphan'] },
    want: 'delete Orphan',
  },
}

for (const [name, { object: metadata, dependents = 0, blocks = false, want }] of Object.entries(
  plans,
))
  test(name, () => {
    const state = (one: OwnerReference) => one.uid as 'solid'
    const { do: what, ...how } = plan(object(metadata), state, { count: dependents, blocks })
    assert.equal([what, ...Object.values(how).map(String)].join(' '), want)
  })

class Stage extends World {
  constructor() {
    super(parts => [new GarbageCollector({ ...parts, table: new Table(builtinKinds) })])
  }

  async make(
    name: string,
    owners: readonly ConfigMap[] = [],
    more: object = {},
  ): Promise<ConfigMap> {
    const ownerReferences = owners.map(one => ({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      name: one.metadata.name,
      uid: one.metadata.uid,
      blockOwnerDeletion: true,
    }))
    const made = await this.create(configMaps, { metadata: { name, ownerReferences, ...more } })
    await this.settle()
    return made
  }

  async remove(name: string, propagationPolicy: string): Promise<string> {
    await this.delete(configMaps, `n/${name}`, { propagationPolicy })
    await this.settle()
    return this.names
  }

  get names(): string {
    return this.all(configMaps)
      .map(one => `${one.metadata.name}${one.metadata.deletionTimestamp === undefined ? '' : '!'}`)
      .join(' ')
  }
}

async function stage(): Promise<Stage> {
  const made = new Stage()
  await made.start()
  return made
}

test('in the background dependents follow, and theirs', async () => {
  const s = await stage()
  const a = await s.make('a')
  await s.make('c', [await s.make('b', [a])])
  assert.equal(await s.remove('a', 'Background'), '')
})

test('in the foreground the owner is the last to go', async () => {
  const s = await stage()
  const a = await s.make('a')
  await s.make('b', [a], { finalizers: ['example.com/f'] })
  assert.equal(await s.remove('a', 'Foreground'), 'a! b!')
  await s.change(configMaps, 'n/b', live => ({
    ...live,
    metadata: { ...live.metadata, finalizers: [] },
  }))
  await s.settle()
  assert.equal(s.names, '')
})

test('a Pod that ends in the foreground is held by nothing once its dependents are gone', async () => {
  const s = await stage()
  await s.create(pods, {
    metadata: { name: 'p' },
    spec: { nodeName: 'a', containers: [{ name: 'c', image: 'i' }] },
  })
  await s.delete(pods, 'n/p', { propagationPolicy: 'Foreground' })
  await s.settle()
  const [pod] = s.all(pods)
  assert.ok(pod?.metadata.deletionTimestamp)
  assert.equal(Object.hasOwn(pod.metadata, 'finalizers'), false)
})

test('orphans stay, without their owner', async () => {
  const s = await stage()
  await s.make('b', [await s.make('a')])
  assert.equal(await s.remove('a', 'Orphan'), 'b')
  assert.equal(s.all(configMaps)[0]?.metadata.ownerReferences, undefined)
})

test('a dependent of an owner that never was goes', async () => {
  const s = await stage()
  await s.make('b', [{ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'x', uid: 'x' } }])
  assert.equal(s.names, '')
})

test('two that wait for each other do not wait for ever', async () => {
  const s = await stage()
  const a = await s.make('a')
  const b = await s.make('b', [a])
  const { uid = '' } = b.metadata
  const back = { apiVersion: 'v1', kind: 'ConfigMap', name: 'b', uid, blockOwnerDeletion: true }
  await s.change(configMaps, 'n/a', live => ({
    ...live,
    metadata: { ...live.metadata, ownerReferences: [back] },
  }))
  await s.settle()
  assert.equal(await s.remove('a', 'Foreground'), '')
})
