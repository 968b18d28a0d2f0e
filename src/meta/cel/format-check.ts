// `"…".format([…])` whose text and list are written out is looked at before anything is computed.
import { type Call, type Expr, partsOf } from './ast.ts'
import type { Checked } from './check.ts'
import type { Flaw } from './flaws.ts'
import { formattingError, interpolated, type Verb, WANTS } from './format-text.ts'
import { longTypeText, type Type } from './types.ts'
import { CelError } from './values.ts'

export function formatFlaws({ name, target, args, at }: Call, checked: Checked): Flaw[] {
  const [list] = args
  if (name !== 'format' || list?.kind !== 'list' || args.length !== 1) return []
  if (target?.kind !== 'literal' || typeof target.value !== 'string') return []
  const { items } = list
  // The argument that does not fit its clause, where it is one that is wrong.
  let culprit: Expr | undefined
  let used = 0
  const check = (verb: Verb, value: Expr): string => {
    culprit = unfit(verb, value, checked)
    if (culprit === undefined) return ''
    throw formattingError(WANTS[verb], runtimeName(checked.typeOf(culprit)))
  }
  try {
    interpolated(target.value, items.length, true, ({ verb }, index) => {
      used++
      return check(verb, (items[index] as { value: Expr }).value)
    })
  } catch (error) {
    if (!(error instanceof CelError)) throw error
    return [{ at: culprit?.at ?? at, text: error.message }]
  }
  if (items.length <= used) return []
  const counts = `(expected ${used}, got ${items.length})`
  return [{ at, text: `too many arguments supplied to string.format ${counts}` }]
}

const FITS: Readonly<Record<Verb, readonly string[]>> = {
  s: [
    ...['int', 'uint', 'double', 'bool', 'string', 'bytes', 'timestamp', 'duration', 'null'],
    ...['list', 'map', 'type', 'object'],
  ],
  d: ['int', 'uint'],
  f: ['double', 'string'],
  e: ['double', 'string'],
  b: ['int', 'uint', 'bool'],
  o: ['int', 'uint'],
  x: ['int', 'uint', 'string', 'bytes'],
  X: ['int', 'uint', 'string', 'bytes'],
}

/** What of an argument a clause is not for; within lists and maps only `%s` looks. */
function unfit(verb: Verb, value: Expr, checked: Checked): Expr | undefined {
  const type = checked.typeOf(value)
  const name = type.sort === 'plain' ? type.name : type.sort
  if (name !== 'dyn' && name !== 'param' && !FITS[verb].includes(name)) return value
  if (verb !== 's' || (value.kind !== 'list' && value.kind !== 'map')) return undefined
  for (const part of partsOf(value)) {
    const found = unfit(verb, part, checked)
    if (found !== undefined) return found
  }
  return undefined
}

/** A type without what it is made of. */
function runtimeName(type: Type): string {
  if (type.sort === 'list' || type.sort === 'map' || type.sort === 'type') return type.sort
  return type.sort === 'optional' ? 'optional_type' : longTypeText(type)
}
