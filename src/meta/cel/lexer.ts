// From text to tokens. Letters that begin no token are flaws, told as the real lexer does, and passed over.
import type { Flaw } from './flaws.ts'

export interface Token {
  /** What it is: a sign such as `(`, or NUM_INT, STRING, IDENTIFIER …, `<EOF>` at the end. */
  readonly type: string
  readonly text: string
  readonly at: number
}

export const EOF = '<EOF>'

const ESCAPE = String.raw`\\(?:[abfnrtv"'\\?\x60]|[0-3][0-7][0-7]|[xX][0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8})`

/** The forms of texts: quotes, what may stand within, and how far it goes when it is not closed. */
const TEXT = [
  String.raw`"""(?:${ESCAPE}|[^\\])*?"""`,
  String.raw`'''(?:${ESCAPE}|[^\\])*?'''`,
  String.raw`"(?:${ESCAPE}|[^\\"\n\r])*"`,
  String.raw`'(?:${ESCAPE}|[^\\'\n\r])*'`,
].join('|')
const RAW = [
  String.raw`"""[\s\S]*?"""`,
  String.raw`'''[\s\S]*?'''`,
  String.raw`"[^"\n\r]*"`,
  String.raw`'[^'\n\r]*'`,
].join('|')
const ANY_TEXT = `(?:${TEXT}|[rR](?:${RAW}))`

const sticky = (source: string): RegExp => new RegExp(source, 'y')

/** The kinds of tokens; the longest that fits is taken, the first of those that are as long. */
const KINDS: readonly (readonly [string, RegExp])[] = [
  ['', sticky(String.raw`[\t \r\n\f]+|//[^\n]*`)],
  [
    'NUM_FLOAT',
    sticky(String.raw`\d+\.\d+(?:[eE][+-]?\d+)?|\d+[eE][+-]?\d+|\.\d+(?:[eE][+-]?\d+)?`),
  ],
  ['NUM_UINT', sticky(String.raw`0x[0-9a-fA-F]+[uU]|\d+[uU]`)],
  ['NUM_INT', sticky(String.raw`0x[0-9a-fA-F]+|\d+`)],
  ['BYTES', sticky(`[bB]${ANY_TEXT}`)],
  ['STRING', sticky(ANY_TEXT)],
  ['SIGN', sticky(String.raw`==|!=|<=|>=|&&|\|\||[<>[\]{}().,\-!?:+*/%]`)],
  ['IDENTIFIER', sticky('[A-Za-z_][A-Za-z0-9_]*')],
  ['ESC_IDENTIFIER', sticky(String.raw`\x60[A-Za-z0-9_.\-/ ]+\x60`)],
]

/** What a token may begin with that then goes wrong: the text up to there, and one letter more. */
const BROKEN = [
  sticky(
    String.raw`[bB]?(?:"(?:${ESCAPE}|[^\\"\n\r])*|'(?:${ESCAPE}|[^\\'\n\r])*)(?:\\[xXuU]?[0-9a-fA-F]*)?[\s\S]?`,
  ),
  sticky(String.raw`[|&=][\s\S]?`),
  sticky(String.raw`\x60[A-Za-z0-9_.\-/ ]*[\s\S]?`),
]

const WORDS: ReadonlySet<string> = new Set(['in', 'true', 'false', 'null'])

export function tokensOf(text: string): { tokens: Token[]; flaws: Flaw[] } {
  const tokens: Token[] = []
  const flaws: Flaw[] = []
  let at = 0
  while (at < text.length) {
    const { type, length } = longestAt(text, at)
    const part = length > 0 ? text.slice(at, at + length) : brokenAt(text, at)
    if (length === 0)
      flaws.push({ at, text: `Syntax error: token recognition error at: '${shown(part)}'` })
    else if (type === 'SIGN' || WORDS.has(part)) tokens.push({ type: part, text: part, at })
    else if (type !== '') tokens.push({ type, text: part, at })
    at += part.length
  }
  tokens.push({ type: EOF, text: EOF, at: text.length })
  return { tokens, flaws }
}

function longestAt(text: string, at: number): { type: string; length: number } {
  let found = { type: '', length: 0 }
  for (const [type, pattern] of KINDS) {
    pattern.lastIndex = at
    const length = pattern.exec(text)?.[0].length ?? 0
    if (length > found.length) found = { type, length }
  }
  return found
}

function brokenAt(text: string, at: number): string {
  for (const pattern of BROKEN) {
    pattern.lastIndex = at
    const found = pattern.exec(text)?.[0]
    if (found !== undefined && found !== '') return found
  }
  return String.fromCodePoint(text.codePointAt(at) ?? 0)
}

/** Line breaks as the real lexer prints them. */
export const shown = (text: string): string =>
  text.replaceAll('\n', '\\n').replaceAll('\r', '\\r').replaceAll('\t', '\\t')
