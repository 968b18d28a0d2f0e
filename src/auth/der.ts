// DER, as much of it as certificates and requests for them need: writers of values, and a reader.

export function tlv(tag: number, content: Buffer): Buffer {
  const { length } = content
  const header =
    length < 0x80
      ? [tag, length]
      : length < 0x100
        ? [tag, 0x81, length]
        : [tag, 0x82, length >> 8, length & 0xff]
  return Buffer.concat([Buffer.from(header), content])
}

export const sequence = (...parts: readonly Buffer[]): Buffer => tlv(0x30, Buffer.concat(parts))
export const explicit = (tag: number, content: Buffer): Buffer => tlv(0xa0 | tag, content)
export const octets = (content: Buffer): Buffer => tlv(0x04, content)
export const oid = (hex: string): Buffer => tlv(0x06, Buffer.from(hex, 'hex'))
export const TRUE = tlv(0x01, Buffer.from([0xff]))

export const bitString = (content: Buffer, unusedBits = 0): Buffer =>
  tlv(0x03, Buffer.concat([Buffer.from([unusedBits]), content]))

/** What has no order, in the order of its bytes. */
export const setOf = (parts: readonly Buffer[]): Buffer =>
  tlv(0x31, Buffer.concat([...parts].sort(Buffer.compare)))

/** An integer that is not negative: a zero goes before a first byte of 128 or more. */
export function integer(bytes: Buffer): Buffer {
  const negative = (bytes[0] ?? 0) >= 0x80
  return tlv(0x02, negative ? Buffer.concat([Buffer.from([0]), bytes]) : bytes)
}

/** A number of a certificate: positive, and without zeros before it. */
export function serial(bytes: Buffer): Buffer {
  const copy = Buffer.from(bytes)
  copy[0] = ((copy[0] ?? 0) & 0x7f) | 0x40
  return integer(copy)
}

/** `YYMMDDHHMMSSZ`, of the years until 2049; later ones are written in full. */
export function time(ms: number): Buffer {
  const text = `${new Date(ms).toISOString().replace(/[-:T]/g, '').slice(0, 14)}Z`
  return text < '2050' ? tlv(0x17, Buffer.from(text.slice(2))) : tlv(0x18, Buffer.from(text))
}

/** A value that was read: its tag, its content, and all of its bytes. */
export interface Value {
  readonly tag: number
  readonly content: Buffer
  readonly raw: Buffer
}

/** The values that stand one after another. Throws when they do not fit. */
export function valuesIn(bytes: Buffer): Value[] {
  const found: Value[] = []
  for (let at = 0; at < bytes.length; ) {
    const tag = bytes[at] ?? 0
    const first = bytes[at + 1] ?? 0
    const more = first < 0x80 ? 0 : first & 0x7f
    if (more > 4 || at + 2 + more > bytes.length) throw new RangeError('DER: length is odd')
    const start = at + 2 + more
    const length = more === 0 ? first : bytes.readUIntBE(at + 2, more)
    const end = start + length
    if (first === 0x80 || end > bytes.length) throw new RangeError('DER: data is cut off')
    found.push({ tag, content: bytes.subarray(start, end), raw: bytes.subarray(at, end) })
    at = end
  }
  return found
}

export const valuesOf = (value: Value | undefined): Value[] =>
  value === undefined ? [] : valuesIn(value.content)

export const pem = (label: string, der: Buffer): string =>
  `-----BEGIN ${label}-----\n${der.toString('base64').replace(/(.{64})(?=.)/g, '$1\n')}\n-----END ${label}-----\n`
