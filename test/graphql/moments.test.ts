import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { configMap, daemonSet, makeWorld, type World } from './world.ts'

let world: World
before(async () => {
  world = await makeWorld(1)
})
after(() => world.cluster.close())

const DATA =
  '{ configMaps(namespace: "default", labelSelector: "!x") { resourceVersion nodes { metadata { name } data } } }'

test('a query of the past is answered as the world was, relations and all', async () => {
  await world.create(configMap('a', { v: '1' }))
  await world.create(daemonSet('agent'))
  await world.cluster.settle()
  const past = `{ node(name: "worker-1") { pods { metadata { name } } } ${DATA.slice(1)}`
  const then = await world.data<{ configMaps: { resourceVersion: string } }>(past)
  const { resourceVersion } = then.configMaps
  await world.data('mutation { patchConfigMap(name: "a", patch: {data: {v: "2"}}) { kind } }')
  await world.data('mutation { deleteDaemonSet(name: "agent") { gone } }')
  await world.cluster.settle()
  await world.cluster.advance(60_000)
  const now = await world.data<typeof then>(past)
  assert.notDeepEqual(now, then)
  assert.deepEqual(
    await world.data(`query @at(resourceVersion: "${resourceVersion}") ${past}`),
    then,
  )
  const named = `query Old($rv: String!) @at(resourceVersion: $rv) ${past}`
  assert.deepEqual(await world.data(named, { rv: resourceVersion }), then)
})

test('a moment that is none, is not yet, or is forgotten is refused with its Status', async () => {
  const { store } = world.cluster.registry
  const refusals: readonly (readonly [string, string])[] = [
    ['soon', 'BadRequest'],
    [String(store.revision + 1000), 'Timeout'],
    ['1', 'Expired'],
  ]
  store.compact(store.revision)
  for (const [at, reason] of refusals) {
    const { errors, data } = await world.ask(`query @at(resourceVersion: "${at}") ${DATA}`)
    assert.equal(errors?.[0]?.extensions?.code, reason, at)
    assert.equal(data, null)
  }
})

test('only queries have a past', async () => {
  const { errors } = await world.ask(
    'mutation @at(resourceVersion: "1") { cordonNode(name: "worker-1") { kind } }',
  )
  assert.match(errors?.[0]?.message ?? '', /may not be used on MUTATION/)
})
