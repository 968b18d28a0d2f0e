// What GraphQL promises for a large cluster: a thousand nodes with ten thousand Pods in one query, lists, a
// thousand subscriptions, and what a schema costs. Beside it stands what JSON.stringify takes for the same result.
import { type ChildProcess, fork } from 'node:child_process'
import type { AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import type { FastifyInstance } from 'fastify'
import { wireNowMs } from '../src/clock.ts'
import { createCluster } from '../src/cluster.ts'
import { buildSchema } from '../src/graphql/schema.ts'
import { node as nodeKind, pod as podKind } from '../src/kinds/index.ts'
import type { KubeObject } from '../src/meta/object.ts'
import { target } from '../src/registry/target.ts'

export interface Figure {
  readonly name: string
  readonly value: number
  readonly unit: string
  readonly ratio?: number
  readonly limit?: string
}

const NODES = 1_000
const PODS_EACH = 10
const ROUNDS = 12

const NODES_WITH_PODS =
  '{ nodes { nodes { metadata { name } pods { metadata { name namespace } status { phase } } } } }'
const PODS_OF_FIVE = `{ pods(first: 1000) { nodes { metadata { name namespace } spec { nodeName } status { phase podIP } } } }`
const PLACEMENTS = '{ daemonSets { nodes { nodes { shouldRun covered } } } }'

/** The median of some rounds, the first of which do not count. */
export async function run(): Promise<Figure[]> {
  const cluster = await createCluster({
    nodes: 0,
    controlPlaneNodes: 0,
    graphql: { limits: { subscriptionsMax: SUBSCRIPTIONS } },
  })
  try {
    await cluster.runner.stop()
    await fill(cluster.registry.store)
    const figures = [
      await first(cluster.app),
      await ask(cluster.app, `${NODES} nodes with ${NODES * PODS_EACH} Pods`, NODES_WITH_PODS, 150),
      await ask(cluster.app, 'the same, each time as a new query', NODES_WITH_PODS, 150, true),
      await ask(cluster.app, 'a list of 1000 Pods, five fields', PODS_OF_FIVE, 15),
      await ask(cluster.app, 'one Pod by name', '{ pod(name: "p-5-5") { metadata { uid } } }', 1),
      await ask(cluster.app, 'placements of all DaemonSets', PLACEMENTS, 150),
      await subscriptions(cluster),
    ]
    return [...figures, schema(cluster)]
  } finally {
    await cluster.close()
  }
}

/** The first request loads GraphQL and makes the schema of all kinds; a start without one does not wait for it. */
async function first(app: FastifyInstance): Promise<Figure> {
  const start = wireNowMs()
  await app.inject({
    method: 'POST',
    url: '/graphql',
    headers: { host: 'localhost' },
    payload: { query: '{ __typename }' },
  })
  const value = wireNowMs() - start
  const name = 'the first query, GraphQL and all kinds loaded for it'
  return { name, value, unit: 'ms', ratio: value / 500, limit: 'the 500 ms promised' }
}

async function ask(
  app: FastifyInstance,
  name: string,
  query: string,
  promisedMs: number,
  isNew = false,
): Promise<Figure> {
  const rounds: number[] = []
  let body = ''
  for (let round = 0; round < ROUNDS; round++) {
    const start = wireNowMs()
    const response = await app.inject({
      method: 'POST',
      url: '/graphql',
      headers: { host: 'localhost' },
      payload: { query: isNew ? `# ${round}\n${query}` : query },
    })
    rounds.push(wireNowMs() - start)
    body = response.body
    if (response.statusCode !== 200 || response.body.includes('"errors"'))
      throw new Error(response.body.slice(0, 500))
  }
  const value = median(rounds.slice(3))
  const promised = `${name} (${promisedMs} ms promised)`
  return { name: promised, value, unit: 'ms', ...besideJson(value, body) }
}

/** How many times as long as writing the same result by JSON.stringify alone. */
function besideJson(valueMs: number, body: string): Pick<Figure, 'ratio' | 'limit'> {
  const result: unknown = JSON.parse(body)
  const rounds: number[] = []
  for (let round = 0; round < ROUNDS; round++) {
    const start = wireNowMs()
    for (let time = 0; time < 10; time++) JSON.stringify(result)
    rounds.push((wireNowMs() - start) / 10)
  }
  const jsonMs = median(rounds.slice(3))
  return { ratio: valueMs / jsonMs, limit: `JSON alone (${jsonMs.toPrecision(2)} ms)` }
}

const SUBSCRIPTIONS = 1_000
const SOCKETS = 10
const WARM_UP_CHANGES = 10
const CHANGES = 20
const LIVE =
  'subscription { nodesChanged { type object { metadata { name labels } spec { unschedulable } } } }'

/** From a commit until the last but ten of a thousand subscribers have it, who live in a process of their own. */
async function subscriptions(cluster: Awaited<ReturnType<typeof createCluster>>): Promise<Figure> {
  await cluster.app.listen({ host: '127.0.0.1', port: 0 })
  const { port } = cluster.app.server.address() as AddressInfo
  const program = fileURLToPath(new URL('./subscribers.ts', import.meta.url))
  const args = [`ws://127.0.0.1:${port}/graphql`, String(SUBSCRIPTIONS), String(SOCKETS), LIVE]
  const subscribers = fork(program, args, { execArgv: ['--import', 'tsx'] })
  try {
    const delays: number[] = []
    for (let round = 0; round < WARM_UP_CHANGES + CHANGES; round++) {
      const found = await change(cluster, subscribers, round)
      if (round >= WARM_UP_CHANGES) delays.push(...found)
    }
    const sorted = delays.sort((a, b) => a - b)
    const value = sorted[Math.floor(sorted.length * 0.99)] ?? 0
    const event = { type: 'MODIFIED', object: { metadata: { name: 'node-0' } } }
    const thousand = JSON.stringify(Array(SUBSCRIPTIONS).fill({ data: { nodesChanged: event } }))
    const name = `p99 of a change for ${SUBSCRIPTIONS} subscriptions (50 ms promised)`
    return { name, value, unit: 'ms', ...besideJson(value, thousand) }
  } finally {
    subscribers.kill()
  }
}

/** How long one change took to each subscriber; it is made again until all are there to hear it. */
async function change(
  { registry: { store } }: Awaited<ReturnType<typeof createCluster>>,
  subscribers: ChildProcess,
  round: number,
): Promise<number[]> {
  for (let attempt = 0; ; attempt++) {
    const all = new Promise<number[]>(done => subscribers.once('message', done as never))
    const node = nodeOf(0)
    const labels = { round: `${round}-${attempt}` }
    const committedMs = performance.timeOrigin + wireNowMs()
    await store.commit(NODE_0, 'any', { ...node, metadata: { ...node.metadata, labels } })
    const times = await Promise.race([all, new Promise<void>(done => setTimeout(done, 2_000))])
    if (times !== undefined) return times.map(timeMs => timeMs - committedMs)
    subscribers.removeAllListeners('message')
    subscribers.send('again')
  }
}

const NODE_0 = { resource: 'nodes', namespace: '', name: 'node-0' }

const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0

function schema({ registry, table, clock }: Awaited<ReturnType<typeof createCluster>>): Figure {
  const rounds: number[] = []
  for (let round = 0; round < ROUNDS; round++) {
    const start = wireNowMs()
    buildSchema({
      registry,
      table,
      clock,
      explain: { daemonSet: () => ({}) as never, targetNode: () => undefined },
      yaml: String,
    })
    rounds.push(wireNowMs() - start)
  }
  return { name: 'the schema of all built-in kinds, made anew', value: median(rounds), unit: 'ms' }
}

type Store = Awaited<ReturnType<typeof createCluster>>['registry']['store']

async function fill(store: Store): Promise<void> {
  const put = (resource: string, object: KubeObject) =>
    store.commit(
      {
        resource,
        namespace: object.metadata.namespace ?? '',
        name: object.metadata.name ?? '',
      },
      'none',
      object,
    )
  await put('apps/daemonsets', agent())
  for (let n = 0; n < NODES; n++) {
    await put(target(nodeKind).kind.plural, nodeOf(n))
    for (let p = 0; p < PODS_EACH; p++) await put(target(podKind).kind.plural, podOf(n, p))
  }
}

const agent = (): KubeObject =>
  ({
    apiVersion: 'apps/v1',
    kind: 'DaemonSet',
    metadata: { name: 'agent', namespace: 'default', uid: 'ds' },
    spec: { selector: {}, template: { spec: { containers: [] } } },
  }) as unknown as KubeObject

const nodeOf = (n: number): KubeObject =>
  ({
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name: `node-${n}`, uid: `n${n}`, labels: { zone: `z${n % 3}` } },
    spec: {},
    status: { capacity: { cpu: '4', memory: '8Gi' } },
  }) as unknown as KubeObject

const podOf = (n: number, p: number): KubeObject =>
  ({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: `p-${n}-${p}`,
      namespace: 'default',
      uid: `p${n}-${p}`,
      labels: { app: `a${p}` },
      ownerReferences: [
        { apiVersion: 'apps/v1', kind: 'DaemonSet', name: 'agent', uid: 'ds', controller: true },
      ],
    },
    spec: { nodeName: `node-${n}`, containers: [{ name: 'main', image: 'example.com/main:1' }] },
    status: { phase: 'Running', podIP: `10.0.${n % 250}.${p}` },
  }) as unknown as KubeObject
