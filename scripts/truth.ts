// Plays recorded answers of a real control plane against a server of our own and prints where they
// differ. The recordings stand beside the checkout (`../shared/truth`); without them there is nothing to do.
import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { kubectl } from './kubectl.ts'

const TRUTH = resolve('../shared/truth')
/** Those whom the recorded server knew by a token, as kube-apiserver's `--token-auth-file` has them. */
const TOKENS =
  'admin-token,kubernetes-admin,uid-admin,"system:masters"\nalice-token,alice,uid-alice,"dev"\n'
/** The recorder showed a token, not a certificate; who shows neither is a stranger. */
const TOKEN = 'admin-token'
const PENDING = 'test/truth/pending.txt'
/** Areas that were recorded with a control plane that notices dead nodes quickly. */
const FAST_AREA = 'nodes-fast'
const FAST_FLAGS = [
  '--node-monitor-grace-period',
  '15s',
  '--node-monitor-period',
  '1s',
  '--node-startup-grace-period',
  '15s',
]
const AREAS = [
  'admission',
  'apply',
  'collect',
  'crd',
  'daemonset',
  'daemonset-kubectl',
  'discovery',
  'fresh',
  'kubectl-get',
  'kubectl-more',
  'kubectl-write',
  'machinery',
  'nodes',
  'objects-alone',
  'objects-core',
  'objects-more',
  'patch',
  'validation-core',
  'watch',
  'workloads',
]

if (!existsSync(join(TRUTH, 'replay.mjs'))) {
  console.log('no recordings beside this checkout: nothing to play')
  process.exit(0)
}

const args = process.argv.slice(2)
const known = [...AREAS, FAST_AREA]
const named = args.filter(arg => known.includes(arg))
const areas = named.length > 0 ? named : undefined
const passed = args.filter(arg => !named.includes(arg))

const writes = passed.includes('--write-pending')
const slow = areas?.filter(area => area !== FAST_AREA) ?? AREAS
const fast = areas === undefined || areas.includes(FAST_AREA) ? [FAST_AREA] : []
const failed = (await play(slow, [])) + (await play(fast, FAST_FLAGS))
process.exit(failed === 0 ? 0 : 1)

/** Serves a cluster without nodes, plays the areas against it, and gives the number of failed runs. */
async function play(names: readonly string[], flags: readonly string[]): Promise<number> {
  if (names.length === 0) return 0
  const folder = mkdtempSync(join(tmpdir(), 'mimikube-truth-'))
  const kubeconfig = join(folder, 'kubeconfig')
  const tokens = join(folder, 'tokens.csv')
  writeFileSync(tokens, TOKENS)
  const server = spawn(
    process.execPath,
    [
      'dist/main.js',
      'serve',
      '--port',
      '0',
      '--nodes',
      '0',
      '--control-plane-nodes',
      '0',
      '--store',
      'memory',
      '--data',
      folder,
      '--kubeconfig',
      kubeconfig,
      '--tls',
      '--token-auth-file',
      tokens,
      ...flags,
    ],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  )
  try {
    const url = await urlOf(server)
    writeFileSync(kubeconfig, kubeconfigOf(url))
    return await replay(url, kubeconfig, names)
  } finally {
    server.kill('SIGTERM')
    await new Promise(done => server.once('exit', done))
    rmSync(folder, { recursive: true, force: true })
  }
}

/** The recorder's way in, as JSON, which is YAML. */
function kubeconfigOf(url: string): string {
  return JSON.stringify({
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': 'truth',
    contexts: [{ name: 'truth', context: { cluster: 'truth', user: 'truth' } }],
    clusters: [{ name: 'truth', cluster: { server: url, 'insecure-skip-tls-verify': true } }],
    users: [{ name: 'truth', user: { token: TOKEN } }],
  })
}

function urlOf(server: ChildProcess): Promise<string> {
  return new Promise((done, fail) => {
    let text = ''
    server.stdout?.on('data', part => {
      text += part
      const url = /https?:\/\/[\d.:a-z[\]]+/.exec(text)?.[0]
      if (url !== undefined) done(url)
    })
    server.once('exit', code =>
      fail(new Error(`the server ended with code ${code} before it said where it listens`)),
    )
  })
}

async function replay(url: string, kubeconfig: string, names: readonly string[]): Promise<number> {
  const binary = plainlyNamed(kubectl())
  const pending = writes ? partOf(names) : PENDING
  const run = spawn(
    process.execPath,
    [
      join(TRUTH, 'replay.mjs'),
      '--server',
      url,
      '--token',
      TOKEN,
      '--kubeconfig',
      kubeconfig,
      ...(binary === undefined ? ['--no-kubectl'] : ['--kubectl', binary]),
      ...(existsSync(pending) ? ['--pending', pending] : []),
      '--retry',
      // A busy machine is no difference: what passes is not slowed by it.
      '--slower',
      '3',
      ...passed,
      ...names.map(name => join(TRUTH, `${name}.json`)),
    ],
    { stdio: 'inherit' },
  )
  const code = await new Promise<number | null>(done => run.once('exit', done))
  if (writes) merge(pending, names)
  return code ?? 1
}

/** kubectl tells its own name in some messages: it is called by it, and not by that of a file. */
function plainlyNamed(binary: string | undefined): string | undefined {
  if (binary === undefined) return undefined
  const link = join(mkdtempSync(join(tmpdir(), 'mimikube-kubectl-')), 'kubectl')
  symlinkSync(binary, link)
  return link
}

/** The lines of the pending list that are of these areas, in a file of their own that may be written anew. */
function partOf(names: readonly string[]): string {
  const file = join(mkdtempSync(join(tmpdir(), 'mimikube-pending-')), 'pending.txt')
  writeFileSync(
    file,
    linesWhere(area => names.includes(area))
      .map(line => `${line}\n`)
      .join(''),
  )
  return file
}

function merge(part: string, names: readonly string[]): void {
  const others = linesWhere(area => !names.includes(area))
  const written = readFileSync(part, 'utf8')
    .split('\n')
    .filter(line => line !== '')
  writeFileSync(
    PENDING,
    [...others, ...written]
      .sort()
      .map(line => `${line}\n`)
      .join(''),
  )
}

function linesWhere(wanted: (area: string) => boolean): string[] {
  if (!existsSync(PENDING)) return []
  const lines = readFileSync(PENDING, 'utf8').split('\n')
  return lines.filter(line => line !== '' && wanted(line.split(':')[0] ?? ''))
}
