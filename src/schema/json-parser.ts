// The slow way to read JSON: it notices doubled keys and how numbers were written, and says what is
// wrong in the words of Go's scanner. Only bodies in which something is odd come here.
import { goQuote } from '../meta/field-errors.ts'
import { type Entry, noteEntries, noteLiteral } from './json-notes.ts'

/** A body of JSON. */
export interface ParsedJson {
  readonly value: unknown
  /** Paths of keys that stand twice in one object, such as `spec.containers[0].image`; the last one counts. */
  readonly duplicates: readonly string[]
}

/** Text that is no JSON; the message is Go's. */
export class JsonSyntaxError extends SyntaxError {}

const DUPLICATES_MAX = 100
const DEPTH_MAX = 10_000

/** Reads JSON; see `json-notes.ts` for what it notes. */
export function parseSlowly(text: string): ParsedJson {
  const parser = new Parser(text)
  return { value: parser.whole(), duplicates: parser.duplicates }
}

const SPACES = /[ \t\n\r]*/y
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y
// biome-ignore lint/suspicious/noControlCharactersInRegex: JSON forbids exactly these in strings
const STRING = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y

/** At the end of the text Go's scanner tries a space: where none may stand, it is the space that it complains of. */
const TAKES_NO_SPACE = /^in literal|numeric literal$|escape( code)?$/

class Parser {
  readonly duplicates: string[] = []
  readonly #text: string
  #at = 0
  #depth = 0
  /** How the number that was read last was written, if its value does not tell. */
  #odd: string | undefined

  constructor(text: string) {
    this.#text = text
  }

  whole(): unknown {
    this.#skipSpaces()
    const value = this.#value('')
    this.#skipSpaces()
    if (this.#at < this.#text.length) throw this.#unexpected('after top-level value')
    return value
  }

  #value(path: string): unknown {
    this.#odd = undefined
    const c = this.#text[this.#at]
    if (c === '{') return this.#nested(() => this.#object(path))
    if (c === '[') return this.#nested(() => this.#list(path))
    if (c === '"') return this.#string()
    if (c !== undefined && (c === '-' || (c >= '0' && c <= '9'))) return this.#number()
    if (c === 't') return this.#word('true', true)
    if (c === 'f') return this.#word('false', false)
    if (c === 'n') return this.#word('null', null)
    throw this.#unexpected('looking for beginning of value')
  }

  #nested(read: () => unknown): unknown {
    if (++this.#depth > DEPTH_MAX) throw new JsonSyntaxError('exceeded max depth')
    this.#at++
    this.#skipSpaces()
    const value = read()
    this.#depth--
    this.#odd = undefined
    return value
  }

  #object(path: string): Record<string, unknown> {
    const object: Record<string, unknown> = {}
    const entries: Entry[] = []
    let isDoubled = false
    if (this.#take('}')) return object
    for (;;) {
      if (this.#text[this.#at] !== '"')
        throw this.#unexpected('looking for beginning of object key string')
      const key = this.#string()
      const inner = path === '' ? key : `${path}.${key}`
      if (Object.hasOwn(object, key)) {
        isDoubled = true
        this.#noteDuplicate(inner)
      }
      this.#skipSpaces()
      if (!this.#take(':')) throw this.#unexpected('after object key')
      this.#skipSpaces()
      const value = this.#value(inner)
      Object.defineProperty(object, key, {
        value,
        enumerable: true,
        writable: true,
        configurable: true,
      })
      entries.push({ key, value, literal: this.#odd })
      noteLiteral(object, key, this.#odd)
      this.#skipSpaces()
      if (this.#take('}')) break
      if (!this.#take(',')) throw this.#unexpected('after object key:value pair')
      this.#skipSpaces()
    }
    if (isDoubled) noteEntries(object, entries)
    return object
  }

  #list(path: string): unknown[] {
    const list: unknown[] = []
    if (this.#take(']')) return list
    for (;;) {
      list.push(this.#value(`${path}[${list.length}]`))
      noteLiteral(list, list.length - 1, this.#odd)
      this.#skipSpaces()
      if (this.#take(']')) return list
      if (!this.#take(',')) throw this.#unexpected('after array element')
      this.#skipSpaces()
    }
  }

  #string(): string {
    STRING.lastIndex = this.#at
    const match = STRING.exec(this.#text)
    if (match === null) throw this.#brokenString()
    this.#at += match[0].length
    return JSON.parse(match[0]) as string
  }

  #number(): number {
    NUMBER.lastIndex = this.#at
    const written = NUMBER.exec(this.#text)?.[0]
    const next = this.#text[this.#at + (written?.length ?? 0)]
    const goesOn =
      (next === '.' && !/[.eE]/.test(written ?? '')) ||
      (/[eE]/.test(next ?? '') && !/[eE]/.test(written ?? ''))
    if (written === undefined || goesOn) throw this.#brokenNumber(written ?? '')
    this.#at += written.length
    const value = Number(written)
    if (String(value) !== written) this.#odd = written
    return value
  }

  #word<T>(word: string, value: T): T {
    for (let n = 1; n < word.length; n++) {
      if (this.#text[this.#at + n] === word[n]) continue
      this.#at += n
      throw this.#unexpected(`in literal ${word} (expecting '${word[n]}')`)
    }
    this.#at += word.length
    return value
  }

  #noteDuplicate(path: string): void {
    if (this.duplicates.length < DUPLICATES_MAX && !this.duplicates.includes(path))
      this.duplicates.push(path)
  }

  #take(c: string): boolean {
    if (this.#text[this.#at] !== c) return false
    this.#at++
    return true
  }

  #skipSpaces(): void {
    SPACES.lastIndex = this.#at
    this.#at += SPACES.exec(this.#text)?.[0].length ?? 0
  }

  #unexpected(where: string): JsonSyntaxError {
    const c = this.#text.codePointAt(this.#at)
    if (c === undefined && !TAKES_NO_SPACE.test(where))
      return new JsonSyntaxError('unexpected end of JSON input')
    // Go looks at bytes: of a sign beyond ASCII it names the first.
    const byte = Buffer.from(String.fromCodePoint(c ?? 0x20), 'utf8')[0] ?? 0
    return new JsonSyntaxError(`invalid character ${quotedByte(byte)} ${where}`)
  }

  #brokenString(): JsonSyntaxError {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: JSON forbids exactly these in strings
    const start = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*/y
    start.lastIndex = this.#at
    this.#at += start.exec(this.#text)?.[0].length ?? 0
    if (!this.#take('\\')) return this.#unexpected('in string literal')
    if (!this.#take('u')) return this.#unexpected('in string escape code')
    while (/[0-9a-fA-F]/.test(this.#text[this.#at] ?? '')) this.#at++
    return this.#unexpected('in \\u hexadecimal character escape')
  }

  #brokenNumber(written: string): JsonSyntaxError {
    this.#at += written.length
    if (written === '') {
      this.#at++
      return this.#unexpected('in numeric literal')
    }
    if (this.#take('.')) return this.#unexpected('after decimal point in numeric literal')
    this.#at++
    if (!this.#take('+')) this.#take('-')
    return this.#unexpected('in exponent of numeric literal')
  }
}

/** A byte between single quotes, as Go's scanner quotes it. */
function quotedByte(byte: number): string {
  const c = String.fromCharCode(byte)
  if (c === "'") return "'\\''"
  if (c === '"') return `'"'`
  return `'${goQuote(c).slice(1, -1)}'`
}
