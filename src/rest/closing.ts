import type { ServerHttp2Session } from 'node:http2'
import type { Socket } from 'node:net'
import type { FastifyInstance } from 'fastify'
import type { Watches } from './watches.ts'

const GRACE_MS = 200

/** When the app closes, watches end at once, idle sockets too, and what is left is cut off after a grace. */
export function closesQuickly(app: FastifyInstance, watches: Watches): void {
  const sockets = new Set<Socket>()
  app.server.on('connection', (socket: Socket) => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
  })
  const sessions = new Set<{ close(): void }>()
  app.server.on('session', (session: ServerHttp2Session) => {
    sessions.add(session)
    session.once('close', () => sessions.delete(session))
  })
  app.addHook('preClose', async () => {
    watches.endAll()
    for (const session of sessions) session.close()
    // A server of HTTP/2 has no such method.
    app.server.closeIdleConnections?.()
    setTimeout(() => {
      for (const socket of sockets) socket.destroy()
    }, GRACE_MS).unref()
  })
}
