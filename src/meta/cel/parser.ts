// The grammar of expressions: from tokens to a tree, with macros made into what they stand for.
import { balanced, call, type Entry, type Expr, type Field, type Item, literal } from './ast.ts'
import { type Flaw, tooDeep } from './flaws.ts'
import { EOF, type Token, tokensOf } from './lexer.ts'
import { readLiteral } from './literals.ts'
import { type Macros, memberMacro, standalone } from './macros.ts'
import { OPERANDS, Reading, STARTS, Unreadable } from './reading.ts'

const TEXT_MAX = 100_000

/** @param macros which families of macros there are, besides the standard ones */
export function parseExpression(text: string, macros: Macros = {}): { expr: Expr; flaws: Flaw[] } {
  if ([...text].length > TEXT_MAX) {
    const why = `expression code point size exceeds limit: size: ${[...text].length}, limit ${TEXT_MAX}`
    return { expr: literal(0, null), flaws: [{ at: 0, text: why }] }
  }
  const { tokens, flaws } = tokensOf(text)
  const parser = new Parser(new Reading(text, tokens, flaws), macros)
  return { expr: parser.whole(), flaws }
}

const DEPTH_MAX = 250

class TooDeep extends Error {}

const LEVELS: readonly (readonly string[])[] = [
  ['<', '<=', '>=', '>', '==', '!=', 'in'],
  ['+', '-'],
  ['*', '/', '%'],
]
/** Words that CEL keeps to itself: nothing can be called so. */
export const RESERVED: ReadonlySet<string> = new Set([
  ...['as', 'break', 'const', 'continue', 'else', 'false', 'for', 'function', 'if', 'import', 'in'],
  ...['let', 'loop', 'package', 'namespace', 'null', 'return', 'true', 'var', 'void', 'while'],
])

class Parser {
  readonly #in: Reading
  readonly #macros: Macros
  #depth = 0

  constructor(reading: Reading, macros: Macros) {
    this.#in = reading
    this.#macros = macros
  }

  whole(): Expr {
    try {
      const expr = this.#expr()
      this.#in.expect(EOF)
      return expr
    } catch (error) {
      if (error instanceof Unreadable || error instanceof TooDeep) return literal(0, null)
      throw error
    }
  }

  #expr(): Expr {
    if (++this.#depth > DEPTH_MAX) {
      this.#in.flaws.splice(0, Infinity, tooDeep)
      throw new TooDeep()
    }
    const expr = this.#ternary()
    this.#depth--
    return expr
  }

  #ternary(): Expr {
    const condition = this.#or()
    const question = this.#in.accept('?')
    if (question === undefined) return condition
    const yes = this.#or()
    this.#in.expect(':')
    return call(question.at, '_?_:_', condition, yes, this.#expr())
  }

  #or(): Expr {
    return this.#chain('||', () => this.#chain('&&', () => this.#binary()))
  }

  /** Chains of one operator are balanced, so that long ones are not deep. */
  #chain(type: '||' | '&&', operand: () => Expr): Expr {
    const terms = [operand()]
    const signs: Token[] = []
    for (let sign = this.#in.accept(type); sign !== undefined; sign = this.#in.accept(type)) {
      signs.push(sign)
      terms.push(operand())
    }
    return balanced(`_${type}_`, terms, signs, 0, terms.length - 1)
  }

  /** Operators of one binding strength, from left to right; those of the next bind more closely. */
  #binary(level = 0): Expr {
    const signs = LEVELS[level]
    if (signs === undefined) return this.#unary()
    let left = this.#binary(level + 1)
    while (this.#in.is(...signs)) {
      const { type, at } = this.#in.take()
      left = call(at, type === 'in' ? '@in' : `_${type}_`, left, this.#binary(level + 1))
    }
    return left
  }

  /** Something that cannot be read as an operand is told; reading goes on behind it. */
  #unary(): Expr {
    try {
      if (!this.#in.sync(STARTS)) throw this.#in.mismatch(STARTS)
      return this.#signed()
    } catch (error) {
      if (!(error instanceof Unreadable)) throw error
      this.#in.recover()
      return literal(0, null)
    }
  }

  #signed(): Expr {
    const { at } = this.#in.peek()
    let count = 0
    if (this.#in.is('!')) {
      for (; this.#in.is('!'); count++) this.#in.take()
      if (!this.#in.sync(OPERANDS)) throw this.#in.unwanted(STARTS)
      const operand = this.#member()
      return count % 2 === 0 ? operand : call(at, '!_', operand)
    }
    while (this.#in.peek(count).type === '-') count++
    const { type } = this.#in.peek(count)
    if (count > 0 && !OPERANDS.includes(type)) throw this.#in.noWay(at, count)
    // A sign right before a number is the number's own.
    const own = count > 0 && /^NUM_(INT|FLOAT)$/.test(type) ? 1 : 0
    for (let left = count - own; left > 0; left--) this.#in.take()
    const operand = this.#member()
    return (count - own) % 2 === 0 ? operand : call(at, '-_', operand)
  }

  #member(): Expr {
    let expr = this.#primary()
    for (;;) {
      if (this.#in.is('.')) expr = this.#selected(expr)
      else if (this.#in.is('[')) {
        const { at } = this.#in.take()
        this.#beginsWith([...STARTS, '?'])
        const optional = this.#in.accept('?') !== undefined
        const index = this.#expr()
        this.#in.expect(']')
        expr = call(at, optional ? '_[?_]' : '_[_]', expr, index)
      } else return expr
    }
  }

  #selected(operand: Expr): Expr {
    const next = this.#in.peek(1)
    if (!['?', 'IDENTIFIER', 'ESC_IDENTIFIER'].includes(next.type))
      throw this.#in.noWay(this.#in.peek().at, 1)
    const dot = this.#in.take()
    if (this.#in.accept('?') !== undefined) {
      const name = this.#fieldName()
      return call(dot.at, '_?._', operand, literal(dot.at, name))
    }
    const name = this.#fieldName()
    if (next.type !== 'IDENTIFIER' || !this.#in.is('('))
      return { kind: 'select', at: dot.at, operand, field: name, test: false }
    const open = this.#in.take()
    const args = this.#args()
    const expanded = memberMacro(this.#macros, name, operand, args, open.at, this.#in)
    return expanded ?? { kind: 'call', at: open.at, name, target: operand, args }
  }

  #fieldName(): string {
    const types = ['IDENTIFIER', 'ESC_IDENTIFIER']
    if (!this.#in.sync(types)) throw this.#in.mismatch(types)
    const { type, text, at } = this.#in.take()
    if (type === 'IDENTIFIER') return text
    this.#in.flaw(at, "unsupported syntax: '`'")
    return text.slice(1, -1)
  }

  #beginsWith(types: readonly string[]): void {
    if (!this.#in.sync(types)) throw this.#in.mismatch(types)
  }

  #args(): Expr[] {
    const args: Expr[] = []
    this.#beginsWith([...STARTS, ')'])
    if (!this.#in.is(')')) {
      args.push(this.#expr())
      while (this.#in.accept(',') !== undefined) args.push(this.#expr())
    }
    this.#in.expect(')')
    return args
  }

  #primary(): Expr {
    if (!this.#in.sync(OPERANDS)) throw this.#in.mismatch(OPERANDS)
    const token = this.#in.peek()
    switch (token.type) {
      case '(': {
        this.#in.take()
        const inner = this.#expr()
        this.#in.expect(')')
        return inner
      }
      case '[':
        return this.#list()
      case '{':
        return this.#map()
      case '.':
        if (this.#in.peek(1).type !== 'IDENTIFIER') throw this.#in.noWay(token.at, 1)
        this.#in.take()
        return this.#named('.')
      case 'IDENTIFIER':
        return this.#named('')
      default:
        return readLiteral(this.#in)
    }
  }

  #named(lead: string): Expr {
    const struct = this.#structName()
    if (struct !== undefined) return this.#struct(`${lead}${struct}`)
    const { text, at } = this.#in.take()
    const name = `${lead}${text}`
    if (this.#in.is('(')) {
      const open = this.#in.take()
      const args = this.#args()
      return standalone(name, args, open.at, this.#in) ?? call(open.at, name, ...args)
    }
    if (RESERVED.has(text)) this.#in.flaw(at, `reserved identifier: ${text}`)
    return { kind: 'ident', at, name }
  }

  /** `a.b` where `{` follows. */
  #structName(): string | undefined {
    let ahead = 1
    while (this.#in.peek(ahead).type === '.' && this.#in.peek(ahead + 1).type === 'IDENTIFIER')
      ahead += 2
    if (this.#in.peek(ahead).type !== '{') return undefined
    let name = ''
    for (let left = ahead; left > 0; left--) name += this.#in.take().text
    return name
  }

  #struct(name: string): Expr {
    const open = this.#in.expect('{')
    const fields: Field[] = []
    this.#beginsWith(['?', '}', ',', 'IDENTIFIER', 'ESC_IDENTIFIER'])
    while (!this.#in.is('}', ',')) {
      const optional = this.#in.accept('?') !== undefined
      const field = this.#fieldName()
      const { at } = this.#in.expect(':')
      fields.push({ at, name: field, value: this.#expr(), optional })
      if (!this.#more('}')) break
    }
    this.#close('}')
    return { kind: 'struct', at: open.at, name, fields }
  }

  #list(): Expr {
    const open = this.#in.take()
    const items: Item[] = []
    this.#beginsWith([...STARTS, ']', ',', '?'])
    while (!this.#in.is(']', ',')) {
      const optional = this.#in.accept('?') !== undefined
      items.push({ value: this.#expr(), optional })
      if (!this.#more(']')) break
    }
    this.#close(']')
    return { kind: 'list', at: open.at, items }
  }

  #map(): Expr {
    const open = this.#in.take()
    const entries: Entry[] = []
    this.#beginsWith([...STARTS, '}', ',', '?'])
    while (!this.#in.is('}', ',')) {
      const optional = this.#in.accept('?') !== undefined
      const key = this.#expr()
      const { at } = this.#in.expect(':')
      entries.push({ at, key, value: this.#expr(), optional })
      if (!this.#more('}')) break
    }
    this.#close('}')
    return { kind: 'map', at: open.at, entries }
  }

  /** Whether a comma leads to another part; one before the end leads to none. */
  #more(end: string): boolean {
    if (!this.#in.is(',')) return false
    const { type } = this.#in.peek(1)
    if (type === end || !(STARTS.includes(type) || ['?', 'ESC_IDENTIFIER'].includes(type)))
      return false
    this.#in.take()
    return true
  }

  #close(end: string): void {
    this.#beginsWith([end, ','])
    this.#in.accept(',')
    this.#in.expect(end)
  }
}
