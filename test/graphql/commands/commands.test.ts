import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { KubeObject } from '../../../src/meta/object.ts'
import type { Node, Pod } from '../../../src/schema/generated/core-v1.ts'
import { configMap, daemonSet, makeWorld, type World } from '../world.ts'

let world: World
before(async () => {
  world = await makeWorld()
})
after(() => world.cluster.close())

const deployment = (name: string, replicas: number): KubeObject =>
  ({
    ...daemonSet(name),
    kind: 'Deployment',
    spec: { ...(daemonSet(name) as unknown as { spec: object }).spec, replicas },
  }) as KubeObject

async function settled(): Promise<void> {
  await world.cluster.settle()
  await world.cluster.advance(60_000)
}

const node = (name: string) => world.rest(`/api/v1/nodes/${name}`) as Promise<Node>
const podsOf = async (app: string): Promise<Pod[]> => {
  const list = (await world.rest(`/api/v1/pods?labelSelector=app%3D${app}`)) as { items: Pod[] }
  return list.items
}

test('taints, labels and annotations are set and taken away', async () => {
  await world.data(`mutation {
    taintNode(name: "worker-3", taints: [{key: "a", value: "1", effect: NoSchedule}, {key: "b", effect: NoExecute}]) { kind }
    labelNode(name: "worker-3", labels: {tier: "front"}) { kind }
    annotateNode(name: "worker-3", annotations: {note: "tended"}) { kind }
  }`)
  const tended = await node('worker-3')
  assert.deepEqual(
    tended.spec?.taints?.map(({ key, value, effect }) => [key, value ?? '', effect]),
    [
      ['a', '1', 'NoSchedule'],
      ['b', '', 'NoExecute'],
    ],
  )
  assert.equal(tended.metadata.labels?.tier, 'front')
  assert.equal(tended.metadata.annotations?.note, 'tended')
  const again = await world.ask(`mutation {
    taintNode(name: "worker-3", overwrite: false, taints: [{key: "a", effect: NoSchedule}]) { kind } }`)
  assert.equal(again.errors?.[0]?.extensions?.code, 'Conflict')
  await world.data(`mutation {
    a: untaintNode(name: "worker-3", key: "a") { kind }
    b: untaintNode(name: "worker-3", key: "b", effect: NoExecute) { kind }
    labelNode(name: "worker-3", labels: {tier: null}) { kind }
  }`)
  const free = await node('worker-3')
  assert.equal(free.spec?.taints, undefined)
  assert.equal(free.metadata.labels?.tier, undefined)
})

test('what is no label is refused as REST refuses it', async () => {
  await world.create(configMap('labelled'))
  const { errors } = await world.ask(
    'mutation { labelConfigMap(name: "labelled", labels: {a: "not a label"}) { kind } }',
  )
  assert.equal(errors?.[0]?.extensions?.status?.reason, 'Invalid')
  assert.match(errors?.[0]?.message ?? '', /metadata.labels: Invalid value: "not a label"/)
  const gone = await world.ask('mutation { labelConfigMap(name: "nope", labels: {}) { kind } }')
  assert.equal(gone.errors?.[0]?.extensions?.code, 'NotFound')
})

test('a rollout goes back to an earlier template, of Deployments and DaemonSets alike', async () => {
  await world.create(deployment('web', 2))
  await world.create(daemonSet('agent'))
  await settled()
  const image = async (kind: string, name: string) => {
    const plural = `${kind.toLowerCase()}s`
    const found = (await world.rest(`/apis/apps/v1/namespaces/default/${plural}/${name}`)) as {
      spec: { template: { spec: { containers: { image: string }[] }; metadata: object } }
    }
    return found.spec.template.spec.containers[0]?.image
  }
  for (const [kind, name] of [
    ['Deployment', 'web'],
    ['DaemonSet', 'agent'],
  ] as const) {
    const run = (field: string) => world.data(`mutation { ${field} { kind } }`)
    const set = (to: string) =>
      run(`setImage(kind: ${kind}, name: "${name}", images: [{container: "main", image: "${to}"}])`)
    await set('example.com/main:2')
    await settled()
    await set('example.com/main:3')
    await settled()
    await run(`rolloutUndo(kind: ${kind}, name: "${name}")`)
    await settled()
    assert.equal(await image(kind, name), 'example.com/main:2')
    await run(`rolloutUndo(kind: ${kind}, name: "${name}", toRevision: 1)`)
    await settled()
    assert.equal(await image(kind, name), 'example.com/main:1')
    const { errors } = await world.ask(
      `mutation { rolloutUndo(kind: ${kind}, name: "${name}", toRevision: 99) { kind } }`,
    )
    assert.match(errors?.[0]?.message ?? '', /has no revision 99; there are 5, 4, 3/)
  }
  const { data } = (await world.ask(
    '{ deployment(name: "web") { spec { template { metadata { labels } } } } }',
  )) as { data: unknown }
  assert.deepEqual(data, {
    deployment: { spec: { template: { metadata: { labels: { app: 'web' } } } } },
  })
  await world.data('mutation { rolloutPause(name: "web") { kind } }')
  const paused = await world.ask('mutation { rolloutUndo(kind: Deployment, name: "web") { kind } }')
  assert.match(paused.errors?.[0]?.message ?? '', /it is paused/)
  const { rolloutResume } = await world.data<{ rolloutResume: { spec: { paused: null } } }>(
    'mutation { rolloutResume(name: "web") { spec { paused } } }',
  )
  assert.equal(rolloutResume.spec.paused, null)
})

test('a drain evicts what may go, leaves DaemonSets, and says what a budget refuses', async () => {
  await world.create(deployment('guarded', 3))
  await settled()
  await world.create({
    apiVersion: 'policy/v1',
    kind: 'PodDisruptionBudget',
    metadata: { name: 'guarded', namespace: 'default' },
    spec: { minAvailable: 3, selector: { matchLabels: { app: 'guarded' } } },
  } as unknown as KubeObject)
  await settled()
  const [first] = await podsOf('guarded')
  const name = first?.spec?.nodeName
  const drain = (more = '') =>
    world.ask(`mutation { drainNode(name: "${name}" ${more}) {
      done node { spec { unschedulable } } evicted { metadata { labels } } left { reason pod { kind } }
      refused { reason pod { metadata { labels } } } } }`)
  const refused = await drain()
  assert.match(
    refused.errors?.[0]?.message ?? '',
    /a DaemonSet controls it: allow it with ignoreDaemonSets/,
  )
  const { data } = await drain('ignoreDaemonSets: true')
  const drained = data?.drainNode as {
    done: boolean
    node: unknown
    evicted: { metadata: { labels: { app: string } } }[]
    refused: { reason: string; pod: { metadata: { labels: { app: string } } } }[]
    left: unknown[]
  }
  assert.equal(drained.done, false)
  assert.deepEqual(drained.node, { spec: { unschedulable: true } })
  assert.ok(drained.evicted.every(pod => pod.metadata.labels.app === 'web'))
  assert.ok(drained.refused.length > 0)
  for (const { reason, pod } of drained.refused) {
    assert.equal(reason, "Cannot evict pod as it would violate the pod's disruption budget.")
    assert.equal(pod.metadata.labels.app, 'guarded')
  }
  assert.deepEqual(drained.left, [{ reason: 'a DaemonSet controls it', pod: { kind: 'Pod' } }])
  await world.data('mutation { deletePodDisruptionBudget(name: "guarded") { gone } }')
  await drain('ignoreDaemonSets: true')
  await settled()
  const last = await drain('ignoreDaemonSets: true')
  assert.equal((last.data?.drainNode as { done: boolean } | undefined)?.done, true)
  await world.data(`mutation { uncordonNode(name: "${name}") { kind } }`)
})

test('an eviction asks the budget; without one the Pod ends', async () => {
  await settled()
  const [pod] = await podsOf('guarded')
  const { evictPod } = await world.data<{ evictPod: { gone: boolean; object: { kind: string } } }>(
    `mutation { evictPod(name: "${pod?.metadata.name}") { gone object { kind } } }`,
  )
  assert.equal(evictPod.object.kind, 'Pod')
  await settled()
  assert.ok(!(await podsOf('guarded')).some(({ metadata }) => metadata.uid === pod?.metadata.uid))
})

test('time is moved ahead, and said how to pass', async () => {
  const before = world.cluster.clock.nowMs()
  await world.data('mutation { advanceClock(by: "1h") { spec { advance } } }')
  await settled()
  assert.ok(world.cluster.clock.nowMs() - before >= 3_600_000)
  const { advanceClock } = await world.data<{ advanceClock: { spec: { advance: string } } }>(
    'mutation { advanceClock(by: "30m") { spec { advance } } }',
  )
  assert.equal(advanceClock.spec.advance, '1h30m0s')
  const { setClock } = await world.data<{ setClock: { spec: object } }>(
    'mutation { setClock(mode: Paused, rate: "60") { spec { mode rate advance } } }',
  )
  assert.deepEqual(setClock.spec, { mode: 'Paused', rate: '60', advance: '1h30m0s' })
  const wrong = await world.ask('mutation { advanceClock(by: "soon") { kind } }')
  assert.match(wrong.errors?.[0]?.message ?? '', /soon is no duration/)
})

test('nodes come and go with their pool, and faults are objects like any other', async () => {
  await world.data(`mutation {
    createNodePool(object: {metadata: {name: "extra"}, spec: {replicas: 1}}) { kind }
    createFault(object: {metadata: {name: "down"}, spec: {type: "NodeDown"}}) { spec { type } }
  }`)
  await world.data('mutation { scaleNodePool(name: "extra", replicas: 2) { spec { replicas } } }')
  await world.cluster.settle()
  const { nodePool } = await world.data<{ nodePool: { status: { replicas: number } } }>(
    '{ nodePool(name: "extra") { status { replicas } } }',
  )
  assert.equal(nodePool.status.replicas, 2)
})
