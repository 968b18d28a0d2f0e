// What GraphQL promises for a large cluster: a thousand nodes with ten thousand Pods in one query, lists, and
// what a schema costs. The limit beside it is the same answer written by JSON.stringify.
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
  const cluster = await createCluster({ nodes: 0, controlPlaneNodes: 0 })
  try {
    await cluster.runner.stop()
    await fill(cluster.registry.store)
    const figures = [
      await ask(cluster.app, `${NODES} nodes with ${NODES * PODS_EACH} Pods`, NODES_WITH_PODS, 150),
      await ask(cluster.app, 'the same, each time as a new query', NODES_WITH_PODS, 150, true),
      await ask(cluster.app, 'a page of 1000 Pods, five fields', PODS_OF_FIVE, 15),
      await ask(cluster.app, 'one Pod by name', '{ pod(name: "p-5-5") { metadata { uid } } }', 1),
      await ask(cluster.app, 'placements of all DaemonSets', PLACEMENTS, 150),
    ]
    return [...figures, schema(cluster)]
  } finally {
    await cluster.close()
  }
}

async function ask(
  app: FastifyInstance,
  name: string,
  query: string,
  promisedMs: number,
  isNew = false,
): Promise<Figure> {
  const rounds: number[] = []
  for (let round = 0; round < ROUNDS; round++) {
    const start = wireNowMs()
    const response = await app.inject({
      method: 'POST',
      url: '/graphql',
      headers: { host: 'localhost' },
      payload: { query: isNew ? `# ${round}\n${query}` : query },
    })
    rounds.push(wireNowMs() - start)
    if (response.statusCode !== 200 || response.body.includes('"errors"'))
      throw new Error(response.body.slice(0, 500))
  }
  const value = median(rounds.slice(3))
  return { name, value, unit: 'ms', ratio: value / promisedMs, limit: `${promisedMs} ms` }
}

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
