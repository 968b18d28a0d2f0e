// What is wrong with a text of YAML, in the words of Go's parser as far as its errors correspond.
import type { ErrorCode, LineCounter, YAMLError } from 'yaml'

/** Text that is no YAML. */
export class YamlSyntaxError extends SyntaxError {}

/** What Go says of an error, and where: its scanner counts lines from 1, its parser from 0. */
interface Wording {
  readonly text: string
  readonly scanner: boolean
  /** Where Go notices it, if not where the package does. */
  readonly offset?: number
  /** So many lines later. */
  readonly later?: number
}

const scanner = (text: string, offset?: number): Wording => ({
  text,
  scanner: true,
  ...(offset === undefined ? {} : { offset }),
})
const parser = (text: string): Wording => ({ text, scanner: false })

const WORDINGS: Partial<Record<ErrorCode, Wording>> = {
  BAD_SCALAR_START: scanner('found character that cannot start any token'),
  BAD_DQ_ESCAPE: scanner('found unknown escape character'),
  BAD_DIRECTIVE: scanner('found unknown directive name'),
  BLOCK_IN_FLOW: parser('did not find expected node content'),
}

/** `yaml: line 2: found a tab character that violates indentation`. */
export function yamlErrorText(error: YAMLError, text: string, lines: LineCounter): string {
  const wording = wordingOf(error, text)
  const offset = Math.min(wording.offset ?? error.pos[0], text.length)
  const line = lineOf(wording, offset, text, lines)
  return `yaml: ${line === 0 ? '' : `line ${line}: `}${wording.text}`
}

/** The line that Go tells; the first one is not told. */
function lineOf(
  { scanner: fromScanner, later = 0 }: Wording,
  offset: number,
  text: string,
  lines: LineCounter,
): number {
  const atEnd = offset >= text.trimEnd().length
  if (atEnd && !fromScanner) return text.trimEnd().split('\n').length
  // The package does not count the line behind the last break.
  const behind = offset === text.length && text.endsWith('\n') ? 1 : 0
  const at = Math.max(lines.linePos(offset).line - 1, behind * (text.split('\n').length - 1))
  const line = at + later
  return line === 0 || !fromScanner ? line : line + 1
}

function wordingOf(error: YAMLError, text: string): Wording {
  const offset = error.pos[0]
  const { code, message } = error
  if (code === 'BAD_ALIAS') return scanner(`unknown anchor '${aliasAt(text, offset)}' referenced`)
  if (/block-seq-ind/.test(message))
    return scanner('block sequence entries are not allowed in this context')
  if (code === 'BLOCK_AS_IMPLICIT_KEY' && /^\?(\s|$)/.test(text.slice(offset)))
    return scanner('mapping keys are not allowed in this context')
  if (code === 'TAB_AS_INDENT') return scanner(tabWords(text, offset))
  if (code === 'BLOCK_AS_IMPLICIT_KEY') return scanner(NO_VALUE_HERE, colonFrom(text, offset))
  if (code === 'MULTILINE_IMPLICIT_KEY' && !isKeyWanted(text, offset))
    return scanner(NO_VALUE_HERE, colonFrom(text, offset))
  if (
    code === 'MULTILINE_IMPLICIT_KEY' ||
    code === 'KEY_OVER_1024_CHARS' ||
    /^Implicit map keys/.test(message)
  )
    return { ...scanner("could not find expected ':'"), later: 1 }
  if (code === 'MISSING_CHAR' && /closing ["']/.test(message))
    return scanner('found unexpected end of stream', text.length)
  if (/flow (map|sequence|collection)/i.test(message)) return flowWording(message, text, offset)
  if (/sequence item/i.test(message)) return parser("did not find expected '-' indicator")
  return WORDINGS[code] ?? parser('did not find expected key')
}

const NO_VALUE_HERE = 'mapping values are not allowed in this context'

/** Whether a key must stand here, because earlier keys of the same map stand in the same column. */
function isKeyWanted(text: string, offset: number): boolean {
  const before = text.slice(0, offset)
  const column = offset - (before.lastIndexOf('\n') + 1)
  return new RegExp(`^ {${column}}[^\\s#-].*:`, 'm').test(before)
}

/** A tab may end a plain text too early, or stand where something should begin. */
function tabWords(text: string, offset: number): string {
  const before = text.slice(0, offset).trimEnd()
  return before === '' || /[:\-?"'\]}]$/.test(before)
    ? 'found character that cannot start any token'
    : 'found a tab character that violates indentation'
}

function flowWording(message: string, text: string, offset: number): Wording {
  if (text.slice(offset).trim() === '') return endOfFlow(text.trimEnd())
  return parser(/sequence/i.test(message) ? NO_END_OF_LIST : NO_END_OF_MAP)
}

const NO_END_OF_LIST = "did not find expected ',' or ']'"
const NO_END_OF_MAP = "did not find expected ',' or '}'"

/** A flow collection that is cut off: what the parser waited for depends on what came last. */
function endOfFlow(text: string): Wording {
  if (/[[{,:]$/.test(text)) return parser('did not find expected node content')
  return parser(text.lastIndexOf('[') > text.lastIndexOf('{') ? NO_END_OF_LIST : NO_END_OF_MAP)
}

/** The colon that makes a key of what stands here. */
function colonFrom(text: string, offset: number): number {
  const at = text.slice(offset).search(/:(\s|$)/)
  return at < 0 ? offset : offset + at
}

const aliasAt = (text: string, offset: number): string =>
  /^\*?([^\s,\]}]*)/.exec(text.slice(offset))?.[1] ?? ''
