import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after } from 'node:test'
import { openJsonStore } from '../../src/store/json.ts'
import { MemoryStore } from '../../src/store/memory.ts'
import { HostileStore } from './hostile.ts'
import { storeSuite } from './suite.ts'

const root = await mkdtemp(join(tmpdir(), 'mimikube-store-'))
after(() => rm(root, { recursive: true, force: true }))

storeSuite('memory', async options => new MemoryStore(options))

let folders = 0
storeSuite('json', options => openJsonStore({ ...options, dir: join(root, `${folders++}`) }))

for (const seed of [1, 2, 3]) {
  storeSuite(`hostile, seed ${seed}`, async options => new HostileStore({ ...options, seed }))
}
