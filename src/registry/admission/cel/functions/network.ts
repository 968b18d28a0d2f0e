// URLs, addresses and ranges.
import { type Address, type Cidr, formatIP, parseCIDR, parseIP } from '../../../../meta/ip.ts'
import type { Library } from '../library.ts'
import { CelError, CIDR, IP, made, maskedText, Opaque, URL_TYPE } from '../values.ts'

interface Url {
  readonly scheme: string
  readonly host: string
  readonly path: string
  readonly query: string
  toString(): string
}

const addressOf = (text: string): Address | undefined => {
  const address = parseIP(text)
  return address === undefined || address.hasLeadingZero || address.isMapped ? undefined : address
}

const rangeOf = (text: string): Cidr | undefined => {
  const range = parseCIDR(text)
  return range === undefined || range.hasLeadingZero ? undefined : range
}

export const network: Library = {
  functions: {
    url: (text: string) =>
      new Opaque(URL_TYPE, must(urlOf(text), `parse "${text}": invalid URI for request`)),
    isURL: (text: string) => urlOf(text) !== undefined,
    ip: (text: string) =>
      new Opaque(
        IP,
        must(addressOf(text), `IP Address "${text}" parse error during conversion from string`),
      ),
    isIP: (text: string) => addressOf(text) !== undefined,
    'ip.isCanonical': (text: string) => {
      const address = must(
        addressOf(text),
        `IP Address "${text}" parse error during conversion from string`,
      )
      return formatIP(address) === text
    },
    cidr: (text: string) =>
      new Opaque(
        CIDR,
        must(rangeOf(text), `network address parse error during conversion from string: "${text}"`),
      ),
    isCIDR: (text: string) => rangeOf(text) !== undefined,
  },
  methods: {
    getScheme: (url: Opaque<Url>) => url.value.scheme,
    getHost: (url: Opaque<Url>) => url.value.host,
    getHostname: (url: Opaque<Url>) => hostname(url.value.host),
    getPort: (url: Opaque<Url>) => /:(\d*)$/.exec(url.value.host)?.[1] ?? '',
    getEscapedPath: (url: Opaque<Url>) => url.value.path,
    getQuery: (url: Opaque<Url>) => queryOf(url.value.query),
    family: (ip: Opaque<Address>) => (ip.value.bits === 32 ? 4n : 6n),
    isUnspecified: (ip: Opaque<Address>) => ip.value.value === 0n,
    isLoopback: (ip: Opaque<Address>) =>
      ip.value.bits === 32 ? ip.value.value >> 24n === 127n : ip.value.value === 1n,
    isLinkLocalMulticast: (ip: Opaque<Address>) =>
      ip.value.bits === 32
        ? ip.value.value >> 8n === 0xe00000n
        : ip.value.value >> 112n === 0xff02n,
    isLinkLocalUnicast: (ip: Opaque<Address>) =>
      ip.value.bits === 32 ? ip.value.value >> 16n === 0xa9fen : ip.value.value >> 118n === 0x3fan,
    isGlobalUnicast: ({ value }: Opaque<Address>) => isGlobal(value),
    containsIP: (range: Opaque<Cidr>, ip: Opaque<Address> | string) => {
      const address =
        typeof ip === 'string' ? must(addressOf(ip), `IP Address "${ip}" parse error`) : ip.value
      return holds(range.value, address, address.bits)
    },
    containsCIDR: (range: Opaque<Cidr>, other: Opaque<Cidr> | string) => {
      const inner =
        typeof other === 'string'
          ? must(rangeOf(other), `network address parse error`)
          : other.value
      return holds(range.value, inner.address, inner.prefixLength)
    },
    ip: (range: Opaque<Cidr>) => new Opaque(IP, range.value.address),
    prefixLength: (range: Opaque<Cidr>) => BigInt(range.value.prefixLength),
    masked: (range: Opaque<Cidr>) => new Opaque(CIDR, parseCIDR(maskedText(range.value))),
  },
}

function must<T>(value: T | undefined, text: string): T {
  if (value === undefined) throw new CelError(text)
  return value
}

/** As Go's ParseRequestURI: absolute, or a path from the root. */
function urlOf(text: string): Url | undefined {
  const [, scheme = '', , host = '', path = '', query = ''] =
    /^([A-Za-z][A-Za-z0-9+.-]*):(\/\/([^/?]*))?([^?]*)(?:\?(.*))?$/.exec(text) ?? []
  const valid = (part: string): boolean => !/[\s\x7f]|%(?![0-9a-fA-F]{2})/.test(part)
  const written = { toString: (): string => text }
  if (scheme !== '' && valid(text))
    return {
      scheme: scheme.toLowerCase(),
      host: host.replace(/^[^@]*@/, ''),
      path,
      query,
      ...written,
    }
  if (!text.startsWith('/') || !valid(text)) return undefined
  const [only = '', asked = ''] = text.split('?', 2)
  return { scheme: '', host: '', path: only, query: asked, ...written }
}

const hostname = (host: string): string => /^\[(.*)\]/.exec(host)?.[1] ?? host.replace(/:\d*$/, '')

function queryOf(query: string): Map<string, readonly string[]> {
  const values = new Map<string, readonly string[]>()
  for (const [name, value] of new URLSearchParams(query))
    values.set(name, made([...(values.get(name) ?? []), value]))
  return values
}

function holds(range: Cidr, address: Address, prefix: number): boolean {
  if (range.address.bits !== address.bits || prefix < range.prefixLength) return false
  const host = BigInt(address.bits - range.prefixLength)
  return range.address.value >> host === address.value >> host
}

function isGlobal(ip: Address): boolean {
  const { bits, value } = ip
  if (value === 0n) return false
  if (bits === 32) {
    const first = value >> 24n
    return value !== 0xffffffffn && first !== 127n && first < 224n && value >> 16n !== 0xa9fen
  }
  return value !== 1n && value >> 120n !== 0xffn && value >> 118n !== 0x3fan
}
