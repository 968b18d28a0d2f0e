// What is looked at once types fit: literals that can be told to be wrong, and lists of different things.

import { goPattern } from '../pattern.ts'
import { sameType } from './assign.ts'
import { type Call, type Expr, exprsIn, type Item, partsOf } from './ast.ts'
import type { Checked } from './check.ts'
import type { Flaw } from './flaws.ts'
import { formatFlaws } from './format-check.ts'
import { durationOf, timestampOf } from './functions/times.ts'
import { typeText } from './types.ts'
import { CelError } from './values.ts'

export function literalFlaws(expr: Expr, checked: Checked): Flaw[] {
  const flaws: Flaw[] = []
  for (const one of exprsIn(expr))
    if (one.kind === 'call') flaws.push(...callFlaws(one), ...formatFlaws(one, checked))
  differing(expr, checked, flaws)
  return flaws
}

function fails(make: () => unknown): boolean {
  try {
    make()
    return false
  } catch (error) {
    if (error instanceof CelError) return true
    throw error
  }
}

function callFlaws({ name, args, target }: Call): Flaw[] {
  const arg = name === 'matches' ? args.at(-1) : target === undefined ? args[0] : undefined
  if (arg?.kind !== 'literal') return []
  const { value } = arg
  if (typeof value === 'bigint' && name === 'timestamp' && fails(() => timestampOf(value)))
    return [{ at: arg.at, text: 'invalid timestamp argument' }]
  if (typeof value !== 'string') return []
  const wrong =
    (name === 'duration' && fails(() => durationOf(value))) ||
    (name === 'timestamp' && fails(() => timestampOf(value))) ||
    (name === 'matches' && typeof goPattern(value) === 'string')
  return wrong ? [{ at: arg.at, text: `invalid ${name} argument` }] : []
}

/** What is wrong with a pattern that is looked for; it is told when the expression is made ready to run. */
export function patternFlaw(expr: Expr): string | undefined {
  for (const one of exprsIn(expr)) {
    if (one.kind !== 'call' || !/^find(All)?$/.test(one.name)) continue
    const [pattern] = one.args
    if (pattern?.kind !== 'literal' || typeof pattern.value !== 'string') continue
    const found = goPattern(pattern.value)
    if (typeof found === 'string') return found
  }
  return undefined
}

/** The items of a list are of one type, unless they are to be printed by `format`. */
function differing(expr: Expr, checked: Checked, flaws: Flaw[]): void {
  if (expr.kind === 'call' && expr.name === 'format') return
  if (expr.kind === 'list') differingItems(expr.items, checked, flaws, true)
  if (expr.kind === 'map') {
    const keys = expr.entries.map(({ key }) => ({ value: key, optional: false }))
    differingItems(keys, checked, flaws, false)
    differingItems(expr.entries, checked, flaws, false)
  }
  for (const part of partsOf(expr)) differing(part, checked, flaws)
}

function differingItems(
  items: readonly Item[],
  checked: Checked,
  flaws: Flaw[],
  onlyFirst: boolean,
): void {
  const types = items.map(({ value, optional }) => {
    const type = checked.typeOf(value)
    return optional && type.sort === 'optional' ? type.of : type
  })
  const [first] = types
  for (const [index, type] of types.entries()) {
    if (first === undefined || sameType(first, type)) continue
    const text = `expected type '${typeText(first)}' but found '${typeText(type)}'`
    flaws.push({ at: items[index]?.value.at ?? 0, text })
    if (onlyFirst) return
  }
}
