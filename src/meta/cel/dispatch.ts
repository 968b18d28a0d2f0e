// What is said when a function is given what none of its overloads takes. Operators ask the type of their
// left side whether it knows them at all, some functions of texts look at what they get themselves, and
// all others name the types.
import { typeNameOf } from './type-of.ts'
import {
  CelError,
  Duration,
  MapValue,
  noOverload,
  Optional,
  Timestamp,
  TypeValue,
} from './values.ts'

const NUMBERS = ['int', 'uint', 'double']
const TIMES = ['google.protobuf.Duration', 'google.protobuf.Timestamp']
const COMPARED = [...NUMBERS, 'bool', 'string', 'bytes', ...TIMES]

/** The types whose values know an operator. */
const KNOWING: Readonly<Record<string, readonly string[]>> = {
  '_+_': [...NUMBERS, 'string', 'bytes', 'list', ...TIMES],
  '_-_': [...NUMBERS, ...TIMES],
  '_*_': NUMBERS,
  '_/_': NUMBERS,
  '_%_': ['int', 'uint'],
  '-_': ['int', 'double', 'bool', 'google.protobuf.Duration'],
  '_<_': COMPARED,
  '_<=_': COMPARED,
  '_>_': COMPARED,
  '_>=_': COMPARED,
  size: ['string', 'bytes', 'list', 'map'],
}

const TERSE: ReadonlySet<string> = new Set([
  ...['@in', '!_', '_==_', '_!=_', 'contains', 'startsWith', 'endsWith', 'matches'],
])
const FINDING: ReadonlySet<string> = new Set(['find', 'findAll'])

/** Values that are asked themselves when an operator is none of theirs. */
const RECEIVERS = ['string', ...TIMES]

/** No overload of a function takes these values. */
export function noSuchOverload(name: string, values: readonly unknown[]): CelError {
  const knowing = KNOWING[name]
  const [first] = values.map(typeNameOf)
  if (knowing !== undefined)
    return [...knowing, ...RECEIVERS].includes(first ?? '')
      ? noOverload()
      : new CelError(`no such overload: ${name}`)
  if (TERSE.has(name) || (FINDING.has(name) && first !== 'string')) return noOverload()
  return new CelError(`no such overload: ${name}(${values.map(typeNameOf).join(', ')})`)
}

/** What cannot be gone through is told by the name that it has inside of the real server. */
export function notIterable(value: unknown): CelError {
  return new CelError(`got '${nativeName(value)}', expected iterable type`)
}

const NATIVE: Readonly<Record<string, string>> = {
  null_type: 'types.Null',
  int: 'types.Int',
  uint: 'types.Uint',
  double: 'types.Double',
  bool: 'types.Bool',
  string: 'types.String',
  bytes: 'types.Bytes',
}

function nativeName(value: unknown): string {
  if (value instanceof Timestamp) return 'types.Timestamp'
  if (value instanceof Duration) return 'types.Duration'
  if (value instanceof TypeValue) return '*types.Type'
  if (value instanceof Optional) return '*types.Optional'
  return NATIVE[typeNameOf(value)] ?? typeNameOf(value)
}

/** What a key that can be none is called inside of the real server. */
export function badKey(key: unknown): CelError | undefined {
  const name =
    key === null
      ? '<nil>'
      : Array.isArray(key)
        ? '[]interface {}'
        : key instanceof MapValue
          ? 'map[string]interface {}'
          : undefined
  return name === undefined ? undefined : new CelError(`invalid qualifier type: ${name}`)
}
