import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, watch } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'

test('who is asked to end while it starts ends well, and leaves no lock', async t => {
  const dir = await mkdtemp(join(tmpdir(), 'mimikube-signals-'))
  t.after(() => rm(dir, { recursive: true }))
  const folder = watch(dir)
  const server = spawn(
    process.execPath,
    ['--import', 'tsx', 'src/main.ts', '--port', '0', '--nodes', '1', '--data', dir],
    { stdio: 'ignore' },
  )
  const exit = once(server, 'exit')
  // The lock is among the first things of a start.
  await once(folder, 'change')
  server.kill('SIGTERM')
  assert.deepEqual(await exit, [0, null])
  assert.equal(existsSync(join(dir, 'lock')), false)
  folder.close()
})
