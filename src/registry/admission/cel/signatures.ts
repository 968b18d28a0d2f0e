// Which functions there are, and for which types. `A` and `B` stand for any type, the same at each place.

const TIME = 'google.protobuf.Timestamp'
const SPAN = 'google.protobuf.Duration'
const QUANTITY = 'kubernetes.Quantity'
const FORMAT = 'kubernetes.NamedFormat'
const URL_TYPE = 'kubernetes.URL'
const AUTH = 'kubernetes.authorization'

export interface Signature {
  /** Empty for what is no method. */
  readonly receiver: string
  readonly args: readonly string[]
  readonly result: string
}

const FIELDS = ['FullYear', 'Month', 'Date', 'DayOfMonth', 'DayOfWeek', 'DayOfYear'] as const
const SHARED = ['Hours', 'Minutes', 'Seconds', 'Milliseconds'] as const
const NUMBERS = ['int', 'uint', 'double'] as const
const ORDERED = [...NUMBERS, 'bool', 'string', 'bytes', TIME, SPAN] as const

const CONVERSIONS: Readonly<Record<string, readonly string[]>> = {
  int: ['int', 'uint', 'double', 'string', TIME, SPAN],
  uint: ['uint', 'int', 'double', 'string'],
  double: ['double', 'int', 'uint', 'string'],
  bool: ['bool', 'string'],
  bytes: ['bytes', 'string'],
  string: ['string', 'bool', 'int', 'uint', 'double', 'bytes', TIME, SPAN, 'net.IP', 'net.CIDR'],
}

/** `receiver.name(args): result`, one a line. */
const TEXT = `
dyn(A): dyn
type(A): type
size(string): int
size(bytes): int
size(list(A)): int
size(map(A, B)): int
string.size(): int
bytes.size(): int
list(A).size(): int
map(A, B).size(): int
timestamp(string): ${TIME}
timestamp(int): ${TIME}
timestamp(${TIME}): ${TIME}
duration(string): ${SPAN}
duration(int): ${SPAN}
duration(${SPAN}): ${SPAN}
string.contains(string): bool
string.startsWith(string): bool
string.endsWith(string): bool
string.matches(string): bool
matches(string, string): bool
string.find(string): string
string.findAll(string): list(string)
string.findAll(string, int): list(string)
string.lowerAscii(): string
string.upperAscii(): string
string.trim(): string
string.replace(string, string): string
string.replace(string, string, int): string
string.split(string): list(string)
string.split(string, int): list(string)
string.substring(int): string
string.substring(int, int): string
string.charAt(int): string
string.indexOf(string): int
string.indexOf(string, int): int
string.lastIndexOf(string): int
string.lastIndexOf(string, int): int
list(string).join(): string
list(string).join(string): string
string.format(list(dyn)): string
strings.quote(string): string
list(A).sum(): A
list(A).min(): A
list(A).max(): A
list(A).isSorted(): bool
list(A).indexOf(A): int
list(A).lastIndexOf(A): int
list(A).slice(int, int): list(A)
list(A).flatten(): list(dyn)
list(A).flatten(int): list(dyn)
list(A).sort(): list(A)
list(A).reverse(): list(A)
list(A).distinct(): list(A)
list(A).first(): optional_type(A)
list(A).last(): optional_type(A)
lists.range(int): list(int)
sets.contains(list(A), list(A)): bool
sets.equivalent(list(A), list(A)): bool
sets.intersects(list(A), list(A)): bool
optional.of(A): optional_type(A)
optional.none(): optional_type(dyn)
optional.ofNonZeroValue(A): optional_type(A)
optional_type(A).hasValue(): bool
optional_type(A).value(): A
optional_type(A).or(optional_type(A)): optional_type(A)
optional_type(A).orValue(A): A
url(string): ${URL_TYPE}
isURL(string): bool
${['Scheme', 'Host', 'Hostname', 'Port', 'EscapedPath'].map(name => `${URL_TYPE}.get${name}(): string`).join('\n')}
${URL_TYPE}.getQuery(): map(string, list(string))
ip(string): net.IP
isIP(string): bool
ip.isCanonical(string): bool
net.IP.family(): int
${['Unspecified', 'Loopback', 'LinkLocalMulticast', 'LinkLocalUnicast', 'GlobalUnicast'].map(name => `net.IP.is${name}(): bool`).join('\n')}
cidr(string): net.CIDR
isCIDR(string): bool
net.CIDR.containsIP(string): bool
net.CIDR.containsIP(net.IP): bool
net.CIDR.containsCIDR(string): bool
net.CIDR.containsCIDR(net.CIDR): bool
net.CIDR.ip(): net.IP
net.CIDR.prefixLength(): int
net.CIDR.masked(): net.CIDR
quantity(string): ${QUANTITY}
isQuantity(string): bool
${QUANTITY}.isInteger(): bool
${QUANTITY}.asInteger(): int
${QUANTITY}.asApproximateFloat(): double
${QUANTITY}.sign(${QUANTITY}): int
${['add', 'sub'].flatMap(name => [`${QUANTITY}.${name}(${QUANTITY}): ${QUANTITY}`, `${QUANTITY}.${name}(int): ${QUANTITY}`]).join('\n')}
${QUANTITY}.compareTo(${QUANTITY}): int
${QUANTITY}.isGreaterThan(${QUANTITY}): bool
${QUANTITY}.isLessThan(${QUANTITY}): bool
format.named(string): optional_type(${FORMAT})
${FORMAT}.validate(string): optional_type(list(string))
${AUTH}.Authorizer.path(string): ${AUTH}.PathCheck
${AUTH}.Authorizer.group(string): ${AUTH}.GroupCheck
${AUTH}.Authorizer.serviceAccount(string, string): ${AUTH}.Authorizer
${AUTH}.PathCheck.check(string): ${AUTH}.Decision
${AUTH}.GroupCheck.resource(string): ${AUTH}.ResourceCheck
${['subresource', 'namespace', 'name', 'fieldSelector', 'labelSelector'].map(name => `${AUTH}.ResourceCheck.${name}(string): ${AUTH}.ResourceCheck`).join('\n')}
${AUTH}.ResourceCheck.check(string): ${AUTH}.Decision
${AUTH}.Decision.allowed(): bool
${AUTH}.Decision.reason(): string
${AUTH}.Decision.errored(): bool
${AUTH}.Decision.error(): string
__Object(A): Object
__JSONPatch(A): JSONPatch
jsonpatch.escapeKey(string): string
`

const FORMAT_NAMES = [
  ...['dns1123Label', 'dns1123Subdomain', 'dns1035Label', 'qualifiedName', 'labelValue'],
  ...['dns1123LabelPrefix', 'dns1123SubdomainPrefix', 'dns1035LabelPrefix'],
  ...['uri', 'uuid', 'byte', 'date', 'datetime'],
]

function lines(): string[] {
  return [
    ...TEXT.trim().split('\n'),
    ...Object.entries(CONVERSIONS).flatMap(([to, from]) => from.map(one => `${to}(${one}): ${to}`)),
    ...FIELDS.flatMap(name => [`${TIME}.get${name}(): int`, `${TIME}.get${name}(string): int`]),
    ...SHARED.flatMap(name => [
      `${TIME}.get${name}(): int`,
      `${TIME}.get${name}(string): int`,
      `${SPAN}.get${name}(): int`,
    ]),
    ...FORMAT_NAMES.map(name => `format.${name}(): ${FORMAT}`),
  ]
}

/** Names before a dot that are no values. */
const SPACES: ReadonlySet<string> = new Set([
  ...['strings', 'lists', 'sets', 'optional', 'format', 'ip', 'jsonpatch'],
])

function tableOf(): Map<string, Signature[]> {
  const table = new Map<string, Signature[]>()
  for (const line of lines()) {
    const [, path = '', args = '', result = ''] =
      /^((?:.*\.)?[A-Za-z_]\w*)\((.*?)\): ([^:]*)$/.exec(line) ?? []
    const dot = path.lastIndexOf('.')
    const before = path.slice(0, Math.max(dot, 0))
    const isSpace = dot < 0 || SPACES.has(before)
    const name = isSpace ? path : path.slice(dot + 1)
    const signature = { receiver: isSpace ? '' : before, args: partsOf(args), result }
    table.set(name, [...(table.get(name) ?? []), signature])
  }
  return table
}

/** What stands between commas that are not inside of brackets. */
export function partsOf(text: string): string[] {
  const parts: string[] = []
  let depth = 0
  let part = ''
  for (const letter of text) {
    if (letter === '(') depth++
    if (letter === ')') depth--
    if (letter === ',' && depth === 0) {
      parts.push(part.trim())
      part = ''
    } else part += letter
  }
  return part.trim() === '' ? parts : [...parts, part.trim()]
}

export const SIGNATURES: ReadonlyMap<string, readonly Signature[]> = tableOf()

/** Operators that compare, and the types that they compare. */
export const COMPARED: readonly string[] = ORDERED

/** Operators by what they take and give. */
export const ARITHMETIC: Readonly<Record<string, readonly (readonly [string, string, string])[]>> =
  {
    '+': [
      ...[...NUMBERS, 'string', 'bytes', 'list(A)'].map(type => [type, type, type] as const),
      [SPAN, SPAN, SPAN],
      [TIME, SPAN, TIME],
      [SPAN, TIME, TIME],
    ],
    '-': [
      ...NUMBERS.map(type => [type, type, type] as const),
      [SPAN, SPAN, SPAN],
      [TIME, SPAN, TIME],
      [TIME, TIME, SPAN],
    ],
    '*': NUMBERS.map(type => [type, type, type] as const),
    '/': NUMBERS.map(type => [type, type, type] as const),
    '%': [
      ['int', 'int', 'int'],
      ['uint', 'uint', 'uint'],
    ],
  }
