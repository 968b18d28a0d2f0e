// Regular expressions of Go (RE2) in JavaScript, and what Go says of those that are none.

const compiled = new Map<string, RegExp | string>()
const COMPILED_MAX = 2000
/** Longer ones are compiled anew each time, as keeping them would take much memory. */
const KEPT_LENGTH_MAX = 1000

/** The expression, or Go's words for why it is none; compiled once. */
export function goPattern(source: string): RegExp | string {
  let known = compiled.get(source)
  if (known === undefined) {
    if (compiled.size >= COMPILED_MAX) compiled.clear()
    known = compile(source)
    if (source.length <= KEPT_LENGTH_MAX) compiled.set(source, known)
  }
  return known
}

function compile(source: string): RegExp | string {
  const flaw = flawOf(source)
  if (flaw !== undefined) return `error parsing regexp: ${flaw}`
  const { flags, body } = flagsOf(translated(source))
  for (const mode of ['u', '']) {
    try {
      return new RegExp(body, flags + mode)
    } catch {
      // Without `u` JavaScript takes escapes that Go takes as well.
    }
  }
  return `error parsing regexp: invalid escape sequence: \`${source}\``
}

/** Flags hold for the whole, wherever they stand: JavaScript knows none for a part. */
function flagsOf(source: string): { flags: string; body: string } {
  const found = new Set<string>()
  const body = source.replace(
    /(\\.)|\(\?([imsU]+)(?:-[imsU]+)?([:)])/g,
    (whole, escaped: string | undefined, flags: string, end: string) => {
      if (escaped !== undefined) return whole
      for (const flag of flags) if (flag !== 'U') found.add(flag)
      return end === ':' ? '(?:' : ''
    },
  )
  return { flags: [...found].join(''), body }
}

const CLASSES: Readonly<Record<string, string>> = {
  alnum: '0-9A-Za-z',
  alpha: 'A-Za-z',
  ascii: '\\x00-\\x7F',
  blank: '\\t ',
  cntrl: '\\x00-\\x1F\\x7F',
  digit: '0-9',
  graph: '!-~',
  lower: 'a-z',
  print: ' -~',
  punct: '!-\\/:-@\\[-`{-~',
  space: '\\t\\n\\v\\f\\r ',
  upper: 'A-Z',
  word: '0-9A-Za-z_',
  xdigit: '0-9A-Fa-f',
}

/** What Go writes in another way. */
function translated(source: string): string {
  return source
    .replace(/\(\?P</g, '(?<')
    .replace(/\\A/g, '^')
    .replace(/\\z/g, '$')
    .replace(/\[:(\w+):\]/g, (whole, name: string) => CLASSES[name] ?? whole)
    .replace(/\\Q([\s\S]*?)(?:\\E|$)/g, (_, text: string) =>
      text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&'),
    )
    .replace(/\\x\{([0-9A-Fa-f]+)\}/g, '\\u{$1}')
    .replace(/\\([-_:,;@#%&=!<>'"~` ])/g, (whole, letter: string) =>
      letter === '-' ? whole : letter,
    )
    .replace(/\\a/g, '\\x07')
}

/** The first thing that Go's parser stumbles over. */
function flawOf(source: string): string | undefined {
  let depth = 0
  let position = 0
  let repeatable = false
  while (position < source.length) {
    const letter = source[position] ?? ''
    const rest = source.slice(position)
    if (letter === '\\') {
      if (rest.length === 1) return `trailing backslash at end of expression: \`\``
      const escaped = rest.slice(0, 2)
      if (/[1-9]/.test(rest[1] ?? '') || 'cekKhHNRXZ'.includes(rest[1] ?? ' '))
        return `invalid escape sequence: \`${escaped}\``
      position += 2
      repeatable = true
    } else if (letter === '[') {
      const end = classEnd(source, position)
      if (end < 0) return `missing closing ]: \`${rest}\``
      position = end + 1
      repeatable = true
    } else if (letter === '(') {
      const opened = /^\(\?(?:P?<\w+>|[imsU]*(?:-[imsU]+)?[:)])/.exec(rest)
      if (rest.startsWith('(?') && opened === null)
        return `invalid or unsupported Perl syntax: \`${perlSyntax(rest)}\``
      const isGroup = opened === null || !opened[0].endsWith(')')
      if (isGroup) depth++
      position += opened?.[0].length ?? 1
      repeatable = false
    } else if (letter === ')') {
      if (--depth < 0) return `unexpected ): \`${source}\``
      position++
      repeatable = true
    } else if ('*+?'.includes(letter)) {
      if (!repeatable) return `missing argument to repetition operator: \`${letter}\``
      const lazy = rest[1] === '?' ? 2 : 1
      const doubled = rest.slice(lazy, lazy + 1)
      if (doubled !== '' && '*+?'.includes(doubled))
        return `invalid nested repetition operator: \`${rest.slice(0, lazy + 1)}\``
      position += lazy
    } else {
      repeatable = letter !== '|' && letter !== '^'
      position++
    }
  }
  return depth > 0 ? `missing closing ): \`${source}\`` : undefined
}

const perlSyntax = (rest: string): string =>
  rest.startsWith('(?<') ? rest.slice(0, 4) : rest.slice(0, 3)

/** Where a class ends that begins here; negative when it does not. */
function classEnd(source: string, start: number): number {
  let position = start + 1
  if (source[position] === '^') position++
  if (source[position] === ']') position++
  while (position < source.length) {
    if (source[position] === '\\') position += 2
    else if (source.startsWith('[:', position) && source.includes(':]', position))
      position = source.indexOf(':]', position) + 2
    else if (source[position] === ']') return position
    else position++
  }
  return -1
}
