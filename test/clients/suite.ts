// Suites of other languages, each run as its people run it, beside a cluster that `mimikube exec` makes for it.
// `npm run clients` brings what they need to `.cache`; a language that is not there is skipped by name.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { TestContext } from 'node:test'
import { fileURLToPath } from 'node:url'

const ROOT = resolve(fileURLToPath(new URL('../..', import.meta.url)))
export const CACHE = join(ROOT, '.cache')

/** Why the tests of a client cannot run here, if they cannot. Where `MIMIKUBE_REQUIRE` is set they must. */
export function without(client: string, prepared: string): string | false {
  if (existsSync(join(CACHE, prepared)) || process.env.MIMIKUBE_REQUIRE !== undefined) return false
  return `nothing for ${client} under .cache (npm run clients -- ${client} brings it)`
}

export interface Suite {
  /** The folder beside this file in which the command runs. */
  readonly folder: string
  readonly command: readonly string[]
  readonly env?: Readonly<Record<string, string>>
  /** Matches what is printed of a test that passed; the first group is its name. */
  readonly passed: RegExp
}

/** Runs a suite; each of its tests that passed is told as one of ours, and one that failed fails all. */
export async function runSuite(t: TestContext, suite: Suite): Promise<void> {
  const { code, text } = await besideACluster(suite)
  const names = [...text.matchAll(suite.passed)].map(([, name]) => name ?? '')
  for (const name of names) await t.test(name, () => {})
  assert.equal(code, 0, text.slice(-20_000))
  assert.ok(names.length > 0, `no test was run: ${text}`)
}

function besideACluster({ folder, command, env }: Suite): Promise<{ code: number; text: string }> {
  const server = ['--import', 'tsx', join(ROOT, 'src/main.ts')]
  const flags = ['exec', '--tls', '--port', '0', '--nodes', '2', '--']
  const child = spawn(process.execPath, [...server, ...flags, ...command], {
    cwd: resolve(ROOT, 'test/clients', folder),
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let text = ''
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', part => {
      text += part
    })
  return new Promise(done => child.on('close', code => done({ code: code ?? -1, text })))
}
