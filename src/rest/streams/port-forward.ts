import { Duplex } from 'node:stream'
import { badRequest } from '../../meta/status.ts'
import type { HandlerCall } from '../handlers.ts'
import { channelsOver } from './channels.ts'
import { openSpdy, openWebSocket, upgradeOf, webSocketProtocol } from './handshake.ts'
import { SpdySession, type SpdyStream } from './spdy/session.ts'
import { tunnelOver } from './tunnel.ts'

/** Takes a connection to a port; throws an Error whose message is told to the client. */
export type Connect = (port: number, connection: Duplex) => void

const TUNNEL = 'SPDY/3.1+portforward.k8s.io'
const SPDY = 'portforward.k8s.io'
const BASE64 = ['v4.base64.channel.k8s.io', 'base64.channel.k8s.io']
const CHANNELS = ['v4.channel.k8s.io', 'channel.k8s.io', ...BASE64]

/** Upgrades a request for port-forward. @throws StatusError when it asks for nothing that is known */
export async function forwardPorts(call: HandlerCall, connect: Connect): Promise<void> {
  const { request } = call
  const { protocol, upgrade } = upgradeOf(call)
  if (protocol === 'spdy') {
    forwardOverSpdy(openSpdy(request, upgrade, [SPDY]).connection, connect)
    return
  }
  const chosen = webSocketProtocol(request, [TUNNEL, ...CHANNELS])
  const ports = chosen === TUNNEL ? [] : portsOf(call.query)
  const socket = await openWebSocket(request, upgrade, chosen)
  if (chosen === TUNNEL) {
    forwardOverSpdy(tunnelOver(socket), connect)
    return
  }
  const connections: Duplex[] = []
  const channels = channelsOver(socket, BASE64.includes(chosen), (channel, data) => {
    if (channel % 2 === 0) connections[channel / 2]?.push(data)
  })
  for (const [index, port] of ports.entries()) {
    const number = Buffer.alloc(2)
    number.writeUInt16LE(port)
    channels.send(2 * index, number)
    channels.send(2 * index + 1, number)
    connections.push(connectionOver(data => channels.send(2 * index, data)))
  }
  closeAfter(connections, () => channels.close())
  socket.on('close', () => {
    for (const connection of connections) connection.destroy()
  })
  for (const [index, port] of ports.entries()) {
    const connection = connections[index]
    if (connection !== undefined)
      connected(connect, port, connection, message => channels.send(2 * index + 1, message))
  }
}

/** There is no message that ends one channel, so the whole ends with the last connection. */
function closeAfter(connections: readonly Duplex[], close: () => void): void {
  let open = connections.length
  for (const connection of connections)
    connection.once('finish', () => {
      open--
      if (open === 0) close()
    })
}

function connectionOver(send: (data: Buffer) => void): Duplex {
  const connection = new Duplex({
    read: () => {},
    write: (data: Buffer, _encoding, done) => {
      send(data)
      done()
    },
  })
  return connection.on('error', () => {})
}

function connected(
  connect: Connect,
  port: number,
  connection: Duplex,
  fail: (message: string) => void,
): void {
  try {
    connect(port, connection)
  } catch (error) {
    fail((error as Error).message)
    connection.end()
  }
}

/** @throws StatusError BadRequest */
function portsOf(query: URLSearchParams): number[] {
  const ports = query.getAll('ports').flatMap(value => value.split(','))
  if (ports.length === 0) throw badRequest('query parameter "port" is required')
  return ports.map(text => {
    const port = /^\d+$/.test(text) ? Number(text) : 0
    if (port < 1 || port > 65_535) throw badRequest(`unable to parse "${text}" as a port`)
    return port
  })
}

/** Each connection is a pair of streams of the same request id: one for its data, one for trouble. */
function forwardOverSpdy(connection: Duplex, connect: Connect): void {
  const errors = new Map<string, SpdyStream>()
  new SpdySession(connection, stream => {
    const id = stream.headers.get('requestid') ?? ''
    if (stream.headers.get('streamtype') === 'error') {
      errors.set(id, stream)
      stream.resume()
      return
    }
    const error = errors.get(id)
    errors.delete(id)
    // The error stream ends with its connection, as the clients wait for both.
    stream.once('close', () => error?.end())
    stream.once('finish', () => error?.end())
    const port = Number(stream.headers.get('port'))
    connected(connect, port, stream, message => error?.end(message))
  })
}
