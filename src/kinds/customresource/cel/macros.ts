import type { Node } from './node.ts'

/** A loop over a list or a map, written as a call. */
export interface Loop {
  readonly name: string
  readonly range: Node
  /** One name for items or keys, two for index and item, or key and value. */
  readonly vars: readonly string[]
  readonly filter: Node | undefined
  readonly body: Node
}

const idOf = (node: Node | undefined): string | undefined =>
  node?.op === 'id' ? String(node.args[0]) : undefined

/** The loop that a call stands for. */
export function loopOf(node: Node): Loop | undefined {
  if (node.op !== 'rcall') return undefined
  const [name, range, args] = node.args as [string, Node, readonly Node[]]
  const [first, second] = args
  const one = idOf(first)
  if (one === undefined) return undefined
  switch (name) {
    case 'all':
    case 'exists':
    case 'exists_one':
    case 'existsOne':
      return quantifier(name === 'exists_one' ? 'existsOne' : name, range, args)
    case 'filter':
      return args.length === 2 ? loop(name, range, [one], undefined, second) : undefined
    case 'map':
      if (args.length === 2) return loop(name, range, [one], undefined, second)
      return args.length === 3 ? loop(name, range, [one], second, args[2]) : undefined
    case 'transformList':
    case 'transformMap': {
      const two = idOf(second)
      if (two === undefined) return undefined
      if (args.length === 3) return loop(name, range, [one, two], undefined, args[2])
      return args.length === 4 ? loop(name, range, [one, two], args[2], args[3]) : undefined
    }
    default:
      return undefined
  }
}

function quantifier(name: string, range: Node, args: readonly Node[]): Loop | undefined {
  const vars = args.slice(0, -1).map(idOf)
  if (vars.length < 1 || vars.length > 2 || vars.includes(undefined)) return undefined
  return loop(name, range, vars as string[], undefined, args.at(-1))
}

function loop(
  name: string,
  range: Node,
  vars: readonly string[],
  filter: Node | undefined,
  body: Node | undefined,
): Loop | undefined {
  return body && { name, range, vars, filter, body }
}

/** A name for a value within an expression: `cel.bind(x, 1, x + 1)`, `o.optMap(x, x + 1)`. */
export interface Binding {
  readonly name: 'bind' | 'optMap' | 'optFlatMap'
  readonly variable: string
  readonly value: Node
  readonly body: Node
}

export function bindingOf(node: Node): Binding | undefined {
  if (node.op !== 'rcall') return undefined
  const [name, receiver, args] = node.args as [string, Node, readonly Node[]]
  const variable = idOf(args[0])
  if (variable === undefined) return undefined
  const [, second, third] = args
  if (name === 'bind' && idOf(receiver) === 'cel' && second !== undefined && third !== undefined)
    return { name, variable, value: second, body: third }
  if ((name === 'optMap' || name === 'optFlatMap') && second !== undefined && args.length === 2)
    return { name, variable, value: receiver, body: second }
  return undefined
}

/** The dotted name that a chain of members is, such as `optional` or `a.b`. */
export function dottedName(node: Node): string | undefined {
  if (node.op === 'id') return String(node.args[0])
  if (node.op !== '.') return undefined
  const inner = dottedName(node.args[0] as Node)
  return inner === undefined ? undefined : `${inner}.${String(node.args[1])}`
}
