import { BYTES, FIXED32, FIXED64, VARINT } from './writer.ts'

/** Bytes that are no protobuf; the message is Go's. */
export class ProtobufError extends SyntaxError {}

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
    const tag = Number(this.varint())
    const number = Math.floor(tag / 8)
    if (number <= 0) throw new ProtobufError(`proto: illegal tag ${number} (wire type ${tag})`)
    return { number, wire: tag % 8 }
  }

  varint(): bigint {
    let value = 0n
    for (let shift = 0n; shift < 70n; shift += 7n) {
      const byte = this.#bytes[this.#at++]
      if (byte === undefined) throw new ProtobufError('unexpected EOF')
      value |= BigInt(byte & 127) << shift
      if (byte < 128) return BigInt.asUintN(64, value)
    }
    throw new ProtobufError('proto: integer overflow')
  }

  /** A signed number of 64 bits, as far as a number holds it. */
  integer(): number {
    const first = this.#bytes[this.#at]
    if (first !== undefined && first < 128) {
      this.#at++
      return first
    }
    return Number(BigInt.asIntN(64, this.varint()))
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
    return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8')
  }

  /** Passes over a field that is not known. */
  skip(wire: number): void {
    if (wire === VARINT) this.varint()
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
