// How Pods end, and how DaemonSets do. Scenarios 42, 45, 53, 54, 56 and 89 to 94.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { DaemonSetController } from '../../../../src/controllers/daemonset/controller.ts'
import * as rows from '../../../../src/controllers/rows.ts'
import { plainError } from '../../../../src/meta/status.ts'
import type { DaemonSet } from '../../../../src/schema/generated/apps-v1.ts'
import type { Event, Pod } from '../../../../src/schema/generated/core-v1.ts'
import { stage } from '../stage.ts'
import { APPS, CORE, DS, manifest, play, type Theatre } from './theatre.ts'

const first = async (t: Theatre): Promise<Pod> => {
  const [pod] = await t.pods()
  assert.ok(pod)
  return pod
}
const urlOf = ({ metadata }: Pod): string => `${CORE}/pods/${metadata.name}`
const uids = async (t: Theatre): Promise<string> =>
  (await t.pods())
    .map(({ metadata }) => metadata.uid)
    .sort()
    .join(' ')

test('42 while a pod takes its time to end nobody takes its place; one that has failed has none', () =>
  play(1, async t => {
    await t.behave({ stopDelay: '20s' })
    await t.addDaemonSet()
    const before = await first(t)
    await t.patch(urlOf(before), { metadata: { finalizers: ['example.com/held'] } })
    await t.ask('DELETE', urlOf(before))
    await t.advance(10)
    assert.equal(await t.placed(), 'worker-1:i:1!')
    await t.patch(`${urlOf(before)}/status`, { status: { phase: 'Failed' } })
    assert.equal(await t.placed(), 'worker-1:i:1 worker-1:i:1!')
  }))

test('45 a pod that succeeds is told of, deleted and made again, each time at once', () =>
  play(1, async t => {
    await t.addDaemonSet()
    for (let n = 0; n < 3; n++) {
      const before = await first(t)
      await t.patch(`${urlOf(before)}/status`, { status: { phase: 'Succeeded' } })
      assert.notEqual((await first(t)).metadata.uid, before.metadata.uid)
    }
    const events = await t.list<Event>(`${CORE}/events`)
    const told = events.filter(({ reason }) => reason === 'SucceededDaemonPod')
    assert.equal(told.length, 3)
    assert.match(
      told[0]?.message ?? '',
      /^Found succeeded daemon pod default\/d-\w+ on node worker-1, will try to delete it$/,
    )
  }))

test('53 the pod of a node that went is Failed and gone after a while, and no longer counted', () =>
  play(2, async t => {
    await t.addDaemonSet()
    await t.ask('DELETE', '/api/v1/nodes/worker-2')
    assert.equal((await t.ds()).status?.desiredNumberScheduled, 2)
    await t.advance(30)
    assert.equal((await t.pods()).length, 2)
    await t.advance(35)
    assert.equal(await t.placed(), 'worker-1:i:1')
    assert.equal((await t.ds()).status?.desiredNumberScheduled, 1)
  }))

test('54 a selector of everything, which only old data can have, is told of and nothing is done', async () => {
  const s = await stage('')
  const [controller] = s.loops
  assert.ok(controller instanceof DaemonSetController)
  const { find } = s.registry
  s.registry.find = of => {
    const found = find.call(s.registry, of) as never
    if (of.kind.kind !== 'DaemonSet') return found
    const ds = found as DaemonSet
    return { ...ds, spec: { ...ds.spec, selector: {} } } as never
  }
  await s.addNodes('a')
  await controller.reconcile('n/d')
  await s.settle()
  assert.equal(s.all(rows.pods).length, 0)
  const [told] = s.all(rows.events)
  assert.equal(told?.reason, 'SelectingAll')
  assert.match(told?.message ?? '', /selecting all pods. A non-empty selector is required.$/)
})

test('56 a status that cannot be written is an error, and written later', async () => {
  const s = await stage('')
  const { modify } = s.registry
  let refused = 0
  s.registry.modify = (of, change, context) => {
    if (of.kind.kind !== 'DaemonSet' || context.subresource !== 'status' || refused > 0)
      return modify.call(s.registry, of, change as never, context) as never
    refused += 1
    return Promise.reject(plainError('no'))
  }
  await s.addNodes('a')
  assert.equal(s.errors.length, 1)
  await s.advance(10)
  assert.equal(s.ds.status?.desiredNumberScheduled, 1)
})

test('89 in the background the DaemonSet is gone at once, its pods and revisions follow', () =>
  play(2, async t => {
    await t.behave({ stopDelay: '5s' })
    await t.addDaemonSet()
    await t.ask('DELETE', DS, { propagationPolicy: 'Background' })
    assert.equal((await t.ask('GET', DS)).code, 404)
    assert.equal(await t.placed(), 'worker-1:i:1! worker-2:i:1!')
    assert.equal((await t.revisions()).length, 0)
    await t.advance(6)
    assert.equal((await t.pods()).length, 0)
  }))

test('90 in the foreground it stays until the last pod has gone', () =>
  play(2, async t => {
    await t.behave({ stopDelay: '5s' })
    await t.addDaemonSet()
    await t.ask('DELETE', DS, { propagationPolicy: 'Foreground' })
    const { metadata } = await t.ds()
    assert.deepEqual(metadata.finalizers, ['foregroundDeletion'])
    assert.equal(metadata.generation, 2)
    await t.advance(6)
    assert.equal((await t.ask('GET', DS)).code, 404)
    assert.equal((await t.pods()).length, 0)
  }))

test('91 orphans stay ownerless, and a DaemonSet of the same template takes them up as they are', () =>
  play(2, async t => {
    await t.addDaemonSet()
    const before = await uids(t)
    await t.ask('DELETE', DS, { propagationPolicy: 'Orphan' })
    const [pod] = await t.pods()
    const [revision] = await t.revisions()
    assert.deepEqual(
      [pod?.metadata.ownerReferences, revision?.metadata.ownerReferences],
      [undefined, undefined],
    )
    await t.addDaemonSet()
    assert.equal(await uids(t), before)
    const [kept, ...others] = await t.revisions()
    assert.deepEqual(
      [kept?.metadata.uid, kept?.revision, others.length],
      [revision?.metadata.uid, 1, 0],
    )
    assert.equal((await t.ds()).status?.updatedNumberScheduled, 2)
  }))

const OTHER = {
  template: {
    metadata: { labels: { app: 'd' } },
    spec: { containers: [{ name: 'c', image: 'i:9' }] },
  },
}

test('92 orphans of an updated DaemonSet are rolled by one with another template', () =>
  play(2, async t => {
    await t.addDaemonSet()
    await t.setImage('i:2')
    await t.ask('DELETE', DS, { propagationPolicy: 'Orphan' })
    await t.addDaemonSet(OTHER)
    assert.equal(await t.placed(), 'worker-1:i:9 worker-2:i:9')
    assert.equal((await t.revisions()).at(-1)?.revision, 3)
  }))

test('92 those of one that never was count as up to date until the template changes', () =>
  play(2, async t => {
    await t.addDaemonSet()
    await t.ask('DELETE', DS, { propagationPolicy: 'Orphan' })
    await t.addDaemonSet(OTHER)
    assert.equal(await t.placed(), 'worker-1:i:1 worker-2:i:1')
    assert.equal((await t.ds()).status?.updatedNumberScheduled, 2)
    await t.setImage('i:3')
    assert.equal(await t.placed(), 'worker-1:i:3 worker-2:i:3')
  }))

test('93 a collection is deleted by its labels', () =>
  play(1, async t => {
    for (const [name, team] of [
      ['d', 'a'],
      ['e', 'a'],
      ['f', 'b'],
    ])
      await t.make(`${APPS}/daemonsets`, manifest({}, { name, labels: { team } }))
    await t.ask('DELETE', `${APPS}/daemonsets?labelSelector=team%3Da`, { gracePeriodSeconds: 1 })
    const left = await t.list<DaemonSet>(`${APPS}/daemonsets`)
    assert.deepEqual(
      left.map(({ metadata }) => metadata.name),
      ['f'],
    )
  }))

test('94 one that is deleted and made again quickly has pods of its own', () =>
  play(2, async t => {
    await t.addDaemonSet()
    const before = await uids(t)
    await t.ask('DELETE', DS)
    await t.addDaemonSet()
    await t.advance(1)
    const after = await t.pods()
    assert.equal(after.length, 2)
    assert.ok(after.every(({ metadata }) => !before.includes(metadata.uid ?? '-')))
    const { uid } = (await t.ds()).metadata
    assert.ok(after.every(({ metadata }) => metadata.ownerReferences?.[0]?.uid === uid))
  }))

test('an owner in another namespace owns nothing: its dependent goes, and that is told', () =>
  play(0, async t => {
    await t.make('/api/v1/namespaces', { metadata: { name: 'far' } })
    const maps = '/api/v1/namespaces/far/configmaps'
    const owner = await t.make<Pod>(maps, { metadata: { name: 'owner' } })
    const { uid } = owner.metadata
    const ownerReferences = [{ apiVersion: 'v1', kind: 'ConfigMap', name: 'owner', uid }]
    await t.make(`${CORE}/configmaps`, { metadata: { name: 'lost', ownerReferences } })
    assert.equal((await t.ask('GET', `${CORE}/configmaps/lost`)).code, 404)
    const [told] = (await t.list<Event>(`${CORE}/events`)).filter(
      ({ reason }) => reason === 'OwnerRefInvalidNamespace',
    )
    assert.equal(told?.source?.component, 'garbage-collector-controller')
    const which = `[v1/ConfigMap, namespace: default, name: owner, uid: ${uid}]`
    assert.equal(told?.message, `ownerRef ${which} does not exist in namespace "default"`)
  }))
