// What every engine promises. `open` makes an empty store; a store that cannot fork skips by name.
import assert from 'node:assert/strict'
import { afterEach, describe, it } from 'node:test'
import { type Clock, VirtualClock } from '../../src/clock.ts'
import type { Store } from '../../src/store/store.ts'
import { keyOf, names, pod, put } from './objects.ts'
import { type Fresh, lists, past } from './suite-reads.ts'

export interface OpenOptions {
  readonly clock: Clock
  readonly logLength?: number
}

export type Open = (options: OpenOptions) => Promise<Store>

const clock = new VirtualClock()

export function storeSuite(name: string, open: Open): void {
  describe(`a store: ${name}`, () => {
    const opened: Store[] = []
    const fresh = async (logLength?: number): Promise<Store> => {
      const store = await open({ clock, ...(logLength === undefined ? {} : { logLength }) })
      opened.push(store)
      return store
    }
    afterEach(async () => {
      for (const store of opened.splice(0)) await store.close()
    })
    commits(fresh)
    writers(fresh)
    deletions(fresh)
    lists(fresh)
    past(fresh)
    watches(fresh)
    forks(fresh)
  })
}

function commits(fresh: Fresh): void {
  it('begins at revision 1 and gives the first write a later one', async () => {
    const store = await fresh()
    assert.equal(store.revision, 1)
    const entry = await put(store, 'a')
    assert.ok(entry.revision > 1)
    assert.equal(store.revision >= entry.revision, true)
  })

  it('stamps the revision, freezes the object and shows it when the commit resolves', async () => {
    const store = await fresh()
    const entry = await put(store, 'a')
    assert.equal(entry.object.metadata.resourceVersion, String(entry.revision))
    assert.ok(Object.isFrozen(entry.object.metadata.labels))
    assert.equal(store.get(keyOf('a')), entry)
    assert.equal(store.snapshot().get(keyOf('a')), entry)
  })

  // What is expected of a key, what is there, and whether the commit takes hold.
  const demands = {
    'none, where nothing is': { expected: 'none', there: false, ok: true },
    'none, where something is': { expected: 'none', there: true, ok: false },
    'any, where nothing is': { expected: 'any', there: false, ok: true },
    'any, where something is': { expected: 'any', there: true, ok: true },
    'the revision that is there': { expected: 0, there: true, ok: true },
    'an older revision': { expected: -1, there: true, ok: false },
    'a revision where nothing is': { expected: 5, there: false, ok: false },
  } as const
  for (const [demand, { expected, there, ok }] of Object.entries(demands)) {
    it(`a commit that expects ${demand} ${ok ? 'takes hold' : 'conflicts'}`, async () => {
      const store = await fresh()
      const current = there ? await put(store, 'a') : undefined
      const wanted = typeof expected === 'number' ? expected + (current?.revision ?? 0) : expected
      const done = await store.commit(keyOf('a'), wanted, pod('a', { version: '2' }))
      assert.equal(done.ok, ok)
      if (!done.ok) assert.equal(done.current, current)
      if (!done.ok) assert.equal(store.get(keyOf('a')), current)
    })
  }

  it('a write that changes nothing keeps the revision and wakes nobody', async () => {
    const store = await fresh()
    const entry = await put(store, 'a')
    let woken = 0
    store.onChange('pods', () => woken++)
    const done = await store.commit(keyOf('a'), 'any', pod('a'))
    assert.deepEqual(done, { ok: true, entry, revision: entry.revision, changed: false })
    assert.equal(woken, 0)
    assert.equal(store.get(keyOf('a')), entry)
  })

  it('a closed store refuses', async () => {
    const store = await fresh()
    await store.close()
    await assert.rejects(store.commit(keyOf('a'), 'any', pod('a')), /closed/)
  })
}

function writers(fresh: Fresh): void {
  it('of writers that expect the same revision at once, one wins', async () => {
    const store = await fresh()
    const { revision } = await put(store, 'a')
    const write = (n: number) => store.commit(keyOf('a'), revision, pod('a', { n: `${n}` }))
    const done = await Promise.all([1, 2, 3, 4].map(write))
    assert.deepEqual(
      done.map(result => result.ok),
      [true, false, false, false],
    )
    assert.equal(store.get(keyOf('a'))?.object.metadata.labels?.['n'], '1')
  })

  it('who conflicts with a change can read that change', async () => {
    const store = await fresh()
    const first = store.commit(keyOf('a'), 'none', pod('a'))
    const second = await store.commit(keyOf('a'), 'none', pod('a', { late: 'yes' }))
    assert.equal(second.ok, false)
    const entry = (await first).ok && store.get(keyOf('a'))
    assert.ok(entry)
    if (!second.ok) assert.equal(second.current, entry)
  })

  it('writers that demand nothing follow one another', async () => {
    const store = await fresh()
    const write = (n: number) => store.commit(keyOf('a'), 'any', pod('a', { n: `${n}` }))
    const done = await Promise.all([1, 2, 3].map(write))
    const revisions = done.map(result => (result.ok ? result.revision : 0))
    assert.deepEqual(
      revisions,
      [...revisions].sort((a, b) => a - b),
    )
    assert.equal(store.get(keyOf('a'))?.object.metadata.labels?.['n'], '3')
    const values = store
      .since('pods', 1)
      .map(change => [change.previous?.revision, change.next?.revision])
    const [one, two, three] = revisions
    assert.deepEqual(values, [
      [undefined, one],
      [one, two],
      [two, three],
    ])
  })
}

function deletions(fresh: Fresh): void {
  it('a deletion has a revision of its own and logs the object as it was stored', async () => {
    const store = await fresh()
    const entry = await put(store, 'a')
    const done = await store.commit(keyOf('a'), entry.revision, undefined)
    assert.ok(done.ok && done.changed && done.entry === undefined)
    assert.ok(done.revision > entry.revision)
    const [change] = store.since('pods', entry.revision)
    assert.equal(change?.revision, done.revision)
    assert.equal(change?.previous, entry)
    assert.equal(change?.next, undefined)
    assert.equal(store.get(keyOf('a')), undefined)
  })

  it('a deletion can log the object as its last writer described it, and the past stays true', async () => {
    const store = await fresh()
    const entry = await put(store, 'a')
    await store.commit(keyOf('a'), 'any', undefined, pod('a', { last: 'words' }))
    const [change] = store.since('pods', entry.revision)
    assert.equal(change?.previous?.object.metadata.labels?.['last'], 'words')
    assert.equal(change?.previous?.revision, entry.revision)
    assert.deepEqual(store.at(entry.revision).get(keyOf('a')), entry)
  })

  it('deleting what is not there changes nothing', async () => {
    const store = await fresh()
    const done = await store.commit(keyOf('a'), 'any', undefined)
    assert.equal(done.ok && !done.changed, true)
    assert.equal(store.since('pods', 1).length, 0)
  })
}

function watches(fresh: Fresh): void {
  it('a cursor sees every change of its resource once and in order, however it interleaves', async () => {
    const store = await fresh()
    const seen: number[] = []
    let cursor = store.revision
    const read = (): void => {
      for (const change of store.since('pods', cursor)) {
        assert.ok(change.revision > cursor)
        cursor = change.revision
        seen.push(change.revision)
      }
    }
    const writes = Array.from({ length: 40 }, async (_, n) => {
      const done = await store.commit(keyOf(`p${n % 7}`), 'any', pod(`p${n % 7}`, { n: `${n}` }))
      if (n % 3 === 0) read()
      return done.ok ? done.revision : 0
    })
    const written = await Promise.all(writes)
    read()
    assert.deepEqual(seen, written)
  })

  it('listeners are told of a change when it is visible, and no more once stopped', async () => {
    const store = await fresh()
    const told: string[] = []
    const stopPods = store.onChange('pods', change => {
      assert.equal(store.get(change.key), change.next)
      assert.equal(store.since('pods', change.revision - 1)[0], change)
      told.push(`pods ${change.key.name}`)
    })
    store.onChange('nodes', change => told.push(`nodes ${change.key.name}`))
    const stopAll = store.onChange(undefined, change => {
      if (change.key.resource === 'pods') told.push(`all ${change.key.name}`)
    })
    await put(store, 'a')
    stopPods()
    await put(store, 'b')
    stopAll()
    await put(store, 'c')
    assert.deepEqual(told, ['pods a', 'all a', 'all b'])
  })

  it('a revision to come can be waited for, and given up', async () => {
    const store = await fresh()
    const forever = new AbortController()
    await store.reached(store.revision, forever.signal)
    const waiting = store.reached(store.revision + 1, forever.signal)
    const entry = await put(store, 'a')
    await waiting
    assert.ok(store.revision >= entry.revision)
    const given = store.reached(store.revision + 1_000_000, forever.signal)
    forever.abort(new Error('gave up'))
    await assert.rejects(given, /gave up/)
  })

  it('changes of all resources come in the order of their revisions', async () => {
    const store = await fresh()
    for (let n = 0; n < 12; n++) {
      const resource = ['pods', 'nodes', 'apps/daemonsets'][n % 3] ?? ''
      await store.commit({ resource, namespace: '', name: 'x' }, 'any', pod('x', { n: `${n}` }))
    }
    const ours = store.sinceAll(1).filter(change => change.key.resource !== 'foreign')
    const labels = ours.map(change => change.next?.object.metadata.labels?.['n'])
    assert.deepEqual(
      labels,
      Array.from({ length: 12 }, (_, n) => `${n}`),
    )
  })
}

function forks(fresh: Fresh): void {
  it('a fork shares the objects and goes on by itself', async t => {
    const store = await fresh()
    if (store.fork === undefined) return t.skip('this engine cannot fork')
    const entry = await put(store, 'a')
    const fork = store.fork()
    let told = 0
    store.onChange('pods', () => told++)
    assert.equal(fork.get(keyOf('a')), entry)
    assert.equal(fork.since('pods', 1).length, 1)
    await put(fork, 'b')
    assert.equal(store.get(keyOf('b')), undefined)
    assert.equal(told, 0)
    await put(store, 'c')
    assert.deepEqual(names(fork.snapshot().list('pods')), ['a', 'b'])
    assert.deepEqual(names(store.snapshot().list('pods')), ['a', 'c'])
    await fork.close()
  })
}
