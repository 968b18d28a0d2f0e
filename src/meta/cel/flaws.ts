/** What is wrong with an expression, and where. */
export interface Flaw {
  readonly at: number
  readonly text: string
}

const TOLD_MAX = 100

/** Flaws as the server prints them: line and column, the line, and a mark below it. */
export function flawsText(text: string, flaws: readonly Flaw[]): string {
  const sorted = [...flaws].sort((a, b) => a.at - b.at)
  const shown = sorted.slice(0, TOLD_MAX).map(flaw => flawText(text, flaw))
  const more = sorted.length - shown.length
  return [...shown, ...(more > 0 ? [`${more} more errors were truncated`] : [])].join('\n')
}

/** An expression is written too deep. */
export const tooDeep: Flaw = { at: -1, text: 'expression recursion limit exceeded: 250' }

function flawText(text: string, { at, text: what }: Flaw): string {
  if (at < 0) return `ERROR: <input>:-1:0: ${what}`
  const before = text.slice(0, at)
  const line = before.split('\n').length
  const [...lead] = before.slice(before.lastIndexOf('\n') + 1)
  const [...letters] = text.split('\n')[line - 1] ?? ''
  // What is no ASCII is marked by letters that are as wide as it is.
  const wide = (letter: string | undefined): boolean => (letter?.codePointAt(0) ?? 0) > 127
  const dots = lead.map(letter => (wide(letter) ? '．' : '.')).join('')
  const mark = wide(letters[lead.length]) ? '＾' : '^'
  const source = letters.join('').replaceAll('\t', ' ')
  return `ERROR: <input>:${line}:${lead.length + 1}: ${what}\n | ${source}\n | ${dots}${mark}`
}
