// A process to be killed: writes pods to the folder it is given, from several writers at once, and
// says on stdout what has been acknowledged: `name revision uid`, a line each, `-` for a deletion.
import { writeSync } from 'node:fs'
import { VirtualClock } from '../../src/clock.ts'
import { SeededIds } from '../../src/ids.ts'
import { openJsonStore } from '../../src/store/json.ts'
import { keyOf, pod } from './objects.ts'

const [dir = '', seed = '1'] = process.argv.slice(2)
const ids = new SeededIds(Number(seed))
// A small journal, so that the file is rewritten many times, and the kill falls into that, too.
const store = await openJsonStore({ dir, clock: new VirtualClock(), journalBytesMax: 20_000 })

async function write(writer: number): Promise<void> {
  for (let n = 0; ; n++) {
    const name = `w${writer}-${n % 20}`
    const isDeletion = ids.fraction() < 0.2
    const uid = isDeletion ? '-' : ids.uid()
    const object = pod(`default/${name}`, { padding: 'x'.repeat(200) })
    const next = isDeletion ? undefined : { ...object, metadata: { ...object.metadata, uid } }
    const done = await store.commit(keyOf(`default/${name}`), 'any', next)
    if (done.ok) writeSync(1, `${name} ${done.revision} ${uid}\n`)
  }
}

await Promise.all([0, 1, 2, 3].map(write))
