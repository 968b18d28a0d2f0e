// The types of expressions: those of CEL, those of Kubernetes' libraries, and objects by their fields.
// This room evaluates and checks the Common Expression Language as the server does, and knows nothing of what
// the expressions are about: who uses it declares the names. It never looks at kinds, schemas or requests.

export type Type =
  | { readonly sort: 'list'; readonly of: Type }
  | { readonly sort: 'map'; readonly key: Type; readonly of: Type }
  | { readonly sort: 'optional'; readonly of: Type }
  | { readonly sort: 'type'; readonly of: Type }
  | ObjectType
  | { readonly sort: 'param'; readonly name: string }
  /** int, string, dyn, error, timestamp, quantity … */
  | { readonly sort: 'plain'; readonly name: string }

/** An object whose fields are known. */
export interface ObjectType {
  readonly sort: 'object'
  readonly name: string
  /** The type of a field; nothing for one that there is not. */
  field(name: string): Type | undefined
}

export const plainType = (name: string): Type => ({ sort: 'plain', name })
export const listOf = (of: Type): Type => ({ sort: 'list', of })
export const mapOf = (key: Type, of: Type): Type => ({ sort: 'map', key, of })
export const optionalOf = (of: Type): Type => ({ sort: 'optional', of })
export const objectType = (name: string, fields: Readonly<Record<string, Type>>): ObjectType => ({
  sort: 'object',
  name,
  field: asked => (Object.hasOwn(fields, asked) ? fields[asked] : undefined),
})

export const INT = plainType('int')
export const UINT = plainType('uint')
export const DOUBLE = plainType('double')
export const STRING = plainType('string')
export const BOOL = plainType('bool')
export const BYTES = plainType('bytes')
export const NULL = plainType('null')
export const DYN = plainType('dyn')
/** What has a flaw already: nothing more is said about it. */
export const ERROR = plainType('error')
export const TIMESTAMP = plainType('timestamp')
export const DURATION = plainType('duration')

export const isPlain = (type: Type, name: string): boolean =>
  type.sort === 'plain' && type.name === name

export const isDyn = (type: Type): boolean =>
  type.sort === 'plain' && (type.name === 'dyn' || type.name === 'error')

const AUTH = 'kubernetes.authorization'

/** The types of libraries by the names that declarations use, and by those that are printed. */
const LIBRARY_NAMES: Readonly<Record<string, string>> = {
  quantity: 'kubernetes.Quantity',
  url: 'kubernetes.URL',
  ip: 'net.IP',
  cidr: 'net.CIDR',
  format: 'kubernetes.NamedFormat',
  semver: 'kubernetes.Semver',
  authorizer: `${AUTH}.Authorizer`,
  pathCheck: `${AUTH}.PathCheck`,
  groupCheck: `${AUTH}.GroupCheck`,
  resourceCheck: `${AUTH}.ResourceCheck`,
  decision: `${AUTH}.Decision`,
}

/** What may be null although it is of a type. */
export const isNullable = (type: Type): boolean =>
  type.sort === 'object' ||
  type.sort === 'optional' ||
  (type.sort === 'plain' &&
    (Object.hasOwn(LIBRARY_NAMES, type.name) || ['timestamp', 'duration'].includes(type.name)))

/** Types that expressions may name, each by its name. */
export const NAMED_TYPES: ReadonlyMap<string, Type> = new Map<string, Type>([
  ...['bool', 'int', 'uint', 'double', 'string', 'bytes'].map(
    name => [name, plainType(name)] as const,
  ),
  ['list', listOf(DYN)],
  ['map', mapOf(DYN, DYN)],
  ['null_type', NULL],
  ['type', { sort: 'type', of: DYN }],
  ['optional_type', optionalOf(DYN)],
  ['google.protobuf.Timestamp', TIMESTAMP],
  ['google.protobuf.Duration', DURATION],
  // Of those of libraries only these have names that expressions know.
  ['net.IP', plainType('ip')],
  ['net.CIDR', plainType('cidr')],
])

const printed = (type: Type, names: Readonly<Record<string, string>>): string => {
  switch (type.sort) {
    case 'list':
      return `list(${printed(type.of, names)})`
    case 'map':
      return `map(${printed(type.key, names)}, ${printed(type.of, names)})`
    case 'optional':
      return `optional_type(${printed(type.of, names)})`
    case 'type':
      return `type(${printed(type.of, names)})`
    case 'object':
    case 'param':
      return type.name
    case 'plain':
      return names[type.name] ?? LIBRARY_NAMES[type.name] ?? type.name
  }
}

/** A type as the checker's errors print it. */
export const typeText = (type: Type): string => printed(type, { error: '!error!' })

/** A type as values and results are called. */
export const longTypeText = (type: Type): string =>
  printed(type, {
    null: 'null_type',
    timestamp: 'google.protobuf.Timestamp',
    duration: 'google.protobuf.Duration',
    error: '*error*',
  })

/** Reads a type such as `list(A)` or `map(string, int)`; single capitals are parameters. */
export function parseType(text: string): Type {
  const match = /^(list|map|optional|type)\((.*)\)$/.exec(text)
  if (match === null) return /^[A-Z]$/.test(text) ? { sort: 'param', name: text } : plainType(text)
  const [first = '', second = ''] = splitTop(match[2] ?? '')
  if (match[1] === 'map') return mapOf(parseType(first), parseType(second))
  const of = parseType(first)
  if (match[1] === 'list') return listOf(of)
  return match[1] === 'optional' ? optionalOf(of) : { sort: 'type', of }
}

/** Parts between commas that stand in no brackets. */
export function splitTop(text: string): string[] {
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
