import assert from 'node:assert/strict'
import type { AddressInfo } from 'node:net'
import { after, before, test } from 'node:test'
import { configMap, makeWorld, type World } from './world.ts'

let world: World
let url: string
before(async () => {
  world = await makeWorld(1)
  await world.cluster.app.listen({ host: '127.0.0.1', port: 0 })
  url = `http://127.0.0.1:${(world.cluster.app.server.address() as AddressInfo).port}`
})
after(() => world.cluster.close())

/** The events of an operation, as they come. */
async function* eventsOf(query: string, signal?: AbortSignal, variables?: object) {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'text/event-stream' },
    body: JSON.stringify({ query, variables }),
    ...(signal === undefined ? {} : { signal }),
  })
  assert.equal(response.headers.get('content-type'), 'text/event-stream; charset=utf-8')
  let text = ''
  for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
    const parts = (text + Buffer.from(chunk).toString()).split('\n\n')
    text = parts.pop() ?? ''
    for (const part of parts) {
      const [, event, data] = /^event: (\w+)\ndata: (.*)$/.exec(part) ?? []
      yield { event, data: data ? JSON.parse(data) : undefined }
    }
  }
}

test('a subscription is told as server-sent events, until the client goes', async () => {
  await world.create(configMap('a'))
  const abort = new AbortController()
  const query =
    'subscription($s: String) { configMapsChanged(initialState: true, fieldSelector: $s) { type object { metadata { name } } } }'
  const types: string[] = []
  try {
    for await (const { event, data } of eventsOf(query, abort.signal, { s: 'metadata.name=a' })) {
      assert.equal(event, 'next')
      types.push(data.data.configMapsChanged.type)
      if (types.length === 2)
        await world.data('mutation { patchConfigMap(name: "a", patch: {data: {x: "1"}}) { kind } }')
      if (types.length === 3) abort.abort()
    }
  } catch (error) {
    assert.equal((error as Error).name, 'AbortError')
  }
  assert.deepEqual(types, ['ADDED', 'BOOKMARK', 'MODIFIED'])
})

test('a query is one event, what is wrong with it too, and then it is complete', async () => {
  const all = async (query: string) => {
    const found = []
    for await (const event of eventsOf(query)) found.push(event)
    return found
  }
  assert.deepEqual(await all('{ node(name: "worker-1") { kind } }'), [
    { event: 'next', data: { data: { node: { kind: 'Node' } } } },
    { event: 'complete', data: undefined },
  ])
  const refused = await all('subscription { podsChanged(labelSelector: "a in (") { type } }')
  assert.equal(refused[0]?.data.errors[0].extensions.status.reason, 'BadRequest')
  const wrong = await all('subscription { nope }')
  assert.match(wrong[0]?.data.errors[0].message, /^Cannot query field "nope"/)
  assert.match((await all('{'))[0]?.data.errors[0].message, /^Syntax Error/)
})

test('who takes JSON as well gets a query as JSON, and a subscription as events', async () => {
  const ask = (query: string) =>
    fetch(`${url}/graphql`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        accept: 'application/graphql-response+json, application/json, text/event-stream',
      },
      body: JSON.stringify({ query }),
    })
  const one = await ask('{ node(name: "worker-1") { kind } }')
  assert.deepEqual(await one.json(), { data: { node: { kind: 'Node' } } })
  const wrong = await ask('{ nope }')
  assert.equal(wrong.status, 400)
  const events = await ask('subscription { podsChanged { type } }')
  assert.equal(events.headers.get('content-type'), 'text/event-stream; charset=utf-8')
  await events.body?.cancel()
})

test('a subscription that is sent as a query is told where it belongs', async () => {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query: 'subscription { podsChanged { type } }' }),
  })
  const { errors } = (await response.json()) as { errors: { message: string }[] }
  assert.match(errors[0]?.message ?? '', /^a subscription needs a WebSocket .*text\/event-stream/)
})

test('nothing is written by a GET, nor by a form of another site', async () => {
  const query = 'mutation { cordonNode(name: "worker-1") { kind } }'
  const accept = 'text/event-stream'
  const got = await fetch(`${url}/graphql?query=${encodeURIComponent(query)}`, {
    headers: { accept },
  })
  assert.match(await got.text(), /nothing is written by a GET/)
  const posted = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'text/plain', accept },
    body: JSON.stringify({ query }),
  })
  assert.match(await posted.text(), /application\/json/)
})

test('closing the cluster ends subscriptions', async () => {
  const other = await makeWorld(0)
  await other.cluster.app.listen({ host: '127.0.0.1', port: 0 })
  const { port } = other.cluster.app.server.address() as AddressInfo
  const response = await fetch(`http://127.0.0.1:${port}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'text/event-stream' },
    body: JSON.stringify({ query: 'subscription { podsChanged { type } }' }),
  })
  await Promise.all([other.cluster.close(), response.text().catch(() => '')])
})
