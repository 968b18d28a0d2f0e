import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { validateSchema } from 'graphql'
import { Names, rootsOf } from '../../src/graphql/names.ts'
import { buildSchema } from '../../src/graphql/schema.ts'
import { groupOf } from '../../src/kinds/table.ts'
import type { KubeObject } from '../../src/meta/object.ts'
import { configMap, daemonSet, makeWorld, type World } from './world.ts'

let world: World
before(async () => {
  world = await makeWorld()
  await world.create(daemonSet('agent'))
  await world.create({
    apiVersion: 'autoscaling/v2',
    kind: 'HorizontalPodAutoscaler',
    metadata: { name: 'scaler', namespace: 'default' },
    spec: {
      maxReplicas: 3,
      scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' },
      metrics: [
        {
          type: 'Resource',
          resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 70 } },
        },
      ],
    },
  } as unknown as KubeObject)
  await world.cluster.settle()
})
after(() => world.cluster.close())

test('the schema of all built-in kinds is valid, and is made the same twice', () => {
  const options = {
    registry: world.cluster.registry,
    table: world.cluster.table,
    clock: world.cluster.clock,
    explain: { daemonSet: () => ({}) as never, targetNode: () => undefined },
    yaml: () => '',
  }
  const schema = buildSchema(options)
  assert.deepEqual(validateSchema(schema), [])
  const names = (of: typeof schema) => Object.keys(of.getTypeMap()).join(' ')
  assert.equal(names(buildSchema(options)), names(schema))
})

test('each kind gives the same objects as REST', async () => {
  const roots = rootsOf(world.cluster.table, new Names(), false)
  assert.ok(roots.length > 50)
  let compared = 0
  for (const root of roots) {
    const group = groupOf(root)
    const path = `${group === '' ? '/api' : `/apis/${group}`}/${root.version.version}/${root.kind.plural}`
    if (!root.kind.verbs.includes('list')) continue
    const list = (await world.rest(path)) as { items?: Record<string, unknown>[] }
    const found = await world.data<
      Record<string, { totalCount: number; nodes: { raw: object }[] }>
    >(`{ ${root.many} { totalCount nodes { raw } } }`)
    const items = (list.items ?? []).map(({ kind: _1, apiVersion: _2, ...item }) => item)
    const nodes = (found[root.many]?.nodes ?? []).map(({ raw }) => {
      const { kind, apiVersion: _, ...item } = raw as Record<string, unknown>
      assert.equal(kind, root.kind.kind)
      return item
    })
    assert.deepEqual(nodes, items, root.many)
    compared += items.length
  }
  assert.ok(compared > 100, `${compared} objects`)
})

test('typed fields of a Pod are those of its JSON', async () => {
  const { pods } = await world.data<{ pods: { nodes: Record<string, unknown>[] } }>(
    `{ pods(labelSelector: "app=agent", fieldSelector: "status.phase=Running") { nodes {
         raw apiVersion kind metadata { name namespace uid labels creationTimestamp }
         spec { nodeName containers { name image } tolerations { key operator effect } }
         status { phase conditions { type status } } } } }`,
  )
  assert.equal(pods.nodes.length, 3)
  for (const { raw, ...typed } of pods.nodes) {
    assert.deepEqual(pick(typed, raw), typed)
  }
})

/** What `shape` has, taken from `value`. */
function pick(shape: unknown, value: unknown): unknown {
  if (Array.isArray(shape))
    return shape.map((each, index) => pick(each, (value as unknown[])[index]))
  if (typeof shape !== 'object' || shape === null) return value ?? null
  return Object.fromEntries(
    Object.entries(shape).map(([key, each]) => [key, pick(each, (value as never)?.[key])]),
  )
}

test('YAML is what REST gives as YAML', async () => {
  const { node } = await world.data<{ node: { yaml: string } }>(
    '{ node(name: "worker-1") { yaml } }',
  )
  const response = await world.cluster.app.inject({
    url: '/api/v1/nodes/worker-1',
    headers: { host: 'localhost', accept: 'application/yaml' },
  })
  assert.equal(node.yaml, response.body)
})

test('an object is found by its name, in the namespace default where none is named', async () => {
  const data = await world.data<Record<string, { metadata: { name: string } }>>(
    `{ node(name: "worker-1") { metadata { name } }
       daemonSet(name: "agent") { metadata { name } }
       same: daemonSet(namespace: "default", name: "agent") { metadata { name } }
       object(apiVersion: "apps/v1", kind: "DaemonSet", name: "agent") { metadata { name } ... on DaemonSet { spec { updateStrategy { type } } } } }`,
  )
  assert.equal(data.node?.metadata.name, 'worker-1')
  assert.deepEqual(data.daemonSet, data.same)
  assert.deepEqual(data.object, {
    metadata: { name: 'agent' },
    spec: { updateStrategy: { type: 'RollingUpdate' } },
  })
})

test('errors carry the Status that REST answers with', async () => {
  const cases = [
    ['{ node(name: "nope") { kind } }', '/api/v1/nodes/nope'],
    ['{ daemonSet(name: "nope") { kind } }', '/apis/apps/v1/namespaces/default/daemonsets/nope'],
    ['{ pods(labelSelector: "a=b=c") { totalCount } }', '/api/v1/pods?labelSelector=a%3Db%3Dc'],
    ['{ pods(fieldSelector: "spec.x=1") { totalCount } }', '/api/v1/pods?fieldSelector=spec.x%3D1'],
    ['{ pods(first: 1, after: "x!") { totalCount } }', '/api/v1/pods?limit=1&continue=x!'],
  ] as const
  for (const [query, path] of cases) {
    const { errors } = await world.ask(query)
    assert.deepEqual(errors?.[0]?.extensions?.status, await world.rest(path), query)
  }
})

test('a field that is asked for in vain leaves the others be', async () => {
  const { data, errors } = await world.ask(
    '{ a: node(name: "nope") { kind } b: node(name: "worker-1") { kind } }',
  )
  assert.deepEqual(data, { a: null, b: { kind: 'Node' } })
  assert.deepEqual(errors?.[0]?.path, ['a'])
})

test('a query that does not fit the schema is told all that is wrong with it', async () => {
  const { data, errors } = await world.ask('{ nodes { nope } pods(x: 1) { totalCount } }')
  assert.equal(data, null)
  assert.deepEqual(
    errors?.map(error => error.message),
    [
      'Cannot query field "nope" on type "NodeConnection". Did you mean "nodes"?',
      'Unknown argument "x" on field "Query.pods".',
    ],
  )
})

test('all of a query is of one moment', async () => {
  await world.create(configMap('one'))
  const data = await world.data<Record<string, { resourceVersion: string }>>(
    '{ pods { resourceVersion } nodes { resourceVersion } configMaps { resourceVersion } }',
  )
  assert.equal(new Set(Object.values(data).map(list => list.resourceVersion)).size, 1)
})

test('of several operations the one that is named is answered, the second time too', async () => {
  const query = 'query A { node(name: "worker-1") { kind } } query B { nodes { totalCount } }'
  for (const operationName of ['A', 'B', 'A', 'B']) {
    const response = await world.cluster.app.inject({
      method: 'POST',
      url: '/graphql',
      headers: { host: 'localhost' },
      payload: { query, operationName },
    })
    assert.deepEqual(Object.keys(response.json().data), [operationName === 'A' ? 'node' : 'nodes'])
  }
})

test('an object that is kept in another version is shown in the one that is asked for', async () => {
  const data = await world.data(
    `{ horizontalPodAutoscaler(name: "scaler") { apiVersion spec { metrics { resource { target { averageUtilization } } } } }
       horizontalPodAutoscalerV1(name: "scaler") { apiVersion spec { targetCPUUtilizationPercentage } } }`,
  )
  assert.deepEqual(data, {
    horizontalPodAutoscaler: {
      apiVersion: 'autoscaling/v2',
      spec: { metrics: [{ resource: { target: { averageUtilization: 70 } } }] },
    },
    horizontalPodAutoscalerV1: {
      apiVersion: 'autoscaling/v1',
      spec: { targetCPUUtilizationPercentage: 70 },
    },
  })
})
