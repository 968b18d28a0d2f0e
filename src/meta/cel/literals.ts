import { type Expr, literal } from './ast.ts'
import type { Reading } from './reading.ts'
import { Uint } from './values.ts'

/** Reads a number, a text or a word that stands for itself. */
export function readLiteral(reading: Reading): Expr {
  const sign = reading.accept('-')
  const { type, text, at: own } = reading.take()
  const at = sign?.at ?? own
  switch (type) {
    case 'true':
    case 'false':
      return literal(at, type === 'true')
    case 'null':
      return literal(at, null)
    case 'STRING':
      if (hasBadEscape(text)) reading.flaw(at, 'invalid unicode code point')
      return literal(at, textOf(text))
    case 'BYTES':
      return literal(at, bytesOf(text))
    default: {
      const value = numberOf(type, `${sign === undefined ? '' : '-'}${text}`)
      const what = { NUM_FLOAT: 'double', NUM_UINT: 'uint' }[type] ?? 'int'
      if (value === undefined) reading.flaw(at, `invalid ${what} literal`)
      return literal(at, value ?? 0n)
    }
  }
}

const INT_MIN = -(2n ** 63n)
const INT_MAX = 2n ** 63n - 1n
const UINT_MAX = 2n ** 64n - 1n

/** The value of a number; nothing when it does not fit. */
function numberOf(type: string, text: string): bigint | number | Uint | undefined {
  if (type === 'NUM_FLOAT') {
    const value = Number(text)
    return Number.isFinite(value) ? value : undefined
  }
  const sign = text.startsWith('-') ? -1n : 1n
  const digits = text.replace(/^-/, '').replace(/[uU]$/, '')
  const value = sign * BigInt(digits)
  if (type === 'NUM_UINT') return value > UINT_MAX ? undefined : new Uint(value)
  return value < INT_MIN || value > INT_MAX ? undefined : value
}

const SIMPLE: Readonly<Record<string, string>> = {
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
}

const ESCAPES =
  /\\(?:([0-7]{3})|[xX]([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([\s\S]))/g

/** Whether an escape stands for half a letter, or for more than there are. */
function hasBadEscape(token: string): boolean {
  const { body, raw } = unquoted(token)
  if (raw) return false
  return [...body.matchAll(ESCAPES)].some(([, , , short, long]) => {
    const code = Number.parseInt(short ?? long ?? '0', 16)
    return code > 0x10ffff || (code >= 0xd800 && code < 0xe000)
  })
}

/** What stands between the quotes of a text. */
function textOf(token: string): string {
  const { body, raw } = unquoted(token)
  if (raw) return body
  return body.replace(ESCAPES, (_, octal, hex, short, long, simple: string | undefined) => {
    if (simple !== undefined) return SIMPLE[simple] ?? simple
    const code =
      octal === undefined ? Number.parseInt(hex ?? short ?? long, 16) : Number.parseInt(octal, 8)
    return code > 0x10ffff ? '' : String.fromCodePoint(code)
  })
}

/** The bytes of a `b"…"`; there an escape by number is one byte, not a letter. */
function bytesOf(token: string): Uint8Array {
  const { body, raw } = unquoted(token.slice(1))
  if (raw) return new Uint8Array(Buffer.from(body))
  const parts: Buffer[] = []
  let last = 0
  for (const match of body.matchAll(ESCAPES)) {
    const [all, octal, hex, short, long, simple] = match
    parts.push(Buffer.from(body.slice(last, match.index)))
    last = match.index + all.length
    if (octal !== undefined) parts.push(Buffer.from([Number.parseInt(octal, 8)]))
    else if (hex !== undefined) parts.push(Buffer.from([Number.parseInt(hex, 16)]))
    else if (simple !== undefined) parts.push(Buffer.from(SIMPLE[simple] ?? simple))
    else parts.push(Buffer.from(String.fromCodePoint(Number.parseInt(short ?? long ?? '0', 16))))
  }
  return new Uint8Array(Buffer.concat([...parts, Buffer.from(body.slice(last))]))
}

function unquoted(token: string): { body: string; raw: boolean } {
  const raw = /^[rR]/.test(token)
  const text = raw ? token.slice(1) : token
  const quotes = /^("""|''')/.test(text) ? 3 : 1
  return { body: text.slice(quotes, -quotes), raw }
}
