import { type Part, SyntaxTrouble, type Token, tokensOf } from './words.ts'

export interface Redirect {
  readonly operator: string
  readonly target: readonly Part[]
}

export interface SimpleCommand {
  readonly words: readonly (readonly Part[])[]
  readonly redirects: readonly Redirect[]
}

/** Commands that are joined by pipes, and when they run: always, or by how the ones before ended. */
export interface Step {
  readonly when: ';' | '&&' | '||'
  readonly pipeline: readonly SimpleCommand[]
}

/** Reads a sequence of commands. Loops and conditions are not known here. @throws SyntaxTrouble */
export function stepsOf(text: string): Step[] {
  const steps: Step[] = []
  let when: Step['when'] = ';'
  let pipeline: SimpleCommand[] = []
  const tokens = tokensOf(text)
  let at = 0
  while (at < tokens.length) {
    const token = tokens[at]
    const operator = token !== undefined && 'operator' in token ? token.operator : undefined
    if (operator === undefined || isRedirect(operator)) {
      const read = commandAt(tokens, at)
      pipeline.push(read.command)
      at = read.next
      continue
    }
    at += 1
    if (operator === '|' && pipeline.length > 0) continue
    if (pipeline.length > 0) steps.push({ when, pipeline })
    else if (operator !== '\n') throw new SyntaxTrouble(`syntax error: unexpected "${operator}"`)
    pipeline = []
    when = operator === '&&' || operator === '||' ? operator : ';'
  }
  if (pipeline.length > 0) steps.push({ when, pipeline })
  return steps
}

const isRedirect = (operator: string): boolean => /[<>]/.test(operator)
const TAKES_NO_TARGET: readonly string[] = ['2>&1', '1>&2', '>&2']
const RESERVED: readonly string[] = ['while', 'for', 'if', 'case', 'until', '{', '(', 'do', 'then']

function commandAt(
  tokens: readonly Token[],
  from: number,
): { command: SimpleCommand; next: number } {
  const words: (readonly Part[])[] = []
  const redirects: Redirect[] = []
  let at = from
  for (; at < tokens.length; at += 1) {
    const token = tokens[at]
    if (token === undefined) break
    if ('word' in token) {
      words.push(token.word)
      continue
    }
    const { operator } = token
    if (!isRedirect(operator)) break
    if (TAKES_NO_TARGET.includes(operator)) redirects.push({ operator, target: [] })
    else {
      const next = tokens[++at]
      if (next === undefined || !('word' in next))
        throw new SyntaxTrouble('syntax error: unexpected redirection')
      redirects.push({ operator, target: next.word })
    }
  }
  const first = words[0]?.map(part => (part.quoted ? ' ' : part.text)).join('') ?? ''
  if (RESERVED.includes(first) || first.startsWith('('))
    throw new SyntaxTrouble(`syntax error: "${first}" is more than this shell knows`)
  return { command: { words, redirects }, next: at }
}
