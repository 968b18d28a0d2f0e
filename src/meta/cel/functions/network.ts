import { type Address, type Cidr, formatCIDR, formatIP, parseCIDR, parseIP } from '../../ip.ts'
import type { Declared } from '../declare.ts'
import { CelError, Opaque } from '../values.ts'

type Ip = Opaque<Address>
type Range = Opaque<Cidr>

const ipValue = (address: Address): Ip => new Opaque('ip', formatIP(address), address)

/** Whether an address is written as netip has it, and not an IPv4 address in IPv6 clothes. */
function addressOf(text: string): Address | undefined {
  const address = parseIP(text)
  return address === undefined || address.hasLeadingZero || address.isMapped ? undefined : address
}

function rangeOf(text: string): Cidr | undefined {
  const range = parseCIDR(text)
  return range === undefined || range.hasLeadingZero ? undefined : range
}

function whyNoAddress(text: string): string {
  const lead = `IP Address ${JSON.stringify(text)} parse error during conversion from string: `
  const address = parseIP(text)
  if (address?.isMapped) return `IPv4-mapped IPv6 address ${JSON.stringify(text)} is not allowed`
  const parse = `ParseAddr(${JSON.stringify(text)}): `
  if (/%/.test(text)) return `IP address ${JSON.stringify(text)} with zone value is not allowed`
  if (address?.hasLeadingZero) return `${lead}${parse}IPv4 field has octet with leading zero`
  return `${lead}${parse}unable to parse IP`
}

function ip(text: string): Ip {
  const found = addressOf(text)
  if (found === undefined) throw new CelError(whyNoAddress(text))
  return ipValue(found)
}

function cidr(text: string): Range {
  const found = rangeOf(text)
  if (found === undefined) {
    const why = text.includes('/') ? 'ParseAddr: unable to parse IP' : "no '/'"
    throw new CelError(
      `network address parse error during conversion from string: netip.ParsePrefix(${JSON.stringify(text)}): ${why}`,
    )
  }
  const key = `${formatIP(found.address)}/${found.prefixLength}`
  return new Opaque('cidr', key, found)
}

function holds({ address, prefixLength }: Cidr, inner: Address, bits: number): boolean {
  if (address.bits !== inner.bits || bits < prefixLength) return false
  const shift = BigInt(address.bits - prefixLength)
  return address.value >> shift === inner.value >> shift
}

const is4 = (address: Address): boolean => address.bits === 32

const isLoopback = (address: Address): boolean =>
  is4(address) ? address.value >> 24n === 127n : address.value === 1n
const isLocalMulticast = (address: Address): boolean =>
  is4(address) ? address.value >> 8n === 0xe00000n : address.value >> 112n === 0xff02n
const isLocalUnicast = (address: Address): boolean =>
  is4(address) ? address.value >> 16n === 0xa9fen : address.value >> 118n === 0x3fan

function isGlobal(address: Address): boolean {
  const multicast = is4(address) ? address.value >> 28n === 0xen : address.value >> 120n === 0xffn
  const broadcast = is4(address) && address.value === 0xffffffffn
  const special = isLoopback(address) || isLocalUnicast(address) || address.value === 0n
  return !(multicast || broadcast || special)
}

/** Addresses and ranges of them. */
export const addresses: Declared = {
  '@ip(string): ip': ip,
  'cidr.ip(): ip': ({ value }: Range) => ipValue(value.address),
  '@isIP(string): bool': (text: string) => addressOf(text) !== undefined,
  '@ip.isCanonical(string): bool': (text: string) => ip(text).key === text,
  'ip.family(): int': ({ value }: Ip) => (is4(value) ? 4n : 6n),
  'ip.isUnspecified(): bool': ({ value }: Ip) => value.value === 0n,
  'ip.isLoopback(): bool': ({ value }: Ip) => isLoopback(value),
  'ip.isLinkLocalMulticast(): bool': ({ value }: Ip) => isLocalMulticast(value),
  'ip.isLinkLocalUnicast(): bool': ({ value }: Ip) => isLocalUnicast(value),
  'ip.isGlobalUnicast(): bool': ({ value }: Ip) => isGlobal(value),
  '@cidr(string): cidr': cidr,
  '@isCIDR(string): bool': (text: string) => rangeOf(text) !== undefined,
  'cidr.containsIP(string): bool': ({ value }: Range, text: string) => {
    const { value: address } = ip(text)
    return holds(value, address, address.bits)
  },
  'cidr.containsIP(ip): bool': ({ value }: Range, { value: address }: Ip) =>
    holds(value, address, address.bits),
  'cidr.containsCIDR(string): bool': ({ value }: Range, text: string) => {
    const { value: inner } = cidr(text)
    return holds(value, inner.address, inner.prefixLength)
  },
  'cidr.containsCIDR(cidr): bool': ({ value }: Range, { value: inner }: Range) =>
    holds(value, inner.address, inner.prefixLength),
  'cidr.prefixLength(): int': ({ value }: Range) => BigInt(value.prefixLength),
  'cidr.masked(): cidr': ({ value }: Range) => cidr(formatCIDR(value)),
}
