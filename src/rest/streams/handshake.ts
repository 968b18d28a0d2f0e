import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { type WebSocket, WebSocketServer } from 'ws'
import { badRequest, StatusError } from '../../meta/status.ts'
import type { HandlerCall } from '../handlers.ts'

/** The sort of upgrade that a client asks for. @throws StatusError when it asks for none */
export function upgradeOf(call: HandlerCall): {
  readonly protocol: 'websocket' | 'spdy'
  readonly upgrade: NonNullable<HandlerCall['upgrade']>
} {
  if (call.upgrade === undefined) throw badRequest('Upgrade request required')
  const asked = String(call.request.headers.upgrade ?? '').toLowerCase()
  return { protocol: asked === 'websocket' ? 'websocket' : 'spdy', upgrade: call.upgrade }
}

const chosen = new WeakMap<IncomingMessage, string>()

const server = new WebSocketServer({
  noServer: true,
  perMessageDeflate: false,
  clientTracking: false,
})
server.on('headers', (headers: string[], request: IncomingMessage) => {
  const protocol = chosen.get(request) ?? ''
  if (protocol !== '') headers.push(`Sec-WebSocket-Protocol: ${protocol}`)
})

/** The first of the client's protocols that is known here; '' when it names none. @throws StatusError 403 */
export function webSocketProtocol(request: IncomingMessage, known: readonly string[]): string {
  const offered = listOf(request.headers['sec-websocket-protocol'])
  if (offered.length === 0) return ''
  const protocol = offered.find(one => known.includes(one))
  if (protocol !== undefined) return protocol
  throw refused(`unable to upgrade: no protocol of [${offered.join(' ')}] is known`)
}

/**
 * Opens the WebSocket under a protocol. The library does not take names with a slash, as port-forward has
 * one: so it never sees the names.
 */
export function openWebSocket(
  request: IncomingMessage,
  { socket, head }: { socket: Duplex; head: Buffer },
  protocol: string,
): Promise<WebSocket> {
  chosen.set(request, protocol)
  delete request.headers['sec-websocket-protocol']
  return new Promise(resolve => {
    server.handleUpgrade(request, socket, head, opened => {
      opened.on('error', () => opened.terminate())
      resolve(opened)
    })
  })
}

/** Switches a connection to SPDY under the first protocol that both know. @throws StatusError 403 */
export function openSpdy(
  request: IncomingMessage,
  { socket, head }: { socket: Duplex; head: Buffer },
  known: readonly string[],
): { readonly connection: Duplex; readonly protocol: string } {
  const offered = listOf(request.headers['x-stream-protocol-version'])
  const protocol = offered.length === 0 ? '' : offered.find(one => known.includes(one))
  if (protocol === undefined)
    throw refused(
      `unable to upgrade: unable to negotiate protocol: client supports [${offered.join(' ')}], server accepts [${known.join(' ')}]`,
    )
  const lines = ['HTTP/1.1 101 Switching Protocols', 'Connection: Upgrade', 'Upgrade: SPDY/3.1']
  if (protocol !== '') lines.push(`X-Stream-Protocol-Version: ${protocol}`)
  socket.write(`${lines.join('\r\n')}\r\n\r\n`)
  if (head.length > 0) socket.unshift(head)
  return { connection: socket, protocol }
}

const refused = (message: string): StatusError => new StatusError(403, 'Forbidden', message)

const listOf = (header: string | readonly string[] | undefined): string[] =>
  String(header ?? '')
    .split(',')
    .map(one => one.trim())
    .filter(one => one !== '')
