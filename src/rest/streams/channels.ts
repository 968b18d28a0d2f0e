import type { WebSocket } from 'ws'

/** Messages of a WebSocket, each with the number of its channel before it, as bytes or in base64. */
export interface Channels {
  send(channel: number, data: string | Uint8Array): void
  close(): void
}

/** Calls `received` for each message: a channel and what came through it. */
export function channelsOver(
  socket: WebSocket,
  base64: boolean,
  received: (channel: number, data: Buffer) => void,
): Channels {
  socket.on('message', (message: Buffer) => {
    if (message.length === 0) return
    const first = message[0] ?? 0
    if (!base64) received(first, message.subarray(1))
    else received(first - ZERO, Buffer.from(message.toString('latin1', 1), 'base64'))
  })
  return {
    send(channel, data) {
      if (socket.readyState !== socket.OPEN) return
      const bytes = Buffer.from(data as string)
      if (base64) socket.send(`${channel}${bytes.toString('base64')}`)
      else socket.send(Buffer.concat([Buffer.from([channel]), bytes]), { binary: true })
    },
    close() {
      socket.close(1000)
    },
  }
}

/** The digit zero, by which channels are told in base64. */
const ZERO = 48
