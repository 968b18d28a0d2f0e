import assert from 'node:assert/strict'
import { test } from 'node:test'
import { NodeStateLoop } from '../../../src/controllers/node/state-loop.ts'
import { bind } from '../../../src/controllers/scheduler/binding.ts'
import { Scheduler } from '../../../src/controllers/scheduler/scheduler.ts'
import {
  namespace as namespaceKind,
  priorityClass as priorityClassKind,
} from '../../../src/kinds/index.ts'
import type { Binding } from '../../../src/schema/generated/core-v1.ts'
import { admin, makeParts, makeWorld, type World } from '../../kubelet/world.ts'

async function start(): Promise<World> {
  const parts = makeParts()
  const scheduler = new Scheduler({ ...parts, events: parts.actions })
  const world = makeWorld(parts, [new NodeStateLoop(parts), scheduler])
  await world.create(namespaceKind, {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name: 'default' },
  })
  return world
}

const untainted = { spec: { taints: [] } }

const condition = (world: World, name: string) =>
  world.pod(name)?.status?.conditions?.find(one => one.type === 'PodScheduled')

test('Pods go to the least loaded node, then to the first by name', async () => {
  const world = await start()
  for (const name of ['b', 'a']) await world.createNode(name, untainted)
  for (const name of ['p1', 'p2', 'p3']) await world.createPod(name)
  await world.settle()
  const nodes = ['p1', 'p2', 'p3'].map(name => world.pod(name)?.spec?.nodeName)
  assert.deepEqual(nodes, ['a', 'b', 'a'])
  assert.equal(condition(world, 'p1')?.status, 'True')
  assert.equal(world.events('Scheduled').length, 3)
})

test('a Pod without room says so, and goes when there is room', async () => {
  const world = await start()
  await world.createNode('a', untainted)
  await world.settle()
  const containers = [{ name: 'c', image: 'i', resources: { requests: { cpu: '5' } } }]
  await world.createPod('big', { containers })
  await world.settle()
  assert.equal(condition(world, 'big')?.reason, 'Unschedulable')
  assert.equal(
    condition(world, 'big')?.message,
    '0/1 nodes are available: 1 Insufficient cpu. no new claims to deallocate, preemption: 0/1 nodes are available: 1 Preemption is not helpful for scheduling.',
  )
  assert.equal(world.events('FailedScheduling').length, 1)
  await world.createNode('b', { status: { allocatable: { cpu: '8', memory: '8Gi', pods: '10' } } })
  await world.settle()
  assert.equal(world.pod('big')?.spec?.nodeName, 'b')
})

test('without nodes a Pod is told that there are none', async () => {
  const world = await start()
  await world.createPod('p')
  await world.settle()
  assert.equal(condition(world, 'p')?.message, 'no nodes available to schedule pods')
})

test('gated Pods and those of other schedulers are left alone', async () => {
  const world = await start()
  await world.createNode('a', untainted)
  await world.createPod('gated', { schedulingGates: [{ name: 'x' }] })
  await world.createPod('other', { schedulerName: 'mine' })
  await world.settle()
  assert.equal(world.pod('gated')?.spec?.nodeName, undefined)
  assert.equal(world.pod('other')?.spec?.nodeName, undefined)
})

test('a Binding is refused for a Pod that is bound, gated, or somebody else', async () => {
  const world = await start()
  await world.createPod('p', { schedulerName: 'mine' })
  const binding = (name: string, node: string, uid?: string) =>
    ({
      kind: 'Binding',
      apiVersion: 'v1',
      metadata: { name, uid },
      target: { name: node },
    }) as Binding
  const post = (pod: string, body: Binding) => bind(world.registry, 'default', pod, body, admin)
  const cases: [string, Binding, number, string][] = [
    ['p', binding('q', 'n'), 400, 'name in URL does not match name in Binding object'],
    ['p', binding('p', ''), 500, 'target.name: Required value'],
    ['x', binding('x', 'n'), 404, 'pods "x" not found'],
  ]
  for (const [pod, body, code, message] of cases)
    await assert.rejects(post(pod, body), { code, message })
  assert.equal((await post('p', binding('p', 'n'))).code, 201)
  await assert.rejects(post('p', binding('p', 'm')), {
    code: 409,
    message:
      'Operation cannot be fulfilled on pods/binding "p": pod p is already assigned to node "n"',
  })
})

test('a more important Pod takes the place of a lesser one', async () => {
  const world = await start()
  await world.createNode('a', untainted)
  const asks = (cpu: string) => ({
    containers: [{ name: 'c', image: 'i', resources: { requests: { cpu } } }],
  })
  for (const value of [1, 5, 10])
    await world.create(priorityClassKind, {
      apiVersion: 'scheduling.k8s.io/v1',
      kind: 'PriorityClass',
      metadata: { name: `c${value}` },
      value,
      preemptionPolicy: 'PreemptLowerPriority',
    })
  await world.createPod('small', { ...asks('1'), priorityClassName: 'c5' })
  await world.createPod('lesser', {
    ...asks('3'),
    priorityClassName: 'c1',
    terminationGracePeriodSeconds: 0,
  })
  await world.settle()
  await world.createPod('more', { ...asks('2'), priorityClassName: 'c10' })
  await world.settle()
  assert.equal(world.pod('lesser'), undefined)
  assert.equal(world.pod('small')?.spec?.nodeName, 'a')
  assert.equal(world.pod('more')?.spec?.nodeName, 'a')
  assert.equal(world.events('Preempted').length, 1)
})

test('a thousand Pods that name their nodes are bound in well under a second', async () => {
  const world = await start()
  for (let n = 0; n < 1000; n++) await world.createNode(`n${n}`, untainted)
  await world.settle()
  for (let n = 0; n < 1000; n++)
    await world.createPod(`p${n}`, {
      affinity: {
        nodeAffinity: {
          requiredDuringSchedulingIgnoredDuringExecution: {
            nodeSelectorTerms: [
              { matchFields: [{ key: 'metadata.name', operator: 'In', values: [`n${n}`] }] },
            ],
          },
        },
      },
    })
  await world.settle()
  assert.equal(world.pod('p999')?.spec?.nodeName, 'n999')
})

test('a bound Pod is labelled with the place of its node, and with what the binding says', async () => {
  const world = await start()
  const zone = 'topology.kubernetes.io/zone'
  const labels = { [zone]: 'z', 'topology.kubernetes.io/region': 'r', other: 'x' }
  await world.createNode('n', { labels })
  const post = (pod: string, more: object, target: object) =>
    bind(
      world.registry,
      'default',
      pod,
      {
        kind: 'Binding',
        apiVersion: 'v1',
        metadata: { name: pod, ...more },
        target: { name: 'n', ...target },
      },
      admin,
    )
  await world.createPod('p', { schedulerName: 'nobody' })
  await post('p', { labels: { a: 'b', [zone]: 'own' } }, { kind: 'Node' })
  assert.deepEqual(world.pod('p')?.metadata.labels, {
    a: 'b',
    [zone]: 'z',
    'topology.kubernetes.io/region': 'r',
  })
  await world.createPod('q', { schedulerName: 'nobody' })
  await post('q', {}, {})
  assert.equal(world.pod('q')?.metadata.labels, undefined)
  await assert.rejects(post('', {}, { kind: 'Node' }), { message: 'Name parameter required.' })
})
