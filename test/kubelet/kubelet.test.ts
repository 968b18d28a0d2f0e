import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  lease as leaseKind,
  namespace as namespaceKind,
  pod as podKind,
} from '../../src/kinds/index.ts'
import type { PodBehavior } from '../../src/kubelet/behavior.ts'
import { healthy } from '../../src/kubelet/behavior.ts'
import { KubeletEvents } from '../../src/kubelet/events.ts'
import { NodeLoop } from '../../src/kubelet/node-loop.ts'
import { PodLoop } from '../../src/kubelet/pod-loop.ts'
import { through } from '../../src/registry/context.ts'
import { target } from '../../src/registry/target.ts'
import type { Lease } from '../../src/schema/generated/coordination-v1.ts'
import type { Pod } from '../../src/schema/generated/core-v1.ts'
import { admin, makeParts, makeWorld, type World } from './world.ts'

async function start(behavior: PodBehavior = healthy(0)): Promise<World> {
  const parts = makeParts()
  const events = new KubeletEvents(host => parts.recorder('kubelet', host))
  const pods = new PodLoop({ ...parts, events, behaviorOf: () => behavior })
  const nodes = new NodeLoop({ ...parts, events })
  const world = makeWorld(parts, [nodes, pods], [events])
  for (const name of ['default', 'kube-node-lease'])
    await world.create(namespaceKind, { apiVersion: 'v1', kind: 'Namespace', metadata: { name } })
  return world
}

const onNode = { nodeName: 'a' }
const withRange = { spec: { podCIDR: '10.244.3.0/24', podCIDRs: ['10.244.3.0/24'] } }

const conditions = (pod: Pod | undefined): string =>
  (pod?.status?.conditions ?? []).map(({ type, status }) => `${type}=${status}`).join(' ')

test('a node that a user made becomes Ready, with an address and a Lease', async () => {
  const world = await start()
  await world.createNode('a')
  await world.settle()
  const ready = world.node('a')?.status?.conditions?.find(one => one.type === 'Ready')
  assert.equal(ready?.status, 'True')
  assert.equal(ready?.reason, 'KubeletReady')
  assert.equal(world.node('a')?.status?.capacity?.['cpu'], '4')
  assert.equal(world.node('a')?.status?.addresses?.[0]?.address, '172.18.0.2')
  const lease = leaseOf(world, 'a')
  assert.equal(lease?.spec?.leaseDurationSeconds, 40)
  assert.equal(lease?.metadata.ownerReferences?.[0]?.uid, world.node('a')?.metadata.uid)
})

const leaseOf = (world: World, name: string): Lease | undefined =>
  world.registry.all<Lease>(leaseKind as never).find(lease => lease.metadata.name === name)

test('Leases are renewed every ten seconds, the status every five minutes', async () => {
  const world = await start()
  await world.createNode('a')
  await world.settle()
  const first = world.node('a')?.metadata.resourceVersion
  await world.advance(60_000)
  assert.equal(leaseOf(world, 'a')?.spec?.renewTime, '2026-01-01T00:01:00.000000Z')
  assert.equal(world.node('a')?.metadata.resourceVersion, first)
  await world.advance(240_000)
  assert.notEqual(world.node('a')?.metadata.resourceVersion, first)
})

test('a node whose annotation says so has no kubelet', async () => {
  const world = await start()
  await world.createNode('a', { annotations: { 'mimikube.dev/kubelet': 'none' } })
  await world.createPod('p', onNode)
  await world.advance(60_000)
  assert.equal(world.node('a')?.status?.conditions, undefined)
  assert.equal(world.pod('p')?.status?.startTime, undefined)
})

test('without delays a Pod is Running and Ready after one write', async () => {
  const world = await start()
  await world.createNode('a', withRange)
  await world.settle()
  await world.createPod('p', onNode)
  const before = world.store.revision
  await world.settle()
  const pod = world.pod('p')
  assert.equal(pod?.status?.phase, 'Running')
  assert.equal(
    conditions(pod),
    'PodReadyToStartContainers=True Initialized=True Ready=True ContainersReady=True PodScheduled=True',
  )
  assert.equal(pod?.status?.podIP, '10.244.3.2')
  assert.equal(pod?.status?.hostIP, '172.18.0.2')
  const events = ['Pulling', 'Pulled', 'Created', 'Started'].map(r => world.events(r).length)
  assert.deepEqual(events, [1, 1, 1, 1])
  assert.equal(world.store.revision - before, 1 + 4)
})

test('with delays a Pod is seen to be created, then its init containers run in their order', async () => {
  const world = await start(healthy(1000))
  await world.createNode('a', withRange)
  const container = (name: string, more: object = {}) => ({ name, image: 'i', ...more })
  await world.createPod('p', {
    ...onNode,
    initContainers: [container('i1'), container('s', { restartPolicy: 'Always' }), container('i2')],
  })
  const seen: string[] = []
  const look = (): void => {
    const {
      phase,
      initContainerStatuses = [],
      containerStatuses = [],
    } = world.pod('p')?.status ?? {}
    const states = [...initContainerStatuses, ...containerStatuses].map(
      ({ name, state }) => `${name}:${Object.keys(state ?? {})[0]}`,
    )
    seen.push(`${phase} ${states.join(' ')}`)
  }
  await world.settle()
  look()
  for (let n = 0; n < 3; n++) {
    await world.advance(1000)
    look()
  }
  assert.deepEqual(seen, [
    'Pending i1:waiting s:waiting i2:waiting c:waiting',
    'Pending i1:running s:waiting i2:waiting c:waiting',
    'Pending i1:terminated s:running i2:running c:waiting',
    'Running i1:terminated s:running i2:terminated c:running',
  ])
  assert.match(conditions(world.pod('p')), / Ready=True /)
})

test('a Pod that is deleted ends at once, whatever its grace', async () => {
  const world = await start()
  await world.createNode('a', withRange)
  await world.createPod('p', onNode)
  await world.settle()
  await world.registry.delete(target(podKind, 'default', 'p'), {}, admin)
  await world.settle()
  assert.equal(world.pod('p'), undefined)
})

test('containers that take their time are given the grace period at most', async () => {
  const world = await start({ startAfterMs: 0, readyAfterMs: 0, stopAfterMs: 60_000 })
  await world.createNode('a', withRange)
  await world.createPod('p', { ...onNode, terminationGracePeriodSeconds: 5 })
  await world.settle()
  await world.registry.delete(target(podKind, 'default', 'p'), { gracePeriodSeconds: 5 }, admin)
  await world.advance(4_000)
  assert.notEqual(world.pod('p'), undefined)
  await world.advance(1_000)
  assert.equal(world.pod('p'), undefined)
})

test('Pods on a node that is not there are not touched', async () => {
  const world = await start()
  await world.createPod('p', { nodeName: 'gone' })
  await world.settle()
  assert.equal(world.pod('p')?.status?.startTime, undefined)
})

test('a Pod with the network of its host has the address of the node', async () => {
  const world = await start()
  await world.createNode('a', withRange)
  await world.createPod('p', { ...onNode, hostNetwork: true })
  await world.settle()
  assert.equal(world.pod('p')?.status?.podIP, '172.18.0.2')
})

test('a Pod waits for the range of its node', async () => {
  const world = await start()
  await world.createNode('a')
  await world.createPod('p', onNode)
  await world.settle()
  assert.equal(world.pod('p')?.status?.startTime, undefined)
})

test('containers that end: once and for all, or again and again', async () => {
  const behavior = { startAfterMs: 0, readyAfterMs: 0, stopAfterMs: 0, runsForMs: 2_000 }
  const world = await start(behavior)
  await world.createNode('a', withRange)
  await world.createPod('once', { ...onNode, restartPolicy: 'Never' })
  await world.createPod('again', onNode)
  await world.advance(2_000)
  assert.equal(world.pod('once')?.status?.phase, 'Succeeded')
  const again = () => world.pod('again')?.status?.containerStatuses?.[0]
  await world.advance(1)
  assert.equal(again()?.restartCount, 1, 'the first time it is started again at once')
  assert.equal(again()?.lastState?.terminated?.reason, 'Completed')
  await world.advance(2_000)
  assert.equal(again()?.state?.waiting?.reason, 'CrashLoopBackOff')
  await world.advance(10_000)
  assert.equal(again()?.restartCount, 2)
  assert.notEqual(again()?.state?.running, undefined)
})

test('a Pod is ready when its readiness gate says so', async () => {
  const world = await start()
  await world.createNode('a', withRange)
  await world.settle()
  await world.createPod('p', { ...onNode, readinessGates: [{ conditionType: 'example.com/ok' }] })
  await world.settle()
  assert.match(conditions(world.pod('p')), / Ready=False ContainersReady=True /)
  const of = target<Pod>(podKind, 'default', 'p')
  const says = { type: 'example.com/ok', status: 'True' }
  await world.registry.modify(
    of,
    pod => ({
      ...pod,
      status: { ...pod.status, conditions: [...(pod.status?.conditions ?? []), says] },
    }),
    through(admin, 'status'),
  )
  await world.settle()
  assert.match(conditions(world.pod('p')), / Ready=True ContainersReady=True /)
})

test('a thousand Pods cost a thousand writes', async () => {
  const world = await start()
  for (let n = 0; n < 10; n++)
    await world.createNode(`n${n}`, { spec: { podCIDR: `10.244.${n}.0/24` } })
  await world.settle()
  for (let n = 0; n < 1000; n++) await world.createPod(`p${n}`, { nodeName: `n${n % 10}` })
  const before = world.store.snapshot()
  await world.settle()
  assert.equal(world.pod('p999')?.status?.phase, 'Running')
  const changes = world.store.since('pods', before.revision)
  assert.equal(changes.length, 1000)
})

test('five minutes of a hundred nodes are thirty renewals each, and one heartbeat', async () => {
  const world = await start()
  for (let n = 0; n < 100; n++) await world.createNode(`n${n}`)
  await world.settle()
  const before = world.store.revision
  await world.advance(300_000)
  assert.equal(world.store.since('coordination.k8s.io/leases', before).length, 3000)
  assert.equal(world.store.since('nodes', before).length, 100)
})
