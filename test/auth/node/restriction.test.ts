import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { forbiddenLabels } from '../../../src/auth/node/node-labels.ts'
import { VirtualClock } from '../../../src/clock.ts'
import { type Cluster, createCluster } from '../../../src/cluster.ts'
import { SeededIds } from '../../../src/ids.ts'

let cluster: Cluster
before(async () => {
  cluster = await createCluster({ clock: new VirtualClock(), ids: new SeededIds(1), nodes: 2 })
  await cluster.settle()
})
after(() => cluster.close())

const NODES = '/api/v1/nodes'
const PODS = '/api/v1/namespaces/default/pods'
const merge = 'application/merge-patch+json'

async function ask(method: 'GET' | 'POST' | 'PATCH' | 'DELETE', url: string, body?: object) {
  const headers = {
    host: 'localhost',
    'impersonate-user': 'system:node:worker-1',
    'impersonate-group': 'system:nodes',
    ...(body === undefined
      ? {}
      : { 'content-type': method === 'PATCH' ? merge : 'application/json' }),
  }
  const answer = await cluster.app.inject({
    method,
    url,
    headers,
    ...(body === undefined ? {} : { payload: JSON.stringify(body) }),
  })
  const { message = '' } = answer.json() as { message?: string }
  return `${answer.statusCode} ${message.replace(/^.* is forbidden: /, '')}`.trim()
}

test('a node changes itself, but neither its taints nor labels that draw workloads', async () => {
  const own = `${NODES}/worker-1`
  const label = (key: string) => ({ metadata: { labels: { [key]: 'x' } } })
  assert.equal(await ask('PATCH', own, label('mine')), '200')
  assert.equal(await ask('PATCH', own, label('node.kubernetes.io/x')), '200')
  assert.equal(
    await ask('PATCH', own, label('node-role.kubernetes.io/x')),
    '403 is not allowed to modify labels: node-role.kubernetes.io/x',
  )
  const taints = [{ key: 'a', effect: 'NoSchedule' }]
  assert.equal(
    await ask('PATCH', own, { spec: { taints } }),
    '403 node "worker-1" is not allowed to modify taints',
  )
  assert.equal(
    await ask('PATCH', `${NODES}/worker-2`, label('mine')),
    '403 node "worker-1" is not allowed to modify node "worker-2"',
  )
})

test('a node makes mirrors of its own Pods only', async () => {
  const plain = {
    metadata: { name: 'static' },
    spec: { nodeName: 'worker-1', containers: [{ name: 'c', image: 'i' }] },
  }
  assert.equal(
    await ask('POST', PODS, plain),
    '403 pod does not have "kubernetes.io/config.mirror" annotation, node "worker-1" can only create mirror pods',
  )
  const annotations = { 'kubernetes.io/config.mirror': 'x' }
  const mirror = { ...plain, metadata: { name: 'static', annotations } }
  assert.equal(
    await ask('POST', PODS, mirror),
    '403 node "worker-1" can only create pods with an owner reference set to itself',
  )
  const uid = cluster.registry.store.get({ resource: 'nodes', namespace: '', name: 'worker-1' })
  const owner = { apiVersion: 'v1', kind: 'Node', name: 'worker-1', controller: true }
  const owned = (reference: object) => ({
    ...mirror,
    metadata: { ...mirror.metadata, ownerReferences: [reference] },
  })
  assert.match(
    await ask('POST', PODS, owned({ ...owner, uid: 'u' })),
    /UID mismatch: expected u got/,
  )
  const mine = { ...owner, uid: uid?.object.metadata.uid }
  assert.equal(await ask('POST', PODS, owned(mine)), '201')
  assert.equal(await ask('DELETE', `${PODS}/static?gracePeriodSeconds=0`), '200')
})

test('a node is given tokens for Pods that it runs', async () => {
  const body = { spec: {} }
  const url = '/api/v1/namespaces/default/serviceaccounts/default/token'
  assert.match(await ask('POST', url, body), /^403 .*no relationship found between node/)
})

test('a node asks for certificates of its own name only, and is told of what is none', async () => {
  const url = '/apis/certificates.k8s.io/v1/certificatesigningrequests'
  const spec = { signerName: 'kubernetes.io/kubelet-serving', usages: ['server auth'] }
  assert.equal(
    await ask('POST', url, { metadata: { name: 'a' }, spec }),
    '403 unable to parse csr: PEM block type must be CERTIFICATE REQUEST',
  )
})

const labels: Readonly<Record<string, boolean>> = {
  plain: false,
  'example.com/x': false,
  'kubernetes.io/hostname': false,
  'kubelet.kubernetes.io/x': false,
  'a.node.kubernetes.io/x': false,
  'kubernetes.io/x': true,
  'a.k8s.io/x': true,
  'node-restriction.kubernetes.io/x': true,
  'a.node-restriction.kubernetes.io/x': true,
}
for (const [key, forbidden] of Object.entries(labels))
  test(`a node ${forbidden ? 'may not' : 'may'} label itself ${key}`, () => {
    assert.deepEqual(forbiddenLabels({ [key]: '' }, {}), forbidden ? [key] : [])
  })
