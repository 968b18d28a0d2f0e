import type { Server } from 'node:http'
import { realClock, VirtualClock } from '../clock.ts'
import { type Cluster, type ClusterOptions, createCluster } from '../cluster.ts'
import { RandomIds, SeededIds } from '../ids.ts'
import type { Table } from '../kinds/index.ts'
import type { ExecHandler } from '../kubelet/exec/execute.ts'
import { isObject, type JsonObject, type KubeObject } from '../meta/object.ts'
import { badRequest } from '../meta/status.ts'
import { systemContext } from '../registry/context.ts'
import type { Registry } from '../registry/registry.ts'
import { parseYamlDocuments } from '../schema/yaml.ts'
import { MemoryStore } from '../store/memory.ts'
import { kubeconfigFor } from './kubeconfig.ts'
import type { WorldOptions } from './loops.ts'
import type { AdminCredentials } from './secured.ts'
import { listen } from './serve.ts'

export type { ExecCall, ExecHandler } from '../kubelet/exec/execute.ts'
export type { AdminCredentials } from './secured.ts'

export interface LibraryOptions extends WorldOptions {
  /** Workers; 3 when left out. */
  readonly nodes?: number
  /** Control-plane nodes, tainted; 1 when left out. */
  readonly controlPlaneNodes?: number
  /** `virtual` stands still until `advance` moves it; `real` is the machine's time and the default. */
  readonly clock?: 'real' | 'virtual'
  /** The same seed and the same calls give the same uids and names; chance is the machine's when left out. */
  readonly seed?: number
  /** The port to listen on; any free one when left out. */
  readonly port?: number
  /**
   * Serve by TLS only: the kubeconfig and `credentials` are an administrator's, other certificates and tokens are
   * those of users, and who shows none is `system:anonymous`.
   */
  readonly tls?: boolean
  /**
   * Runs what `kubectl exec` and `attach` ask for and answers with an exit code, or with undefined to leave a
   * command to the simulated container.
   */
  readonly exec?: ExecHandler
  /** What GraphQL allows: limits, and whether its schema may be asked for. */
  readonly graphql?: NonNullable<ClusterOptions['graphql']>
}

export interface LibraryCluster {
  readonly url: string
  /** A kubeconfig as text. */
  readonly kubeconfig: string
  /** What an administrator shows, and holds the server against; with TLS only. */
  readonly credentials: AdminCredentials | undefined
  /** The HTTP server, for supertest and the like. */
  readonly server: Server
  /**
   * Server-side apply of manifests: YAML or JSON text, an object, or several; in the namespace `default` where none is named.
   * @throws StatusError with what the server says of the first object that it refuses.
   */
  apply(manifests: string | object | readonly object[]): Promise<readonly KubeObject[]>
  /** Lets controllers and kubelets work until nobody has anything to do now. Time does not move. */
  settle(): Promise<void>
  /** Moves a virtual clock by milliseconds, from timer to timer. */
  advance(ms: number): Promise<void>
  /** A copy that goes on by itself, on a port of its own; with a virtual clock only. */
  fork(): Promise<LibraryCluster>
  close(): Promise<void>
}

/** @throws RangeError for options that no cluster can have */
export async function startLibraryCluster(options: LibraryOptions): Promise<LibraryCluster> {
  check(options)
  const clock = options.clock === 'virtual' ? new VirtualClock() : realClock
  const ids = options.seed === undefined ? new RandomIds() : new SeededIds(options.seed)
  const cluster = await createCluster({
    podStartDelayMs: 0,
    ...options,
    ...(options.tls === true ? { tlsNames: [] } : {}),
    clock,
    ids,
    store: new MemoryStore({ clock }),
  })
  return opened(cluster, options.port ?? 0)
}

/** Tests are often written without types: what would be taken for something else is refused. */
function check({ nodes = 3, controlPlaneNodes = 1, clock = 'real' }: LibraryOptions): void {
  for (const [name, count] of Object.entries({ nodes, controlPlaneNodes }))
    if (!Number.isInteger(count) || count < 0)
      throw new RangeError(`${name} is a whole number from 0 up, not ${count}`)
  if (clock !== 'real' && clock !== 'virtual')
    throw new RangeError(`clock is 'real' or 'virtual', not ${JSON.stringify(clock)}`)
}

async function opened(cluster: Cluster, port: number): Promise<LibraryCluster> {
  const url = await listen(cluster, { host: '127.0.0.1', port })
  return {
    url,
    kubeconfig: kubeconfigFor(url, cluster.credentials),
    credentials: cluster.credentials,
    server: cluster.app.server as Server,
    apply: manifests => applyAll(cluster.registry, cluster.table, manifests),
    settle: () => cluster.settle(),
    advance: async ms => {
      if (!(ms >= 0)) throw new RangeError(`advance takes milliseconds from 0 up, not ${ms}`)
      await cluster.advance(ms)
    },
    fork: async () => opened(await cluster.fork(), 0),
    close: () => cluster.close(),
  }
}

const CONTEXT = systemContext('kubernetes-admin', 'mimikube', ['system:masters'])

async function applyAll(
  registry: Registry,
  table: Table,
  manifests: string | object | readonly object[],
): Promise<KubeObject[]> {
  const applied: KubeObject[] = []
  for (const object of objectsIn(manifests)) applied.push(await applyOne(registry, table, object))
  return applied
}

function objectsIn(manifests: string | object | readonly object[]): JsonObject[] {
  const values: readonly unknown[] =
    typeof manifests === 'string'
      ? parseYamlDocuments(manifests).map(document => document.value)
      : Array.isArray(manifests)
        ? manifests
        : [manifests]
  return values.flatMap(value => {
    if (value === null) return []
    if (!isObject(value))
      throw badRequest(`apply takes manifests, and ${JSON.stringify(value)} is none`)
    return Array.isArray(value.items) && String(value.kind).endsWith('List')
      ? objectsIn(value.items as object[])
      : [value]
  })
}

async function applyOne(registry: Registry, table: Table, object: JsonObject): Promise<KubeObject> {
  const apiVersion = String(object.apiVersion ?? '')
  const [version = '', group = ''] = apiVersion.split('/').reverse()
  const served = table.findKind(group, version, String(object.kind ?? ''))
  if (served === undefined)
    throw badRequest(`no matches for kind "${String(object.kind)}" in version "${apiVersion}"`)
  const metadata = isObject(object.metadata) ? object.metadata : {}
  const namespace = served.kind.namespaced ? String(metadata.namespace ?? 'default') : ''
  const of = { ...served, namespace, name: String(metadata.name ?? '') }
  if (of.name === '') return registry.create(of, { value: object }, CONTEXT)
  const request = { type: 'apply', body: { value: object }, force: true } as const
  return (await registry.patch(of, request, CONTEXT)).object
}
