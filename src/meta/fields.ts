// Field selectors: `spec.nodeName=a,status.phase!=Running`. The grammar is here; which paths a kind
// knows, and how they are read, stands in its row.
import { goQuote } from './field-errors.ts'
import { badRequest } from './status.ts'

/** One demand of a field selector; all of them must hold. */
export interface FieldTerm {
  readonly path: string
  readonly op: '=' | '!='
  readonly value: string
}

/**
 * Reads a field selector.
 * @throws StatusError 400 in the words of the real server.
 */
export function parseFieldSelector(text: string): FieldTerm[] {
  const terms: FieldTerm[] = []
  for (const part of splitTerms(text).sort(byBytes)) {
    if (part === '') continue
    const split = /!=|==|=/.exec(part)
    if (split === null) throw badRequest(`invalid selector: '${text}'; can't understand '${part}'`)
    const value = unescaped(part.slice(split.index + split[0].length))
    terms.push({ path: part.slice(0, split.index), op: split[0] === '!=' ? '!=' : '=', value })
  }
  return terms
}

const byBytes = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

/** Parts between commas; a backslash makes a comma part of its part. */
function splitTerms(text: string): string[] {
  const parts: string[] = []
  let start = 0
  for (let at = 0; at < text.length; at++) {
    if (text[at] === '\\') at++
    else if (text[at] === ',') {
      parts.push(text.slice(start, at))
      start = at + 1
    }
  }
  parts.push(text.slice(start))
  return parts
}

function unescaped(text: string): string {
  if (!/[\\,=]/.test(text)) return text
  let value = ''
  const letters = [...text]
  for (let at = 0; at < letters.length; at++) {
    const letter = letters[at] ?? ''
    if (letter === ',' || letter === '=')
      throw badRequest(
        `invalid field selector: unescaped character in value: ${letter.codePointAt(0)}`,
      )
    if (letter !== '\\') {
      value += letter
      continue
    }
    const next = letters[++at] ?? ''
    if (next !== '\\' && next !== ',' && next !== '=')
      throw badRequest(`invalid field selector: invalid escape sequence: \\${next}`)
    value += next
  }
  return value
}

/** What is known of a kind's field selectors: paths of its own, if it has any. */
export interface FieldInfo {
  readonly kind: string
  readonly namespaced: boolean
  readonly selectable?: Readonly<Record<string, unknown>> | undefined
  /** Custom resources speak like kinds with paths of their own, even when they have none. */
  readonly custom?: boolean
}

/** Job alone words it like this. */
const WORDING: Readonly<Record<string, (path: string) => string>> = {
  Job: path => `field label ${goQuote(path)} not supported for Job`,
}

/**
 * Refuses paths that a kind does not know. A kind without paths of its own takes `metadata.namespace` even when it has none.
 * @throws StatusError 400.
 */
export function checkFieldPaths(terms: readonly FieldTerm[], info: FieldInfo): void {
  const plain = info.selectable === undefined && info.custom !== true
  for (const { path } of terms) {
    if (path === 'metadata.name') continue
    if (path === 'metadata.namespace' && (plain || info.namespaced)) continue
    if (info.selectable !== undefined && Object.hasOwn(info.selectable, path)) continue
    if (plain)
      throw badRequest(
        `${goQuote(path)} is not a known field selector: only "metadata.name", "metadata.namespace"`,
      )
    throw badRequest(WORDING[info.kind]?.(path) ?? `field label not supported: ${path}`)
  }
}

/** The value that a path must have for all terms to hold, if one is demanded: `metadata.name=x`. */
export function demandedValue(terms: readonly FieldTerm[], path: string): string | undefined {
  return terms.find(term => term.path === path && term.op === '=')?.value
}
