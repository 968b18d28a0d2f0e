// What every room may rely on, held against a whole cluster.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { VirtualClock } from '../../src/clock.ts'
import { type Cluster, createCluster } from '../../src/cluster.ts'
import { SeededIds } from '../../src/ids.ts'
import { daemonSet, node, pod } from '../../src/kinds/index.ts'
import { systemContext } from '../../src/registry/context.ts'
import { target } from '../../src/registry/target.ts'
import type { DaemonSet } from '../../src/schema/generated/apps-v1.ts'
import { MemoryStore } from '../../src/store/memory.ts'

const ADMIN = systemContext('kubernetes-admin', 'test', ['system:masters'])

async function virtualCluster(podStartDelayMs: number): Promise<Cluster> {
  const clock = new VirtualClock()
  const store = new MemoryStore({ clock })
  return createCluster({ clock, store, ids: new SeededIds(1), nodes: 3, podStartDelayMs })
}

const agent: DaemonSet = {
  apiVersion: 'apps/v1',
  kind: 'DaemonSet',
  metadata: { name: 'agent' },
  spec: {
    selector: { matchLabels: { app: 'agent' } },
    template: {
      metadata: { labels: { app: 'agent' } },
      spec: { containers: [{ name: 'c', image: 'i:1' }] },
    },
  },
}

const readyIn = (cluster: Cluster): number =>
  cluster.registry.get(target(daemonSet, 'default', 'agent')).status?.numberReady ?? 0

test('a fork with pending timers goes on by itself', async () => {
  const cluster = await virtualCluster(30_000)
  await cluster.registry.create(target(daemonSet, 'default'), agent, ADMIN)
  await cluster.advance(10_000)
  const fork = await cluster.fork()
  assert.deepEqual([readyIn(cluster), readyIn(fork)], [0, 0])
  await fork.advance(25_000)
  assert.deepEqual(
    [readyIn(cluster), readyIn(fork)],
    [0, 3],
    'the Pods of the fork are ready, those here wait',
  )
  await cluster.advance(25_000)
  assert.equal(readyIn(cluster), 3)
  await fork.registry.delete(target(node, '', 'worker-1'), {}, ADMIN)
  assert.ok(cluster.registry.find(target(node, '', 'worker-1')) !== undefined)
  await Promise.all([cluster.close(), fork.close()])
})

test('the same seed and the same calls give the same log of changes, byte for byte', async () => {
  const logOf = async (): Promise<string> => {
    const cluster = await virtualCluster(2_000)
    await cluster.registry.create(target(daemonSet, 'default'), agent, ADMIN)
    await cluster.advance(60_000)
    const { store } = cluster.registry
    const log = JSON.stringify(
      store.sinceAll(store.oldestRevision).map(change => change.next?.object),
    )
    await cluster.close()
    // The certificate is made with keys of the machine: it alone may differ.
    return log.replace(/-----BEGIN.*?END CERTIFICATE-----/g, '')
  }
  assert.equal(await logOf(), await logOf())
})

test('every write carries who made it: Pods are made by the controller, bound by nobody, started by their kubelet', async () => {
  const cluster = await virtualCluster(0)
  await cluster.registry.create(target(daemonSet, 'default'), agent, ADMIN)
  await cluster.settle()
  const [one] = cluster.registry.all(pod, 'default')
  const managers = one?.metadata.managedFields?.map(
    entry => `${entry.manager} ${entry.operation} ${entry.subresource ?? ''}`,
  )
  assert.deepEqual(managers?.sort(), ['kube-controller-manager Update ', 'kubelet Update status'])
  for (const resource of cluster.registry.store.snapshot().resources())
    for (const { object } of cluster.registry.store.snapshot().list(resource))
      for (const { manager } of object.metadata.managedFields ?? [])
        assert.match(manager ?? '', /^(kube-|kubelet$|test$|clusterrole-aggregation-controller$)/)
  await cluster.close()
})
