// Faults of the API in a whole cluster, over HTTP and in process, in virtual time.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { VirtualClock } from '../../../src/clock.ts'
import { type Cluster, createCluster } from '../../../src/cluster.ts'
import { SeededIds } from '../../../src/ids.ts'
import { configMap, daemonSet, event, fault, pod } from '../../../src/kinds/index.ts'
import { formatTime } from '../../../src/meta/time.ts'
import { systemContext } from '../../../src/registry/context.ts'
import type { WatchEvent } from '../../../src/registry/options.ts'
import { target } from '../../../src/registry/target.ts'
import type { DaemonSet } from '../../../src/schema/generated/apps-v1.ts'
import type { Event } from '../../../src/schema/generated/core-v1.ts'
import { MemoryStore } from '../../../src/store/memory.ts'

const ADMIN = systemContext('kubernetes-admin', 'test', ['system:masters'])
const MAPS = '/api/v1/namespaces/default/configmaps'

async function within(play: (cluster: Cluster) => Promise<void>): Promise<void> {
  const clock = new VirtualClock()
  const cluster = await createCluster({
    clock,
    store: new MemoryStore({ clock }),
    ids: new SeededIds(1),
    nodes: 3,
    podStartDelayMs: 0,
    onError: () => {},
  })
  try {
    await cluster.settle()
    await play(cluster)
  } finally {
    await cluster.close()
  }
}

const breaks = async (cluster: Cluster, spec: object): Promise<void> => {
  const draft = { value: { metadata: { name: 'trouble' }, spec } }
  await cluster.registry.create(target(fault), draft as never, ADMIN)
  await cluster.settle()
}

const mends = (cluster: Cluster) => cluster.registry.delete(target(fault, '', 'trouble'), {}, ADMIN)

const daemons = { matchLabels: { app: 'd' } }
const addDaemonSet = async (cluster: Cluster): Promise<void> => {
  const template = {
    metadata: { labels: daemons.matchLabels },
    spec: { containers: [{ name: 'c', image: 'i:1' }] },
  }
  const draft = { value: { metadata: { name: 'd' }, spec: { selector: daemons, template } } }
  await cluster.registry.create(target(daemonSet, 'default'), draft as never, ADMIN)
  await cluster.settle()
}

const stateOf = ({ registry }: Cluster) => {
  const ds = registry.get(target<DaemonSet>(daemonSet, 'default', 'd'))
  return [registry.all(pod).length, ds.status?.currentNumberScheduled]
}

test('requests are answered with an error over HTTP, with the header that says when to try again', () =>
  within(async cluster => {
    await breaks(cluster, {
      type: 'ApiError',
      code: 429,
      resources: ['configmaps'],
      verbs: ['list'],
    })
    const refused = await cluster.app.inject({ url: MAPS })
    assert.equal(refused.statusCode, 429)
    assert.equal(refused.headers['retry-after'], '1')
    assert.equal(refused.json().reason, 'TooManyRequests')
    assert.equal((await cluster.app.inject({ url: `${MAPS}/kube-root-ca.crt` })).statusCode, 200)
    assert.equal((await cluster.app.inject({ url: '/api/v1/nodes' })).statusCode, 200)
    await mends(cluster)
    assert.equal((await cluster.app.inject({ url: MAPS })).statusCode, 200)
  }))

test('the client in the process meets the same answers', () =>
  within(async cluster => {
    await breaks(cluster, { type: 'ApiError', code: 503, resources: ['configmaps'] })
    const of = target(configMap, 'default')
    const draft = { value: { metadata: { name: 'c' } } }
    const unavailable = /currently unable to handle the request/
    await assert.rejects(cluster.registry.create(of, draft as never, ADMIN), unavailable)
    await assert.rejects(cluster.registry.list(of, {}, ADMIN), unavailable)
    const named = { ...of, name: 'kube-root-ca.crt' }
    await assert.rejects(cluster.registry.delete(named, {}, ADMIN), unavailable)
    await assert.rejects(
      cluster.registry.modify(named, live => ({ ...live }), ADMIN),
      unavailable,
    )
  }))

test('a fault of the API has its time, and can always be taken away', () =>
  within(async cluster => {
    const nowMs = cluster.clock.nowMs()
    await breaks(cluster, {
      type: 'ApiError',
      code: 500,
      from: formatTime(nowMs + 10_000),
      until: formatTime(nowMs + 20_000),
    })
    const codes: number[] = []
    for (const ms of [0, 11_000, 10_000]) {
      await cluster.advance(ms)
      codes.push((await cluster.app.inject({ url: MAPS })).statusCode)
    }
    assert.deepEqual(codes, [200, 500, 200])
    const url = '/apis/mimikube.dev/v1alpha1/faults/trouble'
    assert.equal((await cluster.app.inject({ method: 'DELETE', url })).statusCode, 200)
  }))

test('a share of requests is hit, the others are not', () =>
  within(async cluster => {
    await breaks(cluster, { type: 'ApiError', code: 500, resources: ['configmaps'], share: 30 })
    let hit = 0
    for (let n = 0; n < 100; n++)
      if ((await cluster.app.inject({ url: MAPS })).statusCode === 500) hit += 1
    assert.ok(hit > 15 && hit < 45, `${hit} of 100`)
  }))

test('a controller whose requests are refused tells of it, tries again later, and gets there', () =>
  within(async cluster => {
    await breaks(cluster, {
      type: 'ApiError',
      code: 500,
      message: 'etcd is on fire',
      resources: ['pods'],
      verbs: ['create'],
      users: ['system:serviceaccount:kube-system:daemon-set-controller'],
    })
    await addDaemonSet(cluster)
    assert.deepEqual(stateOf(cluster), [0, 0])
    const [told] = cluster.registry
      .all<Event>(event, 'default')
      .filter(one => one.type === 'Warning')
    assert.equal(told?.reason, 'FailedCreate')
    assert.equal(told?.message, 'Error creating: Internal error occurred: etcd is on fire')
    await mends(cluster)
    await cluster.advance(60_000)
    assert.deepEqual(stateOf(cluster), [3, 3])
  }))

test('late answers hold a controller up, and nobody else', () =>
  within(async cluster => {
    await breaks(cluster, {
      type: 'ApiDelay',
      delay: '10s',
      resources: ['pods'],
      users: ['system:serviceaccount:kube-system:daemon-set-controller'],
    })
    await addDaemonSet(cluster)
    const made: number[] = []
    for (const ms of [9_000, 1_000, 9_000, 1_000]) {
      await cluster.advance(ms)
      made.push(cluster.registry.all(pod).length)
    }
    assert.deepEqual(made, [0, 1, 1, 3], 'one by one at first, then two')
  }))

test('a late answer over HTTP comes when the world is so far', () =>
  within(async cluster => {
    await breaks(cluster, { type: 'ApiDelay', delay: '5s', resources: ['configmaps'] })
    let done = false
    const answer = cluster.app.inject({ url: MAPS }).then(response => {
      done = true
      return response.statusCode
    })
    await new Promise(resolve => setImmediate(resolve))
    await cluster.advance(4_000)
    assert.equal(done, false)
    await cluster.advance(1_000)
    assert.equal(await answer, 200)
  }))

/** Watches config maps, and tells how it ended. */
function watchOf({ registry }: Cluster): { end: Promise<string>; stop: AbortController } {
  const stop = new AbortController()
  const context = { ...ADMIN, signal: stop.signal }
  const options = { resourceVersion: String(registry.store.revision) }
  const watch = registry.watch(target(configMap, 'default'), options, context)
  return { end: endOf(watch), stop }
}

async function endOf(watch: AsyncIterable<WatchEvent>): Promise<string> {
  try {
    for await (const _ of watch) {
      // Only the end matters.
    }
    return 'cut'
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

test('watches are cut, those that begin later after a while', () =>
  within(async cluster => {
    const first = watchOf(cluster)
    await breaks(cluster, { type: 'WatchCut', delay: '5s', resources: ['configmaps'] })
    await cluster.advance(5_000)
    assert.equal(await first.end, 'cut')
    const second = watchOf(cluster)
    await cluster.advance(4_000)
    const still = Promise.race([second.end, Promise.resolve('open')])
    assert.equal(await still, 'open')
    await cluster.advance(1_000)
    assert.equal(await second.end, 'cut')
  }))

test('watches expire, and are told so', () =>
  within(async cluster => {
    const watch = watchOf(cluster)
    await breaks(cluster, { type: 'WatchExpired', verbs: ['watch'], resources: ['configmaps'] })
    await cluster.settle()
    assert.match(await watch.end, /^too old resource version: \d+ \(\d+\)$/)
  }))

test('over HTTP an expired watch ends with an ERROR of 410', () =>
  within(async cluster => {
    const answer = cluster.app.inject({ url: `${MAPS}?watch=true` })
    await new Promise(resolve => setImmediate(resolve))
    await breaks(cluster, { type: 'WatchExpired', users: ['kubernetes-admin'] })
    const lines = (await answer).body.trim().split('\n')
    const { type, object } = JSON.parse(lines.at(-1) ?? '')
    assert.deepEqual([type, object.code, object.reason], ['ERROR', 410, 'Expired'])
  }))
