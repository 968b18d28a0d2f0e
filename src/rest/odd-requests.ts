// Requests that Node does not hand on like others: those that ask for another protocol, and those whose
// method its parser does not know.
import { type IncomingMessage, type Server, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { methodNotAllowed } from '../meta/status.ts'
import type { Upgrade } from './dispatch.ts'

export type Take = (request: IncomingMessage, response: ServerResponse, upgrade?: Upgrade) => void

/** Takes upgrades and requests of unknown methods. */
export function takeOddRequests(server: Server, take: Take): void {
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    socket.on('error', () => socket.destroy())
    if (!isServed(request)) return handBack(server, request, socket, head)
    const response = new ServerResponse(request)
    response.shouldKeepAlive = false
    response.assignSocket(socket as Socket)
    response.once('finish', () => socket.end())
    take(request, response, { socket, head })
  })
}

/** Answers what Node's parser could not read. */
export function answerUnreadable(
  error: Error & { code: string; rawPacket?: unknown },
  socket: Duplex,
): void {
  if (!socket.writable) socket.destroy()
  else socket.end(error.code === 'HPE_INVALID_METHOD' ? refusal(error.rawPacket) : BAD_REQUEST)
}

/** Whether a request asks for a protocol that is spoken here. */
export function isServed(request: IncomingMessage): boolean {
  const protocol = String(request.headers.upgrade ?? '').toLowerCase()
  return protocol === 'websocket' || protocol.startsWith('spdy/')
}

/**
 * Another protocol, such as h2c, is only offered: the request is read once more as if it had not been. Newer versions of
 * Node ask before (`shouldUpgradeCallback`) and do not come here.
 */
function handBack(server: Server, request: IncomingMessage, socket: Duplex, head: Buffer): void {
  const lines = [`${request.method} ${request.url} HTTP/1.1`]
  for (let at = 0; at < request.rawHeaders.length; at += 2) {
    const name = request.rawHeaders[at] ?? ''
    if (!/^(upgrade|http2-settings|connection)$/i.test(name))
      lines.push(`${name}: ${request.rawHeaders[at + 1]}`)
  }
  socket.unshift(Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1'), head]))
  server.emit('connection', socket)
}

const BAD_REQUEST =
  'HTTP/1.1 400 Bad Request\r\nContent-Type: text/plain; charset=utf-8\r\nConnection: close\r\n\r\n400 Bad Request'

/** A method that HTTP does not know is one that the resource does not allow; elsewhere there is no page. */
function refusal(packet: unknown): string {
  const text = packet instanceof Uint8Array ? Buffer.from(packet).toString('latin1') : ''
  const line = text.split('\r\n', 1)[0] ?? ''
  if (!/^\S+ \S+ HTTP\/1\.[01]$/.test(line)) return BAD_REQUEST
  const path = line.split(' ')[1] ?? ''
  if (!/^\/apis?\/[^/]+\/./.test(path))
    return answer('404 Not Found', 'text/plain; charset=utf-8', '404 page not found\n')
  return answer(
    '405 Method Not Allowed',
    'application/json',
    `${JSON.stringify(methodNotAllowed().status)}\n`,
  )
}

const answer = (status: string, type: string, body: string): string =>
  `HTTP/1.1 ${status}\r\nContent-Type: ${type}\r\nContent-Length: ${body.length}\r\nConnection: close\r\n\r\n${body}`
