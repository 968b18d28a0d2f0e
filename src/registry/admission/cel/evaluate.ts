// Computes a tree. Errors are values of the logic: `||` and `&&` pass over one that does not matter, as do
// `all` and `exists`. The words of errors are those of the server.
import { arithmetic } from './arithmetic.ts'
import { FUNCTIONS, METHODS } from './library.ts'
import { runMacro } from './macros.ts'
import { literal, type Node } from './parse.ts'
import {
  CelError,
  compare,
  equal,
  fromJson,
  isMap,
  itemsOf,
  lookUp,
  made,
  NONE,
  Opaque,
  Optional,
  TypeValue,
  typeName,
  Uint,
} from './values.ts'

/** What names stand for. */
export interface Scope {
  find(name: string): { readonly value: unknown } | undefined
}

/** A scope with one more name. */
export const withName = (scope: Scope, name: string, value: unknown): Scope => ({
  find: asked => (asked === name ? { value } : scope.find(asked)),
})

const OVERLOAD = 'no such overload'

/** @throws CelError */
export function run(node: Node, scope: Scope): unknown {
  const { op } = node
  switch (op) {
    case 'value':
      return literal(node.args)
    case 'id':
      return named(node.args as string, scope)
    case '.':
    case '.?':
      return selected(node, scope)
    case '[]':
    case '[?]':
      return indexed(node, scope)
    case 'call':
      return called(node, scope)
    case 'rcall':
      return methodCalled(node, scope)
    case 'list':
      return made((node.args as Node[]).map(item => run(item, scope)))
    case 'map':
      return mapOf(node, scope)
    case '?:':
      return chosen(node, scope)
    case '||':
    case '&&':
      return logical(node, scope)
    case '!_': {
      const value = run(node.args as Node, scope)
      if (typeof value !== 'boolean') throw new CelError(OVERLOAD)
      return !value
    }
    case '-_':
      return arithmetic('-', 0n, run(node.args as Node, scope), true)
    default: {
      const [left, right] = node.args as [Node, Node]
      return binary(op, run(left, scope), run(right, scope))
    }
  }
}

const TYPE_NAMES: ReadonlySet<string> = new Set([
  ...['bool', 'int', 'uint', 'double', 'string', 'bytes', 'list', 'map', 'null_type', 'type'],
])

function named(name: string, scope: Scope): unknown {
  const found = scope.find(name)
  if (found !== undefined) return found.value
  if (TYPE_NAMES.has(name)) return new TypeValue(name)
  throw new CelError(`no such attribute(s): ${name}`)
}

function binary(op: string, left: unknown, right: unknown): unknown {
  switch (op) {
    case '==':
      return equal(left, right)
    case '!=':
      return !equal(left, right)
    case 'in':
      return isIn(left, right)
    case '<':
    case '<=':
    case '>':
    case '>=': {
      const order = compare(left, right)
      if (order === undefined) throw new CelError(OVERLOAD)
      if (op === '<') return order < 0
      if (op === '<=') return order <= 0
      return op === '>' ? order > 0 : order >= 0
    }
    default:
      return arithmetic(op, left, right)
  }
}

function isIn(value: unknown, container: unknown): boolean {
  if (Array.isArray(container)) return itemsOf(container).some(item => equal(item, value))
  if (isMap(container)) return lookUp(container, value) !== undefined
  throw new CelError(OVERLOAD)
}

/** `a.b`: a member that must be there; of an optional, an optional. */
function selected(node: Node, scope: Scope): unknown {
  const [of, name] = node.args as [Node, string]
  const base = run(of, scope)
  const lenient = node.op === '.?' || base instanceof Optional
  if (!lenient) return member(base, name)
  const value = base instanceof Optional ? (base.has ? base.value : undefined) : base
  const found = isMap(value) ? lookUp(value, name) : undefined
  return found === undefined ? NONE : new Optional(true, found)
}

/** A member of an object. @throws CelError when it is not there */
export function member(base: unknown, name: string): unknown {
  if (base instanceof Opaque && isMap(base.value)) return member(base.value, name)
  if (!isMap(base)) throw new CelError(OVERLOAD)
  const found = lookUp(base, name)
  if (found === undefined) throw new CelError(`no such key: ${name}`)
  return found
}

function indexed(node: Node, scope: Scope): unknown {
  const [of, by] = node.args as [Node, Node]
  const base = run(of, scope)
  const key = run(by, scope)
  const value = base instanceof Optional ? (base.has ? base.value : undefined) : base
  if (node.op === '[]' && !(base instanceof Optional)) return at(value, key)
  if (value === undefined) return NONE
  try {
    return new Optional(true, at(value, key))
  } catch (error) {
    if (error instanceof CelError) return NONE
    throw error
  }
}

function at(base: unknown, key: unknown): unknown {
  if (Array.isArray(base)) {
    const index = typeof key === 'number' && Number.isInteger(key) ? BigInt(key) : key
    if (typeof index !== 'bigint')
      throw new CelError(`unsupported index type '${typeName(key)}' in list`)
    if (index < 0n || index >= BigInt(base.length))
      throw new CelError(`index out of bounds: ${index}`)
    return itemsOf(base)[Number(index)]
  }
  if (!isMap(base)) throw new CelError(OVERLOAD)
  const found = lookUp(base, key)
  if (found === undefined) throw new CelError(`no such key: ${keyText(key)}`)
  return found
}

const keyText = (key: unknown): string => String(key instanceof Uint ? key.value : key)

function mapOf(node: Node, scope: Scope): Map<unknown, unknown> {
  const map = new Map<unknown, unknown>()
  for (const [key, value] of node.args as [Node, Node][]) {
    const name = run(key, scope)
    if (map.has(name)) throw new CelError(`Failed with repeated key ${keyText(name)}`)
    map.set(name, run(value, scope))
  }
  return map
}

function chosen(node: Node, scope: Scope): unknown {
  const [condition, yes, no] = node.args as [Node, Node, Node]
  const value = run(condition, scope)
  if (typeof value !== 'boolean') throw new CelError(OVERLOAD)
  return run(value ? yes : no, scope)
}

/** The side that decides wins over an error of the other. */
function logical(node: Node, scope: Scope): boolean {
  const decides = node.op === '||'
  const [left, right] = (node.args as [Node, Node]).map(side => attempt(side, scope))
  if (left === decides) return decides
  const second = right ?? NO_VALUE
  if (second === decides) return decides
  for (const one of [left, second]) if (one instanceof CelError) throw one
  if (typeof left !== 'boolean' || typeof second !== 'boolean') throw new CelError(OVERLOAD)
  return !decides
}

const NO_VALUE = Symbol('no value')

/** The value, or the error as one. */
export function attempt(node: Node, scope: Scope): unknown {
  try {
    return run(node, scope)
  } catch (error) {
    if (error instanceof CelError) return error
    throw error
  }
}

function called(node: Node, scope: Scope): unknown {
  const [name, args] = node.args as [string, Node[]]
  if (name === 'has') return isThere(args[0], scope)
  const fn = FUNCTIONS.get(name)
  if (fn === undefined) throw new CelError(OVERLOAD)
  return fn(...args.map(argument => run(argument, scope)))
}

/** `has(a.b)`: whether a member is there; what leads to it must be. */
function isThere(node: Node | undefined, scope: Scope): boolean {
  const [of, name] = (node?.args ?? []) as [Node, string]
  const base = run(of, scope)
  const value = base instanceof Optional ? base.value : base
  if (value === undefined) return false
  if (!isMap(value)) throw new CelError(OVERLOAD)
  return lookUp(value, name) !== undefined
}

function methodCalled(node: Node, scope: Scope): unknown {
  const [name, of, args] = node.args as [string, Node, Node[]]
  const space = qualified(of, scope)
  const fn = space === undefined ? undefined : FUNCTIONS.get(`${space}.${name}`)
  if (fn !== undefined) return fn(...args.map(argument => run(argument, scope)))
  const base = run(of, scope)
  const macro = runMacro(name, base, args, scope)
  if (macro !== undefined) return macro.value
  const method = METHODS.get(name)
  if (method === undefined) throw new CelError(OVERLOAD)
  return method(fromJson(base), ...args.map(argument => run(argument, scope)))
}

/** The namespace that a name before a dot may be: `optional`, `sets`. */
export function qualified(node: Node, scope: Pick<Scope, 'find'>): string | undefined {
  if (node.op !== 'id') return undefined
  return scope.find(node.args as string) === undefined ? (node.args as string) : undefined
}
