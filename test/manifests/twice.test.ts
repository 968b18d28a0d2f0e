// Manifests of public projects, applied twice by real kubectl in each of its ways: the second time changes
// nothing that is stored, and kubectl says so. They stand beside the checkout; without them this is skipped.
import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { after, before, test } from 'node:test'
import { type Cluster, startCluster } from '../../src/index.ts'
import type { KubeObject } from '../../src/meta/object.ts'
import { skipped as withoutKubectl } from '../kubectl/transcript.ts'
import { kubectlAt } from './kubectl-at.ts'
import { presuppose } from './presuppose.ts'

const FOLDER = resolve('../shared/manifests')
const skip = existsSync(FOLDER) ? withoutKubectl : 'no manifests beside this checkout'
const files = existsSync(FOLDER) ? readdirSync(FOLDER).filter(file => file.endsWith('.yaml')) : []

/** Objects of kinds that nobody has defined; kubectl says so and does the others. */
const OF_UNKNOWN_KINDS = /no matches for kind|resource mapping not found|ensure CRDs/
/** The first client-side apply of a definition longer than an annotation may be. */
const TOO_LONG = /metadata\.annotations: Too long/

/**
 * What kubectl prints the second time. Where a file spells out what the server leaves out or spells otherwise
 * (`tty: false`, `cpu: 1000m`) kubectl has a patch to send and says "configured", whatever comes of it.
 */
const WAYS = {
  'client-side': { args: ['apply'], again: /^\S+ (unchanged|configured)$/ },
  'server-side': { args: ['apply', '--server-side'], again: /^\S+ serverside-applied$/ },
}

for (const [way, { args, again }] of Object.entries(WAYS)) {
  let cluster: Cluster
  let kubectl: ReturnType<typeof kubectlAt>
  before(async () => {
    if (skip !== false) return
    cluster = await startCluster({ clock: 'virtual', seed: 1, nodes: 1 })
    kubectl = kubectlAt(cluster.kubeconfig)
  })
  after(() => cluster?.close())

  for (const file of files)
    test(`a second ${way} apply of ${file} changes nothing`, { skip }, async () => {
      const path = join(FOLDER, file)
      await presuppose(readFileSync(path, 'utf8'), kubectl)
      const first = told(await kubectl([...args, '-f', path]))
      assert.deepEqual(first.wrong, [])
      const before = await revisionOf(cluster)
      const second = told(await kubectl([...args, '-f', path]))
      assert.deepEqual(second.wrong, [])
      for (const line of second.done) assert.match(line, again)
      assert.equal(second.done.length, first.done.length)
      assert.equal(await revisionOf(cluster), before)
      await kubectl(['delete', '-f', path, '--wait=false', '--ignore-not-found'])
      await cluster.settle()
    })
}

/** What kubectl printed: of objects, and what went wrong with them. */
function told(output: string): { done: readonly string[]; wrong: readonly string[] } {
  const lines = output.split('\n').filter(line => line !== '' && !line.startsWith('Warning:'))
  const done = lines.filter(line =>
    / (created|configured|unchanged|serverside-applied)$/.test(line),
  )
  const wrong = lines
    .filter(line => !done.includes(line))
    .filter(line => !OF_UNKNOWN_KINDS.test(line) && !TOO_LONG.test(line))
  return { done, wrong }
}

/** The revision of the store: whatever is written raises it. */
async function revisionOf(cluster: Cluster): Promise<string | undefined> {
  await cluster.settle()
  const list = await fetch(`${cluster.url}/api/v1/namespaces?limit=1`)
  return ((await list.json()) as KubeObject).metadata.resourceVersion
}
