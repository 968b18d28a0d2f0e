// Why a text is no address or no range of addresses, in the words of Go's netip.
import { goQuote } from './field-errors.ts'

/** What is wrong with an address, if it is one that does not parse. */
export function addressFlaw(text: string): string | undefined {
  const why = flawOf(text)
  return why === undefined ? undefined : `ParseAddr(${goQuote(text)}): ${why}`
}

/** What is wrong with a range, if it is one that does not parse. */
export function rangeFlaw(text: string): string | undefined {
  const slash = text.lastIndexOf('/')
  const why = slash < 0 ? "no '/'" : prefixFlaw(text.slice(0, slash), text.slice(slash + 1))
  return why === undefined ? undefined : `netip.ParsePrefix(${goQuote(text)}): ${why}`
}

function prefixFlaw(address: string, bits: string): string | undefined {
  const flaw = addressFlaw(address)
  if (flaw !== undefined) return flaw
  if (address.includes('%')) return 'IPv6 zones cannot be present in a prefix'
  if (!/^(\d|[1-9]\d*)$/.test(bits)) return `bad bits after slash: ${goQuote(bits)}`
  return Number(bits) > (address.includes(':') ? 128 : 32)
    ? 'prefix length out of range'
    : undefined
}

function flawOf(text: string): string | undefined {
  const [sign] = /[.:%]/.exec(text) ?? []
  if (sign === '.') return fourFlaw(text)
  if (sign === '%') return 'missing IPv6 address'
  return sign === ':' ? sixFlaw(text) : 'unable to parse IP'
}

const at = (rest: string): string => ` (at ${goQuote(rest)})`

function fourFlaw(text: string): string | undefined {
  let dots = 0
  let digits = ''
  for (const [index, letter] of [...text].entries()) {
    if (/\d/.test(letter)) {
      if (digits === '0') return 'IPv4 field has octet with leading zero'
      digits += letter
      if (Number(digits) > 255) return 'IPv4 field has value >255'
      continue
    }
    const rest = text.slice(index)
    if (letter !== '.') return `unexpected character${at(rest)}`
    if (digits === '' || rest === '.') return `IPv4 field must have at least one digit${at(rest)}`
    if (++dots > 3) return 'IPv4 address too long'
    digits = ''
  }
  return dots < 3 ? 'IPv4 address too short' : undefined
}

/** Goes from group to group; `::` may stand once, and an IPv4 address at the end. */
function sixFlaw(text: string): string | undefined {
  const [address = '', ...zone] = text.split('%')
  if (zone.length > 0 && zone.join('%') === '') return 'zone must be a non-empty string'
  let rest = address
  let hasGap = rest.startsWith('::')
  if (hasGap) rest = rest.slice(2)
  if (hasGap && rest === '') return undefined
  let groups = 0
  while (groups < 8) {
    const [group = ''] = /^[0-9a-fA-F]*/.exec(rest) ?? []
    if (group.length > 4) return `each group must have 4 or less digits${at(rest)}`
    if (group === '') return `each colon-separated field must have at least one digit${at(rest)}`
    if (rest[group.length] === '.') return embeddedFlaw(rest, groups, hasGap)
    groups++
    rest = rest.slice(group.length)
    if (rest === '') break
    if (rest[0] !== ':') return `unexpected character, want colon${at(rest)}`
    if (rest === ':') return `colon must be followed by more characters${at(rest)}`
    rest = rest.slice(1)
    if (rest[0] !== ':') continue
    if (hasGap) return `multiple :: in address${at(rest)}`
    hasGap = true
    rest = rest.slice(1)
    if (rest === '') break
  }
  return rest === '' ? lengthFlaw(groups, hasGap) : `trailing garbage after address${at(rest)}`
}

function lengthFlaw(groups: number, hasGap: boolean): string | undefined {
  if (groups < 8) return hasGap ? undefined : 'address string too short'
  return hasGap ? 'the :: must expand to at least one field of zeros' : undefined
}

function embeddedFlaw(rest: string, groups: number, hasGap: boolean): string | undefined {
  if (!hasGap && groups !== 6)
    return `embedded IPv4 address must replace the final 2 fields of the address${at(rest)}`
  if (groups > 6)
    return `too many hex fields to fit an embedded IPv4 at the end of the address${at(rest)}`
  return fourFlaw(rest) ?? lengthFlaw(groups + 2, hasGap)
}
