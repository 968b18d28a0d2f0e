// The types of expressions: those of CEL, those of Kubernetes' libraries, and objects by their schemas.

export type Type =
  | { readonly sort: 'list'; readonly of: Type }
  | { readonly sort: 'map'; readonly key: Type; readonly of: Type }
  | { readonly sort: 'optional'; readonly of: Type }
  | { readonly sort: 'type'; readonly of: Type }
  | { readonly sort: 'object'; readonly fields: ReadonlyMap<string, Type> }
  | { readonly sort: 'param'; readonly name: string }
  /** int, string, dyn, error, Timestamp, Quantity … */
  | { readonly sort: 'plain'; readonly name: string }

export const plainType = (name: string): Type => ({ sort: 'plain', name })
export const listOf = (of: Type): Type => ({ sort: 'list', of })
export const mapOf = (key: Type, of: Type): Type => ({ sort: 'map', key, of })
export const optionalOf = (of: Type): Type => ({ sort: 'optional', of })

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

export const isDyn = (type: Type): boolean =>
  type.sort === 'plain' && (type.name === 'dyn' || type.name === 'error')

export const isPlain = (type: Type, name: string): boolean =>
  type.sort === 'plain' && type.name === name

const LONG_NAMES: Readonly<Record<string, string>> = {
  timestamp: 'timestamp',
  duration: 'duration',
  error: '!error!',
  quantity: 'kubernetes.Quantity',
  url: 'kubernetes.URL',
  ip: 'net.IP',
  cidr: 'net.CIDR',
  format: 'kubernetes.NamedFormat',
  semver: 'kubernetes.Semver',
}

/** A type as errors print it. */
export function typeText(type: Type): string {
  switch (type.sort) {
    case 'list':
      return `list(${typeText(type.of)})`
    case 'map':
      return `map(${typeText(type.key)}, ${typeText(type.of)})`
    case 'optional':
      return `optional_type(${typeText(type.of)})`
    case 'type':
      return `type(${typeText(type.of)})`
    case 'object':
      return 'object'
    case 'param':
      return type.name
    case 'plain':
      return LONG_NAMES[type.name] ?? type.name
  }
}

/** What type parameters stand for in one call. */
export type Bindings = Map<string, Type>

/** Whether a value of type `given` may stand where `wanted` is asked for; parameters of `wanted` are bound. */
export function fits(wanted: Type, given: Type, bound: Bindings): boolean {
  if (wanted.sort === 'param') return bind(wanted.name, given, bound)
  if (isDyn(wanted) || isDyn(given)) return true
  if (given.sort === 'param') return true
  if (wanted.sort !== given.sort) return false
  switch (wanted.sort) {
    case 'plain':
      return wanted.name === (given as typeof wanted).name
    case 'list':
    case 'optional':
    case 'type':
      return fits(wanted.of, (given as typeof wanted).of, bound)
    case 'map':
      return (
        fits(wanted.key, (given as typeof wanted).key, bound) &&
        fits(wanted.of, (given as typeof wanted).of, bound)
      )
    case 'object':
      return wanted === given
  }
}

function bind(name: string, given: Type, bound: Bindings): boolean {
  const known = bound.get(name)
  if (known === undefined || isDyn(known)) {
    bound.set(name, given)
    return true
  }
  return fits(known, given, bound) || isPlain(given, 'null') || isPlain(known, 'null')
}

/** A type with what its parameters stand for; unbound ones may be anything. */
export function resolved(type: Type, bound: Bindings): Type {
  switch (type.sort) {
    case 'param':
      return bound.get(type.name) ?? DYN
    case 'list':
      return listOf(resolved(type.of, bound))
    case 'optional':
      return optionalOf(resolved(type.of, bound))
    case 'type':
      return { sort: 'type', of: resolved(type.of, bound) }
    case 'map':
      return mapOf(resolved(type.key, bound), resolved(type.of, bound))
    default:
      return type
  }
}

/** The type of several values together. */
export function joined(types: readonly Type[]): Type {
  const [first = DYN, ...rest] = types
  return rest.every(type => fits(first, type, new Map()) && fits(type, first, new Map()))
    ? first
    : DYN
}

/** Reads a type such as `list<A>` or `map<string, int>`; single capitals are parameters. */
export function parseType(text: string): Type {
  const match = /^(list|map|optional|type)<(.*)>$/.exec(text.trim())
  if (match === null) {
    const name = text.trim()
    return /^[A-Z]$/.test(name) ? { sort: 'param', name } : plainType(name)
  }
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
    if (letter === '<') depth++
    if (letter === '>') depth--
    if (letter === ',' && depth === 0) {
      parts.push(part.trim())
      part = ''
    } else part += letter
  }
  return part.trim() === '' ? parts : [...parts, part.trim()]
}
