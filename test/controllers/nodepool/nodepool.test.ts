import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { VirtualClock } from '../../../src/clock.ts'
import { type Cluster, createCluster } from '../../../src/cluster.ts'
import { planPool } from '../../../src/controllers/nodepool/plan.ts'
import { SeededIds } from '../../../src/ids.ts'
import { node, nodePool } from '../../../src/kinds/index.ts'
import { systemContext, through } from '../../../src/registry/context.ts'
import { target } from '../../../src/registry/target.ts'
import type { Node } from '../../../src/schema/generated/core-v1.ts'
import type { NodePool } from '../../../src/schema/generated/mimikube-v1alpha1.ts'
import { MemoryStore } from '../../../src/store/memory.ts'

const ADMIN = systemContext('kubernetes-admin', 'test', ['system:masters'])

const pool = (replicas: number, metadata: object): NodePool => ({
  kind: 'NodePool',
  apiVersion: 'mimikube.dev/v1alpha1',
  metadata: { name: 'p' },
  spec: { replicas, template: { metadata } },
})

const PLANS: Readonly<
  Record<string, { there: string; replicas: number; template?: object; want: string }>
> = {
  'nodes are numbered from one': { there: '', replicas: 3, want: '+p-1 +p-2 +p-3' },
  'the highest numbers go first, by number': {
    there: 'p-9 p-10 p-2',
    replicas: 1,
    want: '-p-10 -p-9',
  },
  'a gap is filled first': { there: 'p-1 p-3', replicas: 3, want: '+p-2' },
  'a name that others have is passed over': { there: '', replicas: 1, want: '+p-2' },
  'enough is enough': { there: 'p-1 p-3', replicas: 2, want: '' },
  'a prefix is taken from the template': {
    there: '',
    replicas: 2,
    template: { generateName: 'worker-' },
    want: '+worker-1 +worker-2',
  },
  'the first node bears the name of the template': {
    there: '',
    replicas: 2,
    template: { name: 'cp' },
    want: '+cp +cp-2',
  },
  'and goes last': { there: 'cp cp-2', replicas: 1, template: { name: 'cp' }, want: '-cp-2' },
}

for (const [claim, { there, replicas, template = {}, want }] of Object.entries(PLANS))
  test(claim, () => {
    const own = there
      .split(' ')
      .filter(Boolean)
      .map(name => ({ metadata: { name } }) as Node)
    const taken = new Set(claim.includes('others') ? ['p-1'] : there.split(' '))
    const actions = planPool(pool(replicas, template), own, name => taken.has(name))
    const told = actions.map(action => `${action.do === 'add' ? '+' : '-'}${action.name}`)
    assert.equal(told.join(' '), want)
  })

let cluster: Cluster
before(async () => {
  const clock = new VirtualClock()
  const store = new MemoryStore({ clock })
  cluster = await createCluster({ clock, store, ids: new SeededIds(1), nodes: 2 })
})
after(() => cluster.close())

const scale = (replicas: number) =>
  cluster.registry.modify<NodePool>(
    target<NodePool>(nodePool, '', 'workers'),
    live => ({ ...live, spec: { ...live.spec, replicas } }),
    ADMIN,
  )
const names = () => cluster.registry.all<Node>(node).map(one => one.metadata.name)
const workers = () => cluster.registry.get(target<NodePool>(nodePool, '', 'workers')).status

test('a new world has its nodes from the start, and they belong to pools', () => {
  assert.deepEqual(names(), ['control-plane', 'worker-1', 'worker-2'])
  for (const one of cluster.registry.all<Node>(node))
    assert.equal(one.metadata.ownerReferences?.[0]?.kind, 'NodePool')
})

test('a pool follows its replicas, and its nodes become Ready', async () => {
  await scale(4)
  await cluster.settle()
  assert.deepEqual(names(), ['control-plane', 'worker-1', 'worker-2', 'worker-3', 'worker-4'])
  assert.deepEqual(workers(), { replicas: 4, readyReplicas: 4, observedGeneration: 2 })
  await scale(1)
  await cluster.settle()
  assert.deepEqual(names(), ['control-plane', 'worker-1'])
})

test('a change of the scale counts as a change of the spec', async () => {
  const of = target<NodePool>(nodePool, '', 'workers')
  const { generation = 0 } = cluster.registry.get(of).metadata
  const scaled = await cluster.registry.writeScale(
    of,
    { value: { ...cluster.registry.readScale(of), spec: { replicas: 3 } } as never },
    through(ADMIN, 'scale'),
  )
  assert.equal((scaled as { spec?: { replicas?: number } }).spec?.replicas, 3)
  assert.equal(cluster.registry.get(of).metadata.generation, generation + 1)
  await cluster.settle()
  assert.deepEqual(names(), ['control-plane', 'worker-1', 'worker-2', 'worker-3'])
})

test('a node that is deleted by hand stays away until the pool changes', async () => {
  await cluster.registry.delete(target(node, '', 'worker-2'), {}, ADMIN)
  await cluster.settle()
  assert.deepEqual(names(), ['control-plane', 'worker-1', 'worker-3'])
  assert.equal(workers()?.replicas, 2)
  await scale(4)
  await cluster.settle()
  assert.equal(names().length, 5)
})

test('the nodes of a pool go with it', async () => {
  await cluster.registry.delete(target(nodePool, '', 'workers'), {}, ADMIN)
  await cluster.settle()
  assert.deepEqual(names(), ['control-plane'])
})

test('a cluster without nodes of its own is a bare control plane', async () => {
  const bare = await createCluster({ nodes: 0, controlPlaneNodes: 0 })
  assert.ok(!bare.table.groups().includes('mimikube.dev'))
  await bare.close()
})
