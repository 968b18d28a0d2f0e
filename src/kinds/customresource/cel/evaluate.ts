// Computes an expression that was checked. Errors are values of the logic: `&&` and `||` pass over one that
// does not matter, and so do `all` and `exists`.
import { overloadsOf } from './functions.ts'
import { bindingOf, dottedName, type Loop, loopOf } from './macros.ts'
import type { Node } from './node.ts'
import type { Type } from './types.ts'
import {
  CelError,
  Duration,
  isUint,
  MapValue,
  mapValue,
  NONE,
  Opaque,
  Optional,
  Timestamp,
  TypeValue,
} from './values.ts'

/** What names stand for. */
export type Values = ReadonlyMap<string, unknown>

const TYPES: ReadonlySet<string> = new Set(
  'int uint double string bool bytes list map null_type type'.split(' '),
)

/** The value of an expression. @throws CelError */
export function evaluate(node: Node, names: Values): unknown {
  const [first, second] = node.args as readonly [Node, Node]
  switch (node.op) {
    case 'value':
      return node.args[0]
    case 'id':
      return named(String(node.args[0]), names)
    case '.':
    case '.?':
      return member(evaluate(first, names), String(node.args[1]), node.op === '.?')
    case '[]':
    case '[?]':
      return indexed(evaluate(first, names), evaluate(second, names), node.op === '[?]')
    case 'list':
      return (node.args as readonly Node[]).map(item => evaluate(item, names))
    case 'map':
      return mapValue(
        (node.args as readonly (readonly [Node, Node])[]).map(([key, value]) => [
          evaluate(key, names),
          evaluate(value, names),
        ]),
      )
    case '?:': {
      const chosen = evaluate(first, names) === true ? second : (node.args[2] as Node)
      return evaluate(chosen, names)
    }
    case '&&':
      return either(node, names, false)
    case '||':
      return either(node, names, true)
    case 'call':
      return called(node, names)
    case 'rcall':
      return method(node, names)
    case '!_':
    case '-_':
      return apply(node.op, [evaluate(first, names)])
    case 'in':
      return apply('@in', [evaluate(first, names), evaluate(second, names)])
    default:
      return apply(`_${node.op}_`, [evaluate(first, names), evaluate(second, names)])
  }
}

function named(name: string, names: Values): unknown {
  if (names.has(name)) return names.get(name)
  if (TYPES.has(name)) return new TypeValue(name)
  throw new CelError(`no such attribute(s): ${name}`)
}

/** One of two that decides is enough, whatever becomes of the other. */
function either(node: Node, names: Values, decides: boolean): boolean {
  let failure: unknown
  for (const side of node.args as readonly Node[]) {
    try {
      const value = evaluate(side, names)
      if (value === decides) return decides
      if (typeof value !== 'boolean') throw new CelError('no such overload')
    } catch (error) {
      failure ??= error
    }
  }
  if (failure !== undefined) throw failure
  return !decides
}

function member(of: unknown, name: string, optional: boolean): unknown {
  if (of instanceof Optional) return of.has ? member(of.value, name, true) : NONE
  if (!(of instanceof MapValue)) throw new CelError('no such overload')
  const value = of.get(name)
  if (optional) return value === undefined ? NONE : new Optional(true, value)
  if (value === undefined) throw new CelError(`no such key: ${name}`)
  return value
}

function indexed(of: unknown, key: unknown, optional: boolean): unknown {
  if (of instanceof Optional) return of.has ? indexed(of.value, key, true) : NONE
  const value = found(of, key)
  if (optional) return value === undefined ? NONE : new Optional(true, value)
  if (value !== undefined) return value
  if (Array.isArray(of)) throw new CelError(`index out of bounds: ${String(key)}`)
  throw new CelError(`no such key: ${String(key)}`)
}

function found(of: unknown, key: unknown): unknown {
  if (Array.isArray(of)) {
    if (typeof key !== 'bigint' && typeof key !== 'number') throw new CelError('no such overload')
    return of[Number(key)]
  }
  if (of instanceof MapValue) return of.get(key)
  throw new CelError('no such overload')
}

/** Calls the overload that fits the values. */
function apply(name: string, args: readonly unknown[], receiver?: unknown): unknown {
  const isMethod = receiver !== undefined
  for (const overload of overloadsOf(name)) {
    if ((overload.receiver !== undefined) !== isMethod) continue
    if (overload.args.length !== args.length) continue
    if (overload.receiver !== undefined && !isOf(overload.receiver, receiver)) continue
    if (!overload.args.every((type, index) => isOf(type, args[index]))) continue
    return isMethod ? overload.run(receiver, ...args) : overload.run(...args)
  }
  throw new CelError('no such overload')
}

const PLAIN: Readonly<Record<string, (value: unknown) => boolean>> = {
  int: value => typeof value === 'bigint',
  uint: isUint,
  double: value => typeof value === 'number',
  string: value => typeof value === 'string',
  bool: value => typeof value === 'boolean',
  bytes: value => value instanceof Uint8Array,
  timestamp: value => value instanceof Timestamp,
  duration: value => value instanceof Duration,
  quantity: value => value instanceof Opaque && value.type === 'kubernetes.Quantity',
  url: value => value instanceof Opaque && value.type === 'kubernetes.URL',
  ip: value => value instanceof Opaque && value.type === 'net.IP',
  cidr: value => value instanceof Opaque && value.type === 'net.CIDR',
  format: value => value instanceof Opaque && value.type === 'kubernetes.NamedFormat',
}

/** Whether a value is of a declared type; the items of a list are all or none. */
function isOf(type: Type, value: unknown): boolean {
  switch (type.sort) {
    case 'list':
      return Array.isArray(value) && value.every(item => isOf(type.of, item))
    case 'map':
      return value instanceof MapValue
    case 'optional':
      return value instanceof Optional
    case 'plain':
      return PLAIN[type.name]?.(value) ?? true
    default:
      return true
  }
}

function called(node: Node, names: Values): unknown {
  const [name, args] = node.args as [string, readonly Node[]]
  const [first] = args
  if (name === 'has' && first?.op === '.') return has(first, names)
  return apply(
    name,
    args.map(arg => evaluate(arg, names)),
  )
}

function has(node: Node, names: Values): boolean {
  const of = evaluate(node.args[0] as Node, names)
  const name = String(node.args[1])
  if (of instanceof Optional) return of.has && of.value instanceof MapValue && of.value.has(name)
  if (of instanceof MapValue) return of.has(name)
  throw new CelError('no such overload')
}

function method(node: Node, names: Values): unknown {
  const loop = loopOf(node)
  if (loop !== undefined) return looped(loop, names)
  const binding = bindingOf(node)
  if (binding !== undefined) {
    const value = evaluate(binding.value, names)
    if (binding.name !== 'bind' && !(value instanceof Optional && value.has)) return NONE
    const inner = value instanceof Optional && binding.name !== 'bind' ? value.value : value
    const result = evaluate(binding.body, withName(names, binding.variable, inner))
    return binding.name === 'optMap' ? new Optional(true, result) : result
  }
  const [name, receiver, args] = node.args as [string, Node, readonly Node[]]
  const values = (): unknown[] => args.map(arg => evaluate(arg, names))
  const space = dottedName(receiver)
  if (space !== undefined && !names.has(space) && overloadsOf(`${space}.${name}`).length > 0)
    return apply(`${space}.${name}`, values())
  return apply(name, values(), evaluate(receiver, names))
}

const withName = (names: Values, name: string, value: unknown): Values =>
  new Map([...names, [name, value]])

function looped(loop: Loop, names: Values): unknown {
  const range = evaluate(loop.range, names)
  const pairs = pairsOf(range)
  const [one = '', two] = loop.vars
  const single = Array.isArray(range) ? 1 : 0
  const scopes = pairs.map(pair =>
    two === undefined
      ? withName(names, one, pair[single])
      : withName(withName(names, one, pair[0]), two, pair[1]),
  )
  switch (loop.name) {
    case 'all':
      return decided(loop, scopes, false)
    case 'exists':
      return decided(loop, scopes, true)
    case 'existsOne':
      return scopes.filter(scope => evaluate(loop.body, scope) === true).length === 1
    case 'filter':
      return pairs
        .filter((_, index) => evaluate(loop.body, scopes[index] ?? names) === true)
        .map(pair => pair[single])
    default: {
      const kept = pairs
        .map((pair, index) => ({ key: pair[0], scope: scopes[index] ?? names }))
        .filter(({ scope }) => loop.filter === undefined || evaluate(loop.filter, scope) === true)
      const made = kept.map(({ key, scope }) => [key, evaluate(loop.body, scope)] as const)
      return loop.name === 'transformMap' ? mapValue(made) : made.map(([, value]) => value)
    }
  }
}

function decided(loop: Loop, scopes: readonly Values[], decides: boolean): boolean {
  let failure: unknown
  for (const scope of scopes) {
    try {
      if (evaluate(loop.body, scope) === decides) return decides
    } catch (error) {
      failure ??= error
    }
  }
  if (failure !== undefined) throw failure
  return !decides
}

function pairsOf(range: unknown): readonly (readonly [unknown, unknown])[] {
  if (Array.isArray(range)) return range.map((item, index) => [BigInt(index), item])
  if (range instanceof MapValue) return range.keys.map(key => [key, range.get(key)])
  throw new CelError('no such overload')
}
