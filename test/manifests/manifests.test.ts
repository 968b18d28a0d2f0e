// Manifests of public projects, applied unchanged by real kubectl: every eligible node gets its Pod. They
// stand beside the checkout and are read from there; without them, or without kubectl, this is skipped.
import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { after, before, test } from 'node:test'
import { type Cluster, startCluster } from '../../src/index.ts'
import { targetNodeOf } from '../../src/scheduling/daemon-eligibility.ts'
import type { DaemonSet } from '../../src/schema/generated/apps-v1.ts'
import type { Node, Pod } from '../../src/schema/generated/core-v1.ts'
import { skipped as withoutKubectl } from '../kubectl/transcript.ts'
import { kubectlAt } from './kubectl-at.ts'
import { presuppose } from './presuppose.ts'
import { suitableNode } from './suitable-node.ts'

const FOLDER = resolve('../shared/manifests')
const skip = existsSync(FOLDER) ? withoutKubectl : 'no manifests beside this checkout'
const files = existsSync(FOLDER) ? readdirSync(FOLDER).filter(file => file.endsWith('.yaml')) : []

let cluster: Cluster
let kubectl: ReturnType<typeof kubectlAt>

before(async () => {
  if (skip !== false) return
  cluster = await startCluster({ clock: 'virtual', seed: 1, nodes: 2 })
  kubectl = kubectlAt(cluster.kubeconfig)
})

after(async () => {
  await cluster?.close()
})

for (const file of files)
  test(`every eligible node gets its Pod of ${file}`, { skip }, async () => {
    const path = join(FOLDER, file)
    const text = readFileSync(path, 'utf8')
    await presuppose(text, kubectl)
    const applied = await kubectl(['apply', '-f', path])
    assert.deepEqual(faultsOf(applied), [], applied)
    for (const name of daemonSetsIn(applied)) await standsEverywhere(name, text)
    const before = await versionsOf(path)
    await kubectl(['apply', '-f', path])
    assert.deepEqual(await versionsOf(path), before, 'a second apply changes nothing')
    await kubectl(['delete', '-f', path, '--wait=false', '--ignore-not-found'])
    await cluster.settle()
  })

/** What kubectl could not do, custom objects and their overlong definitions aside. */
function faultsOf(output: string): string[] {
  return output
    .split('\n')
    .filter(line => /error|invalid|forbidden/i.test(line))
    .filter(line => !/created$|configured$|unchanged$|^Warning:/.test(line))
    .filter(
      line =>
        !/no matches for kind|resource mapping not found|CustomResourceDefinition|ensure CRDs/.test(
          line,
        ),
    )
}

/** Each object of the file with its resourceVersion; settled, so that no controller is in between. */
async function versionsOf(path: string): Promise<readonly string[]> {
  await cluster.settle()
  const line = '{.kind}/{.metadata.name} {.metadata.resourceVersion}{"\\n"}'
  const output = await kubectl([
    'get',
    '-f',
    path,
    '-o',
    `jsonpath={range .items[*]}${line}{end}${line}`,
  ])
  return output.split('\n').filter(text => /^[A-Z]\w+\/\S+ \d+$/.test(text))
}

const daemonSetsIn = (output: string): string[] =>
  [...output.matchAll(/^daemonset\.apps\/(\S+)/gm)].map(([, name]) => name ?? '')

async function standsEverywhere(name: string, text: string): Promise<void> {
  const found = (await daemonSets()).find(ds => ds.metadata.name === name)
  assert.ok(found !== undefined, `${name} is not there`)
  const node = suitableNode(found, `for-${name}`.slice(0, 60))
  await cluster.apply(node)
  await cluster.settle()
  const ds = (await daemonSets()).find(one => one.metadata.uid === found.metadata.uid) as DaemonSet
  const {
    desiredNumberScheduled: desired = 0,
    currentNumberScheduled,
    numberReady,
  } = ds.status ?? {}
  assert.ok(desired > 0, `no node is eligible for ${name}`)
  const names = new Set((await list<Node>('/api/v1/nodes')).map(one => one.metadata.name))
  const pods = (await list<Pod>('/api/v1/pods'))
    .filter(pod => pod.metadata.ownerReferences?.[0]?.uid === ds.metadata.uid)
    .filter(pod => names.has(targetNodeOf(pod)))
  const nodes = pods.map(pod => targetNodeOf(pod))
  assert.equal(new Set(nodes).size, nodes.length, 'one Pod a node')
  assert.ok(nodes.includes(node.metadata.name), `the node made for ${name} has its Pod`)
  assert.deepEqual([currentNumberScheduled, pods.length], [desired, desired])
  // A volume that nobody provisions keeps its Pods waiting, as it does everywhere.
  if (!/^ +ephemeral:/m.test(text)) assert.equal(numberReady, desired)
  await fetch(`${cluster.url}/api/v1/nodes/${node.metadata.name}`, { method: 'DELETE' })
}

const daemonSets = (): Promise<DaemonSet[]> => list<DaemonSet>('/apis/apps/v1/daemonsets')

async function list<T>(path: string): Promise<T[]> {
  return ((await (await fetch(`${cluster.url}${path}`)).json()) as { items: T[] }).items
}
