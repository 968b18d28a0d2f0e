// The journal of a json store: what a crash may leave, and what is damage.
import assert from 'node:assert/strict'
import { appendFile, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { crc32, crc32ByTable } from '../../src/store/crc32.ts'
import { lineOf } from '../../src/store/journal-line.ts'
import { crashed, newDir, open } from './folders.ts'
import { names, put } from './objects.ts'

describe('the journal', () => {
  it('may end in the middle of a record, which is dropped and told', async () => {
    const dir = await crashed(3)
    const path = join(dir, 'journal')
    const whole = await readFile(path)
    await writeFile(path, whole.subarray(0, whole.length - 20))
    const warnings: string[] = []
    const store = await open(dir, { onWarning: text => warnings.push(text) })
    assert.equal(store.snapshot().count('pods'), 2)
    assert.match(warnings.join(), /journal ended in the middle of line 4/)
    await put(store, 'default/more')
    await store.close()
    const again = await open(dir)
    assert.equal(again.snapshot().count('pods'), 3)
    await again.close()
  })

  it('may be torn within its last batch, whatever got to the disk', async () => {
    const dir = newDir()
    const before = await open(dir)
    await put(before, 'a')
    await Promise.all(['b', 'c', 'd'].map(name => put(before, name)))
    const path = join(dir, 'journal')
    const journal = await readFile(path)
    await before.close()
    await rm(join(dir, 'db.json'))
    await writeFile(path, journal.fill(0, journal.indexOf('"c"'), journal.indexOf('"c"') + 9))
    const store = await open(dir)
    assert.deepEqual(names(store.snapshot().list('pods')), ['a', 'b'])
    await store.close()
  })

  // A damage that is not in the last batch.
  const damages: Record<string, (lines: string[]) => void> = {
    'a byte that changed': lines => {
      lines[2] = lines[2]?.replace('default/p1', 'default/q1') ?? ''
    },
    'a line that is cut short': lines => {
      lines[2] = lines[2]?.slice(0, -9) ?? ''
    },
    'a line of somebody': lines => {
      lines[2] = 'hello'
    },
  }
  for (const [damage, make] of Object.entries(damages)) {
    it(`with ${damage} is refused by file and line, and left as it is`, async () => {
      const dir = await crashed(3)
      const path = join(dir, 'journal')
      const lines = (await readFile(path, 'utf8')).split('\n')
      make(lines)
      await writeFile(path, lines.join('\n'))
      await assert.rejects(open(dir), { name: 'StoreOpenError', message: /journal.* in line 3 / })
      assert.equal(await readFile(path, 'utf8'), lines.join('\n'))
    })
  }

  it('that does not belong to the file is refused', async () => {
    const dir = newDir()
    await mkdir(dir)
    await appendFile(
      join(dir, 'journal'),
      lineOf(JSON.stringify({ format: 'mimikube-journal/1', since: 9, file: 0 }), true),
    )
    await assert.rejects(open(dir), /begins at revision 9, but the database file ends at 1/)
  })

  it('has the sums that zlib makes', () => {
    for (const sumOf of [crc32, crc32ByTable]) {
      assert.equal(sumOf('123456789'), 0xcbf43926)
      assert.equal(sumOf(Buffer.from('56789'), sumOf('1234')), 0xcbf43926)
    }
    assert.equal(lineOf('123456789', false), 'cbf43926 9 123456789\n')
  })
})
