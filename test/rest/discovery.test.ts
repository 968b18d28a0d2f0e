import assert from 'node:assert/strict'
import { test } from 'node:test'
import { daemonSet } from '../../src/kinds/index.ts'
import type { Kind } from '../../src/meta/kind.ts'
import { serve } from './support.ts'

const V2 = 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList'

const widgets: Kind = {
  group: 'example.com',
  kind: 'Widget',
  listKind: 'WidgetList',
  plural: 'widgets',
  singular: 'widget',
  namespaced: true,
  verbs: ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'update', 'watch'],
  versions: [{ version: 'v1', type: '' }],
  storageVersion: 'v1',
  hasGeneration: true,
  custom: { schema: { type: 'object' } },
}

test('a group-version tells its resources with their subresources', async () => {
  const { app } = await serve()
  const { resources } = (await app.inject('/apis/apps/v1')).json()
  const told = resources.find((one: { name: string }) => one.name === daemonSet.plural)
  assert.deepEqual(told.shortNames, ['ds'])
  assert.equal(told.storageVersionHash, 'dd7pWHUlMKQ=')
  assert.ok(resources.some((one: { name: string }) => one.name === 'daemonsets/status'))
})

test('all groups are told in one document to who asks for it', async () => {
  const { app } = await serve()
  const one = await app.inject({ url: '/apis', headers: { accept: `${V2},application/json` } })
  assert.equal(one.headers['content-type'], V2)
  assert.equal(one.json().kind, 'APIGroupDiscoveryList')
  const other = await app.inject({ url: '/apis', headers: { accept: 'application/json' } })
  assert.equal(other.json().kind, 'APIGroupList')
  const again = await app.inject({
    url: '/apis',
    headers: { accept: V2, 'if-none-match': String(one.headers.etag) },
  })
  assert.equal(again.statusCode, 304)
})

test('the beta of the one document is not served', async () => {
  const { app } = await serve()
  assert.equal(
    (await app.inject({ url: '/apis', headers: { accept: V2.replace('v=v2', 'v=v2beta1') } }))
      .statusCode,
    406,
  )
})

test('a row that comes is served at once, and one that goes is not', async () => {
  const { app, table } = await serve()
  const paths = [
    '/apis/example.com',
    '/apis/example.com/v1',
    '/apis/example.com/v1/namespaces/default/widgets',
    '/openapi/v3/apis/example.com/v1',
  ]
  const codes = async () =>
    Promise.all(paths.map(async path => (await app.inject(path)).statusCode))
  assert.deepEqual(await codes(), [404, 404, 404, 404])
  table.add(widgets)
  assert.deepEqual(await codes(), [200, 200, 200, 200])
  const { groups } = (await app.inject('/apis')).json()
  assert.equal(groups.at(-1).name, 'example.com')
  table.remove(widgets)
  assert.deepEqual(await codes(), [404, 404, 404, 404])
})

test('a patch is described with the parameters that kubectl looks for', async () => {
  const { app } = await serve()
  const index = (await app.inject('/openapi/v3')).json()
  const url = index.paths['apis/apps/v1'].serverRelativeURL
  const answer = await app.inject(url)
  assert.equal(answer.headers['cache-control'], 'public, immutable')
  const { patch } = answer.json().paths['/apis/apps/v1/namespaces/{namespace}/daemonsets/{name}']
  const names = patch.parameters.map(({ name }: { name: string }) => name)
  assert.deepEqual(names, ['dryRun', 'fieldManager', 'fieldValidation', 'force'])
  assert.equal(patch['x-kubernetes-group-version-kind'].kind, 'DaemonSet')
})

test('a document of another hash is elsewhere', async () => {
  const { app } = await serve()
  const answer = await app.inject('/openapi/v3/apis/apps/v1?hash=00')
  assert.equal(answer.statusCode, 301)
  assert.match(
    String(answer.headers.location),
    /^\/openapi\/v3\/apis\/apps\/v1\?hash=[0-9A-F]{128}$/,
  )
})

test('discovery is had as protobuf, also where it names no version of its own', async () => {
  const { app } = await serve()
  const accept = 'application/vnd.kubernetes.protobuf'
  for (const url of ['/api', '/api/v1', '/apis', '/apis/apps', '/apis/apps/v1']) {
    const answer = await app.inject({ url, headers: { accept } })
    assert.equal(answer.statusCode, 200, url)
    assert.equal(answer.rawPayload.subarray(0, 4).toString('latin1'), 'k8s\0', url)
  }
})

test('the old document is had as JSON and as protobuf', async () => {
  const { app } = await serve()
  const json = await app.inject('/openapi/v2')
  assert.equal(json.json().swagger, '2.0')
  const accept = 'application/com.github.proto-openapi.spec.v2@v1.0+protobuf'
  const protobuf = await app.inject({ url: '/openapi/v2', headers: { accept } })
  assert.equal(
    protobuf.headers['content-type'],
    'application/com.github.proto-openapi.spec.v2.v1.0+protobuf',
  )
  assert.equal(
    (await app.inject({ url: '/openapi/v2', headers: { accept: 'text/html' } })).statusCode,
    406,
  )
})

test('health is told in whole and in part', async () => {
  const { app } = await serve({
    healthChecks: [{ name: 'etcd', only: ['readyz'], check: () => false }],
  })
  assert.equal((await app.inject('/livez')).body, 'ok')
  assert.equal((await app.inject('/livez/ping')).body, 'ok')
  assert.equal((await app.inject('/livez/nothing')).statusCode, 404)
  assert.match(
    (await app.inject('/livez?verbose')).body,
    /^\[\+\]ping ok\n(.*\n)*livez check passed\n$/,
  )
  const failing = await app.inject('/readyz')
  assert.equal(failing.statusCode, 500)
  assert.match(failing.body, /\[-\]etcd failed: reason withheld\n(.*\n)*readyz check failed\n$/)
  assert.equal((await app.inject('/readyz?exclude=etcd')).body, 'ok')
})

test('the aggregated document is had in any form, wherever in the header it is asked for', async () => {
  const { app } = await serve()
  const kind = ';g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList'
  const forms: Readonly<Record<string, string>> = {
    [`application/json,${V2};q=0.1`]: V2,
    [`*/*${kind}`]: V2,
    [`application/yaml${kind}`]: `application/yaml${kind}`,
    [`application/vnd.kubernetes.protobuf${kind}`]: `application/vnd.kubernetes.protobuf${kind}`,
    [`text/html${kind},application/json`]: 'application/json',
  }
  for (const [accept, type] of Object.entries(forms)) {
    const answer = await app.inject({ url: '/apis', headers: { accept } })
    assert.deepEqual([answer.statusCode, answer.headers['content-type']], [200, type], accept)
  }
})
