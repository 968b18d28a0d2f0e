// Bytes of protobuf, written front to back into one buffer that grows.

export const VARINT = 0
export const FIXED64 = 1
export const BYTES = 2
export const FIXED32 = 5

/** Shorter than what needs a second byte of length. */
const SHORT_MAX = 48

export class Writer {
  #buffer: Buffer
  #length = 0

  constructor(size = 1024) {
    this.#buffer = Buffer.allocUnsafe(size)
  }

  /** What has been written, in a buffer of just this size: encoded objects are kept for long. */
  finish(): Uint8Array {
    return Uint8Array.prototype.slice.call(this.#buffer, 0, this.#length)
  }

  tag(number: number, wire: number): void {
    this.#unsigned(number * 8 + wire)
  }

  /** A whole number; negative ones take ten bytes. */
  integer(value: number): void {
    if (value >= 0) this.#unsigned(value)
    else this.#big(BigInt.asUintN(64, BigInt(value)))
  }

  double(value: number): void {
    this.#reserve(8)
    this.#buffer.writeDoubleLE(value, this.#length)
    this.#length += 8
  }

  text(value: string): void {
    if (value.length <= SHORT_MAX && this.#shortText(value)) return
    const size = Buffer.byteLength(value)
    this.#unsigned(size)
    this.#reserve(size)
    this.#length += this.#buffer.write(value, this.#length, 'utf8')
  }

  /** A short text of ASCII, by hand: quicker than a call into the engine. */
  #shortText(value: string): boolean {
    this.#reserve(value.length + 1)
    for (let at = 0; at < value.length; at++) {
      const code = value.charCodeAt(at)
      if (code > 127) return false
      this.#buffer[this.#length + 1 + at] = code
    }
    this.#buffer[this.#length] = value.length
    this.#length += value.length + 1
    return true
  }

  bytes(value: Uint8Array): void {
    this.#unsigned(value.length)
    this.#reserve(value.length)
    this.#buffer.set(value, this.#length)
    this.#length += value.length
  }

  /**
   * Begins a message, which stands behind its length: what `close` is given to end it. Most messages are short, so
   * one byte is kept for the length, and what is longer is moved.
   */
  open(): number {
    this.#reserve(1)
    this.#length += 1
    return this.#length
  }

  /** Ends the message that began there. */
  close(start: number): void {
    const size = this.#length - start
    if (size < 128) {
      this.#buffer[start - 1] = size
      return
    }
    const extra = varintSize(size) - 1
    this.#reserve(extra)
    this.#buffer.copyWithin(start + extra, start, this.#length)
    this.#length = start - 1
    this.#unsigned(size)
    this.#length += size
  }

  /** A message that `write` writes. */
  message(write: () => void): void {
    const start = this.open()
    write()
    this.close(start)
  }

  #unsigned(value: number): void {
    this.#reserve(10)
    if (value < 128) {
      this.#buffer[this.#length++] = value
      return
    }
    let rest = value
    while (rest > 127) {
      this.#buffer[this.#length++] = (rest % 128) | 128
      rest = Math.floor(rest / 128)
    }
    this.#buffer[this.#length++] = rest
  }

  #big(value: bigint): void {
    this.#reserve(10)
    let rest = value
    while (rest > 127n) {
      this.#buffer[this.#length++] = Number(rest & 127n) | 128
      rest >>= 7n
    }
    this.#buffer[this.#length++] = Number(rest)
  }

  #reserve(size: number): void {
    if (this.#length + size <= this.#buffer.length) return
    const larger = Buffer.allocUnsafe(Math.max(this.#buffer.length * 2, this.#length + size))
    this.#buffer.copy(larger, 0, 0, this.#length)
    this.#buffer = larger
  }
}

function varintSize(value: number): number {
  let size = 1
  for (let rest = value; rest > 127; rest = Math.floor(rest / 128)) size++
  return size
}
