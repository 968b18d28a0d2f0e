import type { Schema } from '../schema.ts'
import { checkExpression } from './check.ts'
import { worstCost } from './cost.ts'
import { celValue, typeOfSchema } from './declare.ts'
import { evaluate } from './evaluate.ts'
import { type Flaw, flawText, isFlaw, type Node, parseExpression } from './node.ts'
import { optionalOf, type Type } from './types.ts'
import { NONE, Optional } from './values.ts'

/** An expression about a value of a schema, ready to be computed. */
export interface Program {
  readonly type: Type
  readonly usesOld: boolean
  /** What running it once could cost at worst. */
  readonly cost: number
  /** @throws CelError */
  run(self: unknown, old: { readonly value: unknown } | undefined): unknown
}

/** What expressions of a schema are about. */
export interface Subject {
  readonly schema: Schema
  readonly isResource: boolean
  /** Whether `oldSelf` is a value that may be missing. */
  readonly optionalOld: boolean
}

/** Compiles an expression; a text tells why it does not compile. */
export function compileProgram(text: string, subject: Subject): Program | string {
  const node = parseExpression(text)
  if (isFlaw(node)) return failed(text, [node])
  const self = typeOfSchema(subject.schema, subject.isResource)
  if (self === undefined) return failed(text, [])
  const old = subject.optionalOld ? optionalOf(self) : self
  const variables = new Map([
    ['self', self],
    ['oldSelf', old],
  ])
  const { type, flaws } = checkExpression(node, variables)
  if (flaws.length > 0) return failed(text, flaws)
  return {
    type,
    usesOld: mentions(node, 'oldSelf'),
    get cost() {
      return worstCost(node, subject.schema)
    },
    run: runner(node, subject),
  }
}

const failed = (text: string, flaws: readonly Flaw[]): string =>
  `compilation failed: ${flawText(text, flaws)}`

function runner(node: Node, { schema, isResource, optionalOld }: Subject): Program['run'] {
  const seen = (value: unknown): unknown => celValue(value, schema, isResource)
  return (self, old) => {
    const names = new Map<string, unknown>([['self', seen(self)]])
    if (optionalOld)
      names.set('oldSelf', old === undefined ? NONE : new Optional(true, seen(old.value)))
    else if (old !== undefined) names.set('oldSelf', seen(old.value))
    return evaluate(node, names)
  }
}

function mentions(value: unknown, name: string): boolean {
  if (Array.isArray(value)) return value.some(one => mentions(one, name))
  if (typeof value !== 'object' || value === null || !('op' in value)) return false
  const node = value as Node
  return (node.op === 'id' && node.args[0] === name) || mentions(node.args, name)
}
