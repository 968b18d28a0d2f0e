// kubectl's JSONPath, in which columns and selectable fields are written: what stands between the braces
// of a template. This file reads paths; `json-path-steps.ts` follows them.
import {
  everyElement,
  everyMember,
  everythingBelow,
  filtered,
  JsonPathError,
  literal,
  member,
  type Slice,
  type Step,
  sliced,
  united,
} from './json-path-steps.ts'

/** Every value that a path leads to in a value; none where the path does not fit the value. */
export type JsonPath = (value: unknown) => readonly unknown[]

/** Reads a path such as `.spec.ports[0].name`; nothing for what is no path. */
export function parseJsonPath(text: string): JsonPath | undefined {
  let walk: Step
  try {
    walk = chain(stepsOf(text))
  } catch (error) {
    if (error instanceof JsonPathError) return undefined
    throw error
  }
  return value => {
    try {
      return walk([value])
    } catch (error) {
      if (error instanceof JsonPathError) return []
      throw error
    }
  }
}

const chain =
  (steps: readonly Step[]): Step =>
  values =>
    steps.reduce((found, step) => step(found), values)

/** Reads one piece at the head of a text: its steps, and what is left to read. */
type Reader = (text: string) => { readonly steps: readonly Step[]; readonly rest: string }

function stepsOf(text: string): readonly Step[] {
  const steps: Step[] = []
  for (let rest = text; rest !== ''; ) {
    const read = readerOf(rest)
    if (read === readRecursive && steps.at(-1) === everythingBelow)
      throw new JsonPathError('invalid multiple recursive descent')
    const piece = read(rest)
    steps.push(...piece.steps)
    rest = piece.rest
  }
  return steps
}

function readerOf(text: string): Reader {
  if (text.startsWith('[?(')) return readFilter
  if (text.startsWith('..')) return readRecursive
  const first = text[0] ?? ''
  if (' @$'.includes(first)) return skipOne
  if (first === '[') return readBracket
  if (first === '"' || first === "'") return readQuoted
  if (first === '.') return after => readField(after.slice(1))
  if (/[+\-\d]/.test(first)) return readNumber
  if (/[_\p{L}]/u.test(first)) return readWord
  throw new JsonPathError(`unrecognized character in action: ${first}`)
}

const skipOne: Reader = text => ({ steps: [], rest: text.slice(1) })

const FIELD = /^(?:\\[\s\S]?|[^\s.,[\]$@{}\\])*/

const readField: Reader = text => {
  const written = FIELD.exec(text)?.[0] ?? ''
  const step = written === '*' ? everyMember : member(written.replaceAll('\\', ''))
  return { steps: [step], rest: text.slice(written.length) }
}

const readRecursive: Reader = text => {
  const after = text.slice(2)
  if (!/^[_\p{L}\p{N}]/u.test(after)) return { steps: [everythingBelow], rest: after }
  const field = readField(after)
  return { steps: [everythingBelow, ...field.steps], rest: field.rest }
}

const readWord: Reader = text => {
  const word = /^[^\s.,[\]$@{}]+/.exec(text)?.[0] ?? ''
  const rest = text.slice(word.length)
  if (word === 'true' || word === 'false') return { steps: [literal(word === 'true')], rest }
  const unknown: Step = () => {
    throw new JsonPathError(`unrecognized identifier ${word}`)
  }
  return { steps: [unknown], rest }
}

const readNumber: Reader = text => {
  const written = /^[+-]?[\d.]*/.exec(text)?.[0] ?? ''
  if (!/\d/.test(written) || Number.isNaN(Number(written)))
    throw new JsonPathError(`cannot parse number ${written}`)
  return { steps: [literal(Number(written))], rest: text.slice(written.length) }
}

const readQuoted: Reader = text => {
  const quoted = /^(["'])((?:\\[\s\S]|(?!\1)[^\\\n])*)\1/.exec(text)
  if (quoted === null) throw new JsonPathError('unterminated quoted string')
  const [whole, , inner = ''] = quoted
  return { steps: [literal(inner.replace(/\\(.)/g, '$1'))], rest: text.slice(whole.length) }
}

/** An index, a slice, the name of a member, or several of them with commas. */
const readBracket: Reader = text => {
  const inner = /^\[([^\]\n]*)\]/.exec(text)?.[1]
  if (inner === undefined) throw new JsonPathError('unterminated array')
  const rest = text.slice(inner.length + 2)
  const parts = inner.split(',')
  if (parts.length > 1) {
    const each = parts.map(part => chain(stepsOf(`[${part.trim()}]`)))
    return { steps: [united(each)], rest }
  }
  const name = /^'([^']*)'$/.exec(inner)?.[1]
  if (name !== undefined) return { steps: stepsOf(`.${name}`), rest }
  return { steps: [inner === '*' ? everyElement : sliced(sliceOf(inner))], rest }
}

function sliceOf(text: string): Slice {
  const match = /^(-?\d*)(:-?\d*)?(:-?\d*)?$/.exec(text)
  if (match === null) throw new JsonPathError(`invalid array index ${text}`)
  const [, start = '', end, step] = match
  return {
    start: numberOf(start) ?? 0,
    // One element when no end is named; to the end of the list when it is left open.
    end: end === undefined ? 'next' : numberOf(end.slice(1)),
    step: numberOf(step?.slice(1) ?? '') ?? 1,
  }
}

function numberOf(text: string): number | undefined {
  if (text === '') return undefined
  if (text === '-') throw new JsonPathError(`array index ${text} is not a number`)
  return Number(text)
}

const COMPARISON = /^([^!<>=]+)([!<>=~]+)(.+?)$/

const readFilter: Reader = text => {
  const end = filterEnd(text)
  const inner = text.slice(3, end)
  const [, left = inner, operator = 'exists', right = ''] = COMPARISON.exec(inner) ?? []
  const steps = [filtered(chain(stepsOf(left)), operator, chain(stepsOf(right)))]
  return { steps, rest: text.slice(end + 2) }
}

/** Where the parenthesis of a filter closes; what stands in its first pair of quotes does not count. */
function filterEnd(text: string): number {
  let quote = ''
  let closed = false
  for (let at = 3; at < text.length && text[at] !== '\n'; at++) {
    const letter = text[at] ?? ''
    if (letter === '"' || letter === "'") {
      if (quote === '') quote = letter
      else if (letter === quote && text[at - 1] !== '\\') closed = true
    } else if (letter === ')' && (quote !== '') === closed) {
      if (text[at + 1] !== ']') throw new JsonPathError('unclosed array expect ]')
      return at
    }
  }
  throw new JsonPathError('unterminated filter')
}
