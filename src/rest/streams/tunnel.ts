import { Duplex } from 'node:stream'
import type { WebSocket } from 'ws'

/** The bytes inside of the messages of a WebSocket, as a connection of its own. */
export function tunnelOver(socket: WebSocket): Duplex {
  const tunnel = new Duplex({
    read: () => {},
    write: (data: Buffer, _encoding, done) => {
      if (socket.readyState === socket.OPEN) socket.send(data, { binary: true }, () => done())
      else done()
    },
    final: done => {
      socket.close(1000)
      done()
    },
    destroy: (error, done) => {
      socket.terminate()
      done(error)
    },
  })
  socket.on('message', (data: Buffer) => tunnel.push(data))
  socket.on('close', () => {
    tunnel.push(null)
    tunnel.destroy()
  })
  return tunnel
}
