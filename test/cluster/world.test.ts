// The simulated world, driven by objects: faults, behaviours, time.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Clock as TimeSource, VirtualClock, WorldClock } from '../../src/clock.ts'
import { type Cluster, createCluster } from '../../src/cluster.ts'
import { SeededIds } from '../../src/ids.ts'
import { clock, event, fault, node, pod, podBehavior } from '../../src/kinds/index.ts'
import type { Kind } from '../../src/meta/kind.ts'
import type { KubeObject } from '../../src/meta/object.ts'
import { formatTime } from '../../src/meta/time.ts'
import { systemContext } from '../../src/registry/context.ts'
import { target } from '../../src/registry/target.ts'
import type { Node, Pod } from '../../src/schema/generated/core-v1.ts'
import type { Clock, Fault } from '../../src/schema/generated/mimikube-v1alpha1.ts'
import { MemoryStore } from '../../src/store/memory.ts'

const ADMIN = systemContext('kubernetes-admin', 'test', ['system:masters'])

async function within(play: (cluster: Cluster) => Promise<void>): Promise<void> {
  const time = new VirtualClock()
  const cluster = await createCluster({
    clock: time,
    store: new MemoryStore({ clock: time }),
    ids: new SeededIds(1),
    nodes: 2,
    podStartDelayMs: 0,
    onError: (where, error) => assert.fail(`${where}: ${String(error)}`),
  })
  try {
    await cluster.settle()
    await play(cluster)
  } finally {
    await cluster.close()
  }
}

const create = (cluster: Cluster, kind: Kind, name: string, spec: object, labels: object = {}) =>
  cluster.registry.create<KubeObject>(
    target<KubeObject>(kind, kind.namespaced ? 'default' : ''),
    { value: { metadata: { name, labels }, spec } } as never,
    ADMIN,
  )

const startPod = (cluster: Cluster, name = 'p') =>
  create(cluster, pod, name, {
    nodeName: 'worker-1',
    containers: [{ name: 'c', image: 'example.com/app:1' }],
  })

const statusOf = ({ registry }: Cluster, name = 'p') =>
  registry.get(target<Pod>(pod, 'default', name)).status
const container = (cluster: Cluster) => statusOf(cluster)?.containerStatuses?.[0]
const waiting = (cluster: Cluster) => container(cluster)?.state?.waiting
const reasons = ({ registry }: Cluster): string[] =>
  (registry.all(event, 'default') as readonly { reason?: string }[]).map(one => one.reason ?? '')

test('images that cannot be pulled are tried again after ever longer waits', () =>
  within(async cluster => {
    await create(cluster, fault, 'no-registry', { type: 'ImagePullError' })
    await cluster.settle()
    await startPod(cluster)
    await cluster.settle()
    assert.equal(waiting(cluster)?.reason, 'ErrImagePull')
    assert.match(waiting(cluster)?.message ?? '', /^rpc error: .*example.com\/app:1: not found$/)
    await cluster.advance(4_000)
    assert.equal(waiting(cluster)?.reason, 'ImagePullBackOff')
    assert.match(
      waiting(cluster)?.message ?? '',
      /^Back-off pulling image "example.com\/app:1": Err/,
    )
    await cluster.advance(6_000)
    assert.equal(waiting(cluster)?.reason, 'ErrImagePull', 'the second try, after 10 s')
    for (const reason of ['Pulling', 'Failed', 'BackOff'])
      assert.ok(reasons(cluster).includes(reason), reason)
    assert.equal(statusOf(cluster)?.phase, 'Pending')
    await cluster.registry.delete(target(fault, '', 'no-registry'), {}, ADMIN)
    await cluster.advance(30_000)
    assert.equal(statusOf(cluster)?.phase, 'Running')
  }))

test('a fault has its time', () =>
  within(async cluster => {
    const nowMs = cluster.clock.nowMs()
    await create(cluster, fault, 'flaky', {
      type: 'ProbeFailure',
      from: formatTime(nowMs + 10_000),
      until: formatTime(nowMs + 20_000),
    })
    await startPod(cluster)
    await cluster.settle()
    const active = () => cluster.registry.get(target<Fault>(fault, '', 'flaky')).status?.active
    const seen: unknown[] = [[active(), container(cluster)?.ready]]
    await cluster.advance(11_000)
    seen.push([active(), container(cluster)?.ready])
    await cluster.advance(10_000)
    seen.push([active(), container(cluster)?.ready])
    assert.deepEqual(seen, [
      [false, true],
      [true, false],
      [false, true],
    ])
    assert.ok(reasons(cluster).includes('Unhealthy'))
    assert.equal(container(cluster)?.restartCount, 0)
  }))

test('a node whose kubelet is down is not Ready after 50 s, and comes back', () =>
  within(async cluster => {
    const ready = () =>
      cluster.registry
        .get(target<Node>(node, '', 'worker-1'))
        .status?.conditions?.find(({ type }) => type === 'Ready')?.status
    await create(cluster, fault, 'down', { type: 'NodeDown', nodeNames: ['worker-1'] })
    await cluster.advance(60_000)
    assert.equal(ready(), 'Unknown')
    await startPod(cluster)
    await cluster.advance(5_000)
    assert.equal(statusOf(cluster)?.phase, 'Pending', 'nobody is there to start it')
    await cluster.registry.delete(target(fault, '', 'down'), {}, ADMIN)
    await cluster.settle()
    assert.equal(ready(), 'True')
    assert.equal(statusOf(cluster)?.phase, 'Running')
  }))

test('containers of a node that was down start anew, and those of one that was cut off run on', () =>
  within(async cluster => {
    await startPod(cluster)
    await cluster.settle()
    const restarts: unknown[] = []
    for (const type of ['Partition', 'NodeDown']) {
      await create(cluster, fault, 'trouble', { type, nodeNames: ['worker-1'] })
      await cluster.advance(60_000)
      await cluster.registry.delete(target(fault, '', 'trouble'), {}, ADMIN)
      await cluster.advance(1_000)
      restarts.push(container(cluster)?.restartCount)
    }
    assert.deepEqual(restarts, [0, 1])
    const ended = container(cluster)?.lastState?.terminated
    assert.deepEqual([ended?.exitCode, ended?.reason], [255, 'Unknown'])
    assert.equal(container(cluster)?.ready, true)
  }))

test('a behaviour says how its Pods live, and others live on as they did', () =>
  within(async cluster => {
    await create(cluster, podBehavior, 'slow', {
      selector: { matchLabels: { app: 'slow' } },
      startDelay: '5s',
      readyDelay: '5s',
      stopDelay: '3s',
      runDuration: '1m',
      exitReason: 'OOMKilled',
    })
    const spec = { nodeName: 'worker-1', containers: [{ name: 'c', image: 'i:1' }] }
    await create(cluster, pod, 'p', spec, { app: 'slow' })
    await create(cluster, pod, 'other', spec)
    await cluster.settle()
    const seen = [statusOf(cluster, 'other')?.phase, statusOf(cluster)?.phase]
    await cluster.advance(5_000)
    seen.push(`${statusOf(cluster)?.phase} ${container(cluster)?.ready}`)
    await cluster.advance(5_000)
    seen.push(`${statusOf(cluster)?.phase} ${container(cluster)?.ready}`)
    assert.deepEqual(seen, ['Running', 'Pending', 'Running false', 'Running true'])
    await cluster.advance(61_000)
    const ended = container(cluster)?.lastState?.terminated
    assert.deepEqual([ended?.reason, ended?.exitCode], ['OOMKilled', 137])
    await cluster.registry.delete(target(pod, 'default', 'p'), {}, ADMIN)
    await cluster.advance(2_000)
    assert.notEqual(cluster.registry.find(target(pod, 'default', 'p')), undefined)
    await cluster.advance(2_000)
    assert.equal(cluster.registry.find(target(pod, 'default', 'p')), undefined)
  }))

test('the Clock moves the world by as much as its advance grows', () =>
  within(async cluster => {
    const startMs = cluster.clock.nowMs()
    const of = target<Clock>(clock, '', 'world')
    await create(cluster, clock, 'world', { advance: '90s' })
    await cluster.settle()
    await cluster.settle()
    assert.equal(cluster.clock.nowMs() - startMs, 90_000)
    await cluster.registry.modify(
      of,
      live => ({ ...live, spec: { ...live.spec, advance: '2m' } }),
      ADMIN,
    )
    await cluster.settle()
    await cluster.settle()
    assert.equal(cluster.clock.nowMs() - startMs, 120_000)
    assert.equal(cluster.registry.get(of).status?.advanced, '2m0s')
    await assert.rejects(
      cluster.registry.modify(of, live => ({ ...live, spec: { advance: '1m' } }), ADMIN),
      /spec.advance: Invalid value: "1m": may not go back/,
    )
    await assert.rejects(
      cluster.registry.modify(of, live => ({ ...live, spec: { advance: 'soon' } }), ADMIN),
      /^(?!.*may not go back).*spec.advance: Invalid value: "soon": must be a duration/,
    )
  }))

test('a clock over the machine is hurried, stopped and moved, and never goes back', () => {
  let machineMs = 1_000
  const machine: TimeSource = { nowMs: () => machineMs }
  const world = new WorldClock(machine)
  machineMs += 10
  assert.equal(world.nowMs(), 1_010)
  world.setRate(60)
  machineMs += 10
  assert.equal(world.nowMs(), 1_610)
  assert.equal(world.waitMs(2_210), 10)
  world.setRate(0)
  machineMs += 1_000
  assert.equal(world.nowMs(), 1_610)
  assert.equal(world.waitMs(2_000), undefined)
  world.moveTo(5_000)
  world.moveTo(4_000)
  assert.equal(world.nowMs(), 5_000)
  world.setRate(1)
  machineMs += 5
  assert.equal(world.nowMs(), 5_005)
})
