// Whether a tree makes sense before it is computed: names that are known, functions that take the types.
// What is not known stays `dyn`, which fits everywhere, so only what is surely wrong is told.
import { namesOf } from './macros.ts'
import { type Node, TYPED } from './parse.ts'
import { ARITHMETIC, COMPARED, partsOf, SIGNATURES, type Signature } from './signatures.ts'

export interface Complaint {
  readonly at: number
  readonly text: string
}

/** The types of names; `dyn` for what is not looked into. */
export type Types = ReadonlyMap<string, string>

const ERROR = '!'

/** The type of an expression, and what is wrong with it. */
export function check(
  tree: Node,
  text: string,
  types: Types,
): { type: string; complaints: Complaint[] } {
  const checker = new Checker(text)
  const type = checker.typeOf(tree, types)
  return { type, complaints: checker.complaints.sort((a, b) => a.at - b.at) }
}

class Checker {
  readonly complaints: Complaint[] = []
  readonly #text: string
  /** Within what `format` is given, elements may differ. */
  #mixed = false

  constructor(text: string) {
    this.#text = text
  }

  typeOf(node: Node, types: Types): string {
    switch (node.op) {
      case 'value':
        return literalType(node.args)
      case 'id':
        return this.#named(node, types)
      case '.':
      case '.?':
      case '[]':
      case '[?]':
        return this.#accessed(node, types)
      case 'call':
        return this.#called(node, types)
      case 'rcall':
        return this.#methodCalled(node, types)
      case 'list':
        return `list(${this.#common(node.args as Node[], types)})`
      case 'map': {
        const entries = node.args as [Node, Node][]
        const keys = this.#common(
          entries.map(([key]) => key),
          types,
        )
        return `map(${keys}, ${this.#common(
          entries.map(([, value]) => value),
          types,
        )})`
      }
      case '?:': {
        const [condition, yes, no] = node.args as [Node, Node, Node]
        this.typeOf(condition, types)
        const [a, b] = [this.typeOf(yes, types), this.typeOf(no, types)]
        return a === b ? a : 'dyn'
      }
      case '!_':
        this.typeOf(node.args as Node, types)
        return 'bool'
      case '-_':
        return this.typeOf(node.args as Node, types)
      default:
        return this.#binary(node, types)
    }
  }

  #named(node: Node, types: Types): string {
    const name = node.args as string
    const type = types.get(name)
    if (type !== undefined) return type
    if (SIGNATURES.has(name) && TYPE_VALUES.has(name)) return 'type'
    return this.#undeclared(name, node.start)
  }

  #accessed(node: Node, types: Types): string {
    const [of, by] = node.args as [Node, Node | string]
    const base = this.typeOf(of, types)
    if (typeof by !== 'string') this.typeOf(by, types)
    const [value = 'dyn'] = argumentsOf(base).slice(-1)
    const member = /^(list|map)\(/.test(base) ? value : 'dyn'
    return node.op.includes('?') ? `optional_type(${member})` : member
  }

  #called(node: Node, types: Types): string {
    const [name, args] = node.args as [string, Node[]]
    const paren = this.#text.indexOf('(', node.start)
    if (name === 'has') {
      if (args[0] !== undefined) this.typeOf(args[0], types)
      return 'bool'
    }
    const given = args.map(argument => this.typeOf(argument, types))
    return this.#resolve(name, '', given, Object.values(TYPED).includes(name) ? node.start : paren)
  }

  #methodCalled(node: Node, types: Types): string {
    const [name, of, args] = node.args as [string, Node, Node[]]
    const paren = this.#text.indexOf('(', of.end)
    const space =
      of.op === 'id' && !types.has(of.args as string) ? `${String(of.args)}.${name}` : ''
    if (SIGNATURES.has(space)) {
      const given = args.map(argument => this.typeOf(argument, types))
      return this.#resolve(space, '', given, paren)
    }
    const base = this.typeOf(of, types)
    if (/^optional_type|^dyn/.test(base) && /^opt(Flat)?Map$/.test(name) && args[0]?.op === 'id') {
      this.typeOf(args[1] as Node, new Map([...types, [args[0].args as string, 'dyn']]))
      return 'optional_type(dyn)'
    }
    const names = namesOf(name, args)
    if (names !== undefined && /^(list|map|dyn)\b/.test(base))
      return this.#macro(name, base, names, args.slice(names.length), types)
    const before = this.#mixed
    this.#mixed ||= name === 'format'
    const given = args.map(argument => this.typeOf(argument, types))
    this.#mixed = before
    return this.#resolve(name, base, given, paren)
  }

  #macro(
    name: string,
    base: string,
    names: readonly string[],
    rest: readonly Node[],
    types: Types,
  ): string {
    const inside = argumentsOf(base)
    const item = base.startsWith('list') ? (inside[0] ?? 'dyn') : 'dyn'
    const own = names.length === 1 ? [item] : [base.startsWith('list') ? 'int' : 'dyn', item]
    const scoped = new Map(types)
    for (const [at, one] of names.entries()) scoped.set(one, own[at] ?? 'dyn')
    const results = rest.map(node => this.typeOf(node, scoped))
    if (name === 'filter' || name === 'sortBy') return `list(${item})`
    if (name === 'map' || name === 'transformList') return `list(${results.at(-1) ?? 'dyn'})`
    return name.startsWith('transformMap') ? 'map(dyn, dyn)' : 'bool'
  }

  /** The type that list elements have in common. */
  #common(nodes: readonly Node[], types: Types): string {
    let common: string | undefined
    for (const node of nodes) {
      const type = this.typeOf(node, types)
      if (common === undefined || common === 'dyn') common = type
      else if (this.#mixed) common = 'dyn'
      else if (type !== ERROR && common !== ERROR && !fits(common, type, new Map()))
        return this.#complain(node.start, `expected type '${common}' but found '${type}'`)
    }
    return common ?? 'dyn'
  }

  #binary(node: Node, types: Types): string {
    const [left, right] = node.args as [Node, Node]
    const [a, b] = [this.typeOf(left, types), this.typeOf(right, types)]
    const { op } = node
    const result = op === '||' || op === '&&' ? 'bool' : operatorType(op, a, b)
    if (a === ERROR || b === ERROR) return op in ARITHMETIC ? ERROR : 'bool'
    if (result !== undefined) return result
    const at = this.#text.indexOf(op, left.end)
    const name = op === 'in' ? '@in' : `_${op}_`
    return this.#complain(at, `found no matching overload for '${name}' applied to '(${a}, ${b})'`)
  }

  #resolve(name: string, receiver: string, args: readonly string[], at: number): string {
    const known = SIGNATURES.get(name)
    if (known === undefined) return this.#undeclared(name.replace(/^.*\./, ''), at)
    if (receiver === ERROR || args.includes(ERROR)) return ERROR
    for (const signature of known) {
      const result = resultOf(signature, receiver, args)
      if (result !== undefined) return result
    }
    const given = `${receiver === '' ? '' : `${receiver}.`}(${args.join(', ')})`
    return this.#complain(at, `found no matching overload for '${name}' applied to '${given}'`)
  }

  #undeclared(name: string, at: number): string {
    return this.#complain(at, `undeclared reference to '${name}' (in container '')`)
  }

  #complain(at: number, text: string): string {
    this.complaints.push({ at, text })
    return ERROR
  }
}

const TYPE_VALUES: ReadonlySet<string> = new Set([
  ...['bool', 'int', 'uint', 'double', 'string', 'bytes', 'type'],
])

function literalType(value: unknown): string {
  if (value === null) return 'null_type'
  if (typeof value === 'bigint') return 'int'
  if (typeof value === 'number') return 'double'
  if (typeof value === 'boolean') return 'bool'
  if (typeof value === 'string') return 'string'
  return value instanceof Uint8Array ? 'bytes' : 'uint'
}

/** `K` and `V` of `map(K, V)`. */
function argumentsOf(type: string): string[] {
  const open = type.indexOf('(')
  return open < 0 ? [] : partsOf(type.slice(open + 1, -1))
}

const baseOf = (type: string): string => type.split('(', 1)[0] ?? type

/** Whether a type may stand where another is wanted; letters are bound to what they stand for. */
function fits(wanted: string, given: string, bound: Map<string, string>): boolean {
  if (wanted === 'dyn' || given === 'dyn' || given === ERROR) return true
  if (/^[AB]$/.test(wanted)) {
    const known = bound.get(wanted)
    if (known !== undefined && known !== 'dyn') return fits(known, given, bound)
    bound.set(wanted, given)
    return true
  }
  if (baseOf(wanted) !== baseOf(given)) return false
  const [inner, own] = [argumentsOf(wanted), argumentsOf(given)]
  return inner.every((part, at) => fits(part, own[at] ?? 'dyn', bound))
}

function resultOf(
  { receiver, args, result }: Signature,
  base: string,
  given: readonly string[],
): string | undefined {
  const bound = new Map<string, string>()
  if ((receiver === '') !== (base === '') || args.length !== given.length) return undefined
  if (receiver !== '' && !fits(receiver, base, bound)) return undefined
  if (!args.every((wanted, at) => fits(wanted, given[at] ?? 'dyn', bound))) return undefined
  if (base === 'dyn') return /[AB]/.test(result) ? 'dyn' : result
  return result.replace(/\b[AB]\b/g, letter => bound.get(letter) ?? 'dyn')
}

function operatorType(op: string, a: string, b: string): string | undefined {
  if (op in ARITHMETIC) {
    for (const [left, right, result] of ARITHMETIC[op] ?? [])
      if (fits(left, a, new Map()) && fits(right, b, new Map()))
        return a === 'dyn' || b === 'dyn' ? 'dyn' : result === 'list(A)' ? a : result
    return undefined
  }
  if (op === '==' || op === '!=') {
    const nullable = a === 'null_type' || b === 'null_type'
    return fits(a, b, new Map()) || nullable ? 'bool' : undefined
  }
  if (op === 'in') return a === 'dyn' || /^(list|map|dyn)\b/.test(b) ? 'bool' : undefined
  const numeric = (type: string): boolean => /^(int|uint|double|dyn)$/.test(type)
  if (numeric(a) && numeric(b)) return 'bool'
  return COMPARED.some(type => fits(type, a, new Map()) && fits(type, b, new Map()))
    ? 'bool'
    : undefined
}
