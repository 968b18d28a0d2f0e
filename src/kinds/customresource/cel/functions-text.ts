import { goQuote } from '../../../meta/field-errors.ts'
import { goPattern } from '../pattern.ts'
import type { Declared } from './functions.ts'
import { CelError } from './values.ts'

function regexp(pattern: string): RegExp {
  const found = goPattern(pattern)
  if (typeof found === 'string') throw new CelError(found)
  return found
}

function findAll(text: string, pattern: string, most: bigint): string[] {
  const found = regexp(pattern)
  const all = [...text.matchAll(new RegExp(found.source, `${found.flags}g`))].map(([one]) => one)
  return most < 0n ? all : all.slice(0, Number(most))
}

/** Letters count, not the units in which they are kept. */
function part(text: string, from: bigint, to?: bigint): string {
  const letters = [...text]
  const end = to ?? BigInt(letters.length)
  if (from < 0n || from > BigInt(letters.length)) throw new CelError(`index out of range: ${from}`)
  if (end < 0n || end > BigInt(letters.length)) throw new CelError(`index out of range: ${end}`)
  if (from > end) throw new CelError(`invalid substring range. start: ${from}, end: ${end}`)
  return letters.slice(Number(from), Number(end)).join('')
}

function position(text: string, what: string, from: bigint, last: boolean): bigint {
  const letters = [...text]
  const wanted = [...what]
  if (from < 0n || from > BigInt(letters.length)) throw new CelError(`index out of range: ${from}`)
  const starts = letters
    .map((_, index) => index)
    .concat(letters.length)
    .filter(index => (last ? index <= Number(from) : index >= Number(from)))
    .filter(index => wanted.every((letter, offset) => letters[index + offset] === letter))
  return BigInt((last ? starts.at(-1) : starts[0]) ?? -1)
}

function replaced(text: string, what: string, by: string, most: bigint): string {
  if (most < 0n) return text.replaceAll(what, () => by)
  let rest = text
  let done = ''
  for (let count = 0n; count < most; count++) {
    const at = rest.indexOf(what)
    if (at < 0) break
    done += rest.slice(0, at) + by
    rest = rest.slice(at + what.length)
  }
  return done + rest
}

function split(text: string, by: string, most: bigint): string[] {
  if (most === 0n) return []
  const parts = by === '' ? [...text] : text.split(by)
  if (most < 0n || parts.length <= Number(most)) return parts
  return [...parts.slice(0, Number(most) - 1), parts.slice(Number(most) - 1).join(by)]
}

const lower = (text: string): string => text.replace(/[A-Z]/g, letter => letter.toLowerCase())
const upper = (text: string): string => text.replace(/[a-z]/g, letter => letter.toUpperCase())

const lastOf = (text: string): bigint => BigInt([...text].length)

/** Texts and regular expressions. */
export const textFunctions: Declared = {
  'string.startsWith(string): bool': (text: string, start: string) => text.startsWith(start),
  'string.endsWith(string): bool': (text: string, end: string) => text.endsWith(end),
  'string.contains(string): bool': (text: string, inner: string) => text.includes(inner),
  'string.matches(string): bool': (text: string, pattern: string) => regexp(pattern).test(text),
  'matches(string, string): bool': (text: string, pattern: string) => regexp(pattern).test(text),
  'string.find(string): string': (text: string, pattern: string) =>
    regexp(pattern).exec(text)?.[0] ?? '',
  'string.findAll(string): list<string>': (text: string, pattern: string) =>
    findAll(text, pattern, -1n),
  'string.findAll(string, int): list<string>': findAll,
  'string.charAt(int): string': (text: string, index: bigint) => {
    const letters = [...text]
    if (index < 0n || index > BigInt(letters.length))
      throw new CelError(`index out of range: ${index}`)
    return letters[Number(index)] ?? ''
  },
  'string.indexOf(string): int': (text: string, what: string) => position(text, what, 0n, false),
  'string.indexOf(string, int): int': (text: string, what: string, from: bigint) =>
    position(text, what, from, false),
  'string.lastIndexOf(string): int': (text: string, what: string) =>
    position(text, what, lastOf(text), true),
  'string.lastIndexOf(string, int): int': (text: string, what: string, from: bigint) =>
    position(text, what, from, true),
  'string.lowerAscii(): string': lower,
  'string.upperAscii(): string': upper,
  'string.replace(string, string): string': (text: string, what: string, by: string) =>
    replaced(text, what, by, -1n),
  'string.replace(string, string, int): string': replaced,
  'string.split(string): list<string>': (text: string, by: string) => split(text, by, -1n),
  'string.split(string, int): list<string>': split,
  'string.substring(int): string': part,
  'string.substring(int, int): string': part,
  'string.trim(): string': (text: string) => text.trim(),
  'string.reverse(): string': (text: string) => [...text].reverse().join(''),
  'list<string>.join(): string': (list: string[]) => list.join(''),
  'list<string>.join(string): string': (list: string[], by: string) => list.join(by),
  '@strings.quote(string): string': goQuote,
}
