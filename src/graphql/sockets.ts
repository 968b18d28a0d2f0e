// Which sockets are let in: those that speak a protocol of GraphQL, and no pages of other sites.
import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import type { GraphQLError } from 'graphql'
import { badRequest, forbiddenStatus } from '../meta/status.ts'

const PROTOCOLS = ['graphql-transport-ws', 'graphql-ws']

/** Browsers let any page open a socket, so a page must come from here. @throws StatusError 400, 403 */
export function checkSocket(
  { headers }: IncomingMessage,
  acceptsHost: (host: string | undefined) => boolean = () => true,
): void {
  const { origin, host } = headers
  if (!acceptsHost(host))
    throw forbiddenStatus(
      { group: '', plural: 'graphql' },
      '',
      `${host} is no name of this machine`,
    )
  if (origin !== undefined && hostOf(origin) !== host)
    throw forbiddenStatus(
      { group: '', plural: 'graphql' },
      '',
      `the origin ${origin} is another site`,
    )
  const offered = (headers['sec-websocket-protocol'] ?? '').split(',').map(name => name.trim())
  if (!offered.some(name => PROTOCOLS.includes(name)))
    throw badRequest(`a WebSocket must speak ${PROTOCOLS[0]}`)
}

function hostOf(origin: string): string | undefined {
  try {
    return new URL(origin).host
  } catch {
    return undefined
  }
}

/** Holds back what is sent on a socket until the turn is over: a change for many subscriptions is one write then. */
export function gathering(socket: Duplex): () => void {
  let isHeld = false
  return () => {
    if (isHeld) return
    isHeld = true
    socket.cork()
    process.nextTick(() => {
      isHeld = false
      socket.uncork()
    })
  }
}

export function refuseUpgrade(socket: Duplex, error: GraphQLError): void {
  const { status } = error.extensions as { status?: { code: number; reason?: string } }
  const body = JSON.stringify({ data: null, errors: [error.toJSON()] })
  socket.end(
    `HTTP/1.1 ${status?.code ?? 500} ${status?.reason ?? 'Error'}\r\nContent-Type: application/json; charset=utf-8\r\n` +
      `Content-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
  )
}
