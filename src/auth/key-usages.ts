// What a certificate may be used for: the words of the API as the extensions of X.509.
import { bitString, oid, sequence } from './der.ts'

/** The bits of a key's usage, the first of them the highest. */
const BITS: Readonly<Record<string, number>> = {
  signing: 0,
  'digital signature': 0,
  'content commitment': 1,
  'key encipherment': 2,
  'data encipherment': 3,
  'key agreement': 4,
  'cert sign': 5,
  'crl sign': 6,
  'encipher only': 7,
  'decipher only': 8,
}

/** Object identifiers, in the order in which certificates name them. */
const PURPOSES: readonly (readonly [usage: string, id: string])[] = [
  ['any', '551d2500'],
  ['server auth', '2b06010505070301'],
  ['client auth', '2b06010505070302'],
  ['code signing', '2b06010505070303'],
  ['email protection', '2b06010505070304'],
  ['s/mime', '2b06010505070304'],
  ['ipsec end system', '2b06010505070305'],
  ['ipsec tunnel', '2b06010505070306'],
  ['ipsec user', '2b06010505070307'],
  ['timestamping', '2b06010505070308'],
  ['ocsp signing', '2b06010505070309'],
  ['microsoft sgc', '2b0601040182370a0303'],
  ['netscape sgc', '6086480186f8420401'],
]

/** The extension `keyUsage`; undefined when no usage is one of a key. */
export function keyUsage(usages: readonly string[]): Buffer | undefined {
  const bits = usages.flatMap(usage => BITS[usage] ?? [])
  if (bits.length === 0) return undefined
  const last = Math.max(...bits)
  const bytes = Buffer.alloc(last < 8 ? 1 : 2)
  for (const bit of bits) bytes[bit >> 3] = (bytes[bit >> 3] ?? 0) | (0x80 >> (bit & 7))
  return bitString(bytes, 7 - (last & 7))
}

/** The extension `extKeyUsage`; undefined when there is nothing to name. */
export function purposes(usages: readonly string[]): Buffer | undefined {
  const ids = new Set(PURPOSES.flatMap(([usage, id]) => (usages.includes(usage) ? [id] : [])))
  return ids.size === 0 ? undefined : sequence(...[...ids].map(oid))
}
