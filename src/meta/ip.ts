// Addresses and ranges of the Internet Protocol: whether a text is one, and how Go's validation
// complains when it is not.
import { type Cause, goQuote, invalid } from './field-errors.ts'

const IPV4_MAPPED = 0xffff_0000_0000n

/** An address as a number, with the number of its bits. */
export interface Address {
  readonly bits: 32 | 128
  readonly value: bigint
  /** An octet of IPv4 was written with a leading zero. */
  readonly hasLeadingZero: boolean
  /** Written as IPv6 but holding an IPv4 address. */
  readonly isMapped: boolean
}

/** Reads an address as leniently as Go's ParseIPSloppy; nothing when it is none. */
export function parseIP(text: string): Address | undefined {
  return text.includes(':') ? parseIPv6(text) : parseIPv4(text)
}

function parseIPv4(text: string): Address | undefined {
  const parts = text.split('.')
  if (parts.length !== 4) return undefined
  let value = 0n
  let hasLeadingZero = false
  for (const part of parts) {
    if (!/^[0-9]+$/.test(part) || Number(part) > 255) return undefined
    if (part.length > 1 && part.startsWith('0')) hasLeadingZero = true
    value = value * 256n + BigInt(Number(part))
  }
  return { bits: 32, value, hasLeadingZero, isMapped: false }
}

function parseIPv6(text: string): Address | undefined {
  const halves = text.split('::')
  if (halves.length > 2) return undefined
  const head = groupsOf(halves[0] ?? '')
  const tail =
    halves.length === 2 ? groupsOf(halves[1] ?? '') : { groups: [], hasLeadingZero: false }
  if (head === undefined || tail === undefined) return undefined
  const missing = 8 - head.groups.length - tail.groups.length
  if (halves.length === 2 ? missing < 1 : missing !== 0) return undefined
  const groups = [...head.groups, ...new Array<number>(missing).fill(0), ...tail.groups]
  const value = groups.reduce((sum, group) => sum * 65_536n + BigInt(group), 0n)
  const isMapped = value >> 32n === IPV4_MAPPED >> 32n
  return { bits: 128, value, hasLeadingZero: head.hasLeadingZero || tail.hasLeadingZero, isMapped }
}

function groupsOf(text: string): { groups: number[]; hasLeadingZero: boolean } | undefined {
  if (text === '') return { groups: [], hasLeadingZero: false }
  const groups: number[] = []
  const parts = text.split(':')
  for (const [index, part] of parts.entries()) {
    if (index === parts.length - 1 && part.includes('.')) {
      const address = parseIPv4(part)
      if (address === undefined) return undefined
      groups.push(Number(address.value >> 16n), Number(address.value & 0xffffn))
      return { groups, hasLeadingZero: address.hasLeadingZero }
    }
    if (!/^[0-9a-fA-F]{1,4}$/.test(part)) return undefined
    groups.push(Number.parseInt(part, 16))
  }
  return { groups, hasLeadingZero: false }
}

/** The address as Go prints it. */
export function formatIP(address: Address): string {
  if (address.bits === 32 || address.isMapped) {
    const value = address.value & 0xffff_ffffn
    return [24n, 16n, 8n, 0n].map(shift => String((value >> shift) & 255n)).join('.')
  }
  const groups = Array.from({ length: 8 }, (_, index) =>
    Number((address.value >> BigInt(112 - index * 16)) & 0xffffn),
  )
  const { start, length } = longestZeros(groups)
  const hex = (part: readonly number[]): string => part.map(group => group.toString(16)).join(':')
  if (length < 2) return hex(groups)
  return `${hex(groups.slice(0, start))}::${hex(groups.slice(start + length))}`
}

function longestZeros(groups: readonly number[]): { start: number; length: number } {
  let best = { start: 0, length: 0 }
  for (let start = 0; start < groups.length; start++) {
    let end = start
    while (groups[end] === 0) end++
    if (end - start > best.length) best = { start, length: end - start }
    if (end > start) start = end
  }
  return best
}

/** What is wrong with an address in a field whose old values may be sloppy. `strict` refuses leading zeros and mapped ones. */
export function ipErrors(field: string, text: string, strict: boolean): Cause[] {
  const address = parseIP(text)
  if (address === undefined)
    return [invalid(field, text, 'must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)')]
  if (!strict) return []
  const causes: Cause[] = []
  if (address.hasLeadingZero) causes.push(invalid(field, text, 'must not have leading 0s'))
  if (address.isMapped) causes.push(invalid(field, text, 'must not be an IPv4-mapped IPv6 address'))
  return causes
}

/** What is wrong with an address in a field that takes only the canonical form. */
export function canonicalIPErrors(field: string, text: string): Cause[] {
  const causes = ipErrors(field, text, true)
  const address = parseIP(text)
  if (causes.length > 0 || address === undefined) return causes
  const canonical = formatIP(address)
  return canonical === text
    ? []
    : [invalid(field, text, `must be in canonical form (${goQuote(canonical)})`)]
}

/** A range: an address and how many of its bits are fixed. */
export interface Cidr {
  readonly address: Address
  readonly prefixLength: number
  readonly hasLeadingZero: boolean
}

export function parseCIDR(text: string): Cidr | undefined {
  const slash = text.indexOf('/')
  if (slash < 0) return undefined
  const address = parseIP(text.slice(0, slash))
  const length = text.slice(slash + 1)
  if (address === undefined || !/^[0-9]+$/.test(length) || Number(length) > address.bits)
    return undefined
  return {
    address,
    prefixLength: Number(length),
    hasLeadingZero: address.hasLeadingZero || (length.length > 1 && length.startsWith('0')),
  }
}

/** The range with the bits beyond its prefix cleared, as Go prints a network. */
export function formatCIDR(cidr: Cidr): string {
  const host = BigInt(cidr.address.bits - cidr.prefixLength)
  const value = (cidr.address.value >> host) << host
  return `${formatIP({ ...cidr.address, value })}/${cidr.prefixLength}`
}

/** What is wrong with a range in a field that takes only the canonical form. */
export function canonicalCIDRErrors(field: string, text: string): Cause[] {
  const causes = cidrErrors(field, text, true)
  const cidr = parseCIDR(text)
  if (causes.length > 0 || cidr === undefined) return causes
  const canonical = formatCIDR(cidr)
  return canonical === text
    ? []
    : [invalid(field, text, `must be in canonical form (${goQuote(canonical)})`)]
}

/** What is wrong with a range. */
export function cidrErrors(field: string, text: string, strict: boolean): Cause[] {
  const cidr = parseCIDR(text)
  if (cidr === undefined)
    return [invalid(field, text, 'must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)')]
  if (!strict) return []
  if (cidr.hasLeadingZero)
    return [invalid(field, text, 'must not have leading 0s in IP or prefix length')]
  if (cidr.address.isMapped)
    return [invalid(field, text, 'must not have an IPv4-mapped IPv6 address')]
  const host = BigInt(cidr.address.bits - cidr.prefixLength)
  if ((cidr.address.value >> host) << host !== cidr.address.value)
    return [invalid(field, text, 'must not have bits set beyond the prefix length')]
  return []
}
