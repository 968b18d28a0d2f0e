import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { KubeObject } from '../../src/meta/object.ts'
import { configMap, daemonSet, makeWorld, type World } from './world.ts'

let world: World
before(async () => {
  world = await makeWorld()
  await world.create(daemonSet('agent'))
  await world.create(daemonSet('elsewhere', { nodeSelector: { zone: 'z' } }))
  await world.create({
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'agent', namespace: 'default' },
    spec: { selector: { app: 'agent' }, ports: [{ port: 80 }] },
  } as unknown as KubeObject)
  await world.cluster.settle()
})
after(() => world.cluster.close())

interface Named {
  metadata: { name: string }
}
const names = (objects: readonly Named[]) => objects.map(({ metadata }) => metadata.name)

test('nodes lead to their Pods, and Pods back to their node', async () => {
  const { nodes } = await world.data<{
    nodes: { nodes: (Named & { pods: (Named & { node: Named })[] })[] }
  }>(
    '{ nodes { nodes { metadata { name } pods { metadata { name } node { metadata { name } } } } } }',
  )
  const counts = nodes.nodes.map(node => [node.metadata.name, node.pods.length])
  assert.deepEqual(counts, [
    ['control-plane', 0],
    ['worker-1', 1],
    ['worker-2', 1],
    ['worker-3', 1],
  ])
  for (const node of nodes.nodes)
    for (const pod of node.pods) assert.equal(pod.node.metadata.name, node.metadata.name)
})

test('relations can be selected from and cut short', async () => {
  const { daemonSet: ds } = await world.data<{ daemonSet: Record<string, Named[]> }>(
    `{ daemonSet(name: "agent") {
         on1: pods(fieldSelector: "spec.nodeName=worker-1") { metadata { name } }
         none: pods(labelSelector: "app!=agent") { metadata { name } }
         two: pods(first: 2) { metadata { name } } } }`,
  )
  assert.deepEqual([ds.on1?.length, ds.none?.length, ds.two?.length], [1, 0, 2])
})

test('a DaemonSet tells of each node whether it is to run there, and why not', async () => {
  const { daemonSets } = await world.data<{
    daemonSets: { nodes: { nodes: Record<string, unknown>[] }[] }
  }>(
    `{ daemonSets { nodes { nodes {
         node { metadata { name } } shouldRun shouldContinue covered reasons pods { metadata { labels } } } } } }`,
  )
  const [agent, elsewhere] = daemonSets.nodes
  assert.deepEqual(agent?.nodes[0], {
    node: { metadata: { name: 'control-plane' } },
    shouldRun: false,
    shouldContinue: true,
    covered: false,
    reasons: ['untolerated taint node-role.kubernetes.io/control-plane=:NoSchedule'],
    pods: [],
  })
  assert.deepEqual(
    agent?.nodes.slice(1).map(({ shouldRun, covered, reasons }) => [shouldRun, covered, reasons]),
    [1, 2, 3].map(() => [true, true, []]),
  )
  assert.deepEqual(
    elsewhere?.nodes.map(({ shouldRun, covered }) => [shouldRun, covered]),
    [1, 2, 3, 4].map(() => [false, false]),
  )
})

test('a node tells the same of each DaemonSet', async () => {
  const { node } = await world.data<{ node: { daemonSets: unknown[] } }>(
    '{ node(name: "worker-1") { daemonSets { daemonSet { metadata { name } } shouldRun covered } } }',
  )
  assert.deepEqual(node.daemonSets, [
    { daemonSet: { metadata: { name: 'agent' } }, shouldRun: true, covered: true },
    { daemonSet: { metadata: { name: 'elsewhere' } }, shouldRun: false, covered: false },
  ])
})

test('owners, what is owned, and Events are there for every kind', async () => {
  const { pods, daemonSet: ds } = await world.data<{
    pods: { nodes: { owners: object[]; controller: object; events: { reason: string }[] }[] }
    daemonSet: { owned: { kind: string }[]; pods: Named[]; events: { reason: string }[] }
  }>(
    `{ pods(first: 1) { nodes {
         owners { __typename kind metadata { name } } controller { metadata { name } } events { reason } } }
       daemonSet(name: "agent") { owned { kind } pods { metadata { name } } events(last: 3) { reason } } }`,
  )
  assert.deepEqual(pods.nodes[0]?.owners, [
    { __typename: 'DaemonSet', kind: 'DaemonSet', metadata: { name: 'agent' } },
  ])
  assert.deepEqual(pods.nodes[0]?.controller, { metadata: { name: 'agent' } })
  assert.ok(pods.nodes[0]?.events.some(({ reason }) => reason === 'Scheduled'))
  assert.deepEqual(ds.owned.map(({ kind }) => kind).sort(), [
    'ControllerRevision',
    'Pod',
    'Pod',
    'Pod',
  ])
  assert.deepEqual(
    ds.events.map(({ reason }) => reason),
    ['SuccessfulCreate', 'SuccessfulCreate', 'SuccessfulCreate'],
  )
})

test('a Service leads to its Pods, and they lead back', async () => {
  const { service } = await world.data<{ service: { pods: { services: Named[] }[] } }>(
    '{ service(name: "agent") { pods { services { metadata { name } } } } }',
  )
  assert.deepEqual(
    service.pods.map(({ services }) => names(services)),
    [['agent'], ['agent'], ['agent']],
  )
})

test('a Pod leads to what it names, and that leads back', async () => {
  await world.create(configMap('settings'))
  await world.create({
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: 'keys', namespace: 'default' },
  })
  const { containers } = {
    containers: [
      {
        name: 'main',
        image: 'example.com/main:1',
        env: [{ name: 'A', valueFrom: { secretKeyRef: { name: 'keys', key: 'a' } } }],
        envFrom: [{ configMapRef: { name: 'settings' } }],
      },
    ],
  }
  await world.create({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'reader', namespace: 'default' },
    spec: {
      containers,
      volumes: [
        { name: 'v', configMap: { name: 'settings' } },
        { name: 'missing', secret: { secretName: 'nowhere', optional: true } },
      ],
    },
  } as never)
  const named = '{ metadata { name } }'
  const { pod, configMap: found } = await world.data<Record<'pod' | 'configMap', object>>(
    `{ pod(name: "reader") { configMaps ${named} secrets ${named} serviceAccount ${named} }
       configMap(name: "settings") { pods ${named} } }`,
  )
  assert.deepEqual(pod, {
    configMaps: [{ metadata: { name: 'settings' } }, { metadata: { name: 'kube-root-ca.crt' } }],
    secrets: [{ metadata: { name: 'keys' } }],
    serviceAccount: { metadata: { name: 'default' } },
  })
  assert.deepEqual(found, { pods: [{ metadata: { name: 'reader' } }] })
})

test('what is to run and does not is asked for by itself', async () => {
  const full = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'full' } }
  await world.create(full)
  await world.create({
    apiVersion: 'v1',
    kind: 'ResourceQuota',
    metadata: { name: 'none', namespace: 'full' },
    spec: { hard: { pods: '0' } },
  } as never)
  await world.cluster.settle()
  const waiting = daemonSet('waiting')
  await world.create({ ...waiting, metadata: { ...waiting.metadata, namespace: 'full' } })
  const { node } = await world.data<{ node: { daemonSets: unknown[] } }>(
    `{ node(name: "worker-1") {
       daemonSets(shouldRun: true, covered: false) { daemonSet { metadata { name } } covered } } }`,
  )
  assert.deepEqual(node.daemonSets, [
    { daemonSet: { metadata: { name: 'waiting' } }, covered: false },
  ])
  const { daemonSet: set } = await world.data<{ daemonSet: { nodes: { node: object }[] } }>(
    '{ daemonSet(namespace: "full", name: "waiting") { nodes(shouldRun: false) { node { metadata { name } } } } }',
  )
  assert.deepEqual(set.nodes, [{ node: { metadata: { name: 'control-plane' } } }])
})

test('who has written which fields is told by paths', async () => {
  const object = {
    metadata: { name: 'written', labels: { a: '1' }, finalizers: ['example.com/f'] },
    data: { key: 'v', 'b.c': 'v' },
  }
  await world.data(
    'mutation($object: JSON!) { applyConfigMap(manager: "me", object: $object) { kind } }',
    { object },
  )
  const { configMap: found } = await world.data<{ configMap: { managers: unknown[] } }>(
    '{ configMap(name: "written") { managers { manager operation fields } } }',
  )
  assert.deepEqual(found.managers, [
    {
      manager: 'me',
      operation: 'Apply',
      fields: [
        '.data["b.c"]',
        '.data.key',
        '.metadata.finalizers[="example.com/f"]',
        '.metadata.labels.a',
      ],
    },
  ])
})
