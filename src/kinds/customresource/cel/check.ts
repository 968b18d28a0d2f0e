// Whether an expression fits the types that it is about. All flaws are told; what depends on one that was
// told already is taken for anything.

import { type Overload, overloadsOf } from './functions.ts'
import { itemTypes, literalType, resultOf, type Variables, withName } from './inferred.ts'
import { bindingOf, dottedName, type Loop, loopOf } from './macros.ts'
import type { Flaw, Node } from './node.ts'
import {
  BOOL,
  DYN,
  ERROR,
  fits,
  INT,
  isDyn,
  isPlain,
  joined,
  listOf,
  mapOf,
  optionalOf,
  plainType,
  type Type,
  typeText,
} from './types.ts'

export interface Checked {
  readonly type: Type
  readonly flaws: readonly Flaw[]
}

const TYPE_NAMES: ReadonlySet<string> = new Set([
  'int',
  'uint',
  'double',
  'string',
  'bool',
  'bytes',
  'list',
  'map',
  'null_type',
  'type',
])

export function checkExpression(node: Node, variables: Variables): Checked {
  const flaws: Flaw[] = []
  const type = new Checker(flaws).check(node, variables)
  return { type, flaws: [...flaws].sort((a, b) => a.at - b.at) }
}

class Checker {
  readonly #flaws: Flaw[]

  constructor(flaws: Flaw[]) {
    this.#flaws = flaws
  }

  check(node: Node, names: Variables): Type {
    const [first, second] = node.args as readonly Node[]
    switch (node.op) {
      case 'value':
        return literalType(node.args[0])
      case 'id':
        return this.#name(node, String(node.args[0]), names)
      case '.':
      case '.?':
        return this.#member(node, names)
      case '[]':
      case '[?]':
        return this.#index(node, names)
      case 'list':
        return listOf(joined((node.args as readonly Node[]).map(item => this.check(item, names))))
      case 'map':
        return this.#map(node, names)
      case '?:':
        return this.#ternary(node, names)
      case 'in':
        return this.#apply(node, '@in', [first, second], names)
      case '!_':
        return this.#apply(node, '!_', [first], names)
      case '-_':
        return this.#apply(node, '-_', [first], names)
      case 'call':
        return this.#call(node, names)
      case 'rcall':
        return this.#method(node, names)
      default:
        return this.#apply(node, `_${node.op}_`, [first, second], names)
    }
  }

  #flaw(node: Node, text: string): Type {
    this.#flaws.push({ at: node.at, text })
    return ERROR
  }

  #name(node: Node, name: string, names: Variables): Type {
    const type = names.get(name)
    if (type !== undefined) return type
    if (TYPE_NAMES.has(name)) return { sort: 'type', of: plainType(name) }
    return this.#flaw(node, `undeclared reference to '${name}' (in container '')`)
  }

  #member(node: Node, names: Variables): Type {
    const [of, name] = node.args as [Node, string]
    const outer = this.check(of, names)
    const isOptional = outer.sort === 'optional'
    const type = isOptional ? outer.of : outer
    const found = this.#memberOf(node, type, name)
    return node.op === '.?' || isOptional ? optionalOf(found) : found
  }

  #memberOf(node: Node, type: Type, name: string): Type {
    if (isDyn(type)) return type
    if (type.sort === 'map') return type.of
    if (type.sort === 'object')
      return type.fields.get(name) ?? this.#flaw(node, `undefined field '${name}'`)
    return this.#flaw(node, `type '${typeText(type)}' does not support field selection`)
  }

  #index(node: Node, names: Variables): Type {
    const [of, index] = node.args as [Node, Node]
    const outer = this.check(of, names)
    const key = this.check(index, names)
    const type = outer.sort === 'optional' ? outer.of : outer
    const optional = node.op === '[?]' || outer.sort === 'optional'
    const wanted = type.sort === 'list' ? INT : type.sort === 'map' ? type.key : undefined
    let found: Type = DYN
    if (wanted !== undefined && fits(wanted, key, new Map()))
      found = type.sort === 'list' || type.sort === 'map' ? type.of : DYN
    else if (!isDyn(type)) found = this.#noOverload(node, '_[_]', [outer, key])
    return optional ? optionalOf(found) : found
  }

  #map(node: Node, names: Variables): Type {
    const entries = (node.args as readonly (readonly [Node, Node])[]).map(
      ([key, value]) => [this.check(key, names), this.check(value, names)] as const,
    )
    return mapOf(joined(entries.map(([key]) => key)), joined(entries.map(([, value]) => value)))
  }

  #ternary(node: Node, names: Variables): Type {
    const types = (node.args as readonly Node[]).map(one => this.check(one, names))
    const [condition = DYN, yes = DYN, no = DYN] = types
    if (fits(BOOL, condition, new Map()) && (fits(yes, no, new Map()) || fits(no, yes, new Map())))
      return isDyn(yes) || isPlain(yes, 'null') ? no : yes
    return this.#noOverload(node, '_?_:_', types)
  }

  #noOverload(node: Node, name: string, types: readonly Type[], receiver?: Type): Type {
    if ([...types, receiver ?? DYN].some(type => isPlain(type, 'error'))) return ERROR
    const args = `(${types.map(typeText).join(', ')})`
    const shown = receiver === undefined ? args : `${typeText(receiver)}.${args}`
    return this.#flaw(node, `found no matching overload for '${name}' applied to '${shown}'`)
  }

  #apply(node: Node, name: string, args: readonly (Node | undefined)[], names: Variables): Type {
    const types = args.map(arg => (arg === undefined ? DYN : this.check(arg, names)))
    if (name === '_&&_' || name === '_||_')
      return types.every(type => fits(BOOL, type, new Map()))
        ? BOOL
        : this.#noOverload(node, name, types)
    return this.#result(overloadsOf(name), types, undefined) ?? this.#noOverload(node, name, types)
  }

  /** What the overloads give that fit; several with different results may be anything. */
  #result(
    overloads: readonly Overload[],
    types: readonly Type[],
    receiver: Type | undefined,
  ): Type | undefined {
    const results = overloads
      .map(overload => resultOf(overload, types, receiver))
      .filter(type => type !== undefined)
    return results.length === 0 ? undefined : joined(results)
  }

  #call(node: Node, names: Variables): Type {
    const [name, args] = node.args as [string, readonly Node[]]
    if (name === 'has' && args.length === 1 && args[0]?.op === '.') {
      this.check(args[0], names)
      return BOOL
    }
    const types = args.map(arg => this.check(arg, names))
    const overloads = overloadsOf(name).filter(one => one.receiver === undefined)
    if (overloads.length === 0 && overloadsOf(name).length === 0)
      return this.#flaw(node, `undeclared reference to '${name}' (in container '')`)
    return this.#result(overloads, types, undefined) ?? this.#noOverload(node, name, types)
  }

  #method(node: Node, names: Variables): Type {
    const loop = loopOf(node)
    if (loop !== undefined) return this.#loop(node, loop, names)
    const binding = bindingOf(node)
    if (binding !== undefined) {
      const value = this.check(binding.value, names)
      const inner = binding.name === 'bind' ? value : value.sort === 'optional' ? value.of : DYN
      const body = this.check(binding.body, withName(names, binding.variable, inner))
      return binding.name === 'optMap' ? optionalOf(body) : body
    }
    const [name, receiver, args] = node.args as [string, Node, readonly Node[]]
    const space = dottedName(receiver)
    const qualified =
      space !== undefined && !names.has(space) ? overloadsOf(`${space}.${name}`) : []
    if (qualified.length > 0) {
      const types = args.map(arg => this.check(arg, names))
      return (
        this.#result(qualified, types, undefined) ??
        this.#noOverload(node, `${space}.${name}`, types)
      )
    }
    const of = this.check(receiver, names)
    const types = args.map(arg => this.check(arg, names))
    const overloads = overloadsOf(name).filter(one => one.receiver !== undefined)
    if (overloads.length === 0 && !ELSEWHERE.has(name))
      return this.#flaw(node, `undeclared reference to '${name}' (in container '')`)
    return this.#result(overloads, types, of) ?? this.#noOverload(node, name, types, of)
  }

  #loop(node: Node, loop: Loop, names: Variables): Type {
    const range = this.check(loop.range, names)
    const [first = DYN, second = DYN] = itemTypes(range) ?? [
      this.#flaw(
        loop.range,
        `expression of type '${typeText(range)}' cannot be range of a comprehension (must be list, map, or dynamic)`,
      ),
    ]
    const [one = '', two] = loop.vars
    const inner =
      two === undefined
        ? withName(names, one, range.sort === 'list' ? second : first)
        : withName(withName(names, one, first), two, second)
    if (loop.filter !== undefined) this.#mustBeBool(node, this.check(loop.filter, inner))
    const body = this.check(loop.body, inner)
    switch (loop.name) {
      case 'map':
      case 'transformList':
        return listOf(body)
      case 'transformMap':
        return mapOf(first, body)
      case 'filter':
        this.#mustBeBool(node, body)
        return range.sort === 'map' ? listOf(first) : range
      default:
        this.#mustBeBool(node, body)
        return BOOL
    }
  }

  #mustBeBool(node: Node, type: Type): void {
    if (!fits(BOOL, type, new Map())) this.#noOverload(node, '_&&_', [BOOL, type])
  }
}

/** Methods that expressions of other places know. */
const ELSEWHERE: ReadonlySet<string> = new Set(
  'path check allowed reason errored error group resource subresource namespace name serviceAccount'.split(
    ' ',
  ),
)
