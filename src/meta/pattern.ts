// Regular expressions that users give: RE2's, as in Go. JavaScript's engine reads another syntax and
// may take as long as it likes (`(a+)+$`); it is kept for the patterns that we wrote ourselves.
import { RE2JS, RE2JSException } from 're2js'

export interface GoPattern {
  test(text: string): boolean
  /** The leftmost match, when there is one. */
  find(text: string): string | undefined
  /** At most so many matches; all of them when negative. */
  findAll(text: string, most?: number): string[]
}

const compiled = new Map<string, GoPattern | string>()
const COMPILED_MAX = 2000
/** Longer ones are compiled anew each time, as keeping them would take much memory. */
const KEPT_LENGTH_MAX = 1000

/** The expression, or Go's words for why it is none; compiled once. */
export function goPattern(source: string): GoPattern | string {
  let known = compiled.get(source)
  if (known === undefined) {
    if (compiled.size >= COMPILED_MAX) compiled.clear()
    known = compile(source)
    if (source.length <= KEPT_LENGTH_MAX) compiled.set(source, known)
  }
  return known
}

function compile(source: string): GoPattern | string {
  try {
    return patternOf(RE2JS.compile(source))
  } catch (error) {
    if (!(error instanceof RE2JSException)) throw error
    // Go lets groups share a name; nobody here asks for groups by name.
    const nameless = error.message.includes('duplicate capture group name') && withoutNames(source)
    return nameless ? compile(nameless) : inGo(error.message, source)
  }
}

const withoutNames = (source: string): string =>
  source.replace(/(\\.)|\(\?P?<\w+>/gs, (_, escaped: string | undefined) => escaped ?? '(')

/** Go always quotes what it stumbled over: the whole when it is too much, nothing at its end. */
function inGo(message: string, source: string): string {
  if (/expression (too large|nests too deeply)$/.test(message)) return `${message}: \`${source}\``
  return message.endsWith('at end of expression') ? `${message}: \`\`` : message
}

const patternOf = (engine: RE2JS): GoPattern => ({
  test: text => engine.test(text),
  find: text => engine.exec(text)?.[0],
  findAll: (text, most = -1) => findAll(engine, text, most),
})

/** Go leaves out an empty match right behind another match. */
function findAll(engine: RE2JS, text: string, most: number): string[] {
  const found: string[] = []
  let end = -1
  for (const match of engine.matchAll(text)) {
    if (most >= 0 && found.length >= most) break
    const [part] = match
    const start = match.index ?? 0
    if (part !== '' || start !== end) found.push(part)
    end = start + part.length
  }
  return found
}
