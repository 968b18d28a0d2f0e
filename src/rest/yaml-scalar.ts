// How a text stands in YAML: plain, in quotes or as a block, and where its lines break. The rules are those
// of libyaml's emitter, which Go's library follows.

const WIDTH_MAX = 80

/** Where text is written, and at which column it is. */
export class Pen {
  text = ''
  column = 0

  put(text: string): void {
    this.text += text
    this.column += text.length
  }

  newLine(indent: number): void {
    this.text += `\n${' '.repeat(indent)}`
    this.column = indent
  }
}

/** Writes a text; `indent` is where further lines of it begin. Keys stay on one line. */
export function writeText(pen: Pen, text: string, indent: number, isKey: boolean): void {
  const may = analyzed(text)
  if (text.includes('\n')) {
    if (may.block && !isKey) writeBlock(pen, text, indent)
    else writeDouble(pen, text, indent, isKey)
  } else if (!isText(text)) writeDouble(pen, text, indent, isKey)
  else if (may.plain) writeFolded(pen, text, indent, isKey)
  else if (may.single) writeSingle(pen, text, indent, isKey)
  else writeDouble(pen, text, indent, isKey)
}

const OTHER_THAN_TEXT = [
  /^(|~|null|Null|NULL|<<)$/,
  /^([yY]|[nN]|yes|Yes|YES|no|No|NO|true|True|TRUE|false|False|FALSE|on|On|ON|off|Off|OFF)$/,
  /^[-+]?(\.inf|\.Inf|\.INF)$|^(\.nan|\.NaN|\.NAN)$/,
  /^[-+]?(0b[01_]+|0o?[0-7_]+|0x[0-9a-fA-F_]+|[0-9][0-9_]*)$/,
  /^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$/,
  /^[-+]?[0-9][0-9_]*(:[0-5]?[0-9])+(\.[0-9_]*)?$/,
  /^\d{4}-\d\d?-\d\d?([Tt ]\s*\d\d?:\d\d?:\d\d?(\.\d+)?\s*(Z|[-+]\d\d?(:\d\d)?)?)?$/,
]

/** Whether a text without quotes would be read as a text again. */
const isText = (text: string): boolean => !OTHER_THAN_TEXT.some(pattern => pattern.test(text))

interface Allowed {
  readonly plain: boolean
  readonly single: boolean
  readonly block: boolean
}

/** What stands in double quotes only: all that is not printed, tabs too. */
const SPECIAL = /[^\n\u0020-\u007e\u00a0-\ud7ff\ue000-\ufefe\uff00-\ufffd]/

function analyzed(text: string): Allowed {
  const special = SPECIAL.test(text) || / \n/.test(text)
  const breakThenBlank = /\n /.test(text)
  const edges = /^[ \n]|[ \n]$/.test(text)
  const indicators =
    /^(---|\.\.\.)/.test(text) ||
    /^[#,[\]{}&*!|>'"%@`]/.test(text) ||
    /^[?:-](?=[ \t]|$)/.test(text) ||
    /:(?=[ \t]|$)|[ \t\n]#/.test(text)
  return {
    plain: !special && !breakThenBlank && !edges && !indicators && !text.includes('\n'),
    single: !special && !breakThenBlank,
    block: !special && !/ $/.test(text),
  }
}

/** Breaks a line at the first single blank behind the width. */
function writeFolded(pen: Pen, text: string, indent: number, isKey: boolean): void {
  for (let at = 0; at < text.length; at++) {
    const letter = text[at] ?? ''
    if (breaksAt(pen, text, at) && !isKey) pen.newLine(indent)
    else pen.put(letter)
  }
}

const breaksAt = (pen: Pen, text: string, at: number): boolean =>
  text[at] === ' ' && text[at - 1] !== ' ' && text[at + 1] !== ' ' && pen.column > WIDTH_MAX

function writeSingle(pen: Pen, text: string, indent: number, isKey: boolean): void {
  pen.put("'")
  for (let at = 0; at < text.length; at++) {
    const letter = text[at] ?? ''
    const inside = at > 0 && at < text.length - 1
    if (inside && breaksAt(pen, text, at) && !isKey) pen.newLine(indent)
    else pen.put(letter === "'" ? "''" : letter)
  }
  pen.put("'")
}

function writeDouble(pen: Pen, text: string, indent: number, isKey: boolean): void {
  pen.put('"')
  const letters = [...text]
  let afterBlank = false
  letters.forEach((letter, at) => {
    const inside = at > 0 && at < letters.length - 1
    if (letter === ' ' && inside && !afterBlank && !isKey && pen.column > WIDTH_MAX) {
      pen.newLine(indent)
      if (letters[at + 1] === ' ') pen.put('\\')
    } else
      pen.put(
        letter === '"' || letter === '\\' || letter === '\n' || SPECIAL.test(letter)
          ? escaped(letter)
          : letter,
      )
    afterBlank = letter === ' '
  })
  pen.put('"')
}

const ESCAPES: Readonly<Record<string, string>> = {
  '\0': '\\0',
  '\x07': '\\a',
  '\b': '\\b',
  '\t': '\\t',
  '\n': '\\n',
  '\v': '\\v',
  '\f': '\\f',
  '\r': '\\r',
  '\x1b': '\\e',
  '"': '\\"',
  '\\': '\\\\',
  '\x85': '\\N',
}

function escaped(letter: string): string {
  const known = ESCAPES[letter]
  if (known !== undefined) return known
  const code = letter.codePointAt(0) ?? 0
  const hex = code.toString(16).toUpperCase()
  if (code <= 0xff) return `\\x${hex.padStart(2, '0')}`
  return code <= 0xffff ? `\\u${hex.padStart(4, '0')}` : `\\U${hex.padStart(8, '0')}`
}

/** A block whose lines stand as they are; the head says how it ends, and how far in it stands when its first line is indented. */
function writeBlock(pen: Pen, text: string, indent: number): void {
  const hint = /^[ \n]/.test(text) ? '2' : ''
  const chomp = !text.endsWith('\n') ? '-' : text === '\n' || text.endsWith('\n\n') ? '+' : ''
  pen.put(`|${hint}${chomp}`)
  const lines = text.split('\n')
  if (text.endsWith('\n')) lines.pop()
  for (const line of lines) {
    if (line === '') pen.text += '\n'
    else {
      pen.newLine(indent)
      pen.put(line)
    }
  }
}
