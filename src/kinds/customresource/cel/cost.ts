// What an expression could cost at worst, by the measures of the real server: sizes that a schema does not
// bound are taken to be as large as a request may be. What cannot be told counts as small.
import { isObject } from '../../../meta/object.ts'
import { additionalOf, itemsOf, type Schema } from '../schema.ts'
import { bindingOf, loopOf } from './macros.ts'
import type { Node } from './node.ts'

const REQUEST_BYTES_MAX = 3 * 1024 * 1024
/** Looking at a letter costs a tenth of a step. */
const PER_LETTER = 0.1
const PER_PATTERN_LETTER = 0.25

/** What is known of a value: its schema, or only its size. */
interface Guess {
  readonly schema?: Schema | undefined
  readonly size: number
}

interface Estimate {
  readonly cost: number
  readonly value: Guess
}

type Scope = ReadonlyMap<string, Guess>

/** The worst cost of an expression about a value of a schema. */
export function worstCost(node: Node, schema: Schema): number {
  const self = guessOf(schema)
  return estimate(
    node,
    new Map([
      ['self', self],
      ['oldSelf', self],
    ]),
  ).cost
}

/** How many letters, items or members a value may have. */
function guessOf(schema: Schema | undefined): Guess {
  if (schema === undefined) return { size: 1 }
  return { schema, size: sizeOf(schema) }
}

/** The most items that a list or map of a schema can have. */
export function sizeOf(schema: Schema): number {
  const items = itemsOf(schema)
  const additional = additionalOf(schema)
  switch (schema.type) {
    case 'string':
      return schema.maxLength === undefined ? textSize(schema) : schema.maxLength * 4
    case 'array':
      return schema.maxItems ?? Math.floor(REQUEST_BYTES_MAX / (smallest(items) + 1))
    case 'object':
      if (additional === undefined) return 1
      return schema.maxProperties ?? Math.floor(REQUEST_BYTES_MAX / (smallest(additional) + 6))
    default:
      return 1
  }
}

const FORMAT_SIZES: Readonly<Record<string, number>> = { date: 10, 'date-time': 40, duration: 40 }

function textSize({ format = '', enum: values }: Schema): number {
  if (values !== undefined) return Math.max(1, ...values.map(value => String(value).length))
  return FORMAT_SIZES[format] ?? REQUEST_BYTES_MAX - 2
}

/** How many items a list or map may have by its schema; undefined when that is not said. */
export const boundOf = (schema: Schema): number | undefined =>
  schema.type === 'array' ? schema.maxItems : schema.maxProperties

/** How often something of a schema can stand in one request. */
export const timesInRequest = (schema: Schema): number =>
  Math.floor(REQUEST_BYTES_MAX / (smallest(schema) + 1))

/** The fewest bytes in which a value can be written. */
function smallest(schema: Schema | undefined): number {
  switch (schema?.type) {
    case 'boolean':
      return 4
    case 'string':
    case 'array':
      return 2
    case 'object': {
      const names = (schema.required ?? []).filter(name => isObject(schema.properties?.[name]))
      return names.reduce(
        (sum, name) => sum + name.length + 4 + smallest(schema.properties?.[name]),
        2,
      )
    }
    default:
      return 1
  }
}

const literal = (value: unknown): Guess => ({
  size: typeof value === 'string' ? value.length : value instanceof Uint8Array ? value.length : 1,
})

function estimate(node: Node, scope: Scope): Estimate {
  const [first, second] = node.args as readonly [Node, Node]
  switch (node.op) {
    case 'value':
      return { cost: 0, value: literal(node.args[0]) }
    case 'id':
      return { cost: 1, value: scope.get(String(node.args[0])) ?? { size: 1 } }
    case '.':
    case '.?': {
      const of = estimate(first, scope)
      return { cost: of.cost + 1, value: memberGuess(of.value, String(node.args[1])) }
    }
    case '[]':
    case '[?]': {
      const of = estimate(first, scope)
      const { schema } = of.value
      const inner = schema && (itemsOf(schema) ?? additionalOf(schema))
      return { cost: of.cost + estimate(second, scope).cost + 1, value: guessOf(inner) }
    }
    case 'list': {
      const items = (node.args as readonly Node[]).map(item => estimate(item, scope))
      const size = items.length
      return { cost: 10 + sum(items), value: { schema: { type: 'array', maxItems: size }, size } }
    }
    case 'map':
      return { cost: 30, value: { size: node.args.length } }
    case '?:': {
      const [condition, yes, no] = (node.args as readonly Node[]).map(one => estimate(one, scope))
      const branches = [yes, no].filter(one => one !== undefined)
      const cost = (condition?.cost ?? 0) + Math.max(...branches.map(one => one.cost))
      return { cost, value: yes?.value ?? { size: 1 } }
    }
    case 'call':
      return callEstimate(String(node.args[0]), undefined, node.args[1] as readonly Node[], scope)
    case 'rcall':
      return methodEstimate(node, scope)
    default:
      return operatorEstimate(node, scope)
  }
}

const sum = (estimates: readonly Estimate[]): number =>
  estimates.reduce((total, one) => total + one.cost, 0)

function memberGuess({ schema }: Guess, name: string): Guess {
  const properties = schema?.properties
  if (properties !== undefined && Object.hasOwn(properties, name)) return guessOf(properties[name])
  return guessOf(schema && additionalOf(schema))
}

const isText = ({ schema }: Guess): boolean => schema === undefined || schema.type === 'string'

function operatorEstimate(node: Node, scope: Scope): Estimate {
  const sides = (node.args as readonly Node[]).map(one => estimate(one, scope))
  const [left, right] = sides.map(one => one.value)
  const base = sum(sides)
  if (left === undefined || right === undefined) return { cost: base + 1, value: { size: 1 } }
  switch (node.op) {
    case '&&':
    case '||':
      return { cost: base, value: { size: 1 } }
    case '==':
    case '!=':
    case '<':
    case '<=':
    case '>':
    case '>=':
      return { cost: base + comparing(left, right), value: { size: 1 } }
    case 'in':
      return { cost: base + right.size, value: { size: 1 } }
    case '+': {
      const size = left.size + right.size
      const long = isText(left) && size > 2
      return { cost: base + (long ? Math.ceil(size * PER_LETTER) : 1), value: { size } }
    }
    default:
      return { cost: base + 1, value: { size: 1 } }
  }
}

const comparing = (left: Guess, right: Guess): number =>
  Math.max(1, Math.ceil(Math.min(left.size, right.size) * PER_LETTER))

function methodEstimate(node: Node, scope: Scope): Estimate {
  const loop = loopOf(node)
  if (loop !== undefined) {
    const range = estimate(loop.range, scope)
    const { schema, size } = range.value
    const item = guessOf(schema && itemsOf(schema))
    const key: Guess = {
      size: schema?.type === 'object' ? REQUEST_BYTES_MAX / Math.max(size, 1) : 1,
    }
    const [one = '', two] = loop.vars
    const single = schema?.type === 'object' ? key : item
    const inner = new Map([...scope, [one, two === undefined ? single : key]])
    if (two !== undefined)
      inner.set(two, guessOf(schema && (itemsOf(schema) ?? additionalOf(schema))))
    const body = estimate(loop.body, inner)
    const filter = loop.filter === undefined ? 0 : estimate(loop.filter, inner).cost
    return { cost: range.cost + size * (body.cost + filter + 2) + 1, value: { schema, size } }
  }
  const binding = bindingOf(node)
  if (binding !== undefined) {
    const value = estimate(binding.value, scope)
    const body = estimate(binding.body, new Map([...scope, [binding.variable, value.value]]))
    return { cost: value.cost + body.cost, value: body.value }
  }
  const [name, receiver, args] = node.args as [string, Node, readonly Node[]]
  return callEstimate(name, receiver, args, scope)
}

/** Functions that go through a text from one end to the other. */
const THROUGH: ReadonlySet<string> = new Set(
  'contains find findAll lowerAscii upperAscii replace split substring trim join indexOf lastIndexOf charAt url quantity ip cidr isURL isQuantity isIP isCIDR'.split(
    ' ',
  ),
)

function callEstimate(
  name: string,
  receiver: Node | undefined,
  args: readonly Node[],
  scope: Scope,
): Estimate {
  // Whether a member is there costs no more than the object that it would be in.
  if (name === 'has' && args[0]?.op === '.')
    return { cost: estimate(args[0].args[0] as Node, scope).cost, value: { size: 1 } }
  const all = [...(receiver === undefined ? [] : [receiver]), ...args].map(one =>
    estimate(one, scope),
  )
  const [first, second] = all.map(one => one.value)
  const base = sum(all)
  const size = first?.size ?? 1
  const steps = Math.ceil(size * PER_LETTER)
  if (name === 'matches') {
    const pattern = Math.ceil((second?.size ?? 1) * PER_PATTERN_LETTER)
    return { cost: base + (steps + 1) * pattern, value: { size: 1 } }
  }
  if (name === 'startsWith' || name === 'endsWith')
    return { cost: base + Math.ceil((second?.size ?? 1) * PER_LETTER), value: { size: 1 } }
  if (THROUGH.has(name)) return { cost: base + steps, value: { size } }
  return { cost: base + 1, value: { size: 1 } }
}
