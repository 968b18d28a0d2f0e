// The tokens of an expression as they are read, and what is said where one is not what was expected: a token
// too many is left out, one too few is put in where the next one follows it, and else reading ends.
import type { Flaw } from './flaws.ts'
import { EOF, shown, type Token } from './lexer.ts'

/** Nothing can be made of the rest. */
export class Unreadable extends Error {}

/** The order in which expected tokens are told. */
const ORDER = [
  ...['==', '!=', 'in', '<', '<=', '>=', '>', '&&', '||', '[', ']', '{', '}', '(', ')', '.', ','],
  ...['-', '!', '?', ':', '+', '*', '/', '%', 'true', 'false', 'null'],
  ...['NUM_FLOAT', 'NUM_INT', 'NUM_UINT', 'STRING', 'BYTES', 'IDENTIFIER', 'ESC_IDENTIFIER'],
]

/** What an expression may begin with. */
export const STARTS: readonly string[] = [
  ...['[', '{', '(', '.', '-', '!', 'true', 'false', 'null'],
  ...['NUM_FLOAT', 'NUM_INT', 'NUM_UINT', 'STRING', 'BYTES', 'IDENTIFIER'],
]

/** What an operand without a sign before it may begin with; `-` begins numbers. */
export const OPERANDS: readonly string[] = STARTS.filter(type => type !== '!')

/** What may come after an expression, whatever is around it. */
const AFTER: ReadonlySet<string> = new Set([
  ...['==', '!=', 'in', '<', '<=', '>=', '>', '&&', '||', '[', ']', '}', ')', '.', ','],
  ...['-', '?', ':', '+', '*', '/', '%', EOF],
])

function expectedText(types: readonly string[]): string {
  const [only] = types
  if (types.length === 1) return quoted(only ?? '')
  const sorted = [...types].sort((a, b) => ORDER.indexOf(a) - ORDER.indexOf(b))
  return `{${sorted.map(quoted).join(', ')}}`
}

const quoted = (type: string): string => (/^[A-Z_]+$|^<EOF>$/.test(type) ? type : `'${type}'`)

export class Reading {
  readonly flaws: Flaw[]
  readonly #text: string
  readonly #tokens: readonly Token[]
  #next = 0
  /** The last flaw was not overcome yet: no more is said until a token fits. */
  #lost = false

  constructor(text: string, tokens: readonly Token[], flaws: Flaw[]) {
    this.#text = text
    this.#tokens = tokens
    this.flaws = flaws
  }

  peek(ahead = 0): Token {
    const last = this.#tokens.at(-1) ?? { type: EOF, text: EOF, at: this.#text.length }
    return this.#tokens[this.#next + ahead] ?? last
  }

  is(...types: readonly string[]): boolean {
    return types.includes(this.peek().type)
  }

  take(): Token {
    const token = this.peek()
    if (token.type !== EOF) this.#next++
    this.#lost = false
    return token
  }

  /** The token, if it is the next one. */
  accept(type: string): Token | undefined {
    return this.is(type) ? this.take() : undefined
  }

  flaw(at: number, text: string): void {
    this.flaws.push({ at, text })
  }

  #syntax(at: number, text: string): void {
    if (!this.#lost) this.flaw(at, `Syntax error: ${text}`)
  }

  /** The next token must be this one. @throws Unreadable */
  expect(type: string): Token {
    if (this.is(type)) return this.take()
    const token = this.peek()
    if (this.peek(1).type === type && token.type !== EOF) {
      this.#syntax(token.at, `extraneous input '${shown(token.text)}' expecting ${quoted(type)}`)
      this.#next++
      return this.take()
    }
    const follows = type === ':' ? STARTS.includes(token.type) : AFTER.has(token.type)
    if (type !== EOF && follows) {
      this.#syntax(token.at, `missing ${quoted(type)} at '${shown(token.text)}'`)
      this.#lost = true
      return { type, text: type, at: token.at }
    }
    throw this.mismatch([type])
  }

  /** One of several must come next; one token too many is left out. */
  sync(types: readonly string[]): boolean {
    if (this.is(...types)) return true
    const token = this.peek()
    if (token.type !== EOF && types.includes(this.peek(1).type)) {
      this.#syntax(
        token.at,
        `extraneous input '${shown(token.text)}' expecting ${expectedText(types)}`,
      )
      this.#next++
      this.#lost = false
      return true
    }
    return false
  }

  mismatch(types: readonly string[]): Unreadable {
    const token = this.peek()
    this.#syntax(
      token.at,
      `mismatched input '${shown(token.text)}' expecting ${expectedText(types)}`,
    )
    this.#lost = true
    return new Unreadable()
  }

  /** What follows signs such as `!` that may be repeated is none of them and nothing that they go with. */
  unwanted(types: readonly string[]): Unreadable {
    const token = this.peek()
    this.#syntax(
      token.at,
      `extraneous input '${shown(token.text)}' expecting ${expectedText(types)}`,
    )
    this.#lost = true
    return new Unreadable()
  }

  /** Tokens from `ahead` on lead nowhere. */
  noWay(from: number, ahead: number): Unreadable {
    const last = this.peek(ahead)
    const end = last.type === EOF ? last.at : last.at + last.text.length
    const text = this.#text.slice(from, end)
    const cut = last.type === EOF ? text.trimEnd() : text
    this.#syntax(last.at, `no viable alternative at input '${shown(cut)}'`)
    this.#lost = true
    this.#next += ahead
    return new Unreadable()
  }

  /** Goes on where something follows that may follow an expression. */
  recover(): void {
    while (!AFTER.has(this.peek().type)) this.#next++
  }
}
