// The folder of a json store: what is in it, what survives, and how damage is told.
import assert from 'node:assert/strict'
import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import type { Database } from '../../src/store/database-file.ts'
import { type Disk, realDisk } from '../../src/store/disk.ts'
import { StoreFailedError, StoreOpenError } from '../../src/store/json.ts'
import { RevisionExpired } from '../../src/store/store.ts'
import { crashed, newDir, open } from './folders.ts'
import { keyOf, names, pod, put } from './objects.ts'

describe('the folder', () => {
  it('has files that only their owner may read', async () => {
    const dir = newDir()
    const store = await open(dir)
    await put(store, 'default/a')
    await store.close()
    for (const name of ['db.json', 'journal'])
      assert.equal((await stat(join(dir, name))).mode & 0o777, 0o600, name)
  })
})

describe('a restart', () => {
  it('brings back objects, revision and log', async () => {
    const dir = newDir()
    const before = await open(dir)
    const a = await put(before, 'default/a')
    await put(before, 'default/b')
    await before.commit(keyOf('default/b'), 'any', undefined, pod('default/b', { last: 'words' }))
    const { revision } = before
    const changes = before.sinceAll(1)
    await before.close()
    assert.deepEqual((await readdir(dir)).sort(), ['db.json', 'journal'])

    const store = await open(dir)
    assert.equal(store.revision, revision)
    assert.deepEqual(store.get(keyOf('default/a')), a)
    assert.deepEqual(store.sinceAll(1), changes)
    assert.deepEqual(names(store.at(revision - 1).list('pods')), ['default/a', 'default/b'])
    assert.ok(Object.isFrozen(store.get(keyOf('default/a'))?.object.metadata.labels))
    assert.ok((await put(store, 'default/c')).revision > revision)
    await store.close()
  })

  it('brings back the log as far as the journal keeps it, and says where it begins', async () => {
    const dir = newDir()
    const before = await open(dir)
    for (let n = 0; n < 1_200; n++) await before.commit(keyOf('a'), 'any', pod('a', { n: `${n}` }))
    const { revision } = before
    await before.close()
    const store = await open(dir)
    assert.equal(store.oldestRevision, revision - 1_000)
    assert.equal(store.since('pods', store.oldestRevision).length, 1_000)
    assert.throws(() => store.since('pods', store.oldestRevision - 1), RevisionExpired)
    assert.equal(store.at(revision - 500).get(keyOf('a'))?.revision, revision - 500)
    await store.close()
  })

  it('takes what the journal has when the file was never written', async () => {
    const store = await open(await crashed(3))
    assert.deepEqual(
      names(store.snapshot().list('pods')),
      [0, 1, 2].map(n => `default/p${n}`),
    )
    assert.equal(store.since('pods', 1).length, 3)
    await store.close()
  })

  it('begins the log anew when a rewrite was cut off between file and journal', async () => {
    const dir = newDir()
    const first = await open(dir)
    await put(first, 'a')
    await first.close()
    const second = await open(dir)
    await put(second, 'a', { n: '2' })
    const last = await put(second, 'b')
    const journal = await readFile(join(dir, 'journal'))
    await second.close()
    // The file of the second close with the journal from before it.
    await writeFile(join(dir, 'journal'), journal)
    const store = await open(dir)
    assert.equal(store.snapshot().count('pods'), 2)
    assert.equal(store.revision, last.revision + 1)
    assert.throws(() => store.since('pods', last.revision), RevisionExpired)
    assert.deepEqual(store.since('pods', store.revision), [])
    await store.close()
  })

  for (const writers of [1, 2, 5]) {
    it(`finds all when the file was rewritten under ${writers} writing`, async () => {
      const dir = newDir()
      let isDead = false
      const write: Disk['write'] = (fd, bytes) =>
        isDead ? Promise.reject(new Error('dead')) : realDisk.write(fd, bytes)
      const disk = { write, sync: realDisk.sync }
      const store = await open(dir, { journalBytesMax: 2_000, disk })
      const work = async (writer: number): Promise<void> => {
        for (let n = 0; n < 100; n++) await put(store, `w${writer}-${n % 5}`, { n: `${n}` })
      }
      await Promise.all(Array.from({ length: writers }, (_, writer) => work(writer)))
      // A store whose disk is dead leaves its folder as a crash would.
      isDead = true
      await assert.rejects(put(store, 'late'))
      await store.close()
      const file = JSON.parse(await readFile(join(dir, 'db.json'), 'utf8')) as Database
      assert.ok(file.revision > 1, 'the file was not rewritten')
      const again = await open(dir)
      assert.deepEqual(again.snapshot().list('pods'), store.snapshot().list('pods'))
      await again.close()
    })
  }
})

describe('the file', () => {
  it('is JSON that a person can read and edit', async () => {
    const dir = newDir()
    const store = await open(dir)
    await put(store, 'default/a', { app: 'web' })
    await store.close()
    const path = join(dir, 'db.json')
    const text = await readFile(path, 'utf8')
    assert.match(text, /^ {4}"metadata": \{$/m)
    await writeFile(path, text.replace('"app": "web"', '"app": "shop"'))
    const edited = await open(dir)
    assert.equal(edited.get(keyOf('default/a'))?.object.metadata.labels?.['app'], 'shop')
    // Whoever watches must look anew, for no change tells of the edit.
    assert.throws(() => edited.since('pods', edited.revision - 1), RevisionExpired)
    await edited.close()
  })

  it('holds any name, even those that JavaScript finds special', async () => {
    const dir = newDir()
    const store = await open(dir)
    for (const name of ['__proto__', 'constructor', '1', 'a:b', 'ü']) await put(store, name)
    const list = names(store.snapshot().list('pods'))
    await store.close()
    const again = await open(dir)
    assert.deepEqual(names(again.snapshot().list('pods')), list)
    await again.close()
  })

  // What the file has in it, and what the error says about it.
  const broken = {
    'half a file': { text: '{"format": "mimi', says: /db\.json is not JSON: .*mend it/ },
    'something else': { text: '[]', says: /db\.json is not of mimikube\/1/ },
    'no objects': {
      text: '{"format":"mimikube/1","revision":3,"resources":{"pods":{"a":7}}}',
      says: /has no object with metadata in pods at a/,
    },
  }
  for (const [what, { text, says }] of Object.entries(broken)) {
    it(`with ${what} is refused and left as it is`, async () => {
      const dir = newDir()
      await mkdir(dir)
      await writeFile(join(dir, 'db.json'), text)
      await assert.rejects(open(dir), (error: Error) => {
        assert.ok(error instanceof StoreOpenError)
        assert.match(error.message, says)
        return true
      })
      assert.equal(await readFile(join(dir, 'db.json'), 'utf8'), text)
      assert.deepEqual(await readdir(dir), ['db.json'])
    })
  }
})

describe('a disk that is full', () => {
  it('ends the store with a clear error, and what was acknowledged is there afterwards', async () => {
    const dir = newDir()
    let room = 3
    const disk: Disk = {
      sync: realDisk.sync,
      write: async (fd, bytes) => {
        if (room-- > 0) return realDisk.write(fd, bytes)
        await realDisk.write(fd, bytes.subarray(0, bytes.length / 2))
        throw Object.assign(new Error('ENOSPC: no space left on device'), { code: 'ENOSPC' })
      },
    }
    const fatal: Error[] = []
    const store = await open(dir, { disk, onFatal: error => fatal.push(error) })
    for (const name of ['a', 'b', 'c']) await put(store, name)
    const late = ['d', 'e'].map(name => store.commit(keyOf(name), 'any', pod(name)))
    for (const done of late) await assert.rejects(done, /no longer accepted/)
    await assert.rejects(put(store, 'f'), StoreFailedError)
    assert.equal(fatal.length, 1)
    assert.match(fatal[0]?.message ?? '', /cannot write .*journal \(ENOSPC/)
    assert.deepEqual(names(store.snapshot().list('pods')), ['a', 'b', 'c'])
    await store.close()
    const again = await open(dir)
    // What was refused may be there all the same: nobody can know how far the disk got.
    assert.deepEqual(names(again.snapshot().list('pods')).slice(0, 3), ['a', 'b', 'c'])
    await again.close()
  })
})

describe('the folder', () => {
  it('serves one store at a time', async () => {
    const dir = newDir()
    const store = await open(dir)
    await assert.rejects(open(dir), /is in use by process \d+: stop it/)
    await store.close()
    await (await open(dir)).close()
  })

  // Who holds the lock, and whether a new process may come in.
  const holders = {
    'a process that is gone': { holder: { pid: 2 ** 22 + 1, host: hostname() }, open: true },
    'a process that lives': { holder: { pid: process.ppid, host: hostname() }, open: false },
    'a process of another host': { holder: { pid: 1, host: 'elsewhere' }, open: false },
    'nobody, for it is empty': { holder: undefined, open: true },
  }
  for (const [who, { holder, open: isOpen }] of Object.entries(holders)) {
    it(`${isOpen ? 'is open' : 'is closed'} when the lock is held by ${who}`, async () => {
      const dir = newDir()
      await mkdir(dir)
      await writeFile(join(dir, 'lock'), holder === undefined ? '' : JSON.stringify(holder))
      if (isOpen) await (await open(dir)).close()
      else await assert.rejects(open(dir), /is in use by process/)
    })
  }

  it('that cannot be used is told in one line', async () => {
    const dir = newDir()
    await writeFile(dir, 'a file')
    await assert.rejects(open(join(dir, 'data')), {
      name: 'StoreOpenError',
      message: /^cannot use .* as the folder of the store \(ENOTDIR.*\): choose another one.*$/,
    })
  })
})
