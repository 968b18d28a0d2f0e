import { readFile, writeFile } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { parseTokenFile } from '../auth/static-tokens.ts'
import { realClock } from '../clock.ts'
import { type Cluster, type ClusterOptions, createCluster } from '../cluster.ts'
import { node as nodeKind } from '../kinds/index.ts'
import type { UserInfo } from '../meta/kind.ts'
import { makeDirectory } from '../store/directory.ts'
import { openJsonStore } from '../store/json.ts'
import { MemoryStore } from '../store/memory.ts'
import type { Store } from '../store/store.ts'
import { kubeconfigFor } from './kubeconfig.ts'
import type { WorldOptions } from './loops.ts'
import { type AdminCredentials, namesOfHost } from './secured.ts'

export { StoreOpenError } from '../store/json.ts'

/** The server cannot listen or write its kubeconfig; the message says what to do. */
export class ListenError extends Error {
  override readonly name = 'ListenError'
}

export interface ServeOptions extends WorldOptions {
  readonly nodes: number
  readonly controlPlaneNodes: number
  readonly port: number
  readonly host: string
  readonly insecure: boolean
  /** Serve by TLS, and know strangers from users. */
  readonly tls?: boolean
  /** What else than its address the server is called. */
  readonly tlsNames?: readonly string[]
  readonly store: 'json' | 'memory'
  readonly data: string
  readonly kubeconfig: string
  /** Users by tokens, as kube-apiserver's --token-auth-file. */
  readonly tokenAuthFile?: string | undefined
  /** Who shows no credentials is a stranger, and not an administrator. */
  readonly anonymousAuth?: boolean
  /** What GraphQL allows. */
  readonly graphql?: NonNullable<ClusterOptions['graphql']>
  /** Called when the disk has failed and writes are refused. */
  readonly onFatal?: (error: Error) => void
}

export interface ServedCluster {
  readonly cluster: Cluster
  readonly url: string
  readonly nodes: number
  close(): Promise<void>
}

/** Opens the store, listens, and writes the kubeconfig. What was opened is closed again when a later step fails. */
export async function serveCluster(options: ServeOptions): Promise<ServedCluster> {
  const tokens = await tokensOf(options.tokenAuthFile)
  const store = await openStore(options)
  let cluster: Cluster | undefined
  try {
    cluster = await createCluster({
      ...options,
      store,
      tokens,
      anonymous: options.anonymousAuth === true,
      tlsNames:
        options.tls === true
          ? [...namesOfHost(options.host), ...(options.tlsNames ?? [])]
          : undefined,
    })
    const url = await listen(cluster, options)
    await writeKubeconfig(options.kubeconfig, url, cluster.credentials)
    const made = cluster
    return { cluster, url, nodes: cluster.registry.all(nodeKind).length, close: () => made.close() }
  } catch (error) {
    await (cluster ?? store).close()
    throw error
  }
}

async function tokensOf(file: string | undefined) {
  if (file === undefined) return new Map<string, UserInfo>()
  try {
    return parseTokenFile(await readFile(file, 'utf8'))
  } catch (error) {
    throw new ListenError(
      `cannot use the tokens of ${file} (${(error as Error).message}): name a file of lines token,user,uid,"groups" with --token-auth-file`,
    )
  }
}

function openStore({ store, data, onFatal }: ServeOptions): Promise<Store> {
  if (store === 'memory') return Promise.resolve(new MemoryStore({ clock: realClock }))
  return openJsonStore({
    dir: data,
    clock: realClock,
    ...(onFatal === undefined ? {} : { onFatal }),
  })
}

/** Listens and gives the URL that clients use. */
export async function listen(
  cluster: Cluster,
  at: { host: string; port: number },
): Promise<string> {
  try {
    await cluster.app.listen({ host: at.host, port: at.port })
  } catch (error) {
    throw new ListenError(listenText(error as NodeJS.ErrnoException, at))
  }
  const address = cluster.app.server.address()
  const port = typeof address === 'object' && address !== null ? address.port : at.port
  const host = at.host === '0.0.0.0' || at.host === '::' ? '127.0.0.1' : at.host
  return `http${cluster.credentials === undefined ? '' : 's'}://${host.includes(':') ? `[${host}]` : host}:${port}`
}

function listenText(
  error: NodeJS.ErrnoException,
  { host, port }: { host: string; port: number },
): string {
  if (error.code === 'EADDRINUSE')
    return `port ${port} of ${host} is taken: stop what listens there, or choose another with --port (0 is any free one)`
  if (error.code === 'EACCES')
    return `port ${port} may not be used by this user: choose one above 1023 with --port`
  if (error.code === 'EADDRNOTAVAIL' || error.code === 'ENOTFOUND')
    return `${host} is no address of this machine: choose another with --host`
  return `cannot listen on ${host}:${port}: ${error.message}`
}

async function writeKubeconfig(
  file: string,
  url: string,
  credentials: AdminCredentials | undefined,
): Promise<void> {
  try {
    await makeDirectory(dirname(resolve(file)))
    await writeFile(file, kubeconfigFor(url, credentials), { mode: 0o600 })
  } catch (error) {
    throw new ListenError(
      `cannot write the kubeconfig ${file} (${(error as NodeJS.ErrnoException).code}): choose another place with --kubeconfig`,
    )
  }
}
