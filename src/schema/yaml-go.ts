// Where Go's YAML differs from the package's: which escapes there are, and how a text ends that has no
// line break; and how Go writes a value down in its errors.
import type { LineCounter, Scalar } from 'yaml'
import { isObject } from '../meta/object.ts'
import { YamlSyntaxError } from './yaml-errors.ts'

/** JSON's `\/` is no escape of YAML 1.1. */
const SLASH_ESCAPE = /^(?:[^\\]|\\[^/])*?\\\//s

/** @throws YamlSyntaxError */
export function checkEscapes({ type, range }: Scalar, text: string, lines: LineCounter): void {
  if (type !== 'QUOTE_DOUBLE' || !range) return
  const found = SLASH_ESCAPE.exec(text.slice(range[0], range[1]))
  if (found === null) return
  const { line } = lines.linePos(range[0] + found[0].length)
  throw new YamlSyntaxError(
    `yaml: ${line === 1 ? '' : `line ${line}: `}found unknown escape character`,
  )
}

/** A block of text that ends with the input, without a line break of its own, is not given one. */
export function endsUnfinished({ type, range }: Scalar, text: string): boolean {
  if (type !== 'BLOCK_LITERAL' && type !== 'BLOCK_FOLDED') return false
  return range !== undefined && range !== null && range[1] >= text.length && !text.endsWith('\n')
}

/** A value as Go's `%#v` writes it. */
export function goSyntax(value: unknown): string {
  if (value === null || value === undefined) return '<nil>'
  if (typeof value === 'string') return JSON.stringify(value)
  if (Array.isArray(value)) return `[]interface {}{${value.map(goSyntax).join(', ')}}`
  if (!isObject(value)) return String(value)
  const members = Object.entries(value).map(([key, of]) => `${JSON.stringify(key)}:${goSyntax(of)}`)
  return `map[interface {}]interface {}{${members.join(', ')}}`
}
