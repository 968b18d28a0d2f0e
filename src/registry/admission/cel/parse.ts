// From text to a tree. The package parses; what expressions mean, and the words in which they fail, are the
// server's and stand beside. The syntax of typed objects (`Object.spec{replicas: 1}`), which the package does
// not know, is written as calls first.

import { type ASTNode, Environment } from '@marcbachmann/cel-js'
import { Uint } from './values.ts'

/** A node of the tree: an operator, its arguments, and where it stands in the text. */
export interface Node {
  readonly op: string
  readonly args: unknown
  readonly start: number
  readonly end: number
}

/** A text is no expression. */
export class CelSyntaxError extends Error {
  readonly at: number

  constructor(message: string, at: number) {
    super(message)
    this.at = at
  }
}

/** The value of a literal. */
export const literal = (value: unknown): unknown =>
  typeof value === 'object' && value !== null && value.constructor.name === 'UnsignedInt'
    ? new Uint(BigInt(value.valueOf() as bigint))
    : value

/** How typed objects are called in the tree. */
export const TYPED: Readonly<Record<string, string>> = {
  Object: '__Object',
  JSONPatch: '__JSONPatch',
}

const STARTS =
  "'.', '-', '!', 'true', 'false', 'null', NUM_FLOAT, NUM_INT, NUM_UINT, STRING, BYTES, IDENTIFIER"

/** What the server's parser says where a text ends too early. */
function unfinished(text: string): string {
  const last = text.trimEnd().at(-1) ?? ''
  if (last === '.') return "no viable alternative at input '.'"
  return `mismatched input '<EOF>' expecting {'[', '{', '(', ${last === '(' ? "')', " : ''}${STARTS}}`
}

const environment = new Environment({ unlistedVariablesAreDyn: true, enableOptionalTypes: true })

/** @throws CelSyntaxError */
export function parseCel(text: string): Node {
  try {
    return environment.parse(withCalls(text)).ast as ASTNode as Node
  } catch (error) {
    const { message, range } = error as Error & { range?: { start: number } }
    const at = range?.start ?? 0
    const why = at >= text.length ? unfinished(text) : message.split('\n', 1)[0]
    throw new CelSyntaxError(`Syntax error: ${why}`, at)
  }
}

/** Strings, the beginnings of typed objects, names before colons, braces, and all else letter by letter. */
const TOKENS =
  /[rRbB]{0,2}(?:"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*')|\b(Object|JSONPatch)(?:\.[A-Za-z_]\w*)*\s*\{|([A-Za-z_]\w*)(?=\s*:)|[\s\S]/g

/** `Object.a{b: 1}` becomes `__Object({"b": 1})`; the fields of typed objects are names, not expressions. */
function withCalls(text: string): string {
  if (!/\b(Object|JSONPatch)\b/.test(text)) return text
  /** Of each open bracket, whether it is a typed object's. */
  const open: boolean[] = []
  /** The last letter that is no blank. */
  let last = ''
  return text.replace(TOKENS, (token: string, type?: string, name?: string) => {
    const isField = name !== undefined && open.at(-1) === true && /[{,]/.test(last)
    last = token.trim() === '' ? last : (token.at(-1) ?? '')
    if (type !== undefined) {
      open.push(true)
      return `${TYPED[type]}({`
    }
    if (isField) return `"${name}"`
    if (token === '}') return open.pop() === true ? '})' : token
    if (/^[[({]$/.test(token)) open.push(false)
    else if (/^[\])]$/.test(token)) open.pop()
    return token
  })
}
