// Custom resources are not behind the router: which methods they take, and what they say to others.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { type Cluster, startCluster } from '../../src/index.ts'

const GROUP = 'methods.example.com'
const PLACE = `/apis/${GROUP}/v1/namespaces/default/widgets`
let cluster: Cluster

before(async () => {
  cluster = await startCluster({ nodes: 0, controlPlaneNodes: 0, clock: 'virtual' })
  const openAPIV3Schema = { type: 'object', 'x-kubernetes-preserve-unknown-fields': true }
  const version = { name: 'v1', served: true, storage: true, schema: { openAPIV3Schema } }
  await cluster.apply({
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `widgets.${GROUP}` },
    spec: {
      group: GROUP,
      scope: 'Namespaced',
      names: { plural: 'widgets', kind: 'Widget' },
      versions: [{ ...version, subresources: { status: {} } }],
    },
  })
  await cluster.settle()
  await cluster.apply({ apiVersion: `${GROUP}/v1`, kind: 'Widget', metadata: { name: 'a' } })
})

after(() => cluster.close())

const widget = (name: string) => ({ apiVersion: `${GROUP}/v1`, kind: 'Widget', metadata: { name } })

const cases: Readonly<
  Record<string, { method: string; path?: string; body?: object; want: string }>
> = {
  'a create needs its namespace': {
    method: 'POST',
    path: `/apis/${GROUP}/v1/widgets`,
    want: '404 404 page not found\n',
  },
  'a collection is not deleted across namespaces': {
    method: 'DELETE',
    path: `/apis/${GROUP}/v1/widgets`,
    want: '404 404 page not found\n',
  },
  'a collection is not patched': {
    method: 'PATCH',
    body: {},
    want: '400 name must be provided',
  },
  'a collection is not put': { method: 'PUT', body: {}, want: '400 name must be provided' },
  'a name behind the collection does not count for a create': {
    method: 'POST',
    path: `${PLACE}/other`,
    body: widget('b'),
    want: '201 b',
  },
  'HEAD is answered as GET is': { method: 'HEAD', path: `${PLACE}/a`, want: '200 ' },
  'a method that is none has no verb': {
    method: 'OPTIONS',
    want: `405  is not supported on resources of kind "widgets.${GROUP}"`,
  },
  'a status is not deleted': {
    method: 'DELETE',
    path: `${PLACE}/a/status`,
    want: `405 delete is not supported on resources of kind "widgets.${GROUP}"`,
  },
}
for (const [claim, { method, path = PLACE, body, want }] of Object.entries(cases))
  test(claim, async () => {
    const type = method === 'PATCH' ? 'application/merge-patch+json' : 'application/json'
    const answer = await fetch(cluster.url + path, {
      method,
      headers: { 'content-type': type },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    const text = await answer.text()
    const told = text.startsWith('{') ? JSON.parse(text) : { message: text }
    assert.equal(`${answer.status} ${told.message ?? told.metadata.name}`, want)
  })
