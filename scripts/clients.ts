// Runs the tests of real clients (`test/clients`): all of them, or those named: go, helm, java, node, python.
// What they need is fetched first by each language's own package manager, into `.cache`, in bounded time;
// a language that is not on this machine is left out, unless MIMIKUBE_REQUIRE is set.
import { execFileSync, spawnSync } from 'node:child_process'
import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { helm } from './kubectl.ts'

const ROOT = resolve(fileURLToPath(new URL('..', import.meta.url)))
const CACHE = join(ROOT, '.cache')
const SUITES = join(ROOT, 'test/clients')
const MINUTES_MAX = 15

/** How each client is prepared; the tests are told by a file named `ready` (helm's is the program itself). */
const CLIENTS: Readonly<Record<string, { test: string; prepare: () => void }>> = {
  helm: { test: 'helm', prepare: fetchHelm },
  node: { test: 'client-node', prepare: installNode },
  python: { test: 'python', prepare: installPython },
  java: { test: 'java', prepare: compileJava },
  go: { test: 'go', prepare: compileGo },
}

const named = process.argv.slice(2)
const unknown = named.filter(name => CLIENTS[name] === undefined)
if (unknown.length > 0) {
  console.error(`no client ${unknown.join(', ')}: there are ${Object.keys(CLIENTS).join(', ')}`)
  process.exit(2)
}
const chosen = Object.entries(CLIENTS).filter(([name]) => !named.length || named.includes(name))
for (const [name, { prepare }] of chosen) prepared(name, prepare)
const files = chosen.map(([, { test }]) => join(SUITES, `${test}.test.ts`))
const options = ['--import', 'tsx', '--test', '--test-concurrency=1']
const run = spawnSync(process.execPath, [...options, ...files], { cwd: ROOT, stdio: 'inherit' })
process.exit(run.status ?? 1)

function prepared(name: string, prepare: () => void): void {
  try {
    prepare()
  } catch (error) {
    const told = `${name} cannot be prepared: ${(error as Error).message.split('\n')[0]}`
    console.error(told)
    if (process.env.MIMIKUBE_REQUIRE !== undefined) process.exit(1)
  }
}

/** Runs a program; what it prints goes to our error stream. */
function call(file: string, args: readonly string[], cwd: string, env: object = {}): void {
  execFileSync(file, args, {
    cwd,
    env: { ...process.env, ...env },
    stdio: ['ignore', 2, 2],
    timeout: MINUTES_MAX * 60_000,
  })
}

function ready(folder: string): void {
  writeFileSync(join(CACHE, folder, 'ready'), '')
}

function fetchHelm(): void {
  if (helm() === undefined) throw new Error('not to be had')
}

function installNode(): void {
  const folder = join(CACHE, 'clients/node')
  mkdirSync(folder, { recursive: true })
  for (const file of ['package.json', 'package-lock.json'])
    copyFileSync(join(SUITES, 'node', file), join(folder, file))
  call('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--silent'], folder)
  ready('clients/node')
}

function installPython(): void {
  const folder = join(CACHE, 'clients/python')
  mkdirSync(folder, { recursive: true })
  call('python3', ['-m', 'venv', folder], ROOT)
  const requirements = join(SUITES, 'python/requirements.txt')
  call(join(folder, 'bin/pip'), ['install', '--quiet', '-r', requirements], ROOT)
  ready('clients/python')
}

/** Runs no test, and so brings all that running them takes: what remains is done offline. */
function compileJava(): void {
  const repository = join(CACHE, 'm2')
  mkdirSync(repository, { recursive: true })
  const none = ['-Dtest=NoTest', '-Dsurefire.failIfNoSpecifiedTests=false']
  const quiet = ['-B', '-q', '-ntp', '-Dstyle.color=never', `-Dmaven.repo.local=${repository}`]
  call('mvn', [...quiet, ...none, 'test'], join(SUITES, 'java'))
  ready('m2')
}

function compileGo(): void {
  const env = { GOMODCACHE: join(CACHE, 'go/mod'), GOCACHE: join(CACHE, 'go/build') }
  // Without -modcacherw nobody but Go could remove the modules again.
  const args = ['test', '-modcacherw', '-vet=off', '-run', '^$', './...']
  call('go', args, join(SUITES, 'go'), env)
  ready('go')
}
