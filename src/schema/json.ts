// Reading JSON: the engine's parser does the work; a survey of the text finds what it would hide:
// doubled keys, and numbers whose value does not give back how they were written.
import { JsonSyntaxError, type ParsedJson, parseSlowly } from './json-parser.ts'

export { JsonSyntaxError, type ParsedJson } from './json-parser.ts'

/** Reads JSON. Throws a JsonSyntaxError in the words of Go's parser. */
export function parseJson(written: string): ParsedJson {
  const text = SURROGATE.test(written) ? wellFormed(written) : written
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return parseSlowly(text)
  }
  const { keys, oddNumbers } = survey(text)
  if (!oddNumbers && keys === keysIn(value)) return { value, duplicates: [] }
  return parseSlowly(text)
}

const SURROGATE = /\\u[dD][89a-fA-F]/
const ESCAPES =
  /\\(?:u[dD][89abAB][\da-fA-F]{2}\\u[dD][c-fC-F][\da-fA-F]{2}|(u[dD][89a-fA-F][\da-fA-F]{2})|.)/gs

/** Half of a letter that takes two escapes is none: Go reads the sign for what cannot be read. */
function wellFormed(text: string): string {
  return text.replace(ESCAPES, (whole, half) => (half === undefined ? whole : '\\ufffd'))
}

const QUOTE = 0x22
const BACKSLASH = 0x5c
const COLON = 0x3a
/** Go's limit. */
const DEPTH_MAX = 10_000
/** More digits than this may not survive as a number. */
const DIGITS_MAX = 15

/** Counts keys in valid JSON, and tells whether a number is written in another way than it would be printed. */
function survey(text: string): { keys: number; oddNumbers: boolean } {
  let keys = 0
  let oddNumbers = false
  let digits = 0
  let depth = 0
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code === QUOTE) at = endOfString(text, at)
    else if (code === COLON) keys++
    else if (code === 0x7b || code === 0x5b) {
      if (++depth > DEPTH_MAX) throw new JsonSyntaxError('exceeded max depth')
    } else if (code === 0x7d || code === 0x5d) depth--
    if (code >= 0x30 && code <= 0x39) {
      if (++digits > DIGITS_MAX) oddNumbers = true
    } else {
      // `.`, `+`, and `e` or `E` after a digit: a fraction or an exponent.
      if (digits > 0 && (code === 0x2e || code === 0x65 || code === 0x45)) oddNumbers = true
      digits = 0
    }
  }
  return { keys, oddNumbers }
}

function endOfString(text: string, from: number): number {
  let at = text.indexOf('"', from + 1)
  while (text.charCodeAt(at - 1) === BACKSLASH && isEscaped(text, at))
    at = text.indexOf('"', at + 1)
  return at
}

function isEscaped(text: string, at: number): boolean {
  let first = at
  while (text.charCodeAt(first - 1) === BACKSLASH) first--
  return (at - first) % 2 === 1
}

/** How many keys there are, however deep; it does not call itself, for ten thousand levels are allowed. */
function keysIn(value: unknown): number {
  let count = 0
  const left: unknown[] = [value]
  while (left.length > 0) {
    const next = left.pop()
    if (typeof next !== 'object' || next === null) continue
    if (Array.isArray(next)) for (const item of next) pushNested(left, item)
    else
      for (const key in next) {
        count++
        pushNested(left, (next as Record<string, unknown>)[key])
      }
  }
  return count
}

function pushNested(left: unknown[], value: unknown): void {
  if (typeof value === 'object' && value !== null) left.push(value)
}
