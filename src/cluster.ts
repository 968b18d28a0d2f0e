// The composition root: makes every part of a cluster and hands each what it needs. A cluster is a
// value; many live in one process. What a part needs stands in its arguments, never in a global.
import type { Server } from 'node:http'
import { accessTo } from './auth/access.ts'
import { Auth } from './auth/auth.ts'
import { keepAuthority, newAuthority, storedAuthority } from './auth/ca.ts'
import { flowHeaders } from './auth/flow.ts'
import { ISSUER } from './auth/service-account-tokens.ts'
import { certificateApprover, certificateIssuer } from './auth/signers.ts'
import { type Clock, VirtualClock } from './clock.ts'
import { clusterRules } from './cluster/admission.ts'
import { explanations, graphqlActions } from './cluster/graphql.ts'
import { bindHandlers } from './cluster/handlers.ts'
import { makeLoops, type WorldOptions } from './cluster/loops.ts'
import { servesWorld } from './cluster/pools.ts'
import { populate } from './cluster/populate.ts'
import { type AdminCredentials, securedBy } from './cluster/secured.ts'
import { clockControl, waitOf, worldClockOver } from './cluster/time.ts'
import { Turns } from './cluster/turns.ts'
import { nodeRules } from './controllers/bootstrap/rbac.ts'
import { type GraphqlOptions, mountGraphql } from './graphql/mount.ts'
import { type Ids, RandomIds } from './ids.ts'
import { builtinKinds, Table, worldKinds } from './kinds/index.ts'
import type { ExecHandler } from './kubelet/exec/execute.ts'
import type { Loop } from './loop/loop.ts'
import { Runner } from './loop/runner.ts'
import { Timers } from './loop/timers.ts'
import type { UserInfo } from './meta/kind.ts'
import { StatusError } from './meta/status.ts'
import { mountPage } from './page/mount.ts'
import { Registry } from './registry/registry.ts'
import { buildApp } from './rest/app.ts'
import { isLoopbackHost } from './rest/loopback.ts'
import { yamlText } from './rest/yaml-text.ts'
import { builtinTypes } from './schema/table.ts'
import { MemoryStore } from './store/memory.ts'
import type { Store } from './store/store.ts'

export interface ClusterOptions extends WorldOptions {
  /** Workers that a new store starts with; 3 when left out. */
  readonly nodes?: number
  /** Control-plane nodes, tainted; 1 when left out. */
  readonly controlPlaneNodes?: number
  /** Users by tokens that never change. */
  readonly tokens?: ReadonlyMap<string, UserInfo>
  /** Who shows no credentials is a stranger (system:anonymous), and not an administrator. */
  readonly anonymous?: boolean
  /** Answer requests whatever their Host says. */
  readonly insecure?: boolean
  /** Serve by TLS only, as a server of these names and addresses; who shows no credentials is a stranger then. */
  readonly tlsNames?: readonly string[] | undefined
  readonly store?: Store
  readonly clock?: Clock
  readonly ids?: Ids
  /** Timers to go on with, of a cluster that was forked. */
  readonly timers?: Timers
  /** Asked to run what clients exec, before simulated containers are. */
  readonly exec?: ExecHandler | undefined
  /** Told of what should not have happened; standard error when left out. */
  readonly onError?: (where: string, error: unknown) => void
  /** What GraphQL allows. */
  readonly graphql?: Pick<GraphqlOptions, 'introspection' | 'limits'>
  /** Puts something around loops, for those who watch what they do. */
  readonly aroundLoop?: (loop: Loop, registry: Registry) => Loop
}

export type App = Awaited<ReturnType<typeof buildApp>>

/** A cluster: objects, verbs, and the loops that make the world go on. */
export interface Cluster {
  readonly registry: Registry
  readonly table: Table
  readonly clock: Clock
  readonly runner: Runner
  /** The HTTP server, not yet listening. */
  readonly app: App
  /** What an administrator shows and holds the server against; undefined without TLS. */
  readonly credentials: AdminCredentials | undefined
  /** Lets the loops work until nobody has anything to do now. */
  settle(): Promise<void>
  /** Moves a virtual clock, from timer to timer. */
  advance(ms: number): Promise<void>
  /**
   * A copy of a cluster in memory with a virtual clock that goes on by itself: objects, log, timers and chance
   * are as they are here, and nothing that happens to one is seen by the other.
   */
  fork(): Promise<Cluster>
  /** Ends watches, loops and the store. */
  close(): Promise<void>
}

/** Makes a cluster with the objects of a fresh one, or with what its store holds, and starts its loops. */
export async function createCluster(options: ClusterOptions = {}): Promise<Cluster> {
  const clock = worldClockOver(options.clock)
  const ids = options.ids ?? new RandomIds()
  const onError = options.onError ?? logError
  const store = options.store ?? new MemoryStore({ clock })
  const size = { nodes: options.nodes ?? 3, controlPlaneNodes: options.controlPlaneNodes ?? 1 }
  const table = new Table(
    servesWorld(store, size) ? [...builtinKinds, ...worldKinds] : builtinKinds,
  )
  const access = accessTo(store, nodeRules())
  const types = builtinTypes()
  const rules = clusterRules({ store, clock, ids, table, access, types })
  const registry = new Registry({ store, clock, ids, types, rules })
  const auth = new Auth({
    registry,
    access,
    ...(options.tokens === undefined ? {} : { tokens: options.tokens }),
    anonymous: options.anonymous === true || options.tlsNames !== undefined,
  })
  const authority = storedAuthority(store) ?? newAuthority(clock.nowMs())
  const rootCa = authority.certificate
  const isNew = await populate(registry, table, { ...size, clientCa: rootCa })
  await keepAuthority(store, authority)
  const secured =
    options.tlsNames === undefined ? undefined : securedBy(authority, options.tlsNames)
  // What made the cluster is no history of it: the log begins with the cluster in place.
  if (isNew) store.compact(store.revision)
  const timers = options.timers ?? new Timers(clock)
  const { loops, asides, behaviorOf } = makeLoops(
    { registry, table, clock, ids, timers },
    {
      ...options,
      clockControl: clockControl(clock, {
        wake: () => runner.wake(),
        advance: ms => turns.advance(ms).catch(error => onError('clock', error)),
      }),
      rootCa,
      issue: certificateIssuer(authority),
      approve: certificateApprover(access.authorizer),
      tokenFor: (account, secret) => auth.accounts.forSecret(account, secret),
    },
  )
  const { aroundLoop = (loop: Loop) => loop } = options
  const runner = new Runner({
    clock,
    timers,
    loops: loops.map(loop => aroundLoop(loop, registry)),
    asides,
    ...waitOf(clock),
    onError: (loop, key, error) => onError(`${loop} ${key}`, error),
  })
  const turns = new Turns(runner)
  const isVirtual = clock instanceof VirtualClock
  const authenticate = isVirtual ? turns.before(auth.authenticate) : auth.authenticate
  // A page of elsewhere has neither the certificate nor a token, whatever it calls this server.
  const loopbackOnly = options.insecure !== true && secured === undefined
  const app = await buildApp({
    authenticate,
    impersonate: auth.impersonate,
    authorize: auth.authorize,
    flow: flowHeaders(store),
    openid: { issuer: ISSUER, jwks: () => auth.accounts.keys.jwks() },
    registry,
    table,
    clock,
    handlers: bindHandlers({ behaviorOf, registry, table, clock, ids, auth, exec: options.exec }),
    loopbackOnly,
    ...(secured === undefined ? {} : { tls: secured.tls }),
  })
  mountPage(app, loopbackOnly ? { acceptsHost: isLoopbackHost } : {})
  mountGraphql(app, {
    ...options.graphql,
    authenticate,
    impersonate: auth.impersonate,
    authorize: auth.authorize,
    ...(loopbackOnly ? { acceptsHost: isLoopbackHost } : {}),
    registry,
    table,
    clock,
    explain: explanations,
    actions: graphqlActions(registry, behaviorOf),
    yaml: yamlText,
    logError: error => onError('graphql', error),
  })
  if (isVirtual) turns.follow(app.server as Server)
  runner.start()
  return {
    registry,
    table,
    clock,
    runner,
    app,
    credentials: secured?.admin,
    settle: () => turns.settle(),
    advance: ms => turns.advance(ms),
    fork: () => forked(options, { store, clock, ids, timers }),
    close: async () => {
      await app.close()
      await runner.stop()
      await store.close()
    },
  }
}

interface Forkable {
  readonly store: Store
  readonly clock: Clock
  readonly ids: Ids
  readonly timers: Timers
}

async function forked(
  options: ClusterOptions,
  { store, clock, ids, timers }: Forkable,
): Promise<Cluster> {
  if (!(clock instanceof VirtualClock) || store.fork === undefined)
    throw new Error('only a cluster in memory with a virtual clock can be forked')
  const own = new VirtualClock(clock.nowMs())
  return createCluster({
    ...options,
    store: store.fork(own),
    clock: own,
    ids: ids.clone(),
    timers: timers.clone(own),
  })
}

/** What the API refuses a controller is no fault of it: events tell of it, and the key is tried again. */
function logError(where: string, error: unknown): void {
  if (error instanceof StatusError) return
  console.error(
    `${where}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
  )
}
