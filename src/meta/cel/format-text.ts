// Texts with clauses such as `%s` and `%.2f`: how they are read, and what each clause can be used on.
import { CelError } from './values.ts'

export const PRECISION = 6

export interface Clause {
  readonly verb: Verb
  readonly precision: number
}

export type Verb = 's' | 'd' | 'f' | 'e' | 'b' | 'o' | 'x' | 'X'

const HEX = 'only integers, byte buffers, and strings can be formatted as hex'

/** What is said of a value that a clause is not for. */
export const WANTS: Readonly<Record<Verb, string>> = {
  s: 'string clause can only be used on strings, bools, bytes, ints, doubles, maps, lists, types, durations, and timestamps',
  d: 'decimal clause can only be used on integers',
  f: 'fixed-point clause can only be used on doubles',
  e: 'scientific clause can only be used on doubles',
  b: 'only integers and bools can be formatted as binary',
  o: 'octal clause can only be used on integers',
  x: HEX,
  X: HEX,
}

export const formattingError = (what: string, type: string): CelError =>
  new CelError(`error during formatting: ${what}, was given ${type}`)

/**
 * The text with each clause replaced by what is given for it and its index.
 * @param isChecked an end right behind a sign is looked for before the arguments are counted
 * @throws CelError
 */
export function interpolated(
  text: string,
  size: number,
  isChecked: boolean,
  replace: (clause: Clause, index: number) => string,
): string {
  let next = 0
  let done = ''
  for (let at = 0; at < text.length; at++) {
    if (text[at] !== '%') {
      done += text[at]
      continue
    }
    at++
    if (text[at] === '%') {
      done += '%'
      continue
    }
    const ends = at >= text.length
    if (next >= size && !(ends && isChecked)) throw new CelError(`index ${next} out of range`)
    if (ends) throw new CelError('unexpected end of string')
    const [whole = '', precision, verb = ''] = /^(?:\.(\d*))?(.?)/su.exec(text.slice(at)) ?? []
    done += replace(clauseOf(precision, verb), next++)
    at += whole.length - 1
  }
  return done
}

const unclear = (why: string): CelError => new CelError(`could not parse formatting clause: ${why}`)

function clauseOf(precision: string | undefined, verb: string): Clause {
  if (precision !== undefined && verb === '')
    throw unclear('error while parsing precision: could not find end of precision specifier')
  if (precision === '')
    throw unclear(
      'error while parsing precision: error while converting precision to integer: strconv.Atoi: parsing "": invalid syntax',
    )
  if (!Object.hasOwn(WANTS, verb)) throw unclear(`unrecognized formatting clause "${verb}"`)
  return { verb: verb as Verb, precision: precision === undefined ? PRECISION : Number(precision) }
}
