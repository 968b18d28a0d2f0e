// Whether an expression fits the types that it is about; follows cel-go's checker. All flaws are told.
import {
  assign,
  assignAll,
  type Bindings,
  hasVariable,
  moreGeneral,
  sameType,
  substitute,
} from './assign.ts'
import { type Call, dottedName, type Expr, type Loop, type Struct } from './ast.ts'
import { Complaints } from './complaints.ts'
import type { Overload } from './declare.ts'
import type { Environment } from './environment.ts'
import type { Flaw } from './flaws.ts'
import { literalType } from './literal-type.ts'
import {
  BOOL,
  DYN,
  ERROR,
  INT,
  isDyn,
  listOf,
  mapOf,
  NAMED_TYPES,
  optionalOf,
  type Type,
  typeText,
} from './types.ts'

/** What was found about an expression and its parts. */
export interface Checked {
  readonly type: Type
  readonly flaws: readonly Flaw[]
  typeOf(expr: Expr): Type
  /** The functions that a call may come to. */
  overloadsOf(expr: Expr): readonly Overload[]
}

type Names = ReadonlyMap<string, Type>

export function checkExpression(expr: Expr, environment: Environment): Checked {
  const checker = new Checker(environment)
  const type = checker.check(expr, environment.variables)
  return checker.outcome(type)
}

class Checker {
  readonly #environment: Environment
  readonly #complaints = new Complaints()
  readonly #types = new Map<Expr, Type>()
  readonly #overloads = new Map<Expr, readonly Overload[]>()
  #bound: Bindings = new Map()
  #free = 0

  constructor(environment: Environment) {
    this.#environment = environment
  }

  outcome(type: Type): Checked {
    const final = (one: Type): Type => substitute(this.#bound, one, true)
    return {
      type: final(type),
      flaws: this.#complaints.flaws,
      typeOf: expr => final(this.#types.get(expr) ?? DYN),
      overloadsOf: expr => this.#overloads.get(expr) ?? [],
    }
  }

  check(expr: Expr, names: Names): Type {
    const type = this.#typed(expr, names)
    this.#types.set(expr, type)
    return type
  }

  #typed(expr: Expr, names: Names): Type {
    switch (expr.kind) {
      case 'literal':
        return literalType(expr.value)
      case 'ident':
        return this.#ident(expr.at, expr.name, names)
      case 'select': {
        const dotted = expr.test ? '' : (dottedName(expr) ?? '')
        const variable = names.get(dotted)
        if (variable !== undefined) return variable
        const named = NAMED_TYPES.get(dotted)
        if (named !== undefined) return { sort: 'type', of: named }
        const type = this.#field(expr.at, this.check(expr.operand, names), expr.field, false)
        return expr.test ? BOOL : substitute(this.#bound, type, false)
      }
      case 'call':
        return this.#call(expr, names)
      case 'list':
        return listOf(
          expr.items.reduce<Type | undefined>(
            (type, item) => this.#join(item, type, names),
            undefined,
          ) ?? this.#freeType(),
        )
      case 'map': {
        let key: Type | undefined
        let value: Type | undefined
        for (const entry of expr.entries) {
          key = this.#join({ value: entry.key, optional: false }, key, names)
          value = this.#join(entry, value, names)
        }
        return mapOf(key ?? this.#freeType(), value ?? this.#freeType())
      }
      case 'struct':
        return this.#struct(expr, names)
      case 'loop':
        return this.#loop(expr, names)
    }
  }

  #freeType(): Type {
    return { sort: 'param', name: `_var${this.#free++}` }
  }

  #mayStand(a: Type, b: Type): boolean {
    const bound = assign(this.#bound, a, b)
    if (bound !== undefined) this.#bound = bound
    return bound !== undefined
  }

  #ident(at: number, name: string, names: Names): Type {
    const plain = name.replace(/^\./, '')
    const type = names.get(plain)
    if (type !== undefined) return type
    const named = NAMED_TYPES.get(plain) ?? this.#environment.structs?.get(plain)
    return named === undefined ? this.#complaints.undeclared(at, name) : { sort: 'type', of: named }
  }

  #field(at: number, operand: Type, name: string, optional: boolean): Type {
    const outer = substitute(this.#bound, operand, false)
    const isOptional = outer.sort === 'optional'
    const found = this.#fieldOf(at, isOptional ? outer.of : outer, name)
    return isOptional || optional ? optionalOf(found) : found
  }

  #fieldOf(at: number, type: Type, name: string): Type {
    switch (type.sort) {
      case 'map':
        return type.of
      case 'object':
        return type.field(name) ?? this.#complaints.flaw(at, `undefined field '${name}'`)
      case 'param':
        this.#mayStand(DYN, type)
        return DYN
      default:
        if (!isDyn(type))
          this.#complaints.flaw(at, `type '${typeText(type)}' does not support field selection`)
        return DYN
    }
  }

  #call(expr: Call, names: Names): Type {
    const { name, target, args, at } = expr
    if (name === '_?._' && target === undefined) {
      const [operand, field] = args as [Expr, Expr]
      const text = field.kind === 'literal' ? String(field.value) : ''
      const type = this.#field(at, this.check(operand, names), text, true)
      return substitute(this.#bound, type, false)
    }
    const types = args.map(arg => this.check(arg, names))
    const { functions } = this.#environment
    if (target === undefined) {
      const overloads = functions.get(name.replace(/^\./, ''))
      return overloads === undefined
        ? this.#complaints.undeclared(at, name)
        : this.#resolved(expr, overloads, types, false)
    }
    const space = dottedName(target)
    const qualified = space === undefined ? undefined : functions.get(`${space}.${name}`)
    if (qualified !== undefined) return this.#resolved(expr, qualified, types, false)
    const receiver = this.check(target, names)
    const overloads = functions.get(name)
    if (overloads === undefined) return this.#complaints.undeclared(at, name)
    return this.#resolved(expr, overloads, [receiver, ...types], true)
  }

  #resolved(
    expr: Call,
    overloads: readonly Overload[],
    types: readonly Type[],
    isMethod: boolean,
  ): Type {
    const fitting: Overload[] = []
    let result: Type | undefined
    if (/^_(&&|[|][|])_$/.test(expr.name)) return this.#logical(expr, overloads, types)
    for (const overload of overloads) {
      if (overload.isMethod !== isMethod) continue
      const fresh = this.#fresh(overload)
      const bound = assignAll(this.#bound, types, fresh.args)
      if (bound === undefined) continue
      this.#bound = bound
      fitting.push(overload)
      const found = substitute(bound, fresh.result, false)
      if (result === undefined) result = found
      else if (!isDyn(result) && !sameType(result, found)) result = DYN
    }
    this.#overloads.set(expr, fitting)
    if (result !== undefined) return result
    const shown = types.map(type => substitute(this.#bound, type, true))
    return this.#complaints.noOverload(expr.at, overloads[0]?.name ?? '', shown, isMethod)
  }

  #logical(expr: Call, overloads: readonly Overload[], types: readonly Type[]): Type {
    this.#overloads.set(expr, overloads)
    let fine = true
    for (const [index, type] of types.entries()) {
      if (this.#mayStand(type, BOOL)) continue
      fine = false
      this.#complaints.mismatch(expr.args[index]?.at ?? expr.at, BOOL, type)
    }
    return fine ? BOOL : ERROR
  }

  /** The types of an overload with variables of its own. */
  #fresh({ args, result }: Overload): { args: readonly Type[]; result: Type } {
    const own = new Map<string, Type>()
    for (const name of 'ABKVT')
      if ([...args, result].some(type => hasVariable(type, name))) own.set(name, this.#freeType())
    if (own.size === 0) return { args, result }
    return {
      args: args.map(type => substitute(own, type, false)),
      result: substitute(own, result, false),
    }
  }

  /** The type that several values have in common. */
  #join(
    { value, optional }: { value: Expr; optional: boolean },
    known: Type | undefined,
    names: Names,
  ): Type {
    let type = this.check(value, names)
    if (optional) {
      if (type.sort === 'optional') type = type.of
      else if (!isDyn(type)) this.#complaints.mismatch(value.at, optionalOf(type), type)
    }
    if (known === undefined) return type
    // What differs is told once all types fit, as `format` may be given what differs.
    return this.#mayStand(known, type) ? moreGeneral(known, type) : DYN
  }

  #struct(expr: Struct, names: Names): Type {
    const type = this.#environment.structs?.get(expr.name.replace(/^\./, ''))
    if (type === undefined) return this.#complaints.undeclared(expr.at, expr.name)
    for (const { at, name, value, optional } of expr.fields) {
      let found = this.check(value, names)
      const wanted =
        (type.sort === 'object' ? type.field(name) : undefined) ??
        this.#complaints.flaw(at, `undefined field '${name}'`)
      if (optional) {
        if (found.sort === 'optional') found = found.of
        else if (!isDyn(found)) this.#complaints.mismatch(value.at, optionalOf(found), found)
      }
      if (!this.#mayStand(wanted, found))
        this.#complaints.flaw(
          at,
          `expected type of field '${name}' is '${typeText(wanted)}' but provided type is '${typeText(found)}'`,
        )
    }
    return type
  }

  #loop(expr: Loop, names: Names): Type {
    const range = substitute(this.#bound, this.check(expr.range, names), false)
    const accu = this.check(expr.init, names)
    const outer = new Map([...names, [expr.accu, accu]])
    const [first, second] = this.#itemTypes(expr, range)
    const [one = '', two] = expr.names
    const inner = new Map(outer)
    if (two === undefined) inner.set(one, range.sort === 'list' ? second : first)
    else inner.set(one, first).set(two, second)
    this.#must(expr.condition, BOOL, inner)
    this.#must(expr.step, accu, inner)
    return substitute(this.#bound, this.check(expr.result, outer), false)
  }

  #itemTypes(expr: Loop, range: Type): [first: Type, second: Type] {
    if (range.sort === 'list') return [INT, range.of]
    if (range.sort === 'map') return [range.key, range.of]
    if (isDyn(range) || range.sort === 'param') {
      this.#mayStand(DYN, range)
      return [DYN, DYN]
    }
    this.#complaints.flaw(
      expr.range.at,
      `expression of type '${typeText(range)}' cannot be range of a comprehension (must be list, map, or dynamic)`,
    )
    return [ERROR, ERROR]
  }

  #must(expr: Expr, wanted: Type, names: Names): void {
    const found = this.check(expr, names)
    if (!this.#mayStand(wanted, found)) this.#complaints.mismatch(expr.at, wanted, found)
  }
}
