import assert from 'node:assert/strict'
import { test } from 'node:test'
import { NodeHealthLoop } from '../../../src/controllers/node/health-loop.ts'
import { NodeStateLoop } from '../../../src/controllers/node/state-loop.ts'
import {
  namespace as namespaceKind,
  node as nodeKind,
  pod as podKind,
} from '../../../src/kinds/index.ts'
import { NodeLoop } from '../../../src/kubelet/node-loop.ts'
import { PodLoop } from '../../../src/kubelet/pod-loop.ts'
import { through } from '../../../src/registry/context.ts'
import { target } from '../../../src/registry/target.ts'
import type { Node, Pod } from '../../../src/schema/generated/core-v1.ts'
import { admin, makeParts, makeWorld, type World } from '../../kubelet/world.ts'

async function start(): Promise<World> {
  const parts = makeParts()
  const events = parts.recorder('node-controller')
  const pods = new PodLoop(parts)
  const world = makeWorld(
    parts,
    [new NodeStateLoop(parts), new NodeHealthLoop({ ...parts, events }), new NodeLoop(parts), pods],
    [events],
  )
  for (const name of ['default', 'kube-node-lease'])
    await world.create(namespaceKind, { apiVersion: 'v1', kind: 'Namespace', metadata: { name } })
  return world
}

const off = { annotations: { 'mimikube.dev/kubelet': 'none' } }
const saysReady = {
  status: { conditions: [{ type: 'Ready', status: 'True', reason: 'KubeletReady' }] },
}

const taints = (world: World, name: string): string =>
  (world.node(name)?.spec?.taints ?? [])
    .map(({ key, effect }) => `${key}:${effect}`)
    .sort()
    .join(' ')

const ready = (world: World, name: string): string | undefined =>
  world.node(name)?.status?.conditions?.find(({ type }) => type === 'Ready')?.status

async function patchNode(world: World, name: string, change: (node: Node) => Node, sub = '') {
  await world.registry.modify(target<Node>(nodeKind, '', name), change, through(admin, sub))
}

const UNREACHABLE = 'node.kubernetes.io/unreachable'

test('a new node loses its taint, gets a range, and is registered', async () => {
  const world = await start()
  await world.createNode('a', {
    spec: { taints: [{ key: 'node.kubernetes.io/not-ready', effect: 'NoSchedule' }] },
  })
  await world.createNode('b')
  await world.advance(5_000)
  assert.equal(taints(world, 'a'), '')
  assert.equal(world.node('a')?.spec?.podCIDR, '10.244.0.0/24')
  assert.equal(world.node('b')?.spec?.podCIDR, '10.244.1.0/24')
  assert.equal(world.node('b')?.metadata.annotations?.['node.alpha.kubernetes.io/ttl'], '0')
  assert.equal(ready(world, 'a'), 'True')
  const registered = world.events('RegisteredNode')
  assert.deepEqual(
    registered.map(one => one.involvedObject?.apiVersion),
    ['v1', 'v1'],
  )
})

test('cordoning taints a node, uncordoning frees it; taints of users stay', async () => {
  const world = await start()
  await world.createNode('a', { spec: { taints: [{ key: 'k', effect: 'NoSchedule' }] } })
  await patchNode(world, 'a', node => ({ ...node, spec: { ...node.spec, unschedulable: true } }))
  await world.settle()
  assert.equal(taints(world, 'a'), 'k:NoSchedule node.kubernetes.io/unschedulable:NoSchedule')
  await patchNode(world, 'a', node => {
    const { unschedulable: _, ...spec } = node.spec ?? {}
    return { ...node, spec }
  })
  await world.settle()
  assert.equal(taints(world, 'a'), 'k:NoSchedule')
})

test('a node that falls silent is Unknown after 50 s; its Pods are not ready; a taint evicts', async () => {
  const world = await start()
  await world.createNode('b')
  await world.createNode('a', { ...off, ...saysReady })
  await world.createPod('p', { nodeName: 'a' })
  await world.registry.modify(
    target<Pod>(podKind, 'default', 'p'),
    pod => ({
      ...pod,
      status: { phase: 'Running', conditions: [{ type: 'Ready', status: 'True' }] },
    }),
    through(admin, 'status'),
  )
  await world.advance(50_000)
  assert.equal(ready(world, 'a'), 'True')
  await world.advance(5_000)
  assert.equal(ready(world, 'a'), 'Unknown')
  assert.equal(world.pod('p')?.status?.conditions?.[0]?.status, 'False')
  assert.equal(world.events('NodeNotReady').length, 2)
  assert.equal(taints(world, 'a'), `${UNREACHABLE}:NoSchedule`)
  await world.advance(5_000)
  assert.equal(taints(world, 'a'), `${UNREACHABLE}:NoExecute ${UNREACHABLE}:NoSchedule`)
  assert.equal(ready(world, 'b'), 'True')
})

test('a node that is well again loses its taints, and its Pods are ready again', async () => {
  const world = await start()
  await world.createNode('b')
  await world.createNode('a')
  await world.createPod('p', { nodeName: 'a' })
  await world.settle()
  await patchNode(world, 'a', node => ({
    ...node,
    metadata: { ...node.metadata, annotations: { 'mimikube.dev/kubelet': 'none' } },
  }))
  await world.advance(70_000)
  assert.equal(ready(world, 'a'), 'Unknown')
  await patchNode(world, 'a', node => ({
    ...node,
    metadata: { ...node.metadata, annotations: {} },
  }))
  await world.advance(5_000)
  assert.equal(ready(world, 'a'), 'True')
  assert.equal(taints(world, 'a'), '')
  assert.match(JSON.stringify(world.pod('p')?.status?.conditions), /"Ready".*?"status":"True"/)
})

test('a node without a status is Unknown after a minute, its conditions made', async () => {
  const world = await start()
  await world.createNode('b')
  await world.createNode('a', off)
  await world.advance(60_000)
  assert.equal(ready(world, 'a'), undefined)
  // At first no node was ready; when one was, all were given time anew.
  await world.advance(10_000)
  const { conditions = [] } = world.node('a')?.status ?? {}
  assert.deepEqual(
    conditions.map(({ type }) => type),
    ['Ready', 'MemoryPressure', 'DiskPressure', 'PIDPressure'],
  )
  assert.equal(conditions[0]?.reason, 'NodeStatusNeverUpdated')
})

test('when all nodes are dead nobody is evicted', async () => {
  const world = await start()
  await world.createNode('a', { ...off, ...saysReady })
  await world.advance(120_000)
  assert.equal(ready(world, 'a'), 'Unknown')
  assert.equal(taints(world, 'a'), `${UNREACHABLE}:NoSchedule`)
})

test('dead nodes are tainted one after the other, ten seconds apart', async () => {
  const world = await start()
  for (const name of ['x', 'y', 'z', 'u']) await world.createNode(name)
  for (const name of ['a', 'b']) await world.createNode(name, { ...off, ...saysReady })
  const evicted = () => ['a', 'b'].filter(name => taints(world, name).includes('NoExecute')).length
  await world.advance(60_000)
  assert.equal(evicted(), 1)
  await world.advance(10_000)
  assert.equal(evicted(), 2)
})

test('a node that says not Ready changes its taint', async () => {
  const world = await start()
  await world.createNode('b')
  await world.createNode('a', { ...off, ...saysReady })
  await world.advance(60_000)
  const said = { type: 'Ready', status: 'False', lastHeartbeatTime: '2024-01-01T00:00:01Z' }
  await patchNode(
    world,
    'a',
    node => ({ ...node, status: { ...node.status, conditions: [said] } }),
    'status',
  )
  await world.advance(5_000)
  const key = 'node.kubernetes.io/not-ready'
  assert.equal(taints(world, 'a'), `${key}:NoExecute ${key}:NoSchedule`)
})
