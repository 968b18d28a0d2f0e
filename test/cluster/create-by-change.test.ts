import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { VirtualClock } from '../../src/clock.ts'
import { type Cluster, createCluster } from '../../src/cluster.ts'
import { SeededIds } from '../../src/ids.ts'

let cluster: Cluster
before(async () => {
  cluster = await createCluster({ clock: new VirtualClock(), ids: new SeededIds(1), nodes: 0 })
  const api = 'rbac.authorization.k8s.io'
  const rules = [
    { apiGroups: [''], resources: ['configmaps'], verbs: ['patch'] },
    { apiGroups: ['coordination.k8s.io'], resources: ['leases'], verbs: ['update'] },
  ]
  await send('POST', `/apis/${api}/v1/clusterroles`, { metadata: { name: 'changer' }, rules })
  await send('POST', `/apis/${api}/v1/clusterrolebindings`, {
    metadata: { name: 'changer' },
    roleRef: { apiGroup: api, kind: 'ClusterRole', name: 'changer' },
    subjects: [{ apiGroup: api, kind: 'User', name: 'jane' }],
  })
})
after(() => cluster.close())

async function send(
  method: 'POST' | 'PUT' | 'PATCH',
  url: string,
  body: object,
  user?: string,
  type = 'application/json',
) {
  const headers = {
    host: 'localhost',
    'content-type': type,
    ...(user === undefined ? {} : { 'impersonate-user': user }),
  }
  const answer = await cluster.app.inject({ method, url, headers, payload: JSON.stringify(body) })
  return { code: answer.statusCode, message: String(answer.json().message) }
}

const APPLY = 'application/apply-patch+yaml'
const MAP = '/api/v1/namespaces/default/configmaps/a'
const LEASE = '/apis/coordination.k8s.io/v1/namespaces/default/leases/a'
const named = (apiVersion: string, kind: string) => ({ apiVersion, kind, metadata: { name: 'a' } })

test('who may only change makes nothing by applying it', async () => {
  const map = named('v1', 'ConfigMap')
  const apply = (user?: string) => send('PATCH', `${MAP}?fieldManager=m`, map, user, APPLY)
  const { code, message } = await apply('jane')
  assert.equal(code, 403)
  assert.match(message, /^configmaps "a" is forbidden: User "jane" cannot create resource/)
  assert.equal((await apply()).code, 201)
  assert.equal((await apply('jane')).code, 200)
})

test('nor by putting it where it is not', async () => {
  const lease = named('coordination.k8s.io/v1', 'Lease')
  const { code, message } = await send('PUT', LEASE, lease, 'jane')
  assert.equal(code, 403)
  assert.match(message, /cannot create resource "leases" in API group "coordination.k8s.io"/)
})
