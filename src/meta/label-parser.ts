// The string form of label selectors: `a=b,c in (x,y),!d,e>3`. The grammar and the complaints are
// those of apimachinery's `labels.Parse`.
import { type Cause, invalid } from './field-errors.ts'
import {
  type LabelOperator,
  type LabelRequirement,
  parseInt64,
  type Selector,
  selectorOf,
} from './labels.ts'
import { labelValueErrors, qualifiedNameErrors } from './names.ts'
import { badRequest } from './status.ts'

type TokenType =
  | ')'
  | ','
  | '!'
  | '=='
  | '='
  | '>'
  | 'in'
  | '<'
  | '!='
  | 'notin'
  | '('
  | 'identifier'
  | 'end'
  | 'error'

interface Token {
  readonly type: TokenType
  readonly text: string
}

/** What the parser complains with; the caller sees a StatusError. */
class Complaint extends Error {}

/**
 * Reads a selector in its string form; an empty text selects everything.
 * @throws StatusError 400 in the words of the real server.
 */
export function parseLabelSelector(text: string): Selector {
  try {
    return selectorOf(new Parser(scan(text)).parse())
  } catch (error) {
    if (error instanceof Complaint) throw badRequest(error.message)
    throw error
  }
}

const SPACE = /[ \t\r\n]/
const SYMBOL = /[=!(),><]/
const SYMBOLS = new Set<string>([')', ',', '!', '==', '=', '>', '<', '!=', '('])

function scan(text: string): Token[] {
  const tokens: Token[] = []
  let at = 0
  while (at < text.length) {
    const letter = text[at] ?? ''
    if (SPACE.test(letter)) {
      at++
      continue
    }
    const token = SYMBOL.test(letter) ? scanSymbol(text, at) : scanWord(text, at)
    tokens.push(token)
    at += token.text.length
  }
  tokens.push({ type: 'end', text: '' })
  return tokens
}

/** The longest operator that begins here. */
function scanSymbol(text: string, at: number): Token {
  const two = text.slice(at, at + 2)
  const symbol = SYMBOLS.has(two) ? two : text.slice(at, at + 1)
  return { type: symbol as TokenType, text: symbol }
}

function scanWord(text: string, at: number): Token {
  let end = at
  while (end < text.length && !SPACE.test(text[end] ?? '') && !SYMBOL.test(text[end] ?? '')) end++
  const word = text.slice(at, end)
  return { type: word === 'in' || word === 'notin' ? word : 'identifier', text: word }
}

const BINARY: Partial<Record<TokenType, LabelOperator>> = {
  in: 'in',
  '=': '=',
  '==': '==',
  '>': 'gt',
  '<': 'lt',
  notin: 'notin',
  '!=': '!=',
}

class Parser {
  readonly #tokens: readonly Token[]
  #at = 0

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens
  }

  parse(): LabelRequirement[] {
    const requirements: LabelRequirement[] = []
    for (;;) {
      const token = this.#look()
      if (token.type === 'end') return requirements
      if (token.type !== 'identifier' && token.type !== '!')
        throw new Complaint(`found '${token.text}', expected: !, identifier, or 'end of string'`)
      requirements.push(this.#requirement())
      const after = this.#take()
      if (after.type === 'end') return requirements
      if (after.type !== ',')
        throw new Complaint(`found '${after.text}', expected: ',' or 'end of string'`)
      const next = this.#look()
      if (next.type !== 'identifier' && next.type !== '!')
        throw new Complaint(`found '${next.text}', expected: identifier after ','`)
    }
  }

  #requirement(): LabelRequirement {
    try {
      return this.#keyAndDemand()
    } catch (error) {
      if (error instanceof Complaint)
        throw new Complaint(`unable to parse requirement: ${error.message}`)
      throw error
    }
  }

  #keyAndDemand(): LabelRequirement {
    let token = this.#take()
    const negated = token.type === '!'
    if (negated) token = this.#take()
    if (token.type !== 'identifier')
      throw new Complaint(`found '${token.text}', expected: identifier`)
    const key = token.text
    const faults = qualifiedNameErrors(key)
    if (faults.length > 0) throw new Complaint(told([invalid('<nil>', key, faults.join('; '))]))
    const next = this.#look()
    if (negated) return { key, operator: '!', values: [] }
    if (next.type === 'end' || next.type === ',') return { key, operator: 'exists', values: [] }
    const operator = this.#operator()
    const values = operator === 'in' || operator === 'notin' ? this.#values() : [this.#exactValue()]
    return checked({ key, operator, values: [...new Set(values)].sort() })
  }

  #operator(): LabelOperator {
    const token = this.#take(false)
    const operator = BINARY[token.type]
    if (operator === undefined)
      throw new Complaint(`found '${token.text}', expected: in, notin, =, ==, !=, gt, lt`)
    return operator
  }

  #values(): string[] {
    const open = this.#take()
    if (open.type !== '(') throw new Complaint(`found '${open.text}' expected: '('`)
    const first = this.#look()
    if (first.type === ')') {
      this.#take()
      return ['']
    }
    if (first.type !== 'identifier' && first.type !== ',')
      throw new Complaint(`found '${first.text}', expected: ',', ')' or identifier`)
    const values = this.#list()
    const close = this.#take()
    if (close.type !== ')') throw new Complaint(`found '${first.text}', expected: ')'`)
    return values
  }

  /** Identifiers between commas; what stands empty is an empty value. */
  #list(): string[] {
    const values: string[] = []
    for (;;) {
      const token = this.#take()
      const next = this.#look()
      if (token.type === 'identifier') {
        values.push(token.text)
        if (next.type === ')') return values
        if (next.type !== ',') throw new Complaint(`found '${next.text}', expected: ',' or ')'`)
      } else if (token.type === ',') {
        if (values.length === 0 || next.type === ',' || next.type === ')') values.push('')
        if (next.type === ')') return values
      } else throw new Complaint(`found '${token.text}', expected: ',', or identifier`)
    }
  }

  #exactValue(): string {
    const next = this.#look()
    if (next.type === 'end' || next.type === ',') return ''
    const token = this.#take()
    if (token.type === 'identifier') return token.text
    throw new Complaint(`found '${token.text}', expected: identifier`)
  }

  /** `in` and `notin` are words like others, except where an operator is expected. */
  #look(asWords = true): Token {
    const token = this.#tokens[this.#at] ?? { type: 'end', text: '' }
    return asWords && (token.type === 'in' || token.type === 'notin')
      ? { ...token, type: 'identifier' }
      : token
  }

  #take(asWords = true): Token {
    const token = this.#look(asWords)
    this.#at++
    return token
  }
}

/** Refuses values that no label can have. */
function checked(requirement: LabelRequirement): LabelRequirement {
  const { key, operator, values } = requirement
  const causes: Cause[] = []
  for (const [index, value] of values.entries())
    if ((operator === 'gt' || operator === 'lt') && parseInt64(value) === undefined)
      causes.push(
        invalid(
          `values[${index}]`,
          value,
          "for 'Gt', 'Lt' operators, the value must be an integer",
        ),
      )
  for (const [index, value] of values.entries()) {
    const faults = labelValueErrors(value)
    if (faults.length > 0)
      causes.push(invalid(`values[${index}][${key}]`, value, faults.join('; ')))
  }
  if (causes.length > 0) throw new Complaint(told(causes))
  return requirement
}

/** Several field errors as one text, as Go's aggregate prints them. */
function told(causes: readonly Cause[]): string {
  const texts = [...new Set(causes.map(cause => `${cause.field}: ${cause.message}`))]
  return texts.length === 1 ? (texts[0] ?? '') : `[${texts.join(', ')}]`
}
