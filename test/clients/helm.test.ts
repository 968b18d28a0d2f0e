// helm 4 with a chart of ours: hooks, a test, revisions forth and back, server-side apply and waiting.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { after, before, test } from 'node:test'
import { type Cluster, startCluster } from '../../src/index.ts'
import { CACHE, without } from './suite.ts'

const skip = without('helm', 'helm-4.1')
const CHART = resolve('test/clients/chart')
const home = mkdtempSync(join(tmpdir(), 'mimikube-helm-'))
let cluster: Cluster

/** Pods that no Job owns run for ever unless somebody says otherwise. */
const TESTS_END = {
  apiVersion: 'mimikube.dev/v1alpha1',
  kind: 'PodBehavior',
  metadata: { name: 'tests-end' },
  spec: { selector: { matchLabels: { ends: 'yes' } }, runDuration: '1s', logLines: ['it answers'] },
}

before(async () => {
  if (skip !== false) return
  cluster = await startCluster({ nodes: 2, tls: true })
  writeFileSync(join(home, 'kubeconfig'), cluster.kubeconfig)
  await cluster.apply(TESTS_END)
})

after(async () => {
  await cluster?.close()
  rmSync(home, { recursive: true, force: true })
})

/** The verbs in the order in which a release lives; each depends on the one before. */
const STEPS: readonly { name: string; args: readonly string[]; prints: RegExp; code?: number }[] = [
  { name: 'install', args: ['install', 'a', CHART, '--wait'], prints: /STATUS: deployed/ },
  {
    name: 'install of a name that is taken',
    args: ['install', 'a', CHART],
    prints: /cannot re-?use a name that is still in use/,
    code: 1,
  },
  { name: 'list', args: ['list'], prints: /^a\s+default\s+1\s.*deployed\s+agent-1\.0\.0/m },
  {
    name: 'status',
    args: ['status', 'a'],
    prints: /STATUS: deployed\nREVISION: 1[\s\S]*DaemonSet\n.*\na +2 /,
  },
  { name: 'test', args: ['test', 'a', '--logs', '--timeout', '60s'], prints: /Phase:\s+Succeeded/ },
  {
    name: 'upgrade',
    args: ['upgrade', 'a', CHART, '--set', 'tag=2,replicas=3', '--wait'],
    prints: /REVISION: 2/,
  },
  { name: 'get values', args: ['get', 'values', 'a'], prints: /replicas: 3\ntag: 2/ },
  { name: 'get manifest', args: ['get', 'manifest', 'a'], prints: /image: "agent:2"/ },
  {
    name: 'an upgrade that the server refuses',
    args: ['upgrade', 'a', CHART, '--set', 'replicas=-1'],
    prints: /must be greater than or equal to 0/,
    code: 1,
  },
  { name: 'rollback', args: ['rollback', 'a', '1', '--wait'], prints: /Rollback was a success/ },
  {
    name: 'history',
    args: ['history', 'a'],
    prints: /1\s.*superseded[\s\S]*2\s.*[\s\S]*failed[\s\S]*4\s.*deployed.*Rollback to 1/,
  },
  {
    name: 'upgrade by client-side apply',
    args: ['upgrade', 'a', CHART, '--server-side=false', '--force-replace', '--set', 'tag=5'],
    prints: /STATUS: deployed/,
  },
  { name: 'uninstall', args: ['uninstall', 'a', '--wait'], prints: /release "a" uninstalled/ },
  { name: 'list of what is left', args: ['list', '-q'], prints: /^$/ },
]

for (const { name, args, prints, code = 0 } of STEPS)
  test(`helm: ${name}`, { skip }, async () => {
    const done = await helm(args)
    assert.match(done.text, prints)
    assert.equal(done.code, code, done.text)
  })

test('helm: what a release made is gone with it', { skip }, async () => {
  await cluster.settle()
  const { text } = await helm(['template', 'a', CHART, '--validate'])
  assert.match(text, /kind: DaemonSet/)
})

function helm(args: readonly string[]): Promise<{ code: number; text: string }> {
  const env = { PATH: process.env.PATH, HOME: home, KUBECONFIG: join(home, 'kubeconfig') }
  const child = spawn(join(CACHE, 'helm-4.1'), args, { env, stdio: ['ignore', 'pipe', 'pipe'] })
  let text = ''
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', part => {
      text += part
    })
  return new Promise(done => child.on('close', code => done({ code: code ?? -1, text })))
}
