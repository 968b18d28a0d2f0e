// Addresses and ranges that are taken, though they should be written in another way.
import { goQuote } from '../meta/field-errors.ts'
import { formatCIDR, formatIP, parseCIDR, parseIP } from '../meta/ip.ts'

const INVALID = 'is invalid: use'

export function ipWarnings(path: string, text: string): string[] {
  const address = parseIP(text)
  if (address === undefined) return []
  const canonical = formatIP(address)
  if (address.hasLeadingZero || address.isMapped)
    return [`${path}: non-standard IP address ${goQuote(text)} ${INVALID} ${goQuote(canonical)}`]
  if (address.bits === 32 || canonical === text) return []
  return [
    `${path}: IPv6 address ${goQuote(text)} should be in RFC 5952 canonical format (${goQuote(canonical)})`,
  ]
}

export function cidrWarnings(path: string, text: string): string[] {
  const cidr = parseCIDR(text)
  if (cidr === undefined) return []
  const masked = formatCIDR(cidr)
  if (cidr.hasLeadingZero || cidr.address.isMapped)
    return [`${path}: non-standard CIDR value ${goQuote(text)} ${INVALID} ${goQuote(masked)}`]
  const address = formatIP(cidr.address)
  if (masked !== `${address}/${cidr.prefixLength}`)
    return [
      `${path}: CIDR value ${goQuote(text)} is ambiguous in this context (should be ${goQuote(masked)} or ${goQuote(`${address}/${cidr.address.bits}`)}?)`,
    ]
  if (cidr.address.bits === 32 || masked === text) return []
  return [
    `${path}: IPv6 CIDR value ${goQuote(text)} should be in RFC 5952 canonical format (${goQuote(masked)})`,
  ]
}
