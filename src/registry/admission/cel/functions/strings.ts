import { goQuote } from '../../../../meta/field-errors.ts'
import type { Library } from '../library.ts'
import { CelError, isMap, itemsOf, keysOf, lookUp, made, TypeValue } from '../values.ts'
import { doubleText, string } from './conversions.ts'

type Text = string

/** Positions count characters, not UTF-16 units. */
const letters = (text: Text): string[] => {
  if (typeof text !== 'string') throw new CelError('no such overload')
  return [...text]
}

export const strings: Library = {
  functions: { 'strings.quote': (text: Text) => goQuote(text), matches },
  methods: {
    contains: (text: Text, part: string) => text.includes(part),
    startsWith: (text: Text, part: string) => text.startsWith(part),
    endsWith: (text: Text, part: string) => text.endsWith(part),
    matches,
    find: (text: Text, pattern: string) => regex(pattern).exec(text)?.[0] ?? '',
    findAll: (text: Text, pattern: string, limit = -1n) => {
      const found = [...text.matchAll(regex(pattern, 'g'))].map(([match]) => match)
      return made(limit < 0n ? found : found.slice(0, Number(limit)))
    },
    lowerAscii: (text: Text) => text.replace(/[A-Z]/g, letter => letter.toLowerCase()),
    upperAscii: (text: Text) => text.replace(/[a-z]/g, letter => letter.toUpperCase()),
    trim: (text: Text) => text.trim(),
    replace: (text: Text, from: string, to: string, limit = -1n) =>
      limit < 0n ? text.replaceAll(from, () => to) : replaced(text, from, to, Number(limit)),
    split: (text: Text, by: string, limit = -1n) => split(text, by, Number(limit)),
    substring: (text: Text, from: bigint, to?: bigint) => substring(text, from, to),
    charAt,
    join: (list: readonly unknown[], by = '') => joined(list, by),
    format: (text: Text, args: readonly unknown[]) => format(text, itemsOf(args)),
  },
}

function regex(pattern: string, flags = ''): RegExp {
  try {
    return new RegExp(pattern, `${flags}u`)
  } catch {
    throw new CelError(`error parsing regexp: \`${pattern}\``)
  }
}

function matches(text: Text, pattern: string): boolean {
  return regex(pattern).test(text)
}

function replaced(text: string, from: string, to: string, limit: number): string {
  const parts = text.split(from)
  const times = Math.min(limit, parts.length - 1)
  return (
    parts
      .slice(0, times)
      .map(part => part + to)
      .join('') + parts.slice(times).join(from)
  )
}

function split(text: string, by: string, limit: number): readonly string[] {
  const parts = text.split(by)
  if (limit === 0) return made([])
  if (limit < 0 || parts.length <= limit) return made(parts)
  return made([...parts.slice(0, limit - 1), parts.slice(limit - 1).join(by)])
}

function substring(text: string, from: bigint, to: bigint | undefined): string {
  const all = letters(text)
  const end = to ?? BigInt(all.length)
  if (from < 0n || from > BigInt(all.length)) throw new CelError(`index out of range: ${from}`)
  if (end < 0n || end > BigInt(all.length)) throw new CelError(`index out of range: ${end}`)
  if (from > end) throw new CelError(`invalid substring range. start: ${from}, end: ${end}`)
  return all.slice(Number(from), Number(end)).join('')
}

function charAt(text: Text, at: bigint): string {
  const all = letters(text)
  if (at < 0n || at > BigInt(all.length)) throw new CelError(`index out of range: ${at}`)
  return all[Number(at)] ?? ''
}

function joined(list: readonly unknown[], by: string): string {
  if (!Array.isArray(list) || list.some(item => typeof item !== 'string'))
    throw new CelError('no such overload')
  return list.join(by)
}

function format(text: string, args: readonly unknown[]): string {
  let next = 0
  return text.replace(
    /%(?:%|(?:\.(\d+))?([a-zA-Z]))/g,
    (all, precision?: string, verb?: string) => {
      if (all === '%%') return '%'
      if (next >= args.length) throw new CelError(`index ${next} out of range`)
      return formatted(verb ?? '', precision === undefined ? 6 : Number(precision), args[next++])
    },
  )
}

function formatted(verb: string, precision: number, value: unknown): string {
  switch (verb) {
    case 's':
      return written(value, false)
    case 'd':
      return string(value)
    case 'f':
      return Number(value).toFixed(precision)
    case 'e':
      return scientific(Number(value), precision)
    case 'b':
      return typeof value === 'boolean'
        ? String(Number(value))
        : BigInt(value as bigint).toString(2)
    case 'o':
      return BigInt(value as bigint).toString(8)
    case 'x':
    case 'X': {
      const hex =
        typeof value === 'string' || value instanceof Uint8Array
          ? Buffer.from(value).toString('hex')
          : BigInt(value as bigint).toString(16)
      return verb === 'X' ? hex.toUpperCase() : hex
    }
    default:
      throw new CelError(
        `could not parse formatting clause: unrecognized formatting clause "${verb}"`,
      )
  }
}

const RAISED = '⁰¹²³⁴⁵⁶⁷⁸⁹'

function scientific(value: number, precision: number): string {
  const [digits = '', power = ''] = value.toExponential(precision).split('e')
  const sign = power.startsWith('-') ? '⁻' : ''
  const exponent = power.replace(/^[+-]/, '').padStart(2, '0')
  return `${digits}×10${sign}${[...exponent].map(digit => RAISED[Number(digit)]).join('')}`
}

/** A value as `%s` prints it; strings within others are quoted. */
function written(value: unknown, inside: boolean): string {
  if (typeof value === 'string') return inside ? goQuote(value) : value
  if (value === null) return 'null'
  if (typeof value === 'number') return doubleText(value)
  if (value instanceof TypeValue) return value.name
  if (Array.isArray(value))
    return `[${itemsOf(value)
      .map(item => written(item, true))
      .join(', ')}]`
  if (!isMap(value)) return string(value)
  const entries = keysOf(value).map(key => [written(key, true), written(lookUp(value, key), true)])
  return `{${entries
    .map(([key, text]) => `${key}:${text}`)
    .sort()
    .join(', ')}}`
}
