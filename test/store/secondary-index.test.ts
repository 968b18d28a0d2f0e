import assert from 'node:assert/strict'
import { it } from 'node:test'
import { VirtualClock } from '../../src/clock.ts'
import { SeededIds } from '../../src/ids.ts'
import { MemoryStore } from '../../src/store/memory.ts'
import { SecondaryIndex } from '../../src/store/secondary-index.ts'
import { keyOf, names, pod, put } from './objects.ts'

const byApp = (store: MemoryStore): SecondaryIndex =>
  new SecondaryIndex(store, 'pods', object => object.metadata.labels?.['app']?.split('+') ?? [])

it('an index has what was there before it and what came after, in the order of keys', async () => {
  const store = new MemoryStore({ clock: new VirtualClock() })
  await put(store, 'b', { app: 'web' })
  const index = byApp(store)
  await put(store, 'a', { app: 'web+db' })
  await put(store, 'c', { app: 'db' })
  assert.deepEqual(names(index.get('web')), ['a', 'b'])
  assert.deepEqual(names(index.get('db')), ['a', 'c'])
  assert.deepEqual([...index.values()], ['web', 'db'])
  assert.deepEqual(index.get('none'), [])
})

it('an object that gets another value moves, and one that is deleted leaves', async () => {
  const store = new MemoryStore({ clock: new VirtualClock() })
  const index = byApp(store)
  await put(store, 'a', { app: 'web' })
  await put(store, 'a', { app: 'db' })
  assert.deepEqual(names(index.get('web')), [])
  assert.equal(index.count('db'), 1)
  await store.commit(keyOf('a'), 'any', undefined, pod('a', { app: 'elsewhere' }))
  assert.equal(index.count('db'), 0)
  assert.deepEqual([...index.values()], [])
})

it('a list that somebody holds does not change under them', async () => {
  const store = new MemoryStore({ clock: new VirtualClock() })
  const index = byApp(store)
  await put(store, 'a', { app: 'web' })
  const held = index.get('web')
  await put(store, 'b', { app: 'web' })
  assert.deepEqual(names(held), ['a'])
})

it('an index equals a scan, whatever happened', async () => {
  const store = new MemoryStore({ clock: new VirtualClock() })
  const index = byApp(store)
  const ids = new SeededIds(7)
  const pick = (most: number): number => Math.floor(ids.fraction() * most)
  for (let n = 0; n < 500; n++) {
    const place = `n${pick(3)}/p${pick(20)}`
    if (pick(4) === 0) await store.commit(keyOf(place), 'any', undefined)
    else await put(store, place, { app: `${pick(5)}+${pick(5)}` })
  }
  for (const value of ['0', '1', '2', '3', '4']) {
    const scan = store
      .snapshot()
      .list('pods')
      .filter(entry => entry.object.metadata.labels?.['app']?.split('+').includes(value))
    assert.deepEqual(index.get(value), scan)
  }
})

it('a closed index follows no more', async () => {
  const store = new MemoryStore({ clock: new VirtualClock() })
  const index = byApp(store)
  index.close()
  await put(store, 'a', { app: 'web' })
  assert.equal(index.count('web'), 0)
})
