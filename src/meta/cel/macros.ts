// Macros: calls that stand for longer expressions. What they become is what the real server makes of them, so
// that types, costs and errors are the same.
import {
  call,
  type Expr,
  type Item,
  ident,
  type Loop,
  type LoopStyle,
  literal,
  partsOf,
} from './ast.ts'

/** Families of macros that only some places have. */
export interface Macros {
  /** `cel.bind(x, 1, x + 1)` */
  readonly bindings?: boolean
}

interface Flaws {
  flaw(at: number, text: string): void
}

const ACCU = '@result'
const RESULT_NAMES: ReadonlySet<string> = new Set([ACCU, '__result__'])
const NOTHING: Expr = literal(0, null)

const list = (at: number, ...values: Expr[]): Expr => ({
  kind: 'list',
  at,
  items: values.map((value): Item => ({ value, optional: false })),
})

/** `has(a.b)`. */
export function standalone(
  name: string,
  args: readonly Expr[],
  at: number,
  flaws: Flaws,
): Expr | undefined {
  const [arg] = args
  if (name !== 'has' || args.length !== 1 || arg === undefined) return undefined
  if (arg.kind === 'select' && !arg.test) return { ...arg, at, test: true }
  flaws.flaw(arg.at, 'invalid argument to has() macro')
  return NOTHING
}

/** What a call of a method stands for; nothing when it is no macro. */
export function memberMacro(
  macros: Macros,
  name: string,
  target: Expr,
  args: readonly Expr[],
  at: number,
  flaws: Flaws,
): Expr | undefined {
  const macro = new Macro(target, args, at, flaws)
  switch (`${name}/${args.length}`) {
    case 'all/2':
    case 'exists/2':
    case 'exists_one/2':
      return macro.quantifier(name, 1)
    case 'all/3':
    case 'exists/3':
    case 'exists_one/3':
    case 'existsOne/3':
      return macro.quantifier(name, 2)
    case 'map/2':
    case 'map/3':
      return macro.mapped(target)
    case 'filter/2':
      return macro.filtered()
    case 'transformList/3':
    case 'transformList/4':
    case 'transformMap/3':
    case 'transformMap/4':
    case 'transformMapEntry/3':
    case 'transformMapEntry/4':
      return macro.transformed(name)
    case 'optMap/2':
    case 'optFlatMap/2':
      return macro.optional(name)
    case 'sortBy/2':
      return macro.sorted()
    case 'bind/3':
      if (!macros.bindings || target.kind !== 'ident' || target.name !== 'cel') return undefined
      return macro.bound()
    default:
      return undefined
  }
}

const SIZE_MAX = 10_000
const sizes = new WeakMap<Expr, number>()

/** Of how many expressions one is made, those counted twice that stand there twice. */
function sizeOf(expr: Expr): number {
  const known = sizes.get(expr) ?? partsOf(expr).reduce((sum, part) => sum + sizeOf(part), 1)
  sizes.set(expr, known)
  return known
}

class Macro {
  readonly #target: Expr
  readonly #args: readonly Expr[]
  readonly #at: number
  readonly #flaws: Flaws

  constructor(target: Expr, args: readonly Expr[], at: number, flaws: Flaws) {
    this.#target = target
    this.#args = args
    this.#at = at
    this.#flaws = flaws
  }

  #arg(index: number): Expr {
    return this.#args.at(index) ?? NOTHING
  }

  get #accu(): Expr {
    return ident(this.#at, ACCU)
  }

  #call(name: string, ...args: Expr[]): Expr {
    return call(this.#at, name, ...args)
  }

  #literal(value: unknown): Expr {
    return literal(this.#at, value)
  }

  /** The names that a macro binds; what is no name is told. */
  #names(count: number, what = 'argument must be a simple name'): readonly string[] | undefined {
    const names: string[] = []
    for (const arg of this.#args.slice(0, count)) {
      if (arg.kind !== 'ident') return this.#wrong(arg.at, what)
      names.push(arg.name)
    }
    if (count === 2 && names[0] === names[1])
      return this.#wrong(this.#arg(1).at, `duplicate variable name: ${names[0]}`)
    const taken = names.findIndex(name => RESULT_NAMES.has(name))
    if (taken >= 0)
      return this.#wrong(this.#arg(taken).at, 'iteration variable overwrites accumulator variable')
    return names
  }

  #wrong(at: number, text: string): undefined {
    this.#flaws.flaw(at, text)
    return undefined
  }

  #loop(
    style: LoopStyle,
    names: readonly string[],
    init: Expr,
    step: Expr,
    more: Partial<Loop> = {},
  ): Expr {
    return {
      kind: 'loop',
      at: this.#at,
      style,
      names,
      range: this.#target,
      accu: ACCU,
      init,
      condition: this.#literal(true),
      step,
      result: this.#accu,
      ...more,
    }
  }

  quantifier(name: string, count: number): Expr {
    const names = this.#names(count)
    if (names === undefined) return NOTHING
    const predicate = this.#arg(-1)
    if (name === 'all')
      return this.#loop(
        'all',
        names,
        this.#literal(true),
        this.#call('_&&_', this.#accu, predicate),
        { condition: this.#call('@not_strictly_false', this.#accu) },
      )
    if (name === 'exists')
      return this.#loop(
        'exists',
        names,
        this.#literal(false),
        this.#call('_||_', this.#accu, predicate),
        { condition: this.#call('@not_strictly_false', this.#call('!_', this.#accu)) },
      )
    const more = this.#call('_+_', this.#accu, this.#literal(1n))
    const step = this.#call('_?_:_', predicate, more, this.#accu)
    return this.#loop('existsOne', names, this.#literal(0n), step, {
      result: this.#call('_==_', this.#accu, this.#literal(1n)),
    })
  }

  mapped(range: Expr): Expr {
    const names = this.#names(1, 'argument is not an identifier')
    if (names === undefined) return NOTHING
    const added = this.#call('_+_', this.#accu, list(this.#at, this.#arg(-1)))
    const step =
      this.#args.length === 3 ? this.#call('_?_:_', this.#arg(1), added, this.#accu) : added
    return this.#loop('list', names, list(this.#at), step, { range })
  }

  filtered(): Expr {
    const names = this.#names(1, 'argument is not an identifier')
    if (names === undefined) return NOTHING
    const added = this.#call('_+_', this.#accu, list(this.#at, this.#arg(0)))
    const step = this.#call('_?_:_', this.#arg(1), added, this.#accu)
    return this.#loop('list', names, list(this.#at), step)
  }

  transformed(name: string): Expr {
    const names = this.#names(2)
    if (names === undefined) return NOTHING
    const [key = ''] = names
    const value = this.#arg(-1)
    const isList = name === 'transformList'
    const added = isList
      ? this.#call('_+_', this.#accu, list(this.#at, value))
      : name === 'transformMap'
        ? this.#call('cel.@mapInsert', this.#accu, ident(this.#at, key), value)
        : this.#call('cel.@mapInsert', this.#accu, value)
    const step =
      this.#args.length === 4 ? this.#call('_?_:_', this.#arg(2), added, this.#accu) : added
    const empty: Expr = { kind: 'map', at: this.#at, entries: [] }
    return this.#loop(isList ? 'list' : 'map', names, isList ? list(this.#at) : empty, step)
  }

  #method(target: Expr, name: string, ...args: Expr[]): Expr {
    return { kind: 'call', at: this.#at, name, target, args }
  }

  #bind(accu: string, init: Expr, result: Expr): Expr {
    return this.#loop('bind', ['#unused'], init, ident(this.#at, accu), {
      range: list(this.#at),
      condition: this.#literal(false),
      accu,
      result,
    })
  }

  optional(name: string): Expr {
    const arg = this.#arg(0)
    if (arg.kind !== 'ident') {
      this.#wrong(arg.at, `${name}() variable name must be a simple identifier`)
      return NOTHING
    }
    // What is asked for a value stands there twice: a chain of such macros would be twice as large with each.
    if (sizeOf(this.#target) > SIZE_MAX) {
      this.#wrong(this.#at, 'expression is too large')
      return NOTHING
    }
    const value = this.#method(this.#target, 'value')
    const inner = this.#bind(arg.name, value, this.#arg(1))
    return this.#call(
      '_?_:_',
      this.#method(this.#target, 'hasValue'),
      name === 'optMap' ? this.#call('optional.of', inner) : inner,
      this.#call('optional.none'),
    )
  }

  bound(): Expr {
    const arg = this.#arg(0)
    if (arg.kind === 'ident') return this.#bind(arg.name, this.#arg(1), this.#arg(2))
    this.#wrong(arg.at, 'cel.bind() variable names must be simple identifiers')
    return NOTHING
  }

  sorted(): Expr {
    const { kind, at } = this.#target
    if (!['list', 'select', 'ident', 'loop', 'call'].includes(kind)) {
      this.#wrong(
        at,
        'sortBy can only be applied to a list, identifier, comprehension, call or select expression',
      )
      return NOTHING
    }
    const input = ident(this.#at, '@__sortBy_input__')
    const keys = this.mapped(input)
    return this.#bind(
      '@__sortBy_input__',
      this.#target,
      this.#method(input, '@sortByAssociatedKeys', keys),
    )
  }
}
