// Computes a tree. Errors are values of the logic: `||` and `&&` pass over one that does not matter, as do
// `all` and `exists`. What it costs is counted while it goes, and ends it when it is too much.

import { callCost, resultCost } from './actual-cost.ts'
import { type Call, dottedName, type Expr, type Select, type Struct } from './ast.ts'
import type { Checked } from './check.ts'
import { noSuchOverload } from './dispatch.ts'
import type { Environment } from './environment.ts'
import { runLoop } from './loop.ts'
import { isThere, optionallyAt, optionalMember, qualified } from './qualify.ts'
import type { Scope } from './scope.ts'
import { NAMED_TYPES } from './types.ts'
import {
  CelError,
  keyOf,
  type MapValue,
  mapValue,
  noOverload,
  Optional,
  some,
  TypeValue,
} from './values.ts'

/** Nothing may cost more than this by itself. */
const CALL_MAX = 1_000_000

/** @throws CelError */
export function evaluate(
  expr: Expr,
  checked: Checked,
  environment: Environment,
  scope: Scope,
): { value: unknown; cost: number } {
  const evaluation = new Evaluation(checked, environment)
  try {
    const value = evaluation.run(expr, scope)
    return { value, cost: evaluation.cost }
  } catch (error) {
    // Deeper than the stack, or a text or a list longer than there can be.
    if (error instanceof RangeError) throw tooCostly()
    throw error
  }
}

const tooCostly = (): TooCostly => new TooCostly('operation cancelled: actual cost limit exceeded')

export class Evaluation {
  cost = 0
  readonly #checked: Checked
  readonly #environment: Environment

  constructor(checked: Checked, environment: Environment) {
    this.#checked = checked
    this.#environment = environment
  }

  spend(cost: number): void {
    this.cost += cost
    if (this.cost > CALL_MAX) throw tooCostly()
  }

  run(expr: Expr, scope: Scope): unknown {
    switch (expr.kind) {
      case 'literal':
        return expr.value
      case 'ident':
        this.spend(1)
        return named(expr.name, scope)
      case 'select':
        return this.#selected(expr, scope)
      case 'call':
        return this.#called(expr, scope)
      case 'list': {
        this.spend(10)
        const values: unknown[] = []
        for (const { value, optional } of expr.items) {
          const item = this.run(value, scope)
          if (!optional) values.push(item)
          else if (item instanceof Optional && item.has) values.push(item.value)
        }
        return values
      }
      case 'map':
        this.spend(30)
        return this.#map(expr.entries, scope)
      case 'struct':
        this.spend(40)
        return this.#struct(expr, scope)
      case 'loop':
        return runLoop(this, expr, scope)
    }
  }

  /** The value, or the error as one; what is too costly ends everything. */
  attempt(expr: Expr, scope: Scope): unknown {
    try {
      return this.run(expr, scope)
    } catch (error) {
      if (error instanceof CelError && !(error instanceof TooCostly)) return error
      throw error
    }
  }

  #selected(expr: Select, scope: Scope): unknown {
    const dotted = expr.test ? '' : (dottedName(expr) ?? '')
    if (NAMED_TYPES.has(dotted)) return new TypeValue(dotted)
    const variable = this.#environment.variables.has(dotted) ? scope.find(dotted) : undefined
    if (variable !== undefined) return variable.value
    const base = this.run(expr.operand, scope)
    if (expr.test) return isThere(base, expr.field)
    this.spend(1)
    if (base instanceof Optional) return optionalMember(base, expr.field)
    return qualified(base, expr.field)
  }

  #called(expr: Call, scope: Scope): unknown {
    const { name, args, target } = expr
    const [first, second, third] = args as [Expr, Expr, Expr]
    switch (name) {
      case '_&&_':
      case '_||_':
        return this.#logical(name === '_||_', first, second, scope)
      case '_?_:_': {
        const condition = this.run(first, scope)
        if (typeof condition !== 'boolean') throw noOverload()
        return this.run(condition ? second : third, scope)
      }
      case '_?._': {
        this.spend(1)
        const base = this.run(first, scope)
        const field = second.kind === 'literal' ? String(second.value) : ''
        return optionalMember(base instanceof Optional ? base : some(base), field)
      }
    }
    const overloads = this.#overloadsOf(expr)
    const isMethod = overloads.some(overload => overload.isMethod)
    if (isMethod && target !== undefined && (name === 'or' || name === 'orValue')) {
      const base = this.run(target, scope)
      this.spend(1)
      if (!(base instanceof Optional)) return base
      if (base.has) return name === 'or' ? base : base.value
      return this.run(first, scope)
    }
    const values: unknown[] = []
    if (isMethod && target !== undefined) values.push(this.run(target, scope))
    for (const arg of args) values.push(this.run(arg, scope))
    const overload = overloads.find(one => one.accepts(values))
    if (overload === undefined) {
      if (name === '_[_]') return qualified(values[0], values[1])
      if (name === '_[?_]') return optionallyAt(values[0], values[1])
      throw noSuchOverload(isMethod ? name : (overloads[0]?.name ?? name), values)
    }
    this.spend(callCost(overload, values))
    const result = overload.run(...values)
    this.spend(resultCost(overload, result))
    return result
  }

  #overloadsOf(expr: Call) {
    const known = this.#checked.overloadsOf(expr)
    return known.length > 0 ? known : (this.#environment.functions.get(expr.name) ?? [])
  }

  /** The side that decides wins over an error of the other. */
  #logical(decides: boolean, left: Expr, right: Expr, scope: Scope): boolean {
    const first = this.attempt(left, scope)
    if (first === decides) return decides
    const second = this.attempt(right, scope)
    if (second === decides) return decides
    for (const one of [first, second]) if (one instanceof CelError) throw one
    if (typeof first !== 'boolean' || typeof second !== 'boolean') throw noOverload()
    return !decides
  }

  #map(entries: readonly { key: Expr; value: Expr; optional: boolean }[], scope: Scope): MapValue {
    const made: [unknown, unknown][] = []
    for (const { key, value, optional } of entries) {
      const name = this.run(key, scope)
      const item = this.run(value, scope)
      if (!optional) made.push([name, item])
      else if (item instanceof Optional && item.has) made.push([name, item.value])
    }
    // Of keys that are the same the last one counts.
    return mapValue([...new Map(made.map(one => [keyOf(one[0]), one])).values()])
  }

  #struct({ name, fields }: Struct, scope: Scope): MapValue {
    const made: [unknown, unknown][] = []
    for (const { name: field, value, optional } of fields) {
      const item = this.run(value, scope)
      const given = optional
        ? item instanceof Optional && item.has
          ? item.value
          : undefined
        : item
      if (given !== undefined) made.push([field, given])
    }
    return mapValue(made, name.replace(/^\./, ''))
  }
}

/** Ends the whole expression, whatever is around. */
export class TooCostly extends CelError {}

function named(name: string, scope: Scope): unknown {
  const plain = name.replace(/^\./, '')
  const found = scope.find(plain)
  if (found !== undefined) return found.value
  const type = NAMED_TYPES.get(plain)
  if (type !== undefined) return new TypeValue(plain)
  throw new CelError(`no such attribute(s): ${plain}`)
}
