// CRC-32, the sum of gzip and PNG: quick, and enough to notice what a crash or an editor did.
import * as zlib from 'node:zlib'

/** The sum of these bytes, going on from the sum of those before them. */
export type Crc32 = (bytes: string | Uint8Array, before?: number) => number

const TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte
  for (let bit = 0; bit < 8; bit++) value = (value >>> 1) ^ (value & 1 ? 0xedb88320 : 0)
  return value >>> 0
})

export const crc32ByTable: Crc32 = (bytes, before = 0) => {
  let sum = ~before
  for (const byte of typeof bytes === 'string' ? Buffer.from(bytes) : bytes) {
    sum = (TABLE[(sum ^ byte) & 0xff] ?? 0) ^ (sum >>> 8)
  }
  return ~sum >>> 0
}

/** Node before 20.15 has none of its own. */
export const crc32: Crc32 = zlib.crc32 ?? crc32ByTable
