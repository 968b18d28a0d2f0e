// A cluster that stands still, and how tests ask it.
import assert from 'node:assert/strict'

import { VirtualClock } from '../../src/clock.ts'
import { type Cluster, type ClusterOptions, createCluster } from '../../src/cluster.ts'
import { SeededIds } from '../../src/ids.ts'
import type { KubeObject } from '../../src/meta/object.ts'
import type { Status } from '../../src/meta/status.ts'
import { systemContext } from '../../src/registry/context.ts'

export interface Answer {
  readonly data: Readonly<Record<string, unknown>> | null
  readonly errors?: readonly {
    readonly message: string
    readonly path?: readonly (string | number)[]
    readonly extensions?: { readonly code?: string; readonly status?: Status }
  }[]
  readonly extensions?: { readonly warnings?: readonly string[] }
}

export interface World {
  readonly cluster: Cluster
  /** The answer to a query, whatever its code; with more headers, where they are given. */
  ask(query: string, variables?: object, more?: Readonly<Record<string, string>>): Promise<Answer>
  /** The data of an answer without errors. */
  data<T>(query: string, variables?: object): Promise<T>
  rest(path: string): Promise<unknown>
  create(object: KubeObject): Promise<KubeObject>
}

const ADMIN = systemContext('tester', 'tester', ['system:masters'])

export async function makeWorld(
  nodes = 3,
  options: Pick<ClusterOptions, 'graphql' | 'tokens'> = {},
): Promise<World> {
  const cluster = await createCluster({
    clock: new VirtualClock(),
    ids: new SeededIds(7),
    nodes,
    podStartDelayMs: 0,
    ...options,
  })
  const headers = { host: 'localhost', 'user-agent': 'tester/1.0' }
  const ask: World['ask'] = async (query, variables, more = {}) => {
    const payload = { query, ...(variables === undefined ? {} : { variables }) }
    const once = async () =>
      (
        await cluster.app.inject({
          method: 'POST',
          url: '/graphql',
          headers: { ...headers, ...more },
          payload,
        })
      ).json()
    const answer = await once()
    // A query that comes again is compiled, and must be answered alike.
    if (!query.startsWith('mutation')) assert.deepEqual(await once(), answer)
    return answer
  }
  return {
    cluster,
    ask,
    async data(query, variables) {
      const answer = await ask(query, variables)
      if (answer.errors !== undefined) throw new Error(JSON.stringify(answer.errors))
      return answer.data as never
    },
    rest: async path => (await cluster.app.inject({ url: path, headers })).json(),
    async create(object) {
      const [version = '', group = ''] = object.apiVersion.split('/').reverse()
      const served = cluster.table.findKind(group, version, object.kind)
      if (served === undefined) throw new Error(`no kind ${object.kind}`)
      const namespace = served.kind.namespaced ? (object.metadata.namespace ?? 'default') : ''
      const of = { ...served, namespace, name: object.metadata.name ?? '' }
      return cluster.registry.create(of, { value: object }, ADMIN)
    },
  }
}

/** A DaemonSet of the name, as plain as can be. */
export const daemonSet = (name: string, spec: object = {}): KubeObject =>
  ({
    apiVersion: 'apps/v1',
    kind: 'DaemonSet',
    metadata: { name, namespace: 'default', labels: { app: name } },
    spec: {
      selector: { matchLabels: { app: name } },
      template: {
        metadata: { labels: { app: name } },
        spec: { containers: [{ name: 'main', image: 'example.com/main:1' }], ...spec },
      },
    },
  }) as unknown as KubeObject

export const configMap = (name: string, data: Record<string, string> = {}): KubeObject =>
  ({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name, namespace: 'default' },
    data,
  }) as unknown as KubeObject
