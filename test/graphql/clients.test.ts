// Clients as people use them: urql asks and subscribes, and graphql-codegen writes types that compile.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { codegen } from '@graphql-codegen/core'
import * as typescript from '@graphql-codegen/typescript'
import * as typescriptOperations from '@graphql-codegen/typescript-operations'
import { Client, fetchExchange, gql, subscriptionExchange } from '@urql/core'
import { buildClientSchema, getIntrospectionQuery, parse, printSchema } from 'graphql'
import { createClient, type Client as SocketClient } from 'graphql-ws'
import { WebSocket } from 'ws'
import { configMap, makeWorld, type World } from './world.ts'

let world: World
let socket: SocketClient
let client: Client
before(async () => {
  world = await makeWorld(2)
  await world.cluster.app.listen({ host: '127.0.0.1', port: 0 })
  const { port } = world.cluster.app.server.address() as AddressInfo
  socket = createClient({ url: `ws://127.0.0.1:${port}/graphql`, webSocketImpl: WebSocket })
  client = new Client({
    url: `http://127.0.0.1:${port}/graphql`,
    preferGetMethod: false,
    exchanges: [
      fetchExchange,
      subscriptionExchange({
        forwardSubscription: ({ query = '', variables = {} }) => ({
          subscribe: sink => ({
            unsubscribe: socket.subscribe({ query, variables }, sink as never),
          }),
        }),
      }),
    ],
  })
})
after(async () => {
  await socket.dispose()
  await world.cluster.close()
})

test('urql asks, writes, and is told what is refused', async () => {
  const nodes = await client.query(gql`{ nodes { totalCount nodes { metadata { name } } } }`, {})
  assert.equal(nodes.error, undefined)
  assert.equal(nodes.data.nodes.totalCount, 3)
  const write = gql`
    mutation ($object: JSON!) {
      createConfigMap(object: $object) { metadata { name } data }
    }
  `
  const made = await client.mutation(write, { object: configMap('by-urql', { a: '1' }) })
  assert.deepEqual(made.data.createConfigMap.data, { a: '1' })
  const again = await client.mutation(write, { object: configMap('by-urql') })
  assert.equal(again.error?.graphQLErrors[0]?.extensions.code, 'AlreadyExists')
})

test('urql subscribes over the socket', async () => {
  const document = gql`
    subscription {
      configMapsChanged(initialState: true, fieldSelector: "metadata.name=by-urql") {
        type
        object { metadata { name } data }
      }
    }
  `
  const types: string[] = []
  await new Promise<void>((resolve, reject) => {
    const { unsubscribe } = client.subscription(document, {}).subscribe(({ data, error }) => {
      if (error !== undefined) return reject(error)
      const { type } = data.configMapsChanged
      types.push(type)
      if (type === 'BOOKMARK')
        world
          .data('mutation { patchConfigMap(name: "by-urql", patch: {data: {a: "2"}}) { kind } }')
          .catch(reject)
      if (type !== 'MODIFIED') return
      unsubscribe()
      resolve()
    })
  })
  assert.deepEqual(types, ['ADDED', 'BOOKMARK', 'MODIFIED'])
})

const OPERATIONS = `
  query Pods($namespace: String, $after: String) {
    pods(namespace: $namespace, first: 10, after: $after) {
      totalCount
      pageInfo { hasNextPage endCursor }
      nodes {
        metadata { name labels creationTimestamp }
        spec { containers { name image imagePullPolicy resources { requests } } }
        status { phase }
        owners { kind ... on DaemonSet { status { numberReady } } }
      }
    }
  }
  mutation Drain($name: String!) { drainNode(name: $name, ignoreDaemonSets: true) { done } }
  subscription Live { podsChanged(initialState: true) { type object { status { phase } } } }
`

/** A dashboard that only compiles if the types say what they should. */
const DASHBOARD = `
import type { DaemonSet, Query } from './schema.ts'
import type { PodPhase, PodsQuery, PodsQueryVariables, LiveSubscription } from './types.ts'
const variables: PodsQueryVariables = { namespace: 'default' }
export function running(data: PodsQuery): string[] {
  return (data.pods?.nodes ?? [])
    .filter(pod => pod?.status?.phase === 'Running')
    .flatMap(pod => pod?.metadata?.name ?? [])
}
export const phaseOf = (event: LiveSubscription): PodPhase | null | undefined =>
  event.podsChanged.object?.status?.phase
// @ts-expect-error there is no such phase
export const wrong: PodPhase = 'Dancing'
export const desired = (query: Query): number | null | undefined =>
  query.daemonSet?.status?.desiredNumberScheduled
export const placed = ({ nodes }: DaemonSet): string[] =>
  (nodes ?? []).filter(each => each.covered).flatMap(({ node }) => node.metadata?.name ?? [])
export { variables }
`

test('graphql-codegen writes types of the whole schema and of operations, and they compile', async () => {
  const told = await world.data(getIntrospectionQuery())
  const schema = buildClientSchema(told as never)
  const write = (filename: string, plugin: string) =>
    codegen({
      filename,
      schema: parse(printSchema(schema)),
      documents: [{ location: 'operations.graphql', document: parse(OPERATIONS) }],
      plugins: [{ [plugin]: {} }],
      pluginMap: { typescript, typescriptOperations },
      config: { enumType: 'string-literal', useTypeImports: true },
    })
  const folder = mkdtempSync(join(tmpdir(), 'mimikube-codegen-'))
  try {
    writeFileSync(join(folder, 'schema.ts'), await write('schema.ts', 'typescript'))
    writeFileSync(join(folder, 'types.ts'), await write('types.ts', 'typescriptOperations'))
    writeFileSync(join(folder, 'dashboard.ts'), DASHBOARD)
    const options = { strict: true, noEmit: true, allowImportingTsExtensions: true, types: [] }
    const shape = { module: 'esnext', moduleResolution: 'bundler', target: 'es2023' }
    const compilerOptions = { ...options, ...shape }
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions }))
    const tsc = fileURLToPath(new URL('../../node_modules/typescript/bin/tsc', import.meta.url))
    assert.equal(compiled(tsc, folder), '')
  } finally {
    rmSync(folder, { recursive: true })
  }
})

function compiled(tsc: string, folder: string): string {
  try {
    return execFileSync(process.execPath, [tsc, '-p', folder], { encoding: 'utf8' })
  } catch (error) {
    return (error as { stdout: string }).stdout
  }
}
