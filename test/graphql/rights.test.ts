// Who may see what is decided as in REST, field by field: what is refused is null, beside what is not.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { KubeObject } from '../../src/meta/object.ts'
import { type Answer, daemonSet, makeWorld, type World } from './world.ts'

let world: World
before(async () => {
  world = await makeWorld(2, {
    tokens: new Map([['viewer-token', { name: 'viewer', groups: ['system:authenticated'] }]]),
  })
  await world.create(daemonSet('agent'))
  await world.create({
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'ClusterRole',
    metadata: { name: 'viewer' },
    rules: [
      { apiGroups: [''], resources: ['nodes'], verbs: ['get', 'list', 'watch'] },
      { apiGroups: ['apps'], resources: ['daemonsets'], verbs: ['get', 'list'] },
      { apiGroups: [''], resources: ['configmaps'], verbs: ['patch'] },
      { apiGroups: ['coordination.k8s.io'], resources: ['leases'], verbs: ['update'] },
    ],
  } as unknown as KubeObject)
  await world.create({
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'ClusterRoleBinding',
    metadata: { name: 'viewer' },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'viewer' },
    subjects: [{ kind: 'User', name: 'viewer', apiGroup: 'rbac.authorization.k8s.io' }],
  } as unknown as KubeObject)
  await world.cluster.settle()
})
after(() => world.cluster.close())

const asViewer = (query: string): Promise<Answer> =>
  world.ask(query, undefined, { authorization: 'Bearer viewer-token' })

/** Where an answer is refused, and with which words. */
const refusals = ({ errors = [] }: Answer): string[] =>
  errors.map(({ path = [], message, extensions }) => {
    assert.equal(extensions?.code, 'Forbidden')
    return `${path.join('.')}: ${message}`
  })

const CANNOT = (verb: string, resource: string, where: string, group = '') =>
  `${resource}${group === '' ? '' : `.${group}`} is forbidden: User "viewer" cannot ${verb} resource "${resource}" in API group "${group}" ${where}`

test('a relation that may not be listed is null, and what is beside it is there', async () => {
  const answer = await asViewer(
    '{ node(name: "worker-1") { metadata { name } pods { kind } lease { kind } events { kind } } }',
  )
  assert.deepEqual(answer.data, {
    node: { metadata: { name: 'worker-1' }, pods: null, lease: null, events: null },
  })
  assert.deepEqual(refusals(answer), [
    `node.pods: ${CANNOT('list', 'pods', 'at the cluster scope')}`,
    'node.lease: leases.coordination.k8s.io "worker-1" is forbidden: User "viewer" cannot get resource "leases" in API group "coordination.k8s.io" in the namespace "kube-node-lease"',
    `node.events: ${CANNOT('list', 'events', 'at the cluster scope')}`,
  ])
})

test('whether a DaemonSet covers a node tells of Pods, so that it is refused with them', async () => {
  const answer = await asViewer(
    '{ daemonSet(name: "agent") { nodes { shouldRun covered pods { kind } } } }',
  )
  assert.deepEqual(answer.data, {
    daemonSet: {
      nodes: [false, true, true].map(shouldRun => ({ shouldRun, covered: null, pods: null })),
    },
  })
  const filtered = await asViewer(
    '{ daemonSet(name: "agent") { nodes(covered: true) { shouldRun } } }',
  )
  assert.deepEqual(filtered.data, { daemonSet: { nodes: null } })
  assert.deepEqual(refusals(filtered), [
    `daemonSet.nodes: ${CANNOT('list', 'pods', 'in the namespace "default"')}`,
  ])
})

test('lists, writes and commands are refused in the words of REST', async () => {
  const cases: Readonly<Record<string, string>> = {
    '{ pods { totalCount } }': `pods: ${CANNOT('list', 'pods', 'at the cluster scope')}`,
    'mutation { cordonNode(name: "worker-1") { kind } }':
      'cordonNode: nodes "worker-1" is forbidden: User "viewer" cannot patch resource "nodes" in API group "" at the cluster scope',
    'mutation { evictPod(name: "x") { gone } }':
      'evictPod: pods "x" is forbidden: User "viewer" cannot create resource "pods/eviction" in API group "" in the namespace "default"',
    'mutation { scaleDeployment(name: "x", replicas: 1) { kind } }':
      'scaleDeployment: deployments.apps "x" is forbidden: User "viewer" cannot patch resource "deployments/scale" in API group "apps" in the namespace "default"',
    'mutation { rolloutUndo(kind: DaemonSet, name: "none") { kind } }':
      'rolloutUndo: daemonsets.apps "none" is forbidden: User "viewer" cannot patch resource "daemonsets" in API group "apps" in the namespace "default"',
    'mutation { setImage(kind: Pod, name: "x", images: []) { kind } }':
      'setImage: pods "x" is forbidden: User "viewer" cannot patch resource "pods" in API group "" in the namespace "default"',
  }
  for (const [query, want] of Object.entries(cases))
    assert.deepEqual(refusals(await asViewer(query)), [want], query)
  const rest = await world.cluster.app.inject({
    url: '/api/v1/pods',
    headers: { host: 'localhost', authorization: 'Bearer viewer-token' },
  })
  assert.equal(`pods: ${rest.json().message}`, cases['{ pods { totalCount } }'])
})

test('an administrator may act as another, and is held to what that one may', async () => {
  const asked = await world.ask('{ pods { totalCount } nodes { totalCount } }', undefined, {
    'impersonate-user': 'viewer',
  })
  assert.equal(asked.data?.pods, null)
  assert.deepEqual(asked.data?.nodes, { totalCount: 3 })
  const refused = await world.ask('{ nodes { totalCount } }', undefined, {
    authorization: 'Bearer viewer-token',
    'impersonate-user': 'kubernetes-admin',
  })
  assert.equal(refused.errors?.[0]?.extensions?.code, 'Forbidden')
})

test('who may only change makes nothing by changing what is not there', async () => {
  const yaml = JSON.stringify({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a' } })
  const one = 'mutation { applyConfigMap(manager: "m", object: {metadata: {name: "a"}}) { kind } }'
  const many = `mutation { apply(manager: "m", yaml: ${JSON.stringify(yaml)}) { kind } }`
  const create = `configmaps "a" is forbidden: ${CANNOT('create', 'configmaps', 'in the namespace "default"').replace(/^.*forbidden: /, '')}`
  assert.deepEqual(refusals(await asViewer(one)), [`applyConfigMap: ${create}`])
  assert.deepEqual(refusals(await asViewer(many)), [`apply: ${create}`])
  const lease = await asViewer('mutation { updateLease(object: {metadata: {name: "a"}}) { kind } }')
  assert.match(refusals(lease)[0] ?? '', /cannot create resource "leases"/)
  assert.deepEqual((await world.ask(one)).data, { applyConfigMap: { kind: 'ConfigMap' } })
  assert.deepEqual((await asViewer(one)).data, { applyConfigMap: { kind: 'ConfigMap' } })
  assert.deepEqual((await asViewer(many)).data, { apply: [{ kind: 'ConfigMap' }] })
})

test('a node evicts only Pods that it runs, as in REST', async () => {
  const node = { 'impersonate-user': 'system:node:worker-1', 'impersonate-group': 'system:nodes' }
  const metadata = { name: 'elsewhere', namespace: 'default' }
  const spec = { nodeName: 'worker-2', containers: [{ name: 'c', image: 'i' }] }
  await world.create({ apiVersion: 'v1', kind: 'Pod', metadata, spec } as KubeObject)
  const evict = 'mutation { evictPod(name: "elsewhere") { gone } }'
  assert.deepEqual(refusals(await world.ask(evict, undefined, node)), [
    'evictPod: pods "elsewhere" is forbidden: node worker-1 can only evict pods with spec.nodeName set to itself',
  ])
})
