import {
  type Address,
  type Cidr,
  formatCIDR,
  formatIP,
  parseCIDR,
  parseIP,
} from '../../../meta/ip.ts'
import {
  dns1035LabelErrors,
  dnsLabelErrors,
  dnsSubdomainErrors,
  labelValueErrors,
  qualifiedNameErrors,
} from '../../../meta/names.ts'
import {
  addQuantities,
  compareQuantities,
  formatQuantity,
  isWhole,
  parseQuantity,
  type Quantity,
  subtractQuantities,
  wholeOf,
} from '../../../meta/quantity.ts'
import { isOfFormat } from '../formats.ts'
import type { Declared } from './functions.ts'
import { CelError, mapValue, NONE, Opaque, Optional } from './values.ts'

const quantityValue = (quantity: Quantity): Opaque<Quantity> =>
  new Opaque('kubernetes.Quantity', formatQuantity({ ...quantity }), quantity)

function quantity(text: string): Opaque<Quantity> {
  try {
    return quantityValue(parseQuantity(text))
  } catch (error) {
    throw new CelError((error as Error).message)
  }
}

const isQuantity = (text: string): boolean => {
  try {
    parseQuantity(text)
    return true
  } catch {
    return false
  }
}

const order = (a: Opaque<Quantity>, b: Opaque<Quantity>): bigint =>
  BigInt(Math.sign(compareQuantities(a.value, b.value)))

const fromInt = (value: bigint): Quantity => ({ value, scale: 0, format: 'DecimalSI' })

const asNumber = ({ value, scale }: Quantity): number => Number(value) * 10 ** scale

const quantities: Declared = {
  'quantity(string): quantity': quantity,
  'isQuantity(string): bool': isQuantity,
  'quantity.isInteger(): bool': ({ value }: Opaque<Quantity>) => isWhole(value),
  'quantity.asInteger(): int': ({ value }: Opaque<Quantity>) => wholeOf(value),
  'quantity.asApproximateFloat(): double': ({ value }: Opaque<Quantity>) => asNumber(value),
  'quantity.sign(): int': ({ value }: Opaque<Quantity>) =>
    value.value === 0n ? 0n : value.value < 0n ? -1n : 1n,
  'quantity.isGreaterThan(quantity): bool': (a: Opaque<Quantity>, b: Opaque<Quantity>) =>
    order(a, b) > 0n,
  'quantity.isLessThan(quantity): bool': (a: Opaque<Quantity>, b: Opaque<Quantity>) =>
    order(a, b) < 0n,
  'quantity.compareTo(quantity): int': order,
  'quantity.add(quantity): quantity': (a: Opaque<Quantity>, b: Opaque<Quantity>) =>
    quantityValue(addQuantities(a.value, b.value)),
  'quantity.add(int): quantity': (a: Opaque<Quantity>, b: bigint) =>
    quantityValue(addQuantities(a.value, fromInt(b))),
  'quantity.sub(quantity): quantity': (a: Opaque<Quantity>, b: Opaque<Quantity>) =>
    quantityValue(subtractQuantities(a.value, b.value)),
  'quantity.sub(int): quantity': (a: Opaque<Quantity>, b: bigint) =>
    quantityValue(subtractQuantities(a.value, fromInt(b))),
}

function address(text: string): Opaque<Address> {
  const found = parseIP(text)
  if (found === undefined)
    throw new CelError(
      `IP Address "${text}" parse error during conversion from string: ParseAddr("${text}"): unable to parse IP`,
    )
  return new Opaque('net.IP', formatIP(found), found)
}

function range(text: string): Opaque<Cidr> {
  const found = parseCIDR(text)
  if (found === undefined)
    throw new CelError(
      `network address parse error during conversion from string: netip.ParsePrefix("${text}"): no '/'`,
    )
  return new Opaque('net.CIDR', text, found)
}

const maskOf = ({ address, prefixLength }: Cidr): bigint =>
  address.value >> BigInt(address.bits - prefixLength)

const includes = (cidr: Cidr, ip: Address): boolean =>
  cidr.address.bits === ip.bits && ip.value >> BigInt(ip.bits - cidr.prefixLength) === maskOf(cidr)

const first = ({ value: { bits, value } }: Opaque<Address>): number =>
  Number(value >> BigInt(bits - 8))

const addresses: Declared = {
  'ip(string): ip': address,
  'isIP(string): bool': (text: string) => parseIP(text) !== undefined,
  '@ip.isCanonical(string): bool': (text: string) => address(text).key === text,
  'ip.family(): int': ({ value }: Opaque<Address>) => (value.bits === 32 ? 4n : 6n),
  'ip.isUnspecified(): bool': ({ value }: Opaque<Address>) => value.value === 0n,
  'ip.isLoopback(): bool': (ip: Opaque<Address>) =>
    ip.value.bits === 32 ? first(ip) === 127 : ip.value.value === 1n,
  'ip.isLinkLocalMulticast(): bool': ({ value }: Opaque<Address>) =>
    value.bits === 32 ? value.value >> 8n === 0xe00000n : value.value >> 112n === 0xff02n,
  'ip.isLinkLocalUnicast(): bool': ({ value }: Opaque<Address>) =>
    value.bits === 32 ? value.value >> 16n === 0xa9fen : value.value >> 118n === 0x3fan,
  'ip.isGlobalUnicast(): bool': ({ value }: Opaque<Address>) =>
    value.value !== 0n && value.bits === 32
      ? value.value >> 28n < 0xen
      : value.value >> 120n !== 0xffn,
  'string(ip): string': ({ key }: Opaque<Address>) => key,
  'cidr(string): cidr': range,
  'isCIDR(string): bool': (text: string) => parseCIDR(text) !== undefined,
  'cidr.containsIP(ip): bool': (cidr: Opaque<Cidr>, ip: Opaque<Address>) =>
    includes(cidr.value, ip.value),
  'cidr.containsIP(string): bool': (cidr: Opaque<Cidr>, text: string) =>
    includes(cidr.value, address(text).value),
  'cidr.containsCIDR(cidr): bool': (cidr: Opaque<Cidr>, inner: Opaque<Cidr>) =>
    inner.value.prefixLength >= cidr.value.prefixLength &&
    includes(cidr.value, inner.value.address),
  'cidr.containsCIDR(string): bool': (cidr: Opaque<Cidr>, text: string) => {
    const inner = range(text).value
    return inner.prefixLength >= cidr.value.prefixLength && includes(cidr.value, inner.address)
  },
  'cidr.ip(): ip': ({ value }: Opaque<Cidr>) =>
    new Opaque('net.IP', formatIP(value.address), value.address),
  'cidr.masked(): cidr': ({ value }: Opaque<Cidr>) => range(formatCIDR(value)),
  'cidr.prefixLength(): int': ({ value }: Opaque<Cidr>) => BigInt(value.prefixLength),
  'string(cidr): string': ({ key }: Opaque<Cidr>) => key,
}

function parseUrl(text: string): URL | undefined {
  try {
    return /^[a-zA-Z][a-zA-Z0-9+.-]*:\/\//.test(text)
      ? new URL(text)
      : text.startsWith('/')
        ? new URL(`none://${text}`)
        : undefined
  } catch {
    return undefined
  }
}

function url(text: string): Opaque<URL> {
  const found = parseUrl(text)
  if (found === undefined)
    throw new CelError(
      `URL parse error during conversion from string: parse "${text}": invalid URI for request`,
    )
  return new Opaque('kubernetes.URL', text, found)
}

const hasScheme = ({ key }: Opaque<URL>): boolean => !key.startsWith('/')

const urls: Declared = {
  'url(string): url': url,
  'isURL(string): bool': (text: string) => parseUrl(text) !== undefined,
  'url.getScheme(): string': (one: Opaque<URL>) =>
    hasScheme(one) ? one.value.protocol.replace(':', '') : '',
  'url.getHost(): string': (one: Opaque<URL>) => (hasScheme(one) ? one.value.host : ''),
  'url.getHostname(): string': (one: Opaque<URL>) =>
    hasScheme(one) ? one.value.hostname.replace(/^\[|\]$/g, '') : '',
  'url.getPort(): string': ({ value }: Opaque<URL>) => value.port,
  'url.getEscapedPath(): string': ({ key }: Opaque<URL>) =>
    /^(?:[a-zA-Z][\w+.-]*:\/\/[^/?#]*)?([^?#]*)/.exec(key)?.[1] ?? '',
  'url.getQuery(): map<string, list<string>>': ({ value }: Opaque<URL>) =>
    mapValue(
      [...new Set(value.searchParams.keys())].map(key => [key, value.searchParams.getAll(key)]),
    ),
}

const lines = (errors: readonly string[]): Optional =>
  errors.length === 0 ? NONE : new Optional(true, errors)

const ofFormat =
  (name: string) =>
  (text: string): readonly string[] =>
    isOfFormat(text, name) ? [] : [`invalid ${name}`]

/** Named formats; one with a prefix may end in a dash. */
const FORMATS: Readonly<Record<string, (text: string) => readonly string[]>> = {
  dns1123Label: dnsLabelErrors,
  dns1123Subdomain: dnsSubdomainErrors,
  dns1035Label: dns1035LabelErrors,
  qualifiedName: qualifiedNameErrors,
  dns1123LabelPrefix: text => dnsLabelErrors(text.replace(/-$/, 'a')),
  dns1123SubdomainPrefix: text => dnsSubdomainErrors(text.replace(/-$/, 'a')),
  dns1035LabelPrefix: text => dns1035LabelErrors(text.replace(/-$/, 'a')),
  labelValue: labelValueErrors,
  uri: ofFormat('uri'),
  uuid: ofFormat('uuid'),
  byte: ofFormat('byte'),
  date: ofFormat('date'),
  datetime: ofFormat('datetime'),
}

const formats: Declared = {
  ...Object.fromEntries(
    Object.entries(FORMATS).map(([name, check]) => [
      `@format.${name}(): format`,
      () => new Opaque('kubernetes.NamedFormat', name, check),
    ]),
  ),
  '@format.named(string): optional<format>': (name: string) => {
    const check = Object.hasOwn(FORMATS, name) ? FORMATS[name] : undefined
    return check === undefined
      ? NONE
      : new Optional(true, new Opaque('kubernetes.NamedFormat', name, check))
  },
  'format.validate(string): optional<list<string>>': (
    format: Opaque<(text: string) => readonly string[]>,
    text: string,
  ) => lines(format.value(text)),
}

/** What Kubernetes adds to CEL: amounts, addresses, URLs and formats. */
export const kubernetesFunctions: Declared = { ...quantities, ...addresses, ...urls, ...formats }
