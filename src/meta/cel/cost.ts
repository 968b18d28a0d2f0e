// What an expression could cost at worst, by the measures of the real server: every step costs one, going
// through texts and lists costs by their sizes, and what has no bound costs without bound.
import { type Call, dottedName, type Expr, type Loop } from './ast.ts'
import { callEstimate, type Given } from './call-cost.ts'
import type { Checked } from './check.ts'
import { add, fixed, ONE, type Range, times, UNKNOWN, union, ZERO } from './estimate.ts'
import { NAMED_TYPES, type Type } from './types.ts'

/** How large the values can be that an expression is about. */
export interface Sizes {
  /** At most, by the fields from the outermost value; `@items`, `@keys` and `@values` lead into lists and maps. */
  max(path: readonly string[]): number | undefined
}

/** What is known of a list's or a map's parts. */
interface Parts {
  readonly sort: 'list' | 'map'
  readonly key: Range
  readonly value: Range
}

interface Local {
  readonly path: readonly string[]
  readonly size: Range | undefined
  readonly parts: Parts | undefined
}

export const worstCost = (expr: Expr, checked: Checked, sizes: Sizes): number =>
  new Coster(checked, sizes).cost(expr).max

const ACCU = '@result'

class Coster {
  readonly #checked: Checked
  readonly #limits: Sizes
  readonly #paths = new Map<Expr, readonly string[]>()
  readonly #sizes = new Map<Expr, Range>()
  readonly #parts = new Map<Expr, Parts>()
  readonly #locals = new Map<string, Local[]>()

  constructor(checked: Checked, limits: Sizes) {
    this.#checked = checked
    this.#limits = limits
  }

  cost(expr: Expr): Range {
    switch (expr.kind) {
      case 'literal':
        return ZERO
      case 'ident':
        this.#paths.set(expr, this.#local(expr.name)?.path ?? [expr.name])
        return ONE
      case 'select': {
        const dotted = expr.test ? '' : (dottedName(expr) ?? '')
        if (NAMED_TYPES.has(dotted)) {
          this.#paths.set(expr, [dotted])
          return ONE
        }
        const inner = this.cost(expr.operand)
        if (expr.test) return inner
        this.#paths.set(expr, [...this.#path(expr.operand), expr.field])
        const { sort } = this.#type(expr.operand)
        return sort === 'map' || sort === 'object' || sort === 'param' ? add(inner, ONE) : inner
      }
      case 'call':
        return this.#call(expr)
      case 'list': {
        const costs = expr.items.map(({ value }) => this.cost(value))
        const value = this.#range(expr.items.map(item => item.value))
        this.#parts.set(expr, { sort: 'list', key: ONE, value })
        return add(fixed(10), ...costs)
      }
      case 'map': {
        const costs = expr.entries.flatMap(({ key, value }) => [this.cost(key), this.cost(value)])
        const key = this.#range(expr.entries.map(entry => entry.key))
        const value = this.#range(expr.entries.map(entry => entry.value))
        this.#parts.set(expr, { sort: 'map', key, value })
        return add(fixed(30), ...costs)
      }
      case 'struct':
        return add(fixed(40), ...expr.fields.map(({ value }) => this.cost(value)))
      case 'loop':
        return expr.style === 'bind' ? this.#bind(expr) : this.#loop(expr)
    }
  }

  #range(exprs: readonly Expr[]): Range {
    if (exprs.length === 0) return ZERO
    return exprs.map(one => this.#sizeOrUnknown(one)).reduce(union)
  }

  #type(expr: Expr): Type {
    return this.#checked.typeOf(expr)
  }

  #local(name: string): Local | undefined {
    return this.#locals.get(name)?.at(-1)
  }

  #push(name: string, local: Local): void {
    this.#locals.set(name, [...(this.#locals.get(name) ?? []), local])
  }

  #pop(name: string): void {
    this.#locals.get(name)?.pop()
  }

  #path(expr: Expr): readonly string[] {
    const local = expr.kind === 'ident' ? this.#local(expr.name) : undefined
    return local?.path ?? this.#paths.get(expr) ?? []
  }

  #sizeOrUnknown(expr: Expr): Range {
    return this.#size(expr) ?? UNKNOWN
  }

  #size(expr: Expr): Range | undefined {
    const known = this.#sizes.get(expr) ?? writtenSize(expr)
    if (known !== undefined) return known
    const path = this.#path(expr)
    const max = path.length === 0 ? undefined : this.#limits.max(path.slice(1))
    if (max !== undefined) {
      const size = { min: 0, max }
      this.#sizes.set(expr, size)
      return size
    }
    if (isScalar(this.#type(expr))) return ONE
    return expr.kind === 'ident' ? this.#local(expr.name)?.size : undefined
  }

  #partsOf(expr: Expr): Parts | undefined {
    const known = this.#parts.get(expr)
    return known ?? (expr.kind === 'ident' ? this.#local(expr.name)?.parts : undefined)
  }

  #given(expr: Expr): Given {
    const type = this.#type(expr)
    const path = this.#path(expr)
    const rooted = path[0] === ACCU ? [] : path
    return {
      type,
      size: this.#sizeOrUnknown(expr),
      items: type.sort === 'list' ? this.#itemSize(type.of, rooted) : undefined,
      value: expr.kind === 'literal' ? expr.value : undefined,
    }
  }

  /** How long the texts of a list are. */
  #itemSize(type: Type, path: readonly string[]): Range | undefined {
    if (type.sort !== 'plain' || (type.name !== 'string' && type.name !== 'bytes')) return undefined
    const max = path.length === 0 ? undefined : this.#limits.max([...path.slice(1), '@items'])
    return max === undefined ? UNKNOWN : { min: 0, max }
  }

  #call(expr: Call): Range {
    const { name, args, target } = expr
    const [first, second, third] = args as [Expr, Expr, Expr]
    if (name === 'dyn' && first !== undefined) {
      const cost = add(ONE, this.cost(first))
      this.#copy(expr, first)
      return cost
    }
    const costs = args.map(arg => this.cost(arg))
    const sum = add(...costs)
    const [one = ZERO, two = ZERO, three = ZERO] = costs
    if (name === '_?._') return add(sum, ONE)
    const overloads = this.#checked.overloadsOf(expr)
    if (overloads.length === 0) return ZERO
    switch (name) {
      case '_&&_':
      case '_||_':
        return { min: one.min, max: one.max + two.max }
      case '_?_:_': {
        this.#sizes.set(expr, union(this.#sizeOrUnknown(second), this.#sizeOrUnknown(third)))
        this.#setParts(expr, both(this.#partsOf(second), this.#partsOf(third)))
        return add(one, union(two, three))
      }
      case '_+_':
        this.#setParts(expr, both(this.#partsOf(first), this.#partsOf(second)))
    }
    const isMethod = overloads.some(overload => overload.isMethod)
    const receiver = isMethod && target !== undefined ? [target] : []
    const own = add(...receiver.map(one => this.cost(one)))
    const given = [...receiver, ...args].map(one => this.#given(one))
    let cost: Range = { min: Number.POSITIVE_INFINITY, max: 0 }
    let size: Range | undefined
    for (const overload of overloads) {
      const estimate = callEstimate(overload, given)
      cost = union(cost, add(estimate.cost, sum))
      if (estimate.size !== undefined)
        size = size === undefined ? estimate.size : union(size, estimate.size)
      if (name === '_[_]' && first !== undefined) {
        const inner = overload.args[0]?.sort === 'list' ? '@items' : '@values'
        this.#paths.set(expr, [...this.#path(first), inner])
        size = this.#partsOf(first)?.value
      }
      size ??= this.#size(expr)
    }
    if (size !== undefined) this.#sizes.set(expr, size)
    return add(own, cost)
  }

  #setParts(expr: Expr, parts: Parts | undefined): void {
    if (parts !== undefined) this.#parts.set(expr, parts)
  }

  #copy(to: Expr, from: Expr): void {
    const size = this.#size(from)
    if (size !== undefined) this.#sizes.set(to, size)
    this.#setParts(to, this.#partsOf(from))
  }

  #localOf(expr: Expr): Local {
    return { path: this.#path(expr), size: this.#size(expr), parts: this.#partsOf(expr) }
  }

  #bind(expr: Loop): Range {
    const range = this.cost(expr.range)
    const init = this.cost(expr.init)
    this.#push(expr.accu, this.#localOf(expr.init))
    const result = this.cost(expr.result)
    this.#pop(expr.accu)
    this.#copy(expr, expr.result)
    return add(range, init, result)
  }

  #loop(expr: Loop): Range {
    const range = this.cost(expr.range)
    const init = this.cost(expr.init)
    this.#push(expr.accu, this.#localOf(expr.init))
    this.#pushItems(expr)
    const each = add(this.cost(expr.step), this.cost(expr.condition))
    for (const name of expr.names) this.#pop(name)
    const result = this.cost(expr.result)
    this.#pop(expr.accu)
    const count = this.#sizeOrUnknown(expr.range)
    if (expr.init.kind === 'literal') this.#sizes.set(expr, this.#sizeOrUnknown(expr.init))
    else {
      this.#sizes.set(expr, count)
      this.#setParts(expr, this.#partsOf(expr.step))
    }
    return add(range, init, result, times(count, each))
  }

  #pushItems({ names: [one = '', two], range }: Loop): void {
    const parts = this.#partsOf(range)
    const isList = (parts?.sort ?? this.#type(range).sort) === 'list'
    const path = this.#path(range)
    const key = {
      path: [...path, isList ? '@indices' : '@keys'],
      size: parts?.key,
      parts: undefined,
    }
    const value = {
      path: [...path, isList ? '@items' : '@values'],
      size: parts?.value,
      parts: undefined,
    }
    if (two === undefined) this.#push(one, isList ? value : key)
    else {
      this.#push(one, key)
      this.#push(two, value)
    }
  }
}

function both(a: Parts | undefined, b: Parts | undefined): Parts | undefined {
  if (a === undefined || b === undefined) return undefined
  return { sort: a.sort, key: union(a.key, b.key), value: union(a.value, b.value) }
}

function writtenSize(expr: Expr): Range | undefined {
  switch (expr.kind) {
    case 'literal': {
      const { value } = expr
      if (typeof value === 'string') return fixed([...value].length)
      return fixed(value instanceof Uint8Array ? value.length : 1)
    }
    case 'list':
      return fixed(expr.items.length)
    case 'map':
      return fixed(expr.entries.length)
    default:
      return undefined
  }
}

const SCALARS: ReadonlySet<string> = new Set([
  ...['bool', 'double', 'duration', 'int', 'timestamp', 'uint'],
])

const isScalar = (type: Type): boolean =>
  type.sort === 'optional' ? isScalar(type.of) : type.sort === 'plain' && SCALARS.has(type.name)
