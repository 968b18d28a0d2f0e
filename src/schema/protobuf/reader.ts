import { BYTES, FIXED32, FIXED64, VARINT } from './writer.ts'

/** Bytes that are no protobuf; the message is Go's. */
export class ProtobufError extends SyntaxError {}

/** So many bytes of seven bits fit in a number. */
const PLAIN_BYTES_MAX = 7

/** Up to here reading a text by hand is quicker than a call into the engine. */
const SHORT_MAX = 32

/** Reads the fields of one message. */
export class Reader {
  readonly #bytes: Buffer
  #at = 0

  constructor(bytes: Uint8Array) {
    this.#bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  }

  get isAtEnd(): boolean {
    return this.#at >= this.#bytes.length
  }

  /** The next field's number and wire type. */
  tag(): { number: number; wire: number } {
    const tag = this.integer()
    const number = Math.floor(tag / 8)
    if (number <= 0) throw new ProtobufError(`proto: illegal tag ${number} (wire type ${tag})`)
    return { number, wire: tag % 8 }
  }

  /** A signed number of 64 bits, as far as a number holds it. */
  integer(): number {
    let value = 0
    let scale = 1
    for (let at = this.#at; at < this.#at + PLAIN_BYTES_MAX; at++) {
      const byte = this.#bytes[at]
      if (byte === undefined) throw new ProtobufError('unexpected EOF')
      value += (byte & 127) * scale
      if (byte < 128) {
        this.#at = at + 1
        return value
      }
      scale *= 128
    }
    return this.#large()
  }

  #large(): number {
    let value = 0n
    for (let shift = 0n; shift < 70n; shift += 7n) {
      const byte = this.#bytes[this.#at++]
      if (byte === undefined) throw new ProtobufError('unexpected EOF')
      value |= BigInt(byte & 127) << shift
      if (byte < 128) return Number(BigInt.asIntN(64, value))
    }
    throw new ProtobufError('proto: integer overflow')
  }

  double(): number {
    this.#need(8)
    this.#at += 8
    return this.#bytes.readDoubleLE(this.#at - 8)
  }

  bytes(): Uint8Array {
    const size = this.integer()
    if (size < 0) throw new ProtobufError('proto: negative length found during unmarshaling')
    this.#need(size)
    this.#at += size
    return this.#bytes.subarray(this.#at - size, this.#at)
  }

  text(): string {
    const bytes = this.bytes()
    if (bytes.length <= SHORT_MAX) {
      let text = ''
      for (const byte of bytes) {
        if (byte > 127) return decodeText(bytes)
        text += String.fromCharCode(byte)
      }
      return text
    }
    return decodeText(bytes)
  }

  /** Passes over a field that is not known. */
  skip(wire: number): void {
    if (wire === VARINT) this.integer()
    else if (wire === FIXED64) this.#pass(8)
    else if (wire === BYTES) this.bytes()
    else if (wire === FIXED32) this.#pass(4)
    else throw new ProtobufError(`proto: illegal wireType ${wire}`)
  }

  #pass(size: number): void {
    this.#need(size)
    this.#at += size
  }

  #need(size: number): void {
    if (this.#at + size > this.#bytes.length) throw new ProtobufError('unexpected EOF')
  }
}

const decodeText = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8')
