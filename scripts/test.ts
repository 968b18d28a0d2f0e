// Runs the tests: every file under `test/` that ends in `.test.ts`, or those whose path holds one of the
// words given. Those of real clients have a command of their own (`npm run clients`) that prepares them.
// Each file runs in a process of its own.
import { spawnSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { bundled } from './bundle.ts'

const words = process.argv.slice(2).filter(arg => !arg.startsWith('-'))
const flags = process.argv.slice(2).filter(arg => arg.startsWith('-'))

const CLIENTS = join('test', 'clients')
const BUNDLES = join('.cache', 'tests')

/** A test that never ends must not take the machine with it. */
const MINUTES_MAX = 20

function testsIn(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap(entry => {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) return path === CLIENTS ? [] : testsIn(path)
    return entry.name.endsWith('.test.ts') ? [path] : []
  })
}

/** Node leaves one core idle of its own accord; from 20.10 on it can be told how many processes to run. */
function concurrency(): string[] {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  const isKnown = major > 20 || (major === 20 && minor >= 10)
  return isKnown ? [`--test-concurrency=${Math.max(2, availableParallelism())}`] : []
}

const files = testsIn('test')
  .filter(file => words.length === 0 || words.some(word => file.includes(word)))
  .sort()
if (files.length === 0) {
  console.error(`no test file under test/ matches ${words.join(' ')}`)
  process.exit(1)
}
const options = ['--enable-source-maps', '--test', ...concurrency(), ...flags]
const run = spawnSync(process.execPath, [...options, ...(await bundled(files, BUNDLES, 'test'))], {
  stdio: 'inherit',
  timeout: MINUTES_MAX * 60_000,
})
process.exit(run.status ?? 1)
