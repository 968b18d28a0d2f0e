// Bytes of protobuf, written front to back into one buffer that grows.

export const VARINT = 0
export const FIXED64 = 1
export const BYTES = 2
export const FIXED32 = 5

export class Writer {
  #buffer: Buffer
  #length = 0

  constructor(size = 1024) {
    this.#buffer = Buffer.allocUnsafe(size)
  }

  /** What has been written. The buffer may not be written to afterwards. */
  finish(): Uint8Array {
    return this.#buffer.subarray(0, this.#length)
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
    const size = Buffer.byteLength(value)
    this.#unsigned(size)
    this.#reserve(size)
    this.#length += this.#buffer.write(value, this.#length, 'utf8')
  }

  bytes(value: Uint8Array): void {
    this.#unsigned(value.length)
    this.#reserve(value.length)
    this.#buffer.set(value, this.#length)
    this.#length += value.length
  }

  /** A message behind its length, which is not known before it is written. */
  message(write: () => void): void {
    const start = this.#length + 1
    this.#reserve(1)
    this.#length = start
    write()
    const size = this.#length - start
    const extra = varintSize(size) - 1
    if (extra > 0) {
      this.#reserve(extra)
      this.#buffer.copyWithin(start + extra, start, this.#length)
    }
    this.#length = start - 1
    this.#unsigned(size)
    this.#length += size
  }

  #unsigned(value: number): void {
    this.#reserve(10)
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
