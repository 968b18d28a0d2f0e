// Runs the tests: every file under `test/` that ends in `.test.ts`, or those whose path holds one of the
// words given. Those of real clients have a command of their own (`npm run clients`) that prepares them.
//
// The tests are bundled first: each file runs in a process of its own, and to read a few bundles takes half the
// time of reading a thousand modules and translating them. Traces lead to the sources all the same.
import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync, rmSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { build, type Plugin } from 'esbuild'

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

/** What stands beside a module is looked for beside its source. */
const urlsOfSources: Plugin = {
  name: 'urls-of-sources',
  setup({ onLoad }) {
    onLoad({ filter: /[\\/](src|test)[\\/].*\.ts$/ }, ({ path }) => {
      const text = readFileSync(path, 'utf8')
      const url = JSON.stringify(pathToFileURL(path).href)
      return { loader: 'ts', contents: text.replaceAll('import.meta.url', url) }
    })
  },
}

async function bundled(files: readonly string[]): Promise<string[]> {
  rmSync(BUNDLES, { recursive: true, force: true })
  await build({
    entryPoints: [...files],
    outdir: BUNDLES,
    outbase: 'test',
    outExtension: { '.js': '.mjs' },
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    packages: 'external',
    sourcemap: 'inline',
    sourcesContent: false,
    plugins: [urlsOfSources],
  })
  return files.map(file => join(BUNDLES, file.slice('test/'.length).replace(/\.ts$/, '.mjs')))
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
const run = spawnSync(process.execPath, [...options, ...(await bundled(files))], {
  stdio: 'inherit',
  timeout: MINUTES_MAX * 60_000,
})
process.exit(run.status ?? 1)
