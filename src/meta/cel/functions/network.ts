import { addressFlaw, rangeFlaw } from '../../address-flaw.ts'
import { goQuote } from '../../field-errors.ts'
import { type Address, type Cidr, formatCIDR, formatIP, parseCIDR, parseIP } from '../../ip.ts'
import type { Declared } from '../declare.ts'
import { CelError, noOverload, Opaque } from '../values.ts'

type Ip = Opaque<Address>
type Range = Opaque<Cidr>

const ipValue = (address: Address): Ip => new Opaque('ip', formatIP(address), address)

function ipFlaw(text: string): string | undefined {
  const flaw = addressFlaw(text)
  if (flaw !== undefined)
    return `IP Address ${goQuote(text)} parse error during conversion from string: ${flaw}`
  if (text.includes('%')) return `IP address ${goQuote(text)} with zone value is not allowed`
  return parseIP(text)?.isMapped ? mapped(text) : undefined
}

function cidrFlaw(text: string): string | undefined {
  const flaw = rangeFlaw(text)
  if (flaw !== undefined) return `${UNREADABLE}: ${flaw}`
  return parseIP(text.replace(/\/.*$/, ''))?.isMapped ? mapped(text) : undefined
}

const UNREADABLE = 'network address parse error during conversion from string'

const mapped = (text: string): string => `IPv4-mapped IPv6 address ${goQuote(text)} is not allowed`

function ip(text: string): Ip {
  const flaw = ipFlaw(text)
  const address = flaw === undefined ? parseIP(text) : undefined
  if (address === undefined) throw new CelError(flaw ?? '')
  return ipValue(address)
}

function cidr(text: string): Range {
  const flaw = cidrFlaw(text)
  const found = flaw === undefined ? parseCIDR(text) : undefined
  if (found === undefined) throw new CelError(`${UNREADABLE}: ${flaw}`)
  return new Opaque('cidr', `${formatIP(found.address)}/${found.prefixLength}`, found)
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
  '@isIP(string): bool': (text: string) => ipFlaw(text) === undefined,
  '@ip.isCanonical(string): bool': (text: string) => ip(text).key === text,
  'ip.family(): int': ({ value }: Ip) => (is4(value) ? 4n : 6n),
  'ip.isUnspecified(): bool': ({ value }: Ip) => value.value === 0n,
  'ip.isLoopback(): bool': ({ value }: Ip) => isLoopback(value),
  'ip.isLinkLocalMulticast(): bool': ({ value }: Ip) => isLocalMulticast(value),
  'ip.isLinkLocalUnicast(): bool': ({ value }: Ip) => isLocalUnicast(value),
  'ip.isGlobalUnicast(): bool': ({ value }: Ip) => isGlobal(value),
  '@cidr(string): cidr': cidr,
  '@isCIDR(string): bool': (text: string) => cidrFlaw(text) === undefined,
  'cidr.containsIP(string): bool': ({ value }: Range, text: string) => {
    // The real one forgets why it is none.
    if (ipFlaw(text) !== undefined) throw noOverload()
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
