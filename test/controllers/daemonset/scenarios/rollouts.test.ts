// Rollouts and their history in a whole cluster. Scenarios 65, 69 to 71, 73, 76 to 78 and 85 to 88.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { ControllerRevision, DaemonSet } from '../../../../src/schema/generated/apps-v1.ts'
import { APPS, CORE, DS, play, rolling, STRATEGIC, type Theatre } from './theatre.ts'

const REVISIONS = `${APPS}/controllerrevisions`
const HASH = 'controller-revision-hash'

test('65 changes that wait under OnDelete are rolled out when the strategy is RollingUpdate again', () =>
  play(2, async t => {
    await t.addDaemonSet({ updateStrategy: { type: 'OnDelete' } })
    await t.setImage('i:2')
    assert.equal(await t.placed(), 'worker-1:i:1 worker-2:i:1')
    await t.patch(DS, { spec: { updateStrategy: { type: 'RollingUpdate' } } })
    assert.equal(await t.placed(), 'worker-1:i:2 worker-2:i:2')
  }))

test('69 with surge, old pods that turn unready are replaced at once, whatever the limit is', () =>
  play(3, async t => {
    await t.addDaemonSet(rolling(0, 1))
    await t.behave({ readyDelay: '1h' })
    await t.breaks({ type: 'ProbeFailure' })
    await t.setImage('i:2')
    await t.advance(5)
    assert.equal(await t.placed(), 'worker-1:i:2 worker-2:i:2 worker-3:i:2')
  }))

const zoned = (zone: string) => ({
  tolerations: [zone, 'common'].map(value => ({ key: 'zone', operator: 'Equal', value })),
})

test('73 with surge, pods whose nodes are no longer wanted stay until enough others are available', () =>
  play(6, async t => {
    for (const [node, value] of [
      [1, 'y'],
      [2, 'y'],
      [3, 'z'],
      [4, 'z'],
      [5, 'common'],
      [6, 'common'],
    ])
      await t.patch(`/api/v1/nodes/worker-${node}`, {
        spec: { taints: [{ key: 'zone', value, effect: 'NoSchedule' }] },
      })
    const template = {
      metadata: { labels: { app: 'd' } },
      spec: { containers: [{ name: 'c', image: 'i:1' }], ...zoned('y') },
    }
    await t.addDaemonSet({ ...rolling(0, 1), template })
    assert.equal((await t.pods()).length, 4)
    await t.behave({ readyDelay: '30s' })
    await t.patch(DS, { spec: { template: { spec: zoned('z') } } })
    await t.advance(10)
    assert.equal((await t.pods()).length, 7)
    await t.advance(120)
    const nodes = (await t.pods()).map(({ spec }) => spec?.nodeName).sort()
    assert.deepEqual(nodes, ['worker-3', 'worker-4', 'worker-5', 'worker-6'])
  }))

test('76 a restart is an annotation of the template, and rolls all pods', () =>
  play(2, async t => {
    await t.addDaemonSet()
    const before = (await t.pods()).map(({ metadata }) => metadata.uid)
    const annotations = { 'kubectl.kubernetes.io/restartedAt': '2026-01-01T00:00:00Z' }
    await t.patch(DS, { spec: { template: { metadata: { annotations } } } }, STRATEGIC)
    const after = await t.pods()
    assert.ok(after.every(({ metadata }) => !before.includes(metadata.uid)))
    assert.equal(
      after[0]?.metadata.annotations?.['kubectl.kubernetes.io/restartedAt'],
      '2026-01-01T00:00:00Z',
    )
    assert.equal((await t.ds()).metadata.generation, 2)
  }))

test('77 a rollout asks no disruption budget', () =>
  play(2, async t => {
    await t.addDaemonSet()
    const spec = { minAvailable: 2, selector: { matchLabels: { app: 'd' } } }
    await t.make('/apis/policy/v1/namespaces/default/poddisruptionbudgets', {
      metadata: { name: 'all' },
      spec,
    })
    await t.setImage('i:2')
    assert.equal(await t.placed(), 'worker-1:i:2 worker-2:i:2')
  }))

test('78 the first look makes one revision, by whose hash all pods go', () =>
  play(2, async t => {
    await t.addDaemonSet()
    const [revision, ...others] = await t.revisions()
    assert.equal(others.length, 0)
    const { labels = {}, name } = revision?.metadata ?? {}
    const hash = labels[HASH]
    assert.match(hash ?? '', /^[456789bcdf]{1,10}$/)
    assert.equal(name, `d-${hash}`)
    assert.equal(labels['app'], 'd')
    const data = revision?.data as { spec: { template: { $patch: string; spec: object } } }
    assert.equal(data.spec.template.$patch, 'replace')
    for (const { metadata } of await t.pods()) assert.equal(metadata.labels?.[HASH], hash)
  }))

test('85 the data of a revision is for ever, its number and labels are not', () =>
  play(0, async t => {
    await t.addDaemonSet()
    const [revision] = await t.revisions()
    const url = `${REVISIONS}/${revision?.metadata.name}`
    const refused = await t.ask('PUT', url, { ...revision, data: { a: 1 } })
    assert.equal(refused.code, 422)
    assert.equal(refused.body.details?.causes?.[0]?.field, 'data')
    assert.match(refused.body.details?.causes?.[0]?.message ?? '', /field is immutable$/)
    const labels = { ...revision?.metadata.labels, more: 'x' }
    const changed = { ...revision, metadata: { ...revision?.metadata, labels }, revision: 7 }
    assert.equal((await t.ask('PUT', url, changed)).code, 200)
  }))

test('86 a revision lives: labelled, doubled by hand, deleted, made again, and numbered on', () =>
  play(1, async t => {
    await t.addDaemonSet()
    const [revision] = await t.revisions()
    const url = `${REVISIONS}/${revision?.metadata.name}`
    await t.patch(url, { metadata: { labels: { e2e: 'patched' } } })
    const { uid: _, resourceVersion: _v, ...metadata } = revision?.metadata ?? {}
    const twin = { ...revision, metadata: { ...metadata, name: 'twin' }, revision: 2 }
    await t.make<ControllerRevision>(REVISIONS, twin)
    assert.equal((await t.revisions()).length, 2)
    await t.ask('DELETE', url)
    assert.deepEqual(
      (await t.revisions()).map(({ metadata: { name } }) => name),
      ['twin'],
    )
    await t.setImage('i:2')
    const e2e = await t.revisions()
    assert.deepEqual(
      e2e.map(one => one.revision),
      [2, 3],
    )
    await t.patch(`${REVISIONS}/twin`, { metadata: { labels: { e2e: 'twin' } } })
    await t.ask('DELETE', `${REVISIONS}?labelSelector=e2e%3Dtwin`)
    assert.deepEqual(
      (await t.revisions()).map(one => one.revision),
      [3],
    )
  }))

/** What `kubectl rollout undo` sends. */
const undo = (t: Theatre, revision: ControllerRevision | undefined): Promise<DaemonSet> =>
  t.patch(DS, revision?.data as object, STRATEGIC)

test('87 an undo brings the whole template back, also what lists held, under the next number', () =>
  play(1, async t => {
    await t.addDaemonSet()
    const [before] = await t.revisions()
    const containers = [{ name: 'second', image: 'i:2' }]
    await t.patch(DS, { spec: { template: { spec: { containers } } } }, STRATEGIC)
    assert.equal((await t.ds()).spec?.template?.spec?.containers?.length, 2)
    const back = await undo(t, before)
    assert.equal(back.spec?.template?.spec?.containers?.length, 1)
    assert.deepEqual(
      (await t.revisions()).map(one => one.revision),
      [2, 3],
    )
    assert.equal((await t.revisions()).at(-1)?.metadata.uid, before?.metadata.uid)
  }))

test('88 the cause of a change is kept with the revision as it was when that was made', () =>
  play(0, async t => {
    const annotations = (cause: string) => ({ 'kubernetes.io/change-cause': cause })
    await t.addDaemonSet({}, { annotations: annotations('first') })
    await t.patch(DS, { metadata: { annotations: annotations('second') } })
    await t.setImage('i:2')
    const causes = (await t.revisions()).map(
      ({ metadata }) => metadata.annotations?.['kubernetes.io/change-cause'],
    )
    assert.deepEqual(causes, ['first', 'second'])
  }))

test('a pod that its revision no longer describes is not touched by a change of the history', () =>
  play(1, async t => {
    await t.addDaemonSet({ updateStrategy: { type: 'OnDelete' } })
    await t.setImage('i:2')
    await t.patch(DS, { spec: { revisionHistoryLimit: 0 } })
    assert.deepEqual(
      (await t.revisions()).map(one => one.revision),
      [1, 2],
    )
    await t.ask('DELETE', `${CORE}/pods`)
    assert.deepEqual(
      (await t.revisions()).map(one => one.revision),
      [2],
    )
  }))
