// What names, keys and values may look like. Each function tells what is wrong with a text, in the
// words of apimachinery's `util/validation` and `api/validate/content`; an empty list means nothing is.

/** A check of a text: what is wrong with it. */
export type TextCheck = (text: string) => string[]

const LABEL = '[a-z0-9]([-a-z0-9]*[a-z0-9])?'
const SUBDOMAIN = `${LABEL}(\\.${LABEL})*`
const LABEL_1035 = '[a-z]([-a-z0-9]*[a-z0-9])?'
const KEY = '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]'
const VALUE = `(${KEY})?`
const UNDERSCORED_LABEL = '_?[a-z0-9]([-_a-z0-9]*[a-z0-9])?'
const UNDERSCORED_SUBDOMAIN = `${UNDERSCORED_LABEL}(\\.${UNDERSCORED_LABEL})*`
const WILDCARD_SUBDOMAIN = `\\*\\.${SUBDOMAIN}`
const PERCENT = '[0-9]+%'
const HEADER = '[-A-Za-z0-9]+'
const CONFIG_KEY = '[-._a-zA-Z0-9]+'
const C_IDENTIFIER = '[A-Za-z_][A-Za-z0-9_]*'

const whole = (pattern: string): RegExp => new RegExp(`^${pattern}$`)

const labelPattern = whole(LABEL)
const subdomainPattern = whole(SUBDOMAIN)
const label1035Pattern = whole(LABEL_1035)
const keyPattern = whole(KEY)
const valuePattern = whole(VALUE)
const underscoredPattern = whole(UNDERSCORED_SUBDOMAIN)
const wildcardPattern = whole(WILDCARD_SUBDOMAIN)
const percentPattern = whole(PERCENT)
const headerPattern = whole(HEADER)
const configKeyPattern = whole(CONFIG_KEY)
const identifierPattern = whole(C_IDENTIFIER)
const portCharacters = /^[-a-z0-9]+$/
const portLetter = /[a-z]/

/** How a failed pattern is told: what was expected, examples, the pattern itself. */
export function patternText(message: string, pattern: string, ...examples: string[]): string {
  if (examples.length === 0) return `${message} (regex used for validation is '${pattern}')`
  const shown = examples.map(example => `'${example}', `).join(' or ')
  return `${message} (e.g. ${shown}regex used for validation is '${pattern}')`
}

/** `must be between 1 and 65535, inclusive`. */
export const rangeText = (low: number, high: number): string =>
  `must be between ${low} and ${high}, inclusive`

const LABEL_TEXT = patternText(
  "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character",
  LABEL,
  'my-name',
  '123-abc',
)
const SUBDOMAIN_TEXT = patternText(
  "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character",
  SUBDOMAIN,
  'example.com',
)
const UNDERSCORED_TEXT = patternText(
  "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '_', '-' or '.', and must start and end with an alphanumeric character",
  UNDERSCORED_SUBDOMAIN,
  'example.com',
)
const WILDCARD_TEXT = patternText(
  "a wildcard DNS-1123 subdomain must start with '*.', followed by a valid DNS subdomain, which must consist of lower case alphanumeric characters, '-' or '.' and end with an alphanumeric character",
  WILDCARD_SUBDOMAIN,
  '*.example.com',
)
const LABEL_1035_TEXT = patternText(
  "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character",
  LABEL_1035,
  'my-name',
  'abc-123',
)
const KEY_TEXT = patternText(
  "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character",
  KEY,
  'MyName',
  'my.name',
  '123-abc',
)
const VALUE_TEXT = patternText(
  "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character",
  VALUE,
  'MyValue',
  'my_value',
  '12345',
)

/** The length in bytes, as Go counts it. */
export function byteLength(text: string): number {
  return Buffer.byteLength(text)
}

const isLonger = (text: string, most: number): boolean =>
  text.length > most || (text.length * 3 > most && byteLength(text) > most)

const NONE: readonly string[] = []
/** An empty list that is made only where somebody may add to it. */
const nothing = (): string[] => NONE as string[]

/** An RFC 1123 label of at most 63 characters. */
export function dnsLabelErrors(text: string): string[] {
  if (text.length <= 63 && labelPattern.test(text)) return nothing()
  const errors = isLonger(text, 63) ? ['must be no more than 63 characters'] : []
  if (!labelPattern.test(text))
    errors.push(subdomainPattern.test(text) ? 'must not contain dots' : LABEL_TEXT)
  return errors
}

/** An RFC 1123 subdomain of at most 253 characters. */
export function dnsSubdomainErrors(text: string): string[] {
  return lengthAndPattern(text, 253, 'characters', subdomainPattern, SUBDOMAIN_TEXT)
}

/** A subdomain that may hold underscores. */
export function underscoredSubdomainErrors(text: string): string[] {
  return lengthAndPattern(text, 253, 'characters', underscoredPattern, UNDERSCORED_TEXT)
}

/** `*.` before a subdomain. */
export function wildcardSubdomainErrors(text: string): string[] {
  return lengthAndPattern(text, 253, 'characters', wildcardPattern, WILDCARD_TEXT)
}

/** An RFC 1035 label of at most 63 characters. */
export function dns1035LabelErrors(text: string): string[] {
  return lengthAndPattern(text, 63, 'characters', label1035Pattern, LABEL_1035_TEXT)
}

function lengthAndPattern(
  text: string,
  most: number,
  unit: string,
  pattern: RegExp,
  message: string,
): string[] {
  const matches = pattern.test(text)
  if (matches && text.length <= most) return nothing()
  const errors = isLonger(text, most) ? [`must be no more than ${most} ${unit}`] : []
  if (!matches) errors.push(message)
  return errors
}

/** A key of a label, annotation, taint …: a name with an optional DNS prefix. */
export function qualifiedNameErrors(text: string): string[] {
  const slash = text.indexOf('/')
  if (slash < 0) return nameErrors(text, nothing())
  if (text.indexOf('/', slash + 1) >= 0)
    return [
      `a valid label key ${KEY_TEXT} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')`,
    ]
  return nameErrors(text.slice(slash + 1), prefixErrors(text.slice(0, slash)))
}

function prefixErrors(prefix: string): string[] {
  if (prefix === '') return ['prefix part must be non-empty']
  return lengthAndPattern(prefix, 253, 'bytes', subdomainPattern, SUBDOMAIN_TEXT).map(
    text => `prefix part ${text}`,
  )
}

function nameErrors(name: string, before: string[]): string[] {
  const matches = keyPattern.test(name)
  if (matches && name.length <= 63) return before
  const errors = [...before]
  if (name === '') errors.push('name part must be non-empty')
  else if (isLonger(name, 63)) errors.push('name part must be no more than 63 bytes')
  if (!matches) errors.push(`name part ${KEY_TEXT}`)
  return errors
}

/** The value of a label. */
export function labelValueErrors(text: string): string[] {
  return lengthAndPattern(text, 63, 'bytes', valuePattern, VALUE_TEXT)
}

/** A percentage such as `25%`. */
export function percentErrors(text: string): string[] {
  if (percentPattern.test(text)) return nothing()
  return [
    patternText(
      "a valid percent string must be a numeric string followed by an ending '%'",
      PERCENT,
      '1%',
      '93%',
    ),
  ]
}

/** The name of an environment variable, as relaxed as it has been since 1.32. */
export function envVarNameErrors(text: string): string[] {
  if (text === '') return ['environment variable name must be non-empty']
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code < 0x20 || code > 0x7e || code === 0x3d)
      return [
        "a valid environment variable name must consist only of printable ASCII characters other than '='",
      ]
  }
  return nothing()
}

/** A key of a ConfigMap's or Secret's data. */
export function configKeyErrors(text: string): string[] {
  const errors = isLonger(text, 253) ? ['must be no more than 253 characters'] : []
  if (!configKeyPattern.test(text))
    errors.push(
      patternText(
        "a valid config key must consist of alphanumeric characters, '-', '_' or '.'",
        CONFIG_KEY,
        'key.name',
        'KEY_NAME',
        'key-name',
      ),
    )
  if (text === '.') errors.push("must not be '.'")
  else if (text === '..') errors.push("must not be '..'")
  else if (text.startsWith('..')) errors.push("must not start with '..'")
  return errors
}

/** The name of an HTTP header. */
export function headerNameErrors(text: string): string[] {
  if (headerPattern.test(text)) return nothing()
  return [
    patternText(
      "a valid HTTP header must consist of alphanumeric characters or '-'",
      HEADER,
      'X-Header-Name',
    ),
  ]
}

/** An identifier of the C language. */
export function cIdentifierErrors(text: string): string[] {
  if (identifierPattern.test(text)) return nothing()
  return [
    patternText(
      "a valid C identifier must start with alphabetic character or '_', followed by a string of alphanumeric characters or '_'",
      C_IDENTIFIER,
      'my_name',
      'MY_NAME',
      'MyName',
    ),
  ]
}

/** The name of a port (an IANA service name). */
export function portNameErrors(text: string): string[] {
  const errors: string[] = []
  if (isLonger(text, 15)) errors.push('must be no more than 15 characters')
  if (!portCharacters.test(text))
    errors.push('must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)')
  if (!portLetter.test(text)) errors.push('must contain at least one letter (a-z)')
  if (text.includes('--')) errors.push('must not contain consecutive hyphens')
  if (text.startsWith('-') || text.endsWith('-')) errors.push('must not begin or end with a hyphen')
  return errors
}

/** The number of a port. */
export function portNumberErrors(port: number): string[] {
  return port >= 1 && port <= 65_535 ? nothing() : [rangeText(1, 65_535)]
}

/** What any name must allow: to stand as one part of a path. */
export function pathSegmentErrors(text: string, prefix = false): string[] {
  if (!prefix && (text === '.' || text === '..')) return [`may not be '${text}'`]
  return ['/', '%'].filter(part => text.includes(part)).map(part => `may not contain '${part}'`)
}

/** Checks of names of objects: `prefix` is true for a generateName, whose trailing dash is no fault. */
export type NameErrors = (name: string, prefix: boolean) => string[]

const masked = (name: string): string =>
  name.length > 1 && name.endsWith('-') ? `${name.slice(0, -2)}a` : name
const forNames =
  (check: TextCheck): NameErrors =>
  (name, prefix) =>
    check(prefix ? masked(name) : name)

export const subdomainName: NameErrors = forNames(dnsSubdomainErrors)
export const labelName: NameErrors = forNames(dnsLabelErrors)
export const label1035Name: NameErrors = forNames(dns1035LabelErrors)
/** For kinds of which only the name is looked at that was made, and not what it was made from. */
export const generatedName: NameErrors = (name, prefix) =>
  prefix ? nothing() : dnsSubdomainErrors(name)
export const pathSegmentName: NameErrors = pathSegmentErrors
