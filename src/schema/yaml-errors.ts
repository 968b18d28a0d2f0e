// What is wrong with a text of YAML, in the words of Go's parser as far as its errors correspond.
import type { ErrorCode, LineCounter, YAMLError } from 'yaml'

/** Text that is no YAML. */
export class YamlSyntaxError extends SyntaxError {}

/** Errors of Go's scanner count lines from 1, those of its parser from 0; line 0 is not told. */
interface Wording {
  readonly text: string
  readonly scanner: boolean
}

const scanner = (text: string): Wording => ({ text, scanner: true })
const parser = (text: string): Wording => ({ text, scanner: false })

const WORDINGS: Partial<Record<ErrorCode, Wording>> = {
  BLOCK_AS_IMPLICIT_KEY: scanner('mapping values are not allowed in this context'),
  BAD_SCALAR_START: scanner('found character that cannot start any token'),
  TAB_AS_INDENT: scanner('found a tab character that violates indentation'),
  BAD_DQ_ESCAPE: scanner('found unknown escape character'),
  BAD_DIRECTIVE: scanner('found unknown directive name'),
  MULTILINE_IMPLICIT_KEY: scanner("could not find expected ':'"),
  KEY_OVER_1024_CHARS: scanner("could not find expected ':'"),
  BLOCK_IN_FLOW: parser('did not find expected node content'),
  UNEXPECTED_TOKEN: parser('did not find expected key'),
  MISSING_CHAR: parser('did not find expected key'),
}

/** `yaml: line 2: found a tab character that violates indentation`. */
export function yamlErrorText(error: YAMLError, text: string, lines: LineCounter): string {
  const offset = error.pos[0]
  const { text: words, scanner: fromScanner } = wordingOf(error, text, offset)
  const atEnd = offset >= text.trimEnd().length
  const line = lines.linePos(Math.min(offset, text.length)).line - 1
  const counted =
    atEnd && !fromScanner
      ? text.trimEnd().split('\n').length
      : line === 0 || !fromScanner
        ? line
        : line + 1
  return `yaml: ${counted === 0 ? '' : `line ${counted}: `}${words}`
}

function wordingOf(error: YAMLError, text: string, offset: number): Wording {
  if (error.code === 'BAD_ALIAS')
    return scanner(`unknown anchor '${aliasAt(text, offset)}' referenced`)
  if (error.code === 'MISSING_CHAR' && /closing ["']/.test(error.message))
    return scanner('found unexpected end of stream')
  if (/flow (map|sequence|collection)/i.test(error.message)) {
    const rest = text.slice(offset).trim()
    if (rest === '') return endOfFlow(text.trimEnd())
    return parser(
      /sequence/i.test(error.message)
        ? "did not find expected ',' or ']'"
        : "did not find expected ',' or '}'",
    )
  }
  return WORDINGS[error.code] ?? parser('did not find expected key')
}

/** A flow collection that is cut off: what the parser waited for depends on what came last. */
function endOfFlow(text: string): Wording {
  if (/[[{,:]$/.test(text)) return parser('did not find expected node content')
  return parser(
    text.lastIndexOf('[') > text.lastIndexOf('{')
      ? "did not find expected ',' or ']'"
      : "did not find expected ',' or '}'",
  )
}

const aliasAt = (text: string, offset: number): string =>
  /^\*?([^\s,\]}]*)/.exec(text.slice(offset))?.[1] ?? ''
