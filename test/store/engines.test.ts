// Every engine passes one suite.
import { MemoryStore } from '../../src/store/memory.ts'
import { newDir, open } from './folders.ts'
import { HostileStore } from './hostile.ts'
import { storeSuite } from './suite.ts'

storeSuite('memory', async options => new MemoryStore(options))

storeSuite('json', options => open(newDir(), options))

for (const seed of [1, 2, 3]) {
  storeSuite(`hostile, seed ${seed}`, async options => new HostileStore({ ...options, seed }))
}
