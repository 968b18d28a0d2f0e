// Standard base64 with padding, as Go reads it: line ends are skipped, the first byte that does not
// fit is told by its position.

const PLAIN = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/

/** The canonical spelling of a text in base64, or the position of what is wrong in it. */
export function decodeBase64(text: string): string | number {
  if (PLAIN.test(text)) return lastBitsMatter(text) ? canonical(text) : text
  const fault = faultOf(Buffer.from(text, 'utf8'))
  return fault ?? canonical(text.replace(/[\r\n]/g, ''))
}

/** Only where bits are left over can the spelling be another than the canonical one. */
const lastBitsMatter = (text: string): boolean => text.endsWith('=')

const canonical = (text: string): string => Buffer.from(text, 'base64').toString('base64')

const NEWLINES = new Set([0x0a, 0x0d])
const PADDING = 0x3d

function faultOf(bytes: Uint8Array): number | undefined {
  let at = 0
  for (;;) {
    for (let n = 0; n < 4; n++) {
      while (NEWLINES.has(bytes[at] ?? -1)) at++
      const byte = bytes[at]
      if (byte === undefined) return n === 0 ? undefined : at - n
      at++
      if (isDigit(byte)) continue
      if (byte !== PADDING || n < 2) return at - 1
      return paddingFault(bytes, at, n)
    }
  }
}

/** Checks what follows the first padding byte, which stood at place `n` of its four. */
function paddingFault(bytes: Uint8Array, from: number, n: number): number | undefined {
  let at = from
  while (NEWLINES.has(bytes[at] ?? -1)) at++
  if (n === 2) {
    if (at === bytes.length) return bytes.length
    if (bytes[at] !== PADDING) return at - 1
    at++
    while (NEWLINES.has(bytes[at] ?? -1)) at++
  }
  return at < bytes.length ? at : undefined
}

const isDigit = (byte: number): boolean =>
  (byte >= 0x41 && byte <= 0x5a) ||
  (byte >= 0x61 && byte <= 0x7a) ||
  (byte >= 0x30 && byte <= 0x39) ||
  byte === 0x2b ||
  byte === 0x2f
