// What json promises: an acknowledged write is there after a crash, and damage is told, not hidden.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { cp, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'
import { SeededIds } from '../../src/ids.ts'
import type { Store } from '../../src/store/store.ts'
import { newDir, open } from './folders.ts'
import { keyOf } from './objects.ts'

const writer = fileURLToPath(new URL('writer.ts', import.meta.url))
const ROUNDS = 8
const seed = Number(process.env['SEED'] ?? 42)

interface Acknowledged {
  readonly revision: number
  readonly uid: string
}

describe(`a killed process (SEED=${seed})`, () => {
  it('loses nothing that it acknowledged, however often it is killed', async () => {
    const dir = newDir()
    const ids = new SeededIds(seed)
    const acknowledged = new Map<string, Acknowledged>()
    let revision = 0
    for (let round = 0; round < ROUNDS; round++) {
      const lines = 50 + Math.floor(ids.fraction() * 800)
      for (const [name, written] of await writeAndKill(dir, seed + round, lines)) {
        acknowledged.set(name, written)
        revision = Math.max(revision, written.revision)
      }
      const store = await open(dir)
      assert.ok(store.revision >= revision, 'the revision went back')
      hasAll(store, acknowledged)
      logLeadsHere(store)
      // Every other time the next process finds what a crash left, not what a close did.
      if (round % 2 === 0) await store.close()
      else await abandon(store, dir)
    }
    assert.ok(acknowledged.size > 20)
  })
})

/** Starts a writer, kills it after so many acknowledgements, and returns the last ones of each name. */
async function writeAndKill(
  dir: string,
  seed: number,
  lines: number,
): Promise<Map<string, Acknowledged>> {
  const child = spawn(process.execPath, ['--import', 'tsx', writer, dir, `${seed}`], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let text = ''
  let count = 0
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk
    count += chunk.split('\n').length - 1
    if (count >= lines) child.kill('SIGKILL')
  })
  await once(child, 'close')
  assert.ok(count >= lines, `the writer ended by itself after ${count} lines`)
  const acknowledged = new Map<string, Acknowledged>()
  for (const line of text.slice(0, text.lastIndexOf('\n')).split('\n')) {
    const [name = '', revision = '', uid = ''] = line.split(' ')
    acknowledged.set(name, { revision: Number(revision), uid })
  }
  return acknowledged
}

/** Each acknowledged object is there as it was written, unless a later write that nobody heard of took hold. */
function hasAll(store: Store, acknowledged: ReadonlyMap<string, Acknowledged>): void {
  for (const [name, { revision, uid }] of acknowledged) {
    const entry = store.get(keyOf(`default/${name}`))
    if (entry === undefined) {
      const later = store
        .since('pods', store.oldestRevision)
        .some(change => change.key.name === name && change.revision > revision && !change.next)
      assert.ok(uid === '-' || later, `${name} of revision ${revision} is gone`)
      continue
    }
    assert.ok(entry.revision >= revision, `${name} went back`)
    assert.equal(entry.object.metadata.resourceVersion, String(entry.revision))
    if (entry.revision === revision) assert.equal(entry.object.metadata.uid, uid)
  }
}

/** The log that was read from disk leads from its first revision to the objects that were read. */
function logLeadsHere(store: Store): void {
  const then = new Map(
    store
      .at(store.oldestRevision)
      .list('pods')
      .map(entry => [entry.key.name, entry]),
  )
  for (const change of store.sinceAll(store.oldestRevision)) {
    assert.deepEqual(change.previous, then.get(change.key.name))
    if (change.next === undefined) then.delete(change.key.name)
    else then.set(change.key.name, change.next)
  }
  const now = store.snapshot().list('pods')
  assert.equal(then.size, now.length)
  for (const entry of now) assert.deepEqual(then.get(entry.key.name), entry)
}

/** Leaves the folder as a crash would: the file is as old as it was. (The lock would name us, who live on.) */
async function abandon(store: Store, dir: string): Promise<void> {
  await cp(dir, `${dir}.copy`, { recursive: true })
  await store.close()
  await rm(dir, { recursive: true })
  await rename(`${dir}.copy`, dir)
  await rm(join(dir, 'lock'))
}
