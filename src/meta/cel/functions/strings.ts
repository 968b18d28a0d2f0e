import { goQuote } from '../../field-errors.ts'
import { type GoPattern, goPattern } from '../../pattern.ts'
import type { Declared } from '../declare.ts'
import { CelError } from '../values.ts'
import { format } from './format.ts'

/** @throws CelError */
function pattern(source: string, lead = ''): GoPattern {
  const found = goPattern(source)
  if (typeof found === 'string') throw new CelError(`${lead}${found}`)
  return found
}

const matches = (text: string, source: string): boolean => pattern(source).test(text)

const ILLEGAL = 'Illegal regex: '

const findAll = (text: string, source: string, most = -1n): string[] =>
  pattern(source, ILLEGAL).findAll(text, Number(most))

const outOfRange = (index: bigint): CelError => new CelError(`index out of range: ${index}`)

/** Letters count, not the units in which they are kept. */
function part(text: string, from: bigint, to?: bigint): string {
  const letters = [...text]
  const length = BigInt(letters.length)
  const end = to ?? length
  if (to === undefined && (from < 0n || from > length)) throw outOfRange(from)
  if (from > end) throw new CelError(`invalid substring range. start: ${from}, end: ${end}`)
  if (from < 0n || from > length) throw outOfRange(from)
  if (end < 0n || end > length) throw outOfRange(end)
  return letters.slice(Number(from), Number(end)).join('')
}

function charAt(text: string, index: bigint): string {
  const letters = [...text]
  if (index < 0n || index > BigInt(letters.length)) throw outOfRange(index)
  return letters[Number(index)] ?? ''
}

function position(text: string, what: string, from: bigint, last: boolean): bigint {
  const letters = [...text]
  const wanted = [...what]
  if (from < 0n) throw outOfRange(from)
  if (from > BigInt(letters.length)) return -1n
  const starts = Array.from({ length: letters.length + 1 }, (_, index) => index)
    .filter(index => (last ? index <= Number(from) : index >= Number(from)))
    .filter(index => wanted.every((letter, offset) => letters[index + offset] === letter))
  return BigInt((last ? starts.at(-1) : starts[0]) ?? -1)
}

const lengthOf = (text: string): bigint => BigInt([...text].length)

function replaced(text: string, what: string, by: string, most = -1n): string {
  // Nothing stands before, between and behind letters.
  const parts = what === '' ? ['', ...text, ''] : text.split(what)
  const count = most < 0n ? parts.length : Number(most) + 1
  return [parts.slice(0, count).join(by), ...parts.slice(count)].join(what)
}

function split(text: string, by: string, most = -1n): string[] {
  if (most === 0n) return []
  const parts = by === '' ? [...text] : text.split(by)
  if (most < 0n || parts.length <= Number(most)) return parts
  return [...parts.slice(0, Number(most) - 1), parts.slice(Number(most) - 1).join(by)]
}

/** Texts and regular expressions. */
export const strings: Declared = {
  'string.contains(string): bool': (text: string, inner: string) => text.includes(inner),
  'string.endsWith(string): bool': (text: string, end: string) => text.endsWith(end),
  'string.startsWith(string): bool': (text: string, start: string) => text.startsWith(start),
  '@matches(string, string): bool': matches,
  'string.matches(string): bool': matches,
  'string.find(string): string': (text: string, source: string) =>
    pattern(source, ILLEGAL).find(text) ?? '',
  'string.findAll(string): list(string)': findAll,
  'string.findAll(string, int): list(string)': findAll,
  'string.charAt(int): string': charAt,
  'string.indexOf(string): int': (text: string, what: string) => position(text, what, 0n, false),
  'string.indexOf(string, int): int': (text: string, what: string, from: bigint) =>
    position(text, what, from, false),
  'string.lastIndexOf(string): int': (text: string, what: string) =>
    position(text, what, lengthOf(text), true),
  'string.lastIndexOf(string, int): int': (text: string, what: string, from: bigint) =>
    position(text, what, from, true),
  'string.lowerAscii(): string': (text: string) =>
    text.replace(/[A-Z]/g, letter => letter.toLowerCase()),
  'string.upperAscii(): string': (text: string) =>
    text.replace(/[a-z]/g, letter => letter.toUpperCase()),
  'string.replace(string, string): string': replaced,
  'string.replace(string, string, int): string': replaced,
  'string.split(string): list(string)': split,
  'string.split(string, int): list(string)': split,
  'string.substring(int): string': part,
  'string.substring(int, int): string': part,
  'string.trim(): string': (text: string) => text.trim(),
  'string.format(list(dyn)): string': format,
  '@strings.quote(string): string': goQuote,
  'list(string).join(): string': (list: string[]) => joined(list, ''),
  'list(string).join(string): string': joined,
}

function joined(list: readonly unknown[], by: string): string {
  const wrong = list.find(item => typeof item !== 'string')
  if (wrong !== undefined) throw new CelError('no such overload: join(list)')
  return list.join(by)
}
