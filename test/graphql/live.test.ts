// Subscriptions that are more than changes of one kind, and what a connection may have of them.
import assert from 'node:assert/strict'
import type { AddressInfo } from 'node:net'
import { after, before, test } from 'node:test'
import { type Client, createClient } from 'graphql-ws'
import { WebSocket } from 'ws'
import { daemonSet, makeWorld, type World } from './world.ts'

let world: World
let url: string
let client: Client
before(async () => {
  world = await makeWorld(3, { graphql: { limits: { subscriptionsMax: 3 } } })
  await world.create(daemonSet('agent'))
  await world.cluster.settle()
  await world.cluster.advance(60_000)
  await world.cluster.app.listen({ host: '127.0.0.1', port: 0 })
  url = `ws://127.0.0.1:${(world.cluster.app.server.address() as AddressInfo).port}/graphql`
  client = createClient({ url, webSocketImpl: WebSocket, retryAttempts: 0 })
})
after(async () => {
  await client.dispose()
  await world.cluster.close()
})

interface Refusal {
  readonly extensions: { readonly code: string; readonly status?: { readonly message: string } }
}

/** The errors with which a subscription was not begun. */
async function refusal(events: AsyncIterableIterator<unknown>): Promise<Refusal[]> {
  try {
    await events.next()
  } catch (errors) {
    return errors as Refusal[]
  }
  throw new Error('it was not refused')
}

interface Step {
  readonly done: boolean
  readonly message: string
  readonly updated: number
}

test('a rollout is one subscription that ends when it is done', async () => {
  const steps: Step[] = []
  const events = client.iterate<{ rolloutProgress: Step }>({
    query: `subscription { rolloutProgress(kind: DaemonSet, name: "agent", follow: true) {
      done message updated object { kind } } }`,
  })
  for await (const { data } of events) {
    const step = data?.rolloutProgress
    if (step === undefined || step === null) break
    steps.push(step)
    if (steps.length === 1) {
      await world.data('mutation { rolloutRestart(kind: DaemonSet, name: "agent") { kind } }')
      await world.cluster.advance(120_000)
    } else if (step.done) break
  }
  assert.equal(steps[0]?.message, 'daemon set "agent" successfully rolled out')
  assert.equal(steps[1]?.message, 'Waiting for daemon set spec update to be observed...')
  assert.equal(steps.at(-1)?.done, true)
  const updated = steps.slice(2).map(step => step.updated)
  assert.deepEqual(
    updated,
    [...updated].sort((a, b) => a - b),
  )
  const again: Step[] = []
  for await (const { data } of client.iterate<{ rolloutProgress: Step }>({
    query:
      'subscription { rolloutProgress(kind: DaemonSet, name: "agent") { done message updated } }',
  }))
    if (data) again.push(data.rolloutProgress)
  assert.deepEqual(
    again.map(({ done }) => done),
    [true],
  )
})

test('the progress of what is not there is refused with its Status', async () => {
  const events = client.iterate({
    query: 'subscription { rolloutProgress(kind: Deployment, name: "nope") { done } }',
  })
  const [error] = await refusal(events)
  assert.equal(error?.extensions.status?.message, 'deployments.apps "nope" not found')
})

test('a log is a field of its Pod, and goes on as a subscription until the Pod ends', async () => {
  const { pods } = await world.data<{
    pods: { nodes: { metadata: { name: string }; log: string }[] }
  }>('{ pods(labelSelector: "app=agent", first: 1) { nodes { metadata { name } log } } }')
  const [pod] = pods.nodes
  assert.equal(pod?.log, 'main started\n')
  const pieces: unknown[] = []
  const events = client.iterate({
    query: 'subscription($name: String!) { podLog(name: $name) }',
    variables: { name: pod?.metadata.name },
  })
  for await (const { data } of events) {
    pieces.push(data)
    await world.data(`mutation { deletePod(name: "${pod?.metadata.name}") { gone } }`)
    await world.cluster.advance(60_000)
  }
  assert.deepEqual(pieces, [{ podLog: 'main started\n' }])
  const wrong = await world.ask('{ pods(first: 1) { nodes { log(container: "nope") } } }')
  assert.equal(wrong.errors?.[0]?.extensions?.code, 'BadRequest')
  assert.deepEqual(wrong.data, { pods: { nodes: [{ log: null }] } })
})

test('a connection has so many subscriptions and no more, and place again when one has ended', async () => {
  const open = () =>
    client.iterate({ query: 'subscription { nodesChanged(initialState: true) { type } }' })
  const held = [open(), open(), open()]
  for (const each of held) assert.equal((await each.next()).value.errors, undefined)
  const [error] = await refusal(open())
  assert.equal(error?.extensions.code, 'TooManySubscriptions')
  await held[0]?.return?.()
  // The socket keeps its order: what was left is left when the next is asked for.
  assert.equal((await open().next()).value.errors, undefined)
  for (const each of held) await each.return?.()
})

test('who has fallen behind what is remembered is told so with its Status, and begins anew', async () => {
  const { store } = world.cluster.registry
  const events = client.iterate<{ configMapsChanged: { type: string } }>({
    query: 'subscription { configMapsChanged(namespace: "behind", initialState: true) { type } }',
  })
  await events.next()
  const key = { resource: 'configmaps', namespace: 'behind', name: 'a' }
  const metadata = { name: 'a', namespace: 'behind' }
  const commits = ['1', '2', '3'].map(value =>
    store.commit(key, 'any', {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata,
      data: { value },
    } as never),
  )
  store.compact(store.revision)
  const [error] = await refusal(events)
  assert.equal(error?.extensions.code, 'Expired')
  await Promise.all(commits)
})
