import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { resourceAttributes } from '../../src/auth/attributes.ts'
import { flowHeaders } from '../../src/auth/flow.ts'
import { VirtualClock } from '../../src/clock.ts'
import { type Cluster, createCluster } from '../../src/cluster.ts'
import { SeededIds } from '../../src/ids.ts'

let cluster: Cluster
before(async () => {
  cluster = await createCluster({ clock: new VirtualClock(), ids: new SeededIds(1), nodes: 0 })
})
after(() => cluster.close())

/** `user group,group: verb resource namespace`, and the schema it belongs to. */
const belongs: Readonly<Record<string, string>> = {
  'admin system:masters: list pods default': 'exempt',
  'jane system:authenticated: list pods default': 'global-default',
  'system:anonymous system:unauthenticated: list pods default': 'global-default',
  'system:node:a system:nodes: update nodes': 'system-node-high',
  'system:node:a system:nodes: list pods': 'system-nodes',
  'system:kube-scheduler system:authenticated: list pods': 'kube-scheduler',
  'system:serviceaccount:default:x system:serviceaccounts: list pods default': 'service-accounts',
  'system:serviceaccount:kube-system:x system:serviceaccounts: list pods default':
    'kube-system-service-accounts',
}
for (const [line, wanted] of Object.entries(belongs))
  test(`${line} belongs to ${wanted}`, () => {
    const [name = '', groups = '', verb = '', resource = '', namespace = ''] = line
      .replace(/: (?=\S+ \S+)/, ' ')
      .split(' ')
    const { store } = cluster.registry
    const user = { name, groups: groups.split(',') }
    const asked = resourceAttributes({ verb, resource, namespace })
    const [header, uid] = flowHeaders(store)(user, asked)
    const resourceOf = 'flowcontrol.apiserver.k8s.io/flowschemas'
    const found = store.get({ resource: resourceOf, namespace: '', name: wanted })
    assert.equal(header, 'X-Kubernetes-Pf-Flowschema-Uid')
    assert.equal(uid, found?.object.metadata.uid)
  })

test('every answer tells its flow, refusals too', async () => {
  for (const [user, code] of [
    ['jane', 403],
    [undefined, 200],
  ] as const) {
    const { headers, statusCode } = await cluster.app.inject({
      url: '/api/v1/pods',
      headers: { host: 'localhost', ...(user === undefined ? {} : { 'impersonate-user': user }) },
    })
    assert.equal(statusCode, code)
    assert.match(String(headers['x-kubernetes-pf-prioritylevel-uid']), /^[0-9a-f-]{36}$/)
  }
})
