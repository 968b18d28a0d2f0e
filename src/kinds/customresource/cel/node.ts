// CEL, as far as the rules of schemas need it: read by a package, checked against the types of a schema and
// computed here, because the words in which expressions fail are part of what the server answers.
import { type ASTNode, Environment } from '@marcbachmann/cel-js'
import { Uint } from './values.ts'

/** A node of an expression. `at` is where errors about it point to. */
export interface Node {
  readonly op: string
  readonly args: readonly unknown[]
  readonly at: number
  readonly start: number
  readonly end: number
}

/** Something is wrong at a place of an expression. */
export interface Flaw {
  readonly at: number
  readonly text: string
}

const reader = new Environment({
  unlistedVariablesAreDyn: true,
  enableOptionalTypes: true,
  homogeneousAggregateLiterals: false,
})

/** Reads an expression; a flaw tells why it is none. */
export function parseExpression(text: string): Node | Flaw {
  try {
    return nodeOf(reader.parse(text).ast, text)
  } catch (error) {
    const { message, range } = error as Error & { range?: { start: number } }
    const at = range?.start ?? 0
    return { at, text: `Syntax error: ${syntaxText(message.split('\n', 1)[0] ?? '', text, at)}` }
  }
}

const OPERANDS =
  "{'[', '{', '(', '.', '-', '!', 'true', 'false', 'null', NUM_FLOAT, NUM_INT, NUM_UINT, STRING, BYTES, IDENTIFIER}"

/** The reader's complaint in the words of the server's. */
function syntaxText(message: string, text: string, at: number): string {
  const token = at >= text.length ? '<EOF>' : (/^(\w+|\S)/.exec(text.slice(at))?.[0] ?? '')
  if (message.startsWith('Unexpected token') && token === '<EOF>')
    return `mismatched input '<EOF>' expecting ${OPERANDS}`
  if (message.startsWith('Unexpected token'))
    return `extraneous input '${token}' expecting ${OPERANDS}`
  if (message.includes('RPAREN')) return `missing ')' at '${token}'`
  if (message.includes('RBRACKET')) return `missing ']' at '${token}'`
  if (message.includes('RBRACE')) return `missing '}' at '${token}'`
  if (message.startsWith('Expected IDENTIFIER'))
    return `no viable alternative at input '${text.slice(at - 1, at)}${token}'`
  if (/^Unexpected character: '?\w/.test(message))
    return `extraneous input '${token}' expecting <EOF>`
  if (message.startsWith('Unexpected character') || message.startsWith('Unterminated'))
    return `token recognition error at: '${text.slice(at, at + 2)}'`
  return message
}

export const isFlaw = (found: Node | Flaw): found is Flaw => !('op' in found)

/** Integers without a sign are objects of the reader's own. */
const literal = (value: unknown): unknown =>
  typeof value !== 'object' || value === null || value instanceof Uint8Array
    ? value
    : new Uint(BigInt(String(value)))

const isAst = (value: unknown): value is ASTNode =>
  typeof value === 'object' && value !== null && 'op' in value && 'input' in value

function nodeOf(ast: ASTNode, text: string): Node {
  const { op, start, end } = ast
  const raw: unknown = ast.args
  const list = Array.isArray(raw) && op !== 'value' ? raw : [raw]
  const args = list.map(one => (op === 'value' ? literal(one) : converted(one, text)))
  return { op, args, start, end, at: place(op, args, start, text) }
}

function converted(value: unknown, text: string): unknown {
  if (isAst(value)) return nodeOf(value, text)
  return Array.isArray(value) ? value.map(one => converted(one, text)) : value
}

/** Members are pointed at by their dot, calls by their bracket, operators by themselves. */
function place(op: string, args: readonly unknown[], start: number, text: string): number {
  const first = args[0] as Node
  const second = args[1] as Node
  const from = (at: number, what: string): number => Math.max(text.indexOf(what, at), start)
  switch (op) {
    case '.':
    case '.?':
      return from(first.end, '.')
    case '[]':
    case '[?]':
      return from(first.end, '[')
    case 'call':
      return from(start, '(')
    case 'rcall':
      return from(from(second.end, String(args[0])) + String(args[0]).length, '(')
    case 'value':
    case 'id':
    case 'list':
    case 'map':
    case '!_':
    case '-_':
      return start
    case '?:':
      return from(first.end, '?')
    default:
      return from(first.end, op)
  }
}

/** Flaws as the server prints them: line and column, the line, and a mark below it. */
export function flawText(text: string, flaws: readonly Flaw[]): string {
  return flaws
    .map(({ at, text: what }) => {
      const before = text.slice(0, at)
      const line = before.split('\n').length
      const column = at - (before.lastIndexOf('\n') + 1)
      const shown = text.split('\n')[line - 1] ?? ''
      return `ERROR: <input>:${line}:${column + 1}: ${what}\n | ${shown}\n | ${'.'.repeat(column)}^`
    })
    .join('\n')
}
