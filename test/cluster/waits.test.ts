// How long containers and images wait that fail again and again, also when the process is another meanwhile.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { VirtualClock } from '../../src/clock.ts'
import { type Cluster, createCluster } from '../../src/cluster.ts'
import { SeededIds } from '../../src/ids.ts'
import { fault, pod } from '../../src/kinds/index.ts'
import { systemContext } from '../../src/registry/context.ts'
import { target } from '../../src/registry/target.ts'
import type { Pod } from '../../src/schema/generated/core-v1.ts'
import type { Fault } from '../../src/schema/generated/mimikube-v1alpha1.ts'
import { MemoryStore } from '../../src/store/memory.ts'

const ADMIN = systemContext('kubernetes-admin', 'test', ['system:masters'])

const opened = (store: MemoryStore, clock: VirtualClock): Promise<Cluster> =>
  createCluster({
    clock,
    store,
    ids: new SeededIds(1),
    nodes: 1,
    podStartDelayMs: 0,
    onError: (where, error) => assert.fail(`${where}: ${String(error)}`),
  })

async function within(play: (cluster: Cluster, next: () => Promise<Cluster>) => Promise<void>) {
  const clock = new VirtualClock()
  const store = new MemoryStore({ clock })
  const open: Cluster[] = [await opened(store, clock)]
  // What is stored is all that another process knows: no timers, and nothing that the first one had in mind.
  const next = async (): Promise<Cluster> => {
    const later = new VirtualClock(clock.nowMs())
    const cluster = await opened(store.fork(later), later)
    open.push(cluster)
    await cluster.settle()
    return cluster
  }
  await open[0]?.settle()
  await play(open[0] as Cluster, next)
  for (const cluster of open) await cluster.close()
}

const addFault = (cluster: Cluster, spec: object) =>
  cluster.registry.create(
    target(fault),
    { value: { metadata: { name: 'trouble' }, spec } } as never,
    ADMIN,
  )

const startPod = async (cluster: Cluster): Promise<void> => {
  const spec = { nodeName: 'worker-1', containers: [{ name: 'c', image: 'i:1' }] }
  const draft = { value: { metadata: { name: 'p' }, spec } }
  await cluster.registry.create(target(pod, 'default'), draft as never, ADMIN)
  await cluster.settle()
}

const containerOf = ({ registry }: Cluster) =>
  registry.get(target<Pod>(pod, 'default', 'p')).status?.containerStatuses?.[0]
const waiting = (cluster: Cluster) => containerOf(cluster)?.state?.waiting
const said = (cluster: Cluster): string | undefined =>
  /^back-off (\S+) restarting/.exec(waiting(cluster)?.message ?? '')?.[1]

/** The waits of a container that runs for a second until it crashes. */
async function waits(cluster: Cluster, count: number): Promise<(string | undefined)[]> {
  const seen: (string | undefined)[] = []
  for (let steps = 0; seen.length < count && steps < 4_000; steps++) {
    await cluster.advance(1_000)
    const now = said(cluster)
    if (now !== undefined && now !== seen.at(-1)) seen.push(now)
  }
  return seen
}

test('a container that crashes waits twice as long each time, up to five minutes', () =>
  within(async cluster => {
    await addFault(cluster, { type: 'Crash' })
    await startPod(cluster)
    assert.deepEqual(await waits(cluster, 6), ['10s', '20s', '40s', '1m20s', '2m40s', '5m0s'])
  }))

test('after ten minutes of running a crash counts as the first', () =>
  within(async cluster => {
    await addFault(cluster, { type: 'Crash' })
    await startPod(cluster)
    assert.deepEqual(await waits(cluster, 3), ['10s', '20s', '40s'])
    const of = target<Fault>(fault, '', 'trouble')
    await cluster.registry.modify(
      of,
      live => ({ ...live, spec: { type: 'Crash', delay: '11m' } }),
      ADMIN,
    )
    await cluster.advance(60_000)
    const { restartCount } = containerOf(cluster) ?? {}
    await cluster.advance(11 * 60_000)
    assert.equal(containerOf(cluster)?.restartCount, (restartCount ?? 0) + 1, 'at once')
    await cluster.registry.modify(of, live => ({ ...live, spec: { type: 'Crash' } }), ADMIN)
    assert.deepEqual(await waits(cluster, 2), ['10s', '20s'])
  }))

test('another process goes on with the wait of a container where the first one was', () =>
  within(async (cluster, next) => {
    await addFault(cluster, { type: 'Crash' })
    await startPod(cluster)
    assert.deepEqual(await waits(cluster, 3), ['10s', '20s', '40s'])
    await cluster.advance(30_000)
    const other = await next()
    await other.advance(5_000)
    assert.equal(said(other), '40s')
    await other.advance(6_000)
    assert.equal(said(other), '1m20s', 'it has run, and crashed again')
  }))

test('it counts on how often images could not be pulled', () =>
  within(async (cluster, next) => {
    await addFault(cluster, { type: 'ImagePullError' })
    await startPod(cluster)
    // Tried at once and after 10, 30 and 70 s; the next time is after 150 s.
    await cluster.advance(100_000)
    const other = await next()
    assert.equal(waiting(other)?.reason, 'ImagePullBackOff')
    await other.advance(49_000)
    assert.equal(waiting(other)?.reason, 'ImagePullBackOff')
    await other.advance(1_000)
    assert.equal(waiting(other)?.reason, 'ErrImagePull')
    await other.advance(159_000)
    assert.equal(waiting(other)?.reason, 'ImagePullBackOff', 'which is twice as long as before')
    await other.advance(1_000)
    assert.equal(waiting(other)?.reason, 'ErrImagePull')
  }))
