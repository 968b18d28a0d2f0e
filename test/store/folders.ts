// Folders for the tests of the json store; they are gone when the test process ends.
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after } from 'node:test'
import { VirtualClock } from '../../src/clock.ts'
import { type JsonStoreOptions, openJsonStore } from '../../src/store/json.ts'
import type { Store } from '../../src/store/store.ts'
import { put } from './objects.ts'

const root = await mkdtemp(join(tmpdir(), 'mimikube-store-'))
after(() => rm(root, { recursive: true, force: true }))

let folders = 0

/** A path where nothing is yet. */
export const newDir = (): string => join(root, `${folders++}`)

export const open = (dir: string, options: Partial<JsonStoreOptions> = {}): Promise<Store> =>
  openJsonStore({ dir, clock: new VirtualClock(), ...options })

/** A folder as a crash leaves it, with so many pods in its journal and none in its file. */
export async function crashed(pods: number): Promise<string> {
  const dir = newDir()
  const store = await open(dir)
  for (let n = 0; n < pods; n++) await put(store, `default/p${n}`)
  const journal = await readFile(join(dir, 'journal'))
  await store.close()
  await rm(join(dir, 'db.json'))
  await writeFile(join(dir, 'journal'), journal)
  return dir
}
