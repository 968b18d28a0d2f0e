// The part of the suite that is about reading: lists and their pages, and the past.
import assert from 'node:assert/strict'
import { it } from 'node:test'
import { RevisionExpired, type Snapshot, type Store } from '../../src/store/store.ts'
import { keyOf, names, pod, put } from './objects.ts'

/** Opens an empty store that is closed after the test. */
export type Fresh = (logLength?: number) => Promise<Store>

export function lists(fresh: Fresh): void {
  const places = ['a/x', 'a-b/x', 'a/y', 'b/x', 'a.b/x', 'a0/x']
  const filled = async (): Promise<Snapshot> => {
    const store = await fresh()
    for (const place of places) await put(store, place)
    return store.snapshot()
  }

  it('lists in the order of the bytes of namespace/name', async () => {
    const snapshot = await filled()
    assert.deepEqual(names(snapshot.list('pods')), ['a-b/x', 'a.b/x', 'a/x', 'a/y', 'a0/x', 'b/x'])
  })

  it('lists and counts a namespace without its neighbours', async () => {
    const snapshot = await filled()
    assert.deepEqual(names(snapshot.list('pods', 'a')), ['a/x', 'a/y'])
    assert.equal(snapshot.count('pods', 'a'), 2)
    assert.equal(snapshot.count('pods', 'none'), 0)
    assert.equal(snapshot.count('pods'), 6)
    assert.equal(snapshot.count('nodes'), 0)
    assert.deepEqual(snapshot.list('nodes'), [])
    assert.equal(snapshot.resources().includes('pods'), true)
  })

  // A window, and what is in it.
  const windows = {
    'a limit': { page: { limit: 2 }, want: 'a-b/x a.b/x' },
    'a start that is there': { page: { start: 'a/x', limit: 2 }, want: 'a/x a/y' },
    'a start between two': { page: { start: 'a/xx' }, want: 'a/y a0/x b/x' },
    'a start behind all': { page: { start: 'c' }, want: '' },
    'a limit of nothing': { page: { limit: 0 }, want: '' },
    'a namespace, from its start': { page: { limit: 1 }, namespace: 'a', want: 'a/x' },
    'a namespace, going on': { page: { start: 'a/x\0' }, namespace: 'a', want: 'a/y' },
    'a start before the namespace': { page: { start: 'a-b/x' }, namespace: 'a', want: 'a/x a/y' },
  }
  for (const [window, { page, want, ...rest }] of Object.entries(windows)) {
    it(`a page with ${window}`, async () => {
      const namespace = 'namespace' in rest ? rest.namespace : ''
      const found = (await filled()).list('pods', namespace, page)
      assert.equal(names(found).join(' '), want)
    })
  }
}

export function past(fresh: Fresh): void {
  it('a snapshot does not move', async () => {
    const store = await fresh()
    const entry = await put(store, 'a')
    const snapshot = store.snapshot()
    await put(store, 'b')
    await store.commit(keyOf('a'), 'any', pod('a', { n: '2' }))
    await store.commit(keyOf('a'), 'any', undefined)
    assert.deepEqual(names(snapshot.list('pods')), ['a'])
    assert.equal(snapshot.get(keyOf('a')), entry)
    assert.equal(snapshot.count('pods'), 1)
    assert.ok(snapshot.revision < store.revision)
  })

  it('the past is readable at each revision', async () => {
    const store = await fresh()
    const seen: [number, unknown][] = []
    for (let n = 0; n < 30; n++) {
      if (n % 5 === 4) await store.commit(keyOf(`p${n % 3}`), 'any', undefined)
      else await put(store, `p${n % 3}`, { n: `${n}` })
      seen.push([store.revision, store.snapshot().list('pods')])
    }
    for (const [revision, list] of seen) assert.deepEqual(store.at(revision).list('pods'), list)
    assert.equal(store.at(1).count('pods'), 0)
  })

  it('what the log has dropped is expired, of that resource alone', async () => {
    const store = await fresh(5)
    const first = await put(store, 'a')
    const node = { resource: 'nodes', namespace: '', name: 'n' }
    await store.commit(node, 'any', pod('n'))
    for (let n = 0; n < 9; n++) await put(store, 'a', { n: `${n}` })
    assert.throws(() => store.since('pods', first.revision), RevisionExpired)
    assert.throws(() => store.sinceAll(first.revision), RevisionExpired)
    assert.throws(() => store.at(first.revision), RevisionExpired)
    assert.equal(store.since('nodes', first.revision).length, 1)
    assert.ok(store.since('pods', store.oldestRevision).length <= 5)
    assert.equal(store.at(store.oldestRevision).count('pods'), 1)
  })

  it('compaction forgets changes up to a revision and no object', async () => {
    const store = await fresh()
    const first = await put(store, 'a')
    const second = await put(store, 'b')
    const third = await put(store, 'c')
    store.compact(second.revision)
    assert.equal(store.oldestRevision, second.revision)
    assert.throws(() => store.since('pods', first.revision), RevisionExpired)
    assert.throws(() => store.since('never-seen', first.revision), RevisionExpired)
    assert.throws(() => store.at(first.revision), { oldest: second.revision })
    assert.deepEqual(
      store.since('pods', second.revision).map(change => change.next),
      [third],
    )
    assert.deepEqual(names(store.at(second.revision).list('pods')), ['a', 'b'])
    assert.equal(store.snapshot().count('pods'), 3)
  })
}
