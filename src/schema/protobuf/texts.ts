// Short texts that were read before. Objects say the same over and over (`TCP`, `Always`, names of fields and
// conditions), and to find such a text is cheaper than to make it anew; what is found is shared, too.

/** Longer ones are seldom the same, and quick to make for what they are. */
export const SHORT_TEXT_MAX = 32

const PLACES = 2048

const known: (string | undefined)[] = new Array<string | undefined>(PLACES)

/** The text of ASCII bytes; undefined when there are others among them. */
export function shortText(bytes: Uint8Array, start: number, end: number): string | undefined {
  let hash = end - start
  for (let at = start; at < end; at++) {
    const byte = bytes[at] as number
    if (byte > 127) return undefined
    hash = (Math.imul(hash, 31) + byte) | 0
  }
  const place = (hash ^ (hash >>> 11)) & (PLACES - 1)
  const found = known[place]
  if (found !== undefined && isText(found, bytes, start, end)) return found
  const text = Buffer.prototype.latin1Slice.call(bytes, start, end)
  known[place] = text
  return text
}

function isText(text: string, bytes: Uint8Array, start: number, end: number): boolean {
  if (text.length !== end - start) return false
  for (let at = 0; at < text.length; at++)
    if (text.charCodeAt(at) !== bytes[start + at]) return false
  return true
}
