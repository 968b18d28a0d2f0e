// The frames of SPDY/3.1, as far as kubectl speaks it: control frames begin with a bit that data frames
// have not. Flow control is left out, as the clients do.

export const TYPE = {
  synStream: 1,
  synReply: 2,
  reset: 3,
  settings: 4,
  ping: 6,
  goAway: 7,
  headers: 8,
  windowUpdate: 9,
} as const

export const FIN = 1
const VERSION = 0x8003
const HEAD_BYTES = 8
/** More than any client sends at once. */
const FRAME_BYTES_MAX = 8 * 1024 * 1024

export interface Frame {
  /** The type of a control frame; undefined for data. */
  readonly type: number | undefined
  /** Of data frames; control frames name their stream in the payload. */
  readonly stream: number
  readonly flags: number
  readonly payload: Buffer
}

/** Cuts bytes into frames as they come. */
export class FrameReader {
  #kept: Buffer = Buffer.alloc(0)

  /** @throws Error for frames that are too large */
  push(chunk: Buffer): Frame[] {
    this.#kept = this.#kept.length === 0 ? chunk : Buffer.concat([this.#kept, chunk])
    const frames: Frame[] = []
    for (;;) {
      if (this.#kept.length < HEAD_BYTES) return frames
      const length = this.#kept.readUIntBE(5, 3)
      if (length > FRAME_BYTES_MAX) throw new Error(`a frame of ${length} bytes is too large`)
      if (this.#kept.length < HEAD_BYTES + length) return frames
      frames.push(frameOf(this.#kept, length))
      this.#kept = this.#kept.subarray(HEAD_BYTES + length)
    }
  }
}

function frameOf(bytes: Buffer, length: number): Frame {
  const first = bytes.readUInt32BE(0)
  const isControl = first >= 0x80000000
  return {
    type: isControl ? first & 0xffff : undefined,
    stream: isControl ? 0 : first,
    flags: bytes[4] ?? 0,
    payload: bytes.subarray(HEAD_BYTES, HEAD_BYTES + length),
  }
}

export function dataFrame(stream: number, data: Uint8Array, flags = 0): Buffer {
  const head = Buffer.alloc(HEAD_BYTES)
  head.writeUInt32BE(stream)
  head[4] = flags
  head.writeUIntBE(data.length, 5, 3)
  return Buffer.concat([head, data])
}

export function controlFrame(type: number, payload: Uint8Array, flags = 0): Buffer {
  const head = Buffer.alloc(HEAD_BYTES)
  head.writeUInt16BE(VERSION)
  head.writeUInt16BE(type, 2)
  head[4] = flags
  head.writeUIntBE(payload.length, 5, 3)
  return Buffer.concat([head, payload])
}

/** Numbers of 32 bits, one after the other. */
export function words(...values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(values.length * 4)
  for (const [index, value] of values.entries()) bytes.writeUInt32BE(value, index * 4)
  return bytes
}
