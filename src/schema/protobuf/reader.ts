import { SHORT_TEXT_MAX, shortText } from './texts.ts'
import { BYTES, FIXED32, FIXED64, VARINT } from './writer.ts'

/** Bytes that are no protobuf; the message is Go's. */
export class ProtobufError extends SyntaxError {}

/** So many bytes of seven bits fit in a number. */
const PLAIN_BYTES_MAX = 7

/** Reads the fields of a message, and of those in it. */
export class Reader {
  /** The wire type of the field whose number `tag` has told. */
  wire = VARINT
  readonly #bytes: Buffer
  #at = 0
  /** Where the message ends that is being read. */
  #end: number

  constructor(bytes: Uint8Array) {
    this.#bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    this.#end = bytes.byteLength
  }

  get isAtEnd(): boolean {
    return this.#at >= this.#end
  }

  /** The next field's number. */
  tag(): number {
    const tag = this.integer()
    const number = Math.floor(tag / 8)
    if (number <= 0) throw new ProtobufError(`proto: illegal tag ${number} (wire type ${tag})`)
    this.wire = tag % 8
    return number
  }

  /** Refuses a field that is of another wire type than its own. */
  expect(wire: number, name = ''): void {
    if (this.wire !== wire)
      throw new ProtobufError(`proto: wrong wireType = ${this.wire} for field ${name}`)
  }

  /** A signed number of 64 bits, as far as a number holds it. */
  integer(): number {
    const first = this.#bytes[this.#at] as number
    if (first < 128 && this.#at < this.#end) {
      this.#at++
      return first
    }
    return this.#longer()
  }

  #longer(): number {
    let value = 0
    let scale = 1
    for (let at = this.#at; at < this.#at + PLAIN_BYTES_MAX; at++) {
      if (at >= this.#end) throw new ProtobufError('unexpected EOF')
      const byte = this.#bytes[at] as number
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
      if (this.#at >= this.#end) throw new ProtobufError('unexpected EOF')
      const byte = this.#bytes[this.#at++] as number
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

  /** A message within this one: the reader ends where it does while `read` reads. */
  message<T>(read: (reader: Reader) => T): T {
    const size = this.#size()
    const outer = this.#end
    this.#end = this.#at + size
    const value = read(this)
    this.#at = this.#end
    this.#end = outer
    return value
  }

  bytes(): Uint8Array {
    const size = this.#size()
    this.#at += size
    return this.#bytes.subarray(this.#at - size, this.#at)
  }

  text(): string {
    const size = this.#size()
    const start = this.#at
    this.#at += size
    const short = size <= SHORT_TEXT_MAX ? shortText(this.#bytes, start, this.#at) : undefined
    return short ?? this.#bytes.toString('utf8', start, this.#at)
  }

  /** Passes over a field that is not known. */
  skip(): void {
    const { wire } = this
    if (wire === VARINT) this.integer()
    else if (wire === FIXED64) this.#pass(8)
    else if (wire === BYTES) this.#pass(this.#size())
    else if (wire === FIXED32) this.#pass(4)
    else throw new ProtobufError(`proto: illegal wireType ${wire}`)
  }

  #size(): number {
    const size = this.integer()
    if (size < 0) throw new ProtobufError('proto: negative length found during unmarshaling')
    this.#need(size)
    return size
  }

  #pass(size: number): void {
    this.#need(size)
    this.#at += size
  }

  #need(size: number): void {
    if (this.#at + size > this.#end) throw new ProtobufError('unexpected EOF')
  }
}
