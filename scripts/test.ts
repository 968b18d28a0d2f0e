// Runs the tests: every file under `test/` that ends in `.test.ts`, or those whose path holds one of the
// words given. Those of real clients have a command of their own (`npm run clients`) that prepares them.
// `node --test` finds globs by itself only from Node 21 on.
import { spawnSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'

const words = process.argv.slice(2).filter(arg => !arg.startsWith('-'))
const flags = process.argv.slice(2).filter(arg => arg.startsWith('-'))

const CLIENTS = join('test', 'clients')

function testsIn(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap(entry => {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) return path === CLIENTS ? [] : testsIn(path)
    return entry.name.endsWith('.test.ts') ? [path] : []
  })
}

const files = testsIn('test')
  .filter(file => words.length === 0 || words.some(word => file.includes(word)))
  .sort()
if (files.length === 0) {
  console.error(`no test file under test/ matches ${words.join(' ')}`)
  process.exit(1)
}
const run = spawnSync(process.execPath, ['--import', 'tsx', '--test', ...flags, ...files], {
  stdio: 'inherit',
})
process.exit(run.status ?? 1)
