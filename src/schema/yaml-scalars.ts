// What a scalar of YAML means: the rules of YAML 1.1 as Go's package reads them. Times stay texts,
// numbers with colons too.
import type { Scalar } from 'yaml'
import { YamlSyntaxError } from './yaml-errors.ts'

/** A scalar as JSON. */
export function scalarOf(scalar: Scalar): unknown {
  const text = typeof scalar.value === 'string' ? scalar.value : (scalar.source ?? '')
  const tag = scalar.tag?.replace(/^tag:yaml\.org,2002:/, '!!')
  if (tag === '!!binary') return Buffer.from(text, 'base64').toString('utf8')
  if (tag === '!!str') return text
  if (tag === undefined) return scalar.type === 'PLAIN' ? plain(text) : text
  if (!RESOLVED.has(tag)) return text
  const value = plain(text)
  if (tag === '!!float' && typeof value === 'number') return value
  if (tagOf(value) !== tag && tag !== '!')
    throw new YamlSyntaxError(`yaml: cannot decode ${tagOf(value)} \`${text}\` as a ${tag}`)
  return value
}

const RESOLVED = new Set(['!!bool', '!!int', '!!float', '!!null'])

function tagOf(value: unknown): string {
  if (value === null) return '!!null'
  if (typeof value === 'boolean') return '!!bool'
  if (typeof value === 'number') return Number.isInteger(value) ? '!!int' : '!!float'
  return '!!str'
}

const WORDS: ReadonlyMap<string, unknown> = new Map<string, unknown>([
  ...words(true, 'y', 'yes', 'true', 'on'),
  ...words(false, 'n', 'no', 'false', 'off'),
  ...words(null, 'null'),
  ['', null],
  ['~', null],
])

/** A word in the three spellings that count: `yes`, `Yes`, `YES`. */
function words(value: unknown, ...list: string[]): [string, unknown][] {
  return list.flatMap(word => [
    [word, value],
    [`${word[0]?.toUpperCase()}${word.slice(1)}`, value],
    [word.toUpperCase(), value],
  ])
}

const NO_NUMBER = /^[-+]?\.(nan|NaN|NAN|inf|Inf|INF)$/
const DECIMAL = /^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$/
const INTEGER =
  /^([-+]?)(?:0([0-7]+)|0[oO]([0-7]+)|0[xX]([0-9a-fA-F]+)|0[bB]([01]+)|(0|[1-9][0-9]*))$/

/** The value of a scalar without quotes. */
function plain(text: string): unknown {
  const word = WORDS.get(text)
  if (word !== undefined) return word
  if (!/^[-+.0-9]/.test(text)) return text
  if (NO_NUMBER.test(text))
    throw new YamlSyntaxError(`json: unsupported value: ${notANumber(text)}`)
  const bare = text.startsWith('.') ? text : text.replaceAll('_', '')
  const integer = integerOf(bare)
  if (integer !== undefined) return integer
  return DECIMAL.test(bare) && Number.isFinite(Number(bare)) ? Number(bare) : text
}

function integerOf(text: string): number | undefined {
  const match = INTEGER.exec(text)
  if (match === null) return undefined
  const [, sign, octal, octalToo, hex, binary, decimal] = match
  const value =
    (octal ?? octalToo) !== undefined
      ? Number.parseInt(octal ?? octalToo ?? '', 8)
      : hex !== undefined
        ? Number.parseInt(hex, 16)
        : binary !== undefined
          ? Number.parseInt(binary, 2)
          : Number(decimal)
  return sign === '-' && value !== 0 ? -value : value
}

const notANumber = (text: string): string =>
  /nan/i.test(text) ? 'NaN' : text.startsWith('-') ? '-Inf' : '+Inf'
