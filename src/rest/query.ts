// The query of a request, read as Kubernetes reads it.
import { badRequest } from '../meta/status.ts'

const NONE = new URLSearchParams()
const INT64_MAX = 9223372036854775807n

/** The query string, parsed when the first parameter is asked for. */
export class Query {
  readonly #text: string
  #params: URLSearchParams | undefined

  constructor(text: string) {
    this.#text = text
  }

  get params(): URLSearchParams {
    this.#params ??= this.#text === '' ? NONE : new URLSearchParams(readable(this.#text))
    return this.#params
  }

  /** The first value; undefined when the parameter is not there. */
  first(name: string): string | undefined {
    if (this.#text === '') return undefined
    return this.params.get(name) ?? undefined
  }

  /** The first value, empty when the parameter is not there. */
  text(name: string): string {
    return this.first(name) ?? ''
  }

  all(name: string): string[] {
    return this.#text === '' ? [] : this.params.getAll(name)
  }

  /** Absent, `0` and `false` in any case are false, all else is true, the empty text too. */
  flag(name: string): boolean {
    return this.optionalFlag(name) ?? false
  }

  optionalFlag(name: string): boolean | undefined {
    const value = this.first(name)
    return value === undefined ? undefined : value !== '0' && value.toLowerCase() !== 'false'
  }

  /** @throws StatusError 400 in the words of Go's parser */
  integer(name: string): number | undefined {
    const value = this.first(name)
    return value === undefined ? undefined : integerIn(value)
  }
}

/** A number as Go reads it. @throws StatusError 400 in the words of Go's parser */
export function integerIn(text: string): number {
  if (!/^[+-]?\d+$/.test(text)) throw notANumber(text, 'invalid syntax')
  const big = BigInt(text.replace('+', ''))
  if (big > INT64_MAX || big < -INT64_MAX - 1n) throw notANumber(text, 'value out of range')
  return Number(big)
}

/** Parts that Go cannot read are passed over: those with a semicolon, and those whose escapes are none. */
function readable(text: string): string {
  if (!UNREADABLE.test(text)) return text
  return text
    .split('&')
    .filter(part => !UNREADABLE.test(part))
    .join('&')
}

const UNREADABLE = /;|%(?![0-9A-Fa-f]{2})/

const notANumber = (value: string, why: string) =>
  badRequest(`strconv.ParseInt: parsing ${JSON.stringify(value)}: ${why}`)
