/** A piece of a word: as written, or to be replaced by the value of a variable or the output of a command. */
export interface Part {
  readonly kind: 'text' | 'variable' | 'command'
  readonly text: string
  /** Stays one word whatever it turns into. */
  readonly quoted: boolean
}

export type Token = { readonly word: readonly Part[] } | { readonly operator: string }

const OPERATORS = [
  '2>&1',
  '1>&2',
  '>&2',
  '2>>',
  '&&',
  '||',
  '>>',
  '1>',
  '2>',
  ';',
  '|',
  '&',
  '>',
  '<',
  '\n',
]

export class SyntaxTrouble extends Error {}

/** Cuts a line of shell into words and operators. @throws SyntaxTrouble */
export function tokensOf(text: string): Token[] {
  const tokens: Token[] = []
  let at = 0
  while (at < text.length) {
    const letter = text[at] ?? ''
    if (letter === ' ' || letter === '\t' || letter === '\r') at += 1
    else if (letter === '#') while (at < text.length && text[at] !== '\n') at += 1
    else {
      const operator = OPERATORS.find(one => text.startsWith(one, at))
      if (operator !== undefined) {
        tokens.push({ operator })
        at += operator.length
      } else {
        const word = new WordReader(text, at)
        tokens.push({ word: word.read() })
        at = word.at
      }
    }
  }
  return tokens
}

class WordReader {
  at: number
  readonly #text: string
  readonly #parts: Part[] = []

  constructor(text: string, at: number) {
    this.#text = text
    this.at = at
  }

  read(): readonly Part[] {
    for (;;) {
      const letter = this.#text[this.at] ?? ''
      if (letter === '' || ' \t\r\n;|&<>'.includes(letter)) return this.#parts
      if (letter === "'") this.#single()
      else if (letter === '"') this.#double()
      else if (letter === '$') this.#dollar(false)
      else if (letter === '`') this.#command('`', 1, false)
      else if (letter === '\\') this.#plain(true, 1)
      else this.#plain(false, 0)
    }
  }

  #add(kind: Part['kind'], text: string, quoted: boolean): void {
    this.#parts.push({ kind, text, quoted })
  }

  #plain(quoted: boolean, skip: number): void {
    this.#add('text', this.#text[this.at + skip] ?? '', quoted)
    this.at += skip + 1
  }

  #single(): void {
    const end = this.#text.indexOf("'", this.at + 1)
    if (end < 0) throw new SyntaxTrouble('unterminated quoted string')
    this.#add('text', this.#text.slice(this.at + 1, end), true)
    this.at = end + 1
  }

  #double(): void {
    this.#add('text', '', true)
    this.at += 1
    for (;;) {
      const letter = this.#text[this.at]
      if (letter === undefined) throw new SyntaxTrouble('unterminated quoted string')
      if (letter === '"') break
      if (letter === '$') this.#dollar(true)
      else if (letter === '`') this.#command('`', 1, true)
      else if (letter === '\\' && '"\\$`'.includes(this.#text[this.at + 1] ?? ' '))
        this.#plain(true, 1)
      else this.#plain(true, 0)
    }
    this.at += 1
  }

  #dollar(quoted: boolean): void {
    const rest = this.#text.slice(this.at)
    const [all, braced, plain] = /^\$(?:\{(\w+)\}|(\w+|[?#@*$]))/.exec(rest) ?? []
    if (rest.startsWith('$(')) this.#command(')', 2, quoted)
    else if (all === undefined) this.#plain(quoted, 0)
    else {
      this.#add('variable', braced ?? plain ?? '', quoted)
      this.at += all.length
    }
  }

  #command(end: string, skip: number, quoted: boolean): void {
    const from = this.at + skip
    let depth = 1
    let to = from
    for (; to < this.#text.length; to += 1) {
      if (end === ')' && this.#text[to] === '(') depth += 1
      if (this.#text[to] === end && --depth === 0) break
    }
    if (depth > 0) throw new SyntaxTrouble('unterminated command substitution')
    this.#add('command', this.#text.slice(from, to), quoted)
    this.at = to + 1
  }
}
