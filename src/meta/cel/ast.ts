/** An expression as a tree. `at` is where an error about it is shown: a letter of the text, from zero. */
export type Expr =
  | { readonly kind: 'literal'; readonly at: number; readonly value: unknown }
  | { readonly kind: 'ident'; readonly at: number; readonly name: string }
  | Select
  | Call
  | List
  | MapExpr
  | Struct
  | Loop

export interface Select {
  readonly kind: 'select'
  readonly at: number
  readonly operand: Expr
  readonly field: string
  /** `has(a.b)`: only whether the field is there. */
  readonly test: boolean
}

/** Operators are calls too, of names such as `_+_`. */
export interface Call {
  readonly kind: 'call'
  readonly at: number
  readonly name: string
  readonly target?: Expr
  readonly args: readonly Expr[]
}

export interface Item {
  readonly value: Expr
  readonly optional: boolean
}

export interface List {
  readonly kind: 'list'
  readonly at: number
  readonly items: readonly Item[]
}

export interface Entry extends Item {
  readonly at: number
  readonly key: Expr
}

export interface MapExpr {
  readonly kind: 'map'
  readonly at: number
  readonly entries: readonly Entry[]
}

export interface Field extends Item {
  readonly at: number
  readonly name: string
}

/** An object with its type: `Object.spec{replicas: 1}`. */
export interface Struct {
  readonly kind: 'struct'
  readonly at: number
  readonly name: string
  readonly fields: readonly Field[]
}

/** How a loop comes to its result: each item in turn, or a name for one value. */
export type LoopStyle = 'all' | 'exists' | 'existsOne' | 'list' | 'map' | 'bind'

/** What macros stand for: an accumulator, started by `init`, taken through `range` by `step`. */
export interface Loop {
  readonly kind: 'loop'
  readonly at: number
  readonly style: LoopStyle
  readonly names: readonly string[]
  readonly range: Expr
  readonly accu: string
  readonly init: Expr
  readonly condition: Expr
  readonly step: Expr
  readonly result: Expr
}

export const literal = (at: number, value: unknown): Expr => ({ kind: 'literal', at, value })
export const ident = (at: number, name: string): Expr => ({ kind: 'ident', at, name })
export const call = (at: number, name: string, ...args: Expr[]): Call => ({
  kind: 'call',
  at,
  name,
  args,
})

/** A chain of one operator as a balanced tree, so that a long one is not deep. */
export function balanced(
  name: string,
  terms: readonly Expr[],
  signs: readonly { readonly at: number }[],
  from: number,
  to: number,
): Expr {
  if (from === to) return terms[from] ?? literal(0, null)
  const mid = Math.floor((from + to + 1) / 2)
  const left = balanced(name, terms, signs, from, mid - 1)
  const right = balanced(name, terms, signs, mid, to)
  return call(signs[mid - 1]?.at ?? 0, name, left, right)
}

/** The dotted name that a chain of fields is, such as `optional` or `a.b`. */
export function dottedName(expr: Expr): string | undefined {
  if (expr.kind === 'ident') return expr.name
  if (expr.kind !== 'select' || expr.test) return undefined
  const inner = dottedName(expr.operand)
  return inner === undefined ? undefined : `${inner}.${expr.field}`
}

/** The parts of an expression, from left to right. */
export function partsOf(expr: Expr): readonly Expr[] {
  switch (expr.kind) {
    case 'literal':
    case 'ident':
      return []
    case 'select':
      return [expr.operand]
    case 'call':
      return expr.target === undefined ? expr.args : [expr.target, ...expr.args]
    case 'list':
      return expr.items.map(item => item.value)
    case 'map':
      return expr.entries.flatMap(({ key, value }) => [key, value])
    case 'struct':
      return expr.fields.map(field => field.value)
    case 'loop':
      return [expr.range, expr.init, expr.condition, expr.step, expr.result]
  }
}

/** Every expression within one, itself first. */
export function* exprsIn(expr: Expr): Generator<Expr> {
  const waiting = [expr]
  for (let one = waiting.pop(); one !== undefined; one = waiting.pop()) {
    yield one
    for (const part of [...partsOf(one)].reverse()) waiting.push(part)
  }
}

/** Whether an expression uses a name. */
export function mentions(expr: Expr, name: string): boolean {
  for (const one of exprsIn(expr)) if (one.kind === 'ident' && one.name === name) return true
  return false
}
