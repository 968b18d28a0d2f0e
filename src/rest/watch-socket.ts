// Watches over WebSockets: the same frames, one a message. Clients of the JVM try this way first.
import type { Duplex } from 'node:stream'
import { type WebSocket, WebSocketServer } from 'ws'
import type { Target } from '../registry/target.ts'
import type { Exchange } from './exchange.ts'
import type { Form } from './negotiate.ts'
import type { RestParts } from './parts.ts'
import { type FrameSink, runWatch } from './watch.ts'

const server = new WebSocketServer({
  noServer: true,
  perMessageDeflate: false,
  clientTracking: false,
})

/** Answers a watch that asks for a WebSocket; the handshake waits until the options are found good. */
export function serveSocketWatch(
  parts: RestParts,
  exchange: Exchange,
  of: Target,
  form: Form,
  name: string,
  upgrade: { socket: Duplex; head: Buffer },
): Promise<void> {
  return runWatch(parts, exchange, of, form, name, new SocketSink(exchange, form, upgrade))
}

const BUFFERED_BYTES_MAX = 64 * 1024

class SocketSink implements FrameSink {
  readonly #exchange: Exchange
  readonly #binary: boolean
  readonly #upgrade: { socket: Duplex; head: Buffer }
  #socket: WebSocket | undefined

  constructor(exchange: Exchange, form: Form, upgrade: { socket: Duplex; head: Buffer }) {
    this.#exchange = exchange
    this.#binary = form.media === 'protobuf'
    this.#upgrade = upgrade
  }

  open(): void {
    const { socket, head } = this.#upgrade
    server.handleUpgrade(this.#exchange.request, socket, head, opened => {
      this.#socket = opened
      opened.on('close', () => this.#exchange.abort())
      opened.on('error', () => this.#exchange.abort())
    })
  }

  send(frame: Buffer): void | Promise<void> {
    const socket = this.#socket
    if (socket === undefined || socket.readyState !== socket.OPEN) return undefined
    const data = this.#binary ? frame : frame.subarray(0, frame.length - 1)
    if (socket.bufferedAmount < BUFFERED_BYTES_MAX)
      return socket.send(data, { binary: this.#binary })
    return new Promise(resolve => socket.send(data, { binary: this.#binary }, () => resolve()))
  }

  end(): void {
    this.#socket?.close(1000)
  }
}
