import { Duplex } from 'node:stream'
import { controlFrame, dataFrame, FIN, type Frame, FrameReader, TYPE, words } from './frames.ts'
import { HeaderReader, HeaderWriter } from './headers.ts'

/** A stream that the client has opened, with the headers that it gave. */
export interface SpdyStream extends Duplex {
  readonly headers: ReadonlyMap<string, string>
}

const DATA_BYTES_MAX = 64 * 1024

/** The server's end of a SPDY/3.1 connection. The clients open all streams. */
export class SpdySession {
  readonly #connection: Duplex
  readonly #onStream: (stream: SpdyStream) => void
  readonly #streams = new Map<number, Duplex>()
  readonly #frames = new FrameReader()
  readonly #headersIn = new HeaderReader()
  readonly #headersOut = new HeaderWriter()
  /** Frames are worked off one after the other, because unpacking headers waits. */
  #last: Promise<void> = Promise.resolve()

  constructor(connection: Duplex, onStream: (stream: SpdyStream) => void) {
    this.#connection = connection
    this.#onStream = onStream
    connection.on('data', (chunk: Buffer) => this.#received(chunk))
    connection.on('error', () => connection.destroy())
    connection.on('close', () => this.#closed())
  }

  /** Says that no stream will be taken any more, and hangs up when all has been sent. */
  end(): void {
    this.#send(controlFrame(TYPE.goAway, words(0, 0)))
    this.#connection.end()
  }

  #received(chunk: Buffer): void {
    let frames: Frame[]
    try {
      frames = this.#frames.push(chunk)
    } catch {
      this.#connection.destroy()
      return
    }
    for (const frame of frames)
      this.#last = this.#last
        .then(() => this.#take(frame))
        .catch(() => {
          this.#connection.destroy()
        })
  }

  async #take({ type, stream, flags, payload }: Frame): Promise<void> {
    if (type === undefined) {
      const open = this.#streams.get(stream)
      if (payload.length > 0) open?.push(payload)
      if (flags & FIN) open?.push(null)
      return
    }
    if (type === TYPE.synStream) {
      const headers = await this.#headersIn.read(payload.subarray(10))
      this.#open(payload.readUInt32BE(0), headers, (flags & FIN) !== 0)
    } else if (type === TYPE.synReply || type === TYPE.headers)
      await this.#headersIn.read(payload.subarray(4))
    else if (type === TYPE.ping) this.#send(controlFrame(TYPE.ping, payload))
    else if (type === TYPE.reset) this.#streams.get(payload.readUInt32BE(0))?.destroy()
  }

  #open(id: number, headers: ReadonlyMap<string, string>, ended: boolean): void {
    const stream = new Duplex({
      read: () => {},
      write: (data: Buffer, _encoding, done) => {
        for (let at = 0; at < data.length; at += DATA_BYTES_MAX)
          this.#send(dataFrame(id, data.subarray(at, at + DATA_BYTES_MAX)))
        done()
      },
      final: done => {
        this.#send(dataFrame(id, Buffer.alloc(0), FIN))
        done()
      },
      destroy: (error, done) => {
        this.#streams.delete(id)
        done(error)
      },
    })
    stream.on('error', () => {})
    this.#streams.set(id, stream)
    const reply = Buffer.concat([words(id), this.#headersOut.write()])
    this.#send(controlFrame(TYPE.synReply, reply))
    if (ended) stream.push(null)
    this.#onStream(Object.assign(stream, { headers }))
  }

  #send(frame: Buffer): void {
    if (this.#connection.writable) this.#connection.write(frame)
  }

  #closed(): void {
    for (const stream of [...this.#streams.values()]) {
      if (!stream.readableEnded) stream.push(null)
      stream.destroy()
    }
  }
}
