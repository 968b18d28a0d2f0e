import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { KubeObject } from '../../src/meta/object.ts'
import { configMap, daemonSet, makeWorld, type World } from './world.ts'

let world: World
before(async () => {
  world = await makeWorld()
})
after(() => world.cluster.close())

test('a created object is defaulted, recorded under who asked, and there for REST', async () => {
  const { createDaemonSet: made } = await world.data<{
    createDaemonSet: { raw: KubeObject; spec: { updateStrategy: { type: string } } }
  }>(
    'mutation($object: JSON!) { createDaemonSet(object: $object) { raw spec { updateStrategy { type } } } }',
    { object: daemonSet('made') },
  )
  assert.equal(made.spec.updateStrategy.type, 'RollingUpdate')
  assert.equal(made.raw.metadata.managedFields?.[0]?.manager, 'tester')
  const rest = (await world.rest('/apis/apps/v1/namespaces/default/daemonsets/made')) as KubeObject
  assert.equal(rest.metadata.uid, made.raw.metadata.uid)
})

test('an object may be written out in the query, and only shown what would come of it', async () => {
  const data = await world.data(
    `mutation { createConfigMap(dryRun: true, namespace: "kube-system",
       object: {metadata: {generateName: "dry-"}, data: {a: "1"}}) { data metadata { namespace } } }`,
  )
  assert.deepEqual(data, {
    createConfigMap: { data: { a: '1' }, metadata: { namespace: 'kube-system' } },
  })
  const { configMaps } = await world.data<{
    configMaps: { nodes: { metadata: { name: string } }[] }
  }>('{ configMaps(namespace: "kube-system") { nodes { metadata { name } } } }')
  assert.ok(!configMaps.nodes.some(({ metadata }) => metadata.name.startsWith('dry-')))
})

test('refusals carry the Status of the registry, unknown fields are warned of', async () => {
  const { errors } = await world.ask(
    'mutation($object: JSON!) { createDaemonSet(object: $object) { kind } }',
    { object: { ...daemonSet('bad'), spec: {} } },
  )
  const status = errors?.[0]?.extensions?.status
  assert.equal(status?.reason, 'Invalid')
  assert.ok((status?.details?.causes?.length ?? 0) > 1)
  const { data, extensions } = await world.ask(
    'mutation { createConfigMap(object: {metadata: {name: "warned"}, oops: 1}) { kind } }',
  )
  assert.deepEqual(data, { createConfigMap: { kind: 'ConfigMap' } })
  assert.deepEqual(extensions?.warnings, ['unknown field "oops"'])
})

test('apply creates, then owns its fields against others unless they force', async () => {
  const apply = (value: string, manager: string, force = false) =>
    world.ask(
      'mutation($o: JSON!, $m: String!, $f: Boolean) { applyConfigMap(object: $o, manager: $m, force: $f) { data } }',
      { o: { metadata: { name: 'applied' }, data: { key: value } }, m: manager, f: force },
    )
  assert.deepEqual((await apply('1', 'one')).data, { applyConfigMap: { data: { key: '1' } } })
  const conflict = await apply('2', 'two')
  assert.equal(conflict.errors?.[0]?.extensions?.status?.reason, 'Conflict')
  assert.deepEqual((await apply('2', 'two', true)).data, { applyConfigMap: { data: { key: '2' } } })
})

test('patches of each type', async () => {
  await world.create(configMap('patched', { a: '1', b: '2' }))
  const data = await world.data(
    `mutation {
       strategic: patchConfigMap(name: "patched", patch: {data: {a: "x"}}) { data }
       merge: patchConfigMap(name: "patched", type: merge, patch: {data: {b: null}}) { data }
       json: patchConfigMap(name: "patched", type: json, patch: [{op: "add", path: "/data/c", value: "3"}]) { data }
     }`,
  )
  assert.deepEqual(data, {
    strategic: { data: { a: 'x', b: '2' } },
    merge: { data: { a: 'x' } },
    json: { data: { a: 'x', c: '3' } },
  })
})

test('an update is refused when its resourceVersion is not the newest', async () => {
  const old = await world.create(configMap('updated'))
  const update = (object: object) =>
    world.ask('mutation($o: JSON!) { updateConfigMap(object: $o) { data } }', { o: object })
  assert.deepEqual((await update({ ...old, data: { a: '1' } })).data, {
    updateConfigMap: { data: { a: '1' } },
  })
  const { errors } = await update({ ...old, data: { a: '2' } })
  assert.equal(errors?.[0]?.extensions?.status?.code, 409)
})

test('a delete tells whether the object is gone', async () => {
  await world.create(configMap('goes'))
  await world.create({
    ...configMap('held'),
    metadata: { name: 'held', namespace: 'default', finalizers: ['example.com/hold'] },
  })
  const data = await world.data(
    `mutation { goes: deleteConfigMap(name: "goes") { gone object { kind metadata { name } } }
                held: deleteConfigMap(name: "held", propagationPolicy: Background) { gone } }`,
  )
  assert.deepEqual(data, {
    goes: { gone: true, object: { kind: 'ConfigMap', metadata: { name: 'goes' } } },
    held: { gone: false },
  })
  const { errors } = await world.ask('mutation { deleteConfigMap(name: "goes") { gone } }')
  assert.equal(errors?.[0]?.extensions?.status?.reason, 'NotFound')
})

test('many are deleted by a selector', async () => {
  for (const name of ['x1', 'x2', 'x3'])
    await world.create({
      ...configMap(name),
      metadata: { name, namespace: 'default', labels: { x: name } },
    })
  const data = await world.data(
    'mutation { deleteConfigMaps(labelSelector: "x in (x1, x3)") { metadata { name } } }',
  )
  assert.deepEqual(data, {
    deleteConfigMaps: [{ metadata: { name: 'x1' } }, { metadata: { name: 'x3' } }],
  })
})

test('cordon, uncordon, scale and restart', async () => {
  const { cordonNode, uncordonNode } = await world.data<Record<string, unknown>>(
    'mutation { cordonNode(name: "worker-1") { spec { unschedulable } } uncordonNode(name: "worker-1") { spec { unschedulable } } }',
  )
  assert.deepEqual(
    [cordonNode, uncordonNode],
    [{ spec: { unschedulable: true } }, { spec: { unschedulable: null } }],
  )
  const { kind: _, ...template } = daemonSet('web')
  await world.create({ ...template, apiVersion: 'apps/v1', kind: 'Deployment' })
  const data = await world.data(
    `mutation { scaleDeployment(name: "web", replicas: 5) { spec { replicas } }
       rolloutRestart(kind: Deployment, name: "web") { ... on Deployment { spec { template { metadata { annotations } } } } } }`,
  )
  assert.deepEqual(data, {
    scaleDeployment: { spec: { replicas: 5 } },
    rolloutRestart: {
      spec: {
        template: {
          metadata: {
            annotations: { 'kubectl.kubernetes.io/restartedAt': '2026-01-01T00:00:00Z' },
          },
        },
      },
    },
  })
})

test('manifests in YAML are applied in their order', async () => {
  const yaml = `
apiVersion: v1
kind: Namespace
metadata: {name: shop}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: prices, namespace: shop}
data: {apple: "1"}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: here, namespace: ""}
`
  const data = await world.data(
    'mutation($yaml: String!) { apply(yaml: $yaml, manager: "me") { kind metadata { name namespace } } }',
    { yaml },
  )
  assert.deepEqual(data, {
    apply: [
      { kind: 'Namespace', metadata: { name: 'shop', namespace: null } },
      { kind: 'ConfigMap', metadata: { name: 'prices', namespace: 'shop' } },
      { kind: 'ConfigMap', metadata: { name: 'here', namespace: 'default' } },
    ],
  })
})

test('mutations go one after the other, and each shows the world after it', async () => {
  const query = `mutation {
    createConfigMap(object: {metadata: {name: "seen"}}) { metadata { name } }
    createPod(object: {metadata: {name: "on-it"}, spec: {nodeName: "worker-2", containers: [{name: "a", image: "a"}]}}) {
      node { pods(fieldSelector: "metadata.name=on-it") { metadata { name } } } }
    deletePod(name: "on-it", gracePeriodSeconds: 0) { gone }
    deleteConfigMap(name: "seen") { gone } }`
  // The third time it has been compiled.
  for (let round = 0; round < 3; round++)
    assert.deepEqual(await world.data(query), {
      createConfigMap: { metadata: { name: 'seen' } },
      createPod: { node: { pods: [{ metadata: { name: 'on-it' } }] } },
      deletePod: { gone: true },
      deleteConfigMap: { gone: true },
    })
})

test('nothing is written by a GET', async () => {
  const query = encodeURIComponent('mutation { cordonNode(name: "worker-2") { kind } }')
  const response = await world.cluster.app.inject({
    url: `/graphql?query=${query}`,
    headers: { host: 'localhost' },
  })
  assert.equal(response.statusCode, 405)
})
