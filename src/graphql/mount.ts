// The table of kinds as GraphQL: types, relations, mutations, subscriptions, at /graphql. What verbs do is the
// registry's business, and what fits where is the scheduling room's. This file is all that is loaded at the
// start; the rest comes with the first request, for it is slow to load.
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import type { FastifyInstance } from 'fastify'
import type { GraphqlOptions } from './options.ts'
import type { GraphqlServer } from './server.ts'

export type { Attributes, Explanations, GraphqlOptions } from './options.ts'

const PATH = '/graphql'

/** Adds GraphQL to an app that does not listen yet. */
export function mountGraphql(app: FastifyInstance, options: GraphqlOptions): void {
  let loading: Promise<GraphqlServer> | undefined
  const server = () => {
    loading ??= import('./server.ts').then(room => room.createGraphqlServer(options))
    return loading
  }
  // Bodies are read by the server that is loaded, so the route only hands over.
  const take: Take = async (request, response) => (await server()).handle(request, response)
  app.route({
    method: ['GET', 'POST'],
    url: PATH,
    onRequest: (request, reply) => {
      reply.hijack()
      handOver(options, request.raw, reply.raw, take)
    },
    handler: () => {},
  })
  claimUpgrades(app.server as Server, async (request, socket, head) =>
    (await server()).upgrade(request, socket, head),
  )
  app.addHook('preClose', async () => {
    if (loading !== undefined) await (await loading).close()
  })
}

type Take = (request: IncomingMessage, response: ServerResponse) => Promise<void>

function handOver(
  { acceptsHost, logError = console.error }: GraphqlOptions,
  request: IncomingMessage,
  response: ServerResponse,
  take: Take,
): void {
  if (acceptsHost?.(request.headers.host) === false) {
    response.writeHead(403, { 'Content-Type': 'text/plain; charset=utf-8' })
    response.end('This server is spoken to by a name of its own machine only.\n')
    return
  }
  take(request, response).catch((error: unknown) => {
    logError(error)
    if (!response.headersSent) response.writeHead(500)
    response.end()
  })
}

type UpgradeListener = (request: IncomingMessage, socket: Duplex, head: Buffer) => void

/** Takes the upgrades of /graphql, and leaves all others to who took them before. */
function claimUpgrades(
  server: Server,
  take: (...upgrade: Parameters<UpgradeListener>) => Promise<void>,
): void {
  const others = server.listeners('upgrade') as UpgradeListener[]
  server.removeAllListeners('upgrade')
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    const isWebSocket = request.headers.upgrade?.toLowerCase() === 'websocket'
    if (isWebSocket && request.url?.split('?', 1)[0] === PATH) {
      socket.on('error', () => socket.destroy())
      take(request, socket, head).catch(() => socket.destroy())
    } else for (const other of others) other.call(server, request, socket, head)
  })
}
