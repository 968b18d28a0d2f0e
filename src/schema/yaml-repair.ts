// Go's parser takes quoted and flow scalars whose further lines are indented too little (calico's and
// longhorn's manifests have them); the package does not. Such lines are indented here, which changes
// neither values nor line numbers.

const BLOCK_SCALAR = /(?:^|[\s:-])[|>][+-]?[1-9]?[+-]?\s*(?:#.*)?$/

/** The text with all lines that continue a quoted scalar or a flow collection indented deeply. */
export function indentContinuations(text: string): string {
  const lines = text.split('\n')
  const deep = ' '.repeat(Math.max(...lines.map(indentOf)) + 2)
  const scanner = new Scanner()
  let blockIndent: number | undefined
  const out = lines.map(line => {
    if (blockIndent !== undefined && (line.trim() === '' || indentOf(line) > blockIndent))
      return line
    blockIndent = undefined
    const continues = scanner.isInside
    scanner.scan(line)
    if (!scanner.isInside && !continues && BLOCK_SCALAR.test(line)) blockIndent = indentOf(line)
    return continues ? deep + line.trimStart() : line
  })
  return out.join('\n')
}

function indentOf(line: string): number {
  return line.length - line.trimStart().length
}

/** Follows quotes and brackets from line to line. */
class Scanner {
  #quote = ''
  #depth = 0

  get isInside(): boolean {
    return this.#quote !== '' || this.#depth > 0
  }

  scan(line: string): void {
    let mayStart = true
    for (let at = 0; at < line.length; at++) {
      const c = line.charAt(at)
      if (this.#quote !== '') {
        at += this.#inQuote(line, at)
        mayStart = false
        continue
      }
      if (c === '#' && (at === 0 || /\s/.test(line.charAt(at - 1)))) return
      if (mayStart && (c === '"' || c === "'")) this.#quote = c
      else if ((mayStart || this.#depth > 0) && (c === '{' || c === '[')) this.#depth++
      else if (this.#depth > 0 && (c === '}' || c === ']')) this.#depth--
      mayStart = this.#mayStartAfter(line, at, mayStart)
    }
  }

  /** Looks at a sign within quotes; gives how many signs to skip beside it. */
  #inQuote(line: string, at: number): number {
    const c = line.charAt(at)
    if (this.#quote === '"' && c === '\\') return 1
    if (c !== this.#quote) return 0
    if (c === "'" && line.charAt(at + 1) === "'") return 1
    this.#quote = ''
    return 0
  }

  /** Whether a scalar or a collection may start behind this sign. */
  #mayStartAfter(line: string, at: number, before: boolean): boolean {
    const c = line.charAt(at)
    if (c === ' ' || c === '\t') return before
    if (this.#depth > 0 && (c === ',' || c === '[' || c === '{')) return true
    const next = line.charAt(at + 1)
    if (c === ':') return next === ' ' || next === '' || this.#depth > 0
    return (c === '-' || c === '?') && before && next === ' '
  }
}
