// What GraphQL tells is what REST tells, for any object of any kind; and changes are told alike.
import assert from 'node:assert/strict'
import type { AddressInfo } from 'node:net'
import { after, before, test } from 'node:test'
import fc from 'fast-check'
import { createClient } from 'graphql-ws'
import { WebSocket } from 'ws'
import { Names, type Root, rootsOf } from '../../src/graphql/names.ts'
import { resourceOf } from '../../src/meta/kind.ts'
import type { KubeObject } from '../../src/meta/object.ts'
import { systemContext } from '../../src/registry/context.ts'
import { apiVersionOfTarget } from '../../src/registry/target.ts'
import { asTold, selectionOf, structOf } from './generated.ts'
import { makeWorld, type World } from './world.ts'

const SEED = Number(process.env.SEED ?? 36)
const RUNS = Number(process.env.RUNS ?? 2)

let world: World
let roots: readonly Root[]
before(async () => {
  const limits = { depthMax: 99, fieldsMax: 1e7, tokensMax: 1e7, answerFieldsMax: 1e9 }
  world = await makeWorld(0, { graphql: { limits } })
  // What stands there may be nonsense to those who work with it.
  await world.cluster.runner.stop()
  roots = rootsOf(world.cluster.table, new Names(), false).filter(root => root.isStorage)
})
after(() => world.cluster.close())

const pathOf = ({ kind, version }: Root, name: string): string => {
  const group = version.group ?? kind.group
  const place = kind.namespaced ? '/namespaces/default' : ''
  return `${group === '' ? '/api' : `/apis/${group}`}/${version.version}${place}/${kind.plural}/${name}`
}

/** Puts an object into the store as it is: what is valid is not the question here. */
async function put(root: Root, name: string, fields: object): Promise<void> {
  const namespace = root.kind.namespaced ? 'default' : ''
  const key = { resource: resourceOf(root.kind), namespace, name }
  const object = {
    ...fields,
    apiVersion: apiVersionOfTarget(root),
    kind: root.kind.kind,
    metadata: { name, ...(namespace === '' ? {} : { namespace }), uid: name, labels: { a: 'b' } },
  } as unknown as KubeObject
  await world.cluster.registry.store.commit(key, 'any', object)
}

test('each field of any object of any kind is told as REST tells it', async () => {
  const { types } = world.cluster.registry
  assert.ok(roots.length > 60)
  for (const root of roots) {
    const struct = root.version.type
    const query = `{ ${root.one}(name: "any") { raw ${selectionOf(types, struct)?.slice(2)} }`
    await fc.assert(
      fc.asyncProperty(structOf(types, struct), async fields => {
        await put(root, 'any', fields)
        const rest = await world.rest(pathOf(root, 'any'))
        const { [root.one]: told } = await world.data<Record<string, { raw: unknown }>>(query)
        const { raw, ...typed } = told ?? { raw: undefined }
        assert.deepEqual(raw, rest)
        assert.deepEqual(typed, asTold(types, struct, rest))
      }),
      { seed: SEED, numRuns: RUNS, endOnFailure: true, includeErrorInReport: true },
    )
  }
})

test('the list of each kind is that of REST, selectors and all', async () => {
  for (const root of roots.filter(({ kind }) => kind.verbs.includes('list'))) {
    for (const selector of ['', 'a=b', 'a!=b']) {
      const path = pathOf(root, '').slice(0, -1)
      const rest = (await world.rest(`${path}?labelSelector=${encodeURIComponent(selector)}`)) as {
        items: KubeObject[]
        metadata: { resourceVersion: string }
      }
      const place = root.kind.namespaced ? 'namespace: "default", ' : ''
      const data = await world.data<Record<string, { nodes: { raw: KubeObject }[] } & object>>(
        `{ ${root.many}(${place}labelSelector: "${selector}") { totalCount resourceVersion nodes { raw } } }`,
      )
      const { apiVersion, kind } = { apiVersion: apiVersionOfTarget(root), kind: root.kind.kind }
      assert.deepEqual(data[root.many], {
        totalCount: rest.items.length,
        resourceVersion: rest.metadata.resourceVersion,
        nodes: rest.items.map(item => ({ raw: { ...item, apiVersion, kind } })),
      })
    }
  }
})

type Step = readonly ['create' | 'label' | 'unlabel' | 'delete', string]

const STEP: fc.Arbitrary<Step> = fc.tuple(
  fc.constantFrom('create' as const, 'label' as const, 'unlabel' as const, 'delete' as const),
  fc.constantFrom('a', 'b', 'c'),
)

/** What cannot be done is left undone. */
async function act([what, name]: Step): Promise<void> {
  const { registry, table } = world.cluster
  const served = table.findKind('', 'v1', 'ConfigMap')
  assert.ok(served)
  const of = { ...served, namespace: 'default', name }
  const me = systemContext('tester', 'tester')
  const wanted = (yes: boolean) => (live: KubeObject) => ({
    ...live,
    metadata: {
      ...live.metadata,
      labels: { wanted: String(yes), step: String(registry.store.revision) },
    },
  })
  const made = {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name, labels: { wanted: 'true' } },
  }
  const exists = registry.find(of) !== undefined
  if (what === 'create' && !exists) await registry.create(of, made, me)
  if (what === 'delete' && exists) await registry.delete(of, {}, me)
  if (what === 'label' || what === 'unlabel')
    await registry.modify(of, wanted(what === 'label'), me)
}

type Told = readonly [type: string, object: KubeObject]

/** What comes until the object of the name `end` does. */
async function untilEnd(events: AsyncIterable<Told>): Promise<Told[]> {
  const found: Told[] = []
  for await (const event of events) {
    if (event[1].metadata.name === 'end') break
    found.push(event)
  }
  return found
}

async function* watched(url: string): AsyncGenerator<Told> {
  const response = await fetch(url)
  let text = ''
  for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
    const lines = (text + Buffer.from(chunk).toString()).split('\n')
    text = lines.pop() ?? ''
    for (const line of lines) {
      const { type, object } = JSON.parse(line)
      yield [type, object]
    }
  }
}

test('a subscription and a watch tell the same changes, whatever happens', async () => {
  await world.cluster.app.listen({ host: '127.0.0.1', port: 0 })
  const host = `127.0.0.1:${(world.cluster.app.server.address() as AddressInfo).port}`
  const client = createClient({ url: `ws://${host}/graphql`, webSocketImpl: WebSocket })
  async function* subscribed(query: string): AsyncGenerator<Told> {
    type Data = { configMapsChanged: { type: string; object: { raw: KubeObject } } }
    for await (const { data, errors } of client.iterate<Data>({ query })) {
      assert.equal(errors, undefined)
      if (data) yield [data.configMapsChanged.type, data.configMapsChanged.object.raw]
    }
  }
  await fc.assert(
    fc.asyncProperty(fc.array(STEP, { maxLength: 20 }), async steps => {
      const from = world.cluster.registry.store.revision
      for (const step of steps) await act(step)
      await act(['create', 'end'])
      const selector = 'wanted=true'
      const rest = watched(
        `http://${host}/api/v1/configmaps?watch=1&resourceVersion=${from}&labelSelector=${selector}`,
      )
      const live = subscribed(
        `subscription { configMapsChanged(resourceVersion: "${from}", labelSelector: "${selector}") { type object { raw } } }`,
      )
      assert.deepEqual(await untilEnd(live), await untilEnd(rest))
      await act(['delete', 'end'])
    }),
    { seed: SEED, numRuns: RUNS * 5, endOnFailure: true, includeErrorInReport: true },
  )
  await client.dispose()
})
