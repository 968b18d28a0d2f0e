import assert from 'node:assert/strict'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { parseCommand, UsageError } from '../../src/cli/args.ts'
import { execute } from '../../src/cli/exec.ts'

const run = (flags: string, command: readonly string[]) => {
  const parsed = parseCommand(['exec', ...flags.split(' '), '--', ...command])
  return parsed.do === 'exec' ? execute(parsed.flags, parsed.command, process.env) : assert.fail()
}

test('a command finds a cluster by its environment, and its exit code is told', async () => {
  const script = `
    const ready = () => fetch(process.env.MIMIKUBE_URL + '/readyz')
    const named = require('fs').readFileSync(process.env.KUBECONFIG, 'utf8').includes(process.env.MIMIKUBE_URL)
    ready().then(r => process.exit(r.ok && named ? 7 : 1))`
  const running = await run('--nodes 0', [process.execPath, '-e', script])
  assert.equal(await running.code, 7)
})

test('the kubeconfig is written where it is wanted', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'mimikube-test-'))
  const file = join(folder, 'config')
  const script = `process.exit(process.env.KUBECONFIG === ${JSON.stringify(file)} ? 7 : 1)`
  const running = await run(`--nodes 0 --kubeconfig ${file}`, [process.execPath, '-e', script])
  assert.equal(await running.code, 7)
  assert.match(readFileSync(file, 'utf8'), /^apiVersion: v1/)
  rmSync(folder, { recursive: true })
})

test('a command that a signal ends is told as shells tell it, and leaves nothing behind', async () => {
  const idle = 'setInterval(() => {}, 1000)'
  const running = await run('--nodes 0', [process.execPath, '-e', idle])
  running.kill('SIGTERM')
  assert.equal(await running.code, 143)
  assert.equal(existsSync(running.kubeconfig), false)
})

test('a command that is not there is a fault of the command line', async () => {
  const running = await run('--nodes 0', ['/nowhere/at/all'])
  await assert.rejects(running.code, UsageError)
})
