import assert from 'node:assert/strict'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { after, before, test } from 'node:test'
import { type Client, createClient } from 'graphql-ws'
import { WebSocket } from 'ws'
import { configMap as configMapKind } from '../../src/kinds/index.ts'
import { systemContext } from '../../src/registry/context.ts'
import { target } from '../../src/registry/target.ts'
import { configMap, makeWorld, type World } from './world.ts'

const ME = systemContext('tester', 'tester')

let world: World
let url: string
let client: Client
before(async () => {
  world = await makeWorld(1)
  await world.cluster.app.listen({ host: '127.0.0.1', port: 0 })
  const { port } = world.cluster.app.server.address() as AddressInfo
  url = `127.0.0.1:${port}`
  client = createClient({ url: `ws://${url}/graphql`, webSocketImpl: WebSocket, retryAttempts: 0 })
})
after(async () => {
  await client.dispose()
  await world.cluster.close()
})

interface Change {
  readonly type: string
  readonly object: { readonly metadata: { readonly name: string }; readonly data?: object } | null
  readonly oldObject: { readonly data?: object } | null
  readonly resourceVersion: string
}

/** The changes of a subscription, as many as are asked for. */
async function changes(
  args: string,
  count: number,
  act?: () => Promise<unknown>,
): Promise<Change[]> {
  const found: Change[] = []
  const events = client.iterate<{ configMapsChanged: Change }>({
    query: `subscription { configMapsChanged(${args}) {
      type resourceVersion object { metadata { name } data } oldObject { data } } }`,
  })
  // The first event of the initial state tells that the subscription has begun.
  for await (const { data, errors } of events) {
    if (errors !== undefined) throw new Error(JSON.stringify(errors))
    if (data) found.push(data.configMapsChanged)
    if (found.length === 1) await act?.()
    if (found.length >= count) break
  }
  return found
}

const setData = (name: string, data: Record<string, string>) =>
  world.cluster.registry.modify(
    target(configMapKind, 'default', name),
    live => ({ ...live, data }),
    ME,
  )
const remove = (name: string) =>
  world.cluster.registry.delete(target(configMapKind, 'default', name), {}, ME)

const briefly = ({ type, object, oldObject }: Change) => [
  type,
  object?.metadata.name,
  object?.data ?? undefined,
  oldObject?.data ?? undefined,
]

test('a subscription tells what is there, and then each change with what was before', async () => {
  await world.create(configMap('a', { v: '1' }))
  const found = await changes(
    'namespace: "default", initialState: true, fieldSelector: "metadata.name=a"',
    4,
    async () => {
      await setData('a', { v: '2' })
      await remove('a')
    },
  )
  assert.deepEqual(found.map(briefly), [
    ['ADDED', 'a', { v: '1' }, undefined],
    ['BOOKMARK', undefined, undefined, undefined],
    ['MODIFIED', 'a', { v: '2' }, { v: '1' }],
    ['DELETED', 'a', { v: '2' }, { v: '2' }],
  ])
})

test('a subscription goes on behind a revision, and tells the same as a watch', async () => {
  const { configMaps } = await world.data<{ configMaps: { resourceVersion: string } }>(
    '{ configMaps { resourceVersion } }',
  )
  const from = configMaps.resourceVersion
  await world.create(configMap('b', { v: '1' }))
  await setData('b', { v: '2' })
  await remove('b')
  const found = await changes(`namespace: "default", resourceVersion: "${from}"`, 3)
  const watched = await restWatch(
    `/api/v1/namespaces/default/configmaps?watch=1&resourceVersion=${from}`,
    3,
  )
  assert.deepEqual(
    found.map(({ type, object, resourceVersion }) => [
      type,
      object?.metadata.name,
      object?.data,
      resourceVersion,
    ]),
    watched.map(({ type, object }) => [
      type,
      object.metadata.name,
      object.data,
      object.metadata.resourceVersion,
    ]),
  )
})

interface WatchFrame {
  readonly type: string
  readonly object: { metadata: { name: string; resourceVersion: string }; data: object }
}

/** Events of a watch of REST over a WebSocket, which GraphQL must leave alone. */
async function restWatch(path: string, count: number): Promise<WatchFrame[]> {
  const socket = new WebSocket(`ws://${url}${path}`)
  const frames: WatchFrame[] = []
  socket.on('message', data => {
    frames.push(JSON.parse(String(data)) as WatchFrame)
    if (frames.length === count) socket.close()
  })
  await once(socket, 'close')
  return frames
}

test('an object that begins to match is added, one that ceases to is deleted', async () => {
  await world.create(configMap('c'))
  const label = (tier: string) =>
    world.cluster.registry.modify(
      target(configMapKind, 'default', 'c'),
      live => ({ ...live, metadata: { ...live.metadata, labels: { tier } } }),
      ME,
    )
  await label('x')
  const found = await changes('labelSelector: "tier=x", initialState: true', 4, async () => {
    await label('y')
    await label('x')
  })
  assert.deepEqual(
    found.map(({ type }) => type),
    ['ADDED', 'BOOKMARK', 'DELETED', 'ADDED'],
  )
})

test('a revision that is too old, a selector that is none, and a field that is none are refused', async () => {
  world.cluster.registry.store.compact(world.cluster.registry.store.revision)
  const cases = [
    ['configMapsChanged(resourceVersion: "2") { type }', 'Expired'],
    ['configMapsChanged(labelSelector: "a in (") { type }', 'BadRequest'],
    ['configMapsChanged { nope }', undefined],
  ] as const
  for (const [field, reason] of cases) {
    const { errors } = await failureOf(`subscription { ${field} }`)
    const [error] = errors
    assert.equal(error?.extensions?.status?.reason, reason, field)
    if (reason === undefined) assert.match(error?.message ?? '', /^Cannot query field "nope"/)
  }
})

type Failure = {
  errors: readonly { message: string; extensions?: { status?: { reason: string } } }[]
}

function failureOf(query: string): Promise<Failure> {
  return new Promise((resolve, reject) => {
    client.subscribe(
      { query },
      {
        next: value =>
          value.errors ? resolve(value as Failure) : reject(new Error(JSON.stringify(value))),
        error: errors => resolve({ errors } as Failure),
        complete: () => reject(new Error('it ended without an error')),
      },
    )
  })
}

test('relations of a changed object are of the moment of the change', async () => {
  const events = client.iterate<{ nodesChanged: { object: { pods: object[] } | null } }>({
    query:
      'subscription { nodesChanged(initialState: true) { object { metadata { name } pods { kind } } } }',
  })
  for await (const { data } of events) {
    assert.deepEqual(data?.nodesChanged.object?.pods, [])
    break
  }
})

test('queries and mutations go over the socket too', async () => {
  const ask = async (query: string) => {
    for await (const result of client.iterate({ query })) return result
  }
  assert.deepEqual(await ask('{ node(name: "worker-1") { kind } }'), {
    data: { node: { kind: 'Node' } },
  })
  const made = await ask(
    'mutation { createConfigMap(object: {metadata: {name: "by-socket"}}) { kind } }',
  )
  assert.deepEqual(made, { data: { createConfigMap: { kind: 'ConfigMap' } } })
  assert.deepEqual(await ask('{ configMap(name: "by-socket") { kind } }'), {
    data: { configMap: { kind: 'ConfigMap' } },
  })
})

test('sockets of other sites and of other protocols are refused', async () => {
  const codeOf = async (protocols: string[], headers: Record<string, string>) => {
    const socket = new WebSocket(`ws://${url}/graphql`, protocols, { headers })
    const [, response] = (await once(socket, 'unexpected-response')) as [
      unknown,
      { statusCode: number },
    ]
    return response.statusCode
  }
  assert.equal(await codeOf(['graphql-transport-ws'], { origin: 'http://evil.example.com' }), 403)
  assert.equal(await codeOf(['chat'], {}), 400)
  const rebound = { host: 'evil.example.com', origin: 'http://evil.example.com' }
  assert.equal(await codeOf(['graphql-transport-ws'], rebound), 403)
  const own = new WebSocket(`ws://${url}/graphql`, ['graphql-transport-ws'], {
    headers: { origin: `http://${url}` },
  })
  await once(own, 'open')
  own.close()
})

test('a client that goes away leaves nothing behind', async () => {
  const { store } = world.cluster.registry
  let listeners = 0
  const { onChange } = store
  store.onChange = (resource, listener) => {
    listeners++
    const stop = onChange.call(store, resource, listener)
    return () => {
      listeners--
      stop()
    }
  }
  const one = createClient({
    url: `ws://${url}/graphql`,
    webSocketImpl: WebSocket,
    retryAttempts: 0,
  })
  const events = one.iterate({
    query: 'subscription { nodesChanged(initialState: true) { type } }',
  })
  await events.next()
  assert.equal(listeners, 1)
  await one.dispose()
  while (listeners > 0) await new Promise(resolve => setImmediate(resolve))
  store.onChange = onChange
})
