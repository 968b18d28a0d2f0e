// Definitions in a whole cluster, asked over REST as a client asks.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { VirtualClock } from '../../../src/clock.ts'
import { type Cluster, createCluster } from '../../../src/cluster.ts'
import { SeededIds } from '../../../src/ids.ts'
import type { JsonObject } from '../../../src/meta/object.ts'
import type { JSONSchemaProps } from '../../../src/schema/generated/apiextensions-v1.ts'
import { MemoryStore } from '../../../src/store/memory.ts'

const DEFINITIONS = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions'
const WIDGETS = '/apis/e.com/v1/namespaces/default/widgets'

async function cluster(): Promise<Cluster> {
  const clock = new VirtualClock()
  const store = new MemoryStore({ clock })
  return createCluster({ clock, store, ids: new SeededIds(1), nodes: 0, controlPlaneNodes: 0 })
}

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

async function ask(to: Cluster, method: Method, url: string, body?: unknown) {
  const type = method === 'PATCH' ? 'application/merge-patch+json' : 'application/json'
  const answer = await to.app.inject({
    method,
    url,
    headers: { host: 'localhost', ...(body === undefined ? {} : { 'content-type': type }) },
    ...(body === undefined ? {} : { payload: JSON.stringify(body) }),
  })
  await to.settle()
  const isJson = String(answer.headers['content-type']).startsWith('application/json')
  return { code: answer.statusCode, body: isJson ? (answer.json() as JsonObject) : undefined }
}

const spec: JSONSchemaProps = { type: 'object', properties: { a: { type: 'string' } } }

const definition = (plural: string, kind: string, versions: readonly object[]) => ({
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: `${plural}.e.com` },
  spec: { group: 'e.com', scope: 'Namespaced', names: { plural, kind }, versions },
})

const version = (name: string, storage: boolean, more: JSONSchemaProps = spec) => ({
  name,
  served: true,
  storage,
  schema: { openAPIV3Schema: { type: 'object', properties: { spec: more } } },
})

const widget = (name: string, more: object = {}) => ({
  apiVersion: 'e.com/v1',
  kind: 'Widget',
  metadata: { name },
  spec: { a: 'x' },
  ...more,
})

const conditionsOf = (body: JsonObject = {}): string[] => {
  const { conditions } = body.status as { conditions: { type: string; reason: string }[] }
  return conditions.map(({ type, reason }) => `${type}: ${reason}`)
}

const versionsOf = (body: JsonObject = {}): string[] =>
  (body.versions as { version: string }[]).map(one => one.version)

test('a row of two versions is served while the server runs', async t => {
  const served = await cluster()
  t.after(() => served.close())
  assert.equal((await ask(served, 'GET', WIDGETS)).code, 404)
  const late: JSONSchemaProps = {
    type: 'object',
    properties: { a: { type: 'string' }, late: { type: 'string', default: 'now' } },
  }
  const versions = [version('v1', true), version('v2', false, late)]
  assert.equal(
    (await ask(served, 'POST', DEFINITIONS, definition('widgets', 'Widget', versions))).code,
    201,
  )
  const made = await ask(served, 'POST', WIDGETS, widget('one'))
  assert.equal(made.code, 201)
  const second = await ask(served, 'GET', '/apis/e.com/v2/namespaces/default/widgets/one')
  assert.equal(second.body?.apiVersion, 'e.com/v2')
  // Only the version in which it is stored fills in defaults when it is read.
  assert.deepEqual(second.body?.spec, { a: 'x' })
  const group = await ask(served, 'GET', '/apis/e.com')
  assert.deepEqual(versionsOf(group.body), ['v2', 'v1'])
  const service = await ask(served, 'GET', '/apis/apiregistration.k8s.io/v1/apiservices/v2.e.com')
  assert.deepEqual(conditionsOf(service.body), ['Available: Local'])
})

test('a definition is established once its names are accepted', async t => {
  const served = await cluster()
  t.after(() => served.close())
  await ask(served, 'POST', DEFINITIONS, definition('widgets', 'Widget', [version('v1', true)]))
  const first = await ask(served, 'GET', `${DEFINITIONS}/widgets.e.com`)
  assert.deepEqual(conditionsOf(first.body), [
    'NamesAccepted: NoConflicts',
    'Established: InitialNamesAccepted',
  ])
  await ask(served, 'POST', DEFINITIONS, definition('gadgets', 'Widget', [version('v1', true)]))
  const waits = await ask(served, 'GET', `${DEFINITIONS}/gadgets.e.com`)
  assert.deepEqual(conditionsOf(waits.body), [
    'NamesAccepted: ListKindConflict',
    'Established: NotAccepted',
  ])
  await ask(served, 'DELETE', `${DEFINITIONS}/widgets.e.com`)
  const accepted = await ask(served, 'GET', `${DEFINITIONS}/gadgets.e.com`)
  assert.deepEqual(conditionsOf(accepted.body), [
    'NamesAccepted: NoConflicts',
    'Established: InitialNamesAccepted',
  ])
})

test('a definition goes after its instances, and its group with it', async t => {
  const served = await cluster()
  t.after(() => served.close())
  await ask(served, 'POST', DEFINITIONS, definition('widgets', 'Widget', [version('v1', true)]))
  const held = { metadata: { name: 'held', finalizers: ['e.com/keep'] } }
  await ask(served, 'POST', WIDGETS, widget('held', held))
  await ask(served, 'POST', WIDGETS, widget('free'))
  await ask(served, 'DELETE', `${DEFINITIONS}/widgets.e.com`)
  const waits = await ask(served, 'GET', `${DEFINITIONS}/widgets.e.com`)
  assert.equal(conditionsOf(waits.body).at(-1), 'Terminating: InstanceDeletionInProgress')
  assert.equal((await ask(served, 'GET', `${WIDGETS}/free`)).code, 404)
  assert.equal((await ask(served, 'POST', WIDGETS, widget('new'))).code, 403)
  await ask(served, 'PATCH', `${WIDGETS}/held`, { metadata: { finalizers: null } })
  assert.equal((await ask(served, 'GET', `${DEFINITIONS}/widgets.e.com`)).code, 404)
  assert.equal((await ask(served, 'GET', WIDGETS)).code, 404)
  assert.equal(
    (await ask(served, 'GET', '/apis/apiregistration.k8s.io/v1/apiservices/v1.e.com')).code,
    404,
  )
})

test('a schema that changes holds from the next request', async t => {
  const served = await cluster()
  t.after(() => served.close())
  await ask(served, 'POST', DEFINITIONS, definition('widgets', 'Widget', [version('v1', true)]))
  await ask(served, 'POST', WIDGETS, widget('one', { spec: { a: 'UPPER' } }))
  const strict: JSONSchemaProps = {
    type: 'object',
    properties: { a: { type: 'string', pattern: '^[a-z]*$' }, b: { type: 'integer' } },
  }
  const versions = [version('v1', true, strict)]
  await ask(served, 'PATCH', `${DEFINITIONS}/widgets.e.com`, { spec: { versions } })
  assert.equal(
    (await ask(served, 'POST', WIDGETS, widget('two', { spec: { a: 'UPPER' } }))).code,
    422,
  )
  assert.equal((await ask(served, 'PATCH', `${WIDGETS}/one`, { spec: { b: 1 } })).code, 200)
  assert.equal((await ask(served, 'PATCH', `${WIDGETS}/one`, { spec: { a: 'OTHER' } })).code, 422)
})

test('a fork serves what its definitions define', async t => {
  const served = await cluster()
  t.after(() => served.close())
  await ask(served, 'POST', DEFINITIONS, definition('widgets', 'Widget', [version('v1', true)]))
  await ask(served, 'POST', WIDGETS, widget('one'))
  const fork = await served.fork()
  t.after(() => fork.close())
  assert.equal((await ask(fork, 'GET', `${WIDGETS}/one`)).code, 200)
})
