// kubectl over TLS: by the certificate of the kubeconfig, and by tokens.
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { type Cluster, startCluster } from '../../src/index.ts'
import { KUBECTL, skipped } from './transcript.ts'

const home = mkdtempSync(join(tmpdir(), 'mimikube-tls-'))
const own = join(home, 'kubeconfig')
let cluster: Cluster | undefined
before(async () => {
  if (skipped !== false) return
  cluster = await startCluster({ nodes: 1, tls: true })
  writeFileSync(own, cluster.kubeconfig)
})
after(async () => {
  await cluster?.close()
  rmSync(home, { recursive: true, force: true })
})

/** What kubectl prints, on both its outputs. */
const kubectl = (...args: string[]): Promise<string> =>
  new Promise(resolve => {
    const env = { PATH: process.env.PATH, HOME: home }
    execFile(KUBECTL, args, { env, timeout: 20_000 }, (_error, out, err) => resolve(out + err))
  })

const withToken = (token: string, ...args: string[]): Promise<string> =>
  kubectl(
    '--kubeconfig=/dev/null',
    '--server',
    cluster?.url ?? '',
    '--insecure-skip-tls-verify',
    `--token=${token}`,
    ...args,
  )

test('the kubeconfig is that of an administrator, who can do all things', {
  skip: skipped,
}, async () => {
  const who = await kubectl('--kubeconfig', own, 'auth', 'whoami')
  assert.match(who, /Username\s+kubernetes-admin\nGroups\s+\[system:masters system:authenticated\]/)
  const run = ['run', 'box', '--image=i', '--restart=Never', '--command', '--', 'sleep', '1d']
  await kubectl('--kubeconfig', own, ...run)
  await kubectl('--kubeconfig', own, 'wait', '--for=condition=Ready', 'pod/box', '--timeout=15s')
  assert.equal(await kubectl('--kubeconfig', own, 'exec', 'box', '--', 'echo', 'hi'), 'hi\n')
})

test('a token that nobody knows is refused', { skip: skipped }, async () => {
  assert.equal(
    await withToken('nonsense', 'get', 'ns'),
    'error: You must be logged in to the server (Unauthorized)\n',
  )
})

test('a token of a service account is held to its rights', { skip: skipped }, async () => {
  const token = await kubectl('--kubeconfig', own, 'create', 'token', 'default')
  assert.match(
    await withToken(token.trim(), 'get', 'nodes'),
    /User "system:serviceaccount:default:default" cannot list resource "nodes"/,
  )
})
