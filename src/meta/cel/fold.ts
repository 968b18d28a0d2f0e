// Conversions of what is written out are made when an expression is made ready to run, and fail there.
import { type Call, type Expr, partsOf } from './ast.ts'
import type { Checked } from './check.ts'
import { noSuchOverload } from './dispatch.ts'
import { CelError } from './values.ts'

const CONVERSIONS: ReadonlySet<string> = new Set([
  ...['bool', 'bytes', 'double', 'duration', 'dyn', 'int', 'string', 'timestamp', 'type', 'uint'],
])

/** Why a conversion of something constant fails, if one does. */
export function foldFlaw(expr: Expr, checked: Checked): string | undefined {
  try {
    folded(expr, checked)
    return undefined
  } catch (error) {
    if (error instanceof CelError) return error.message
    throw error
  }
}

/** The value of an expression that is constant; nothing for others. @throws CelError */
function folded(expr: Expr, checked: Checked): { readonly value: unknown } | undefined {
  if (expr.kind === 'literal') return expr
  const parts = partsOf(expr).map(part => folded(part, checked))
  if (expr.kind === 'list' && expr.items.every(({ optional }) => !optional)) {
    const values = parts.flatMap(part => (part === undefined ? [] : [part.value]))
    return values.length === parts.length ? { value: values } : undefined
  }
  return expr.kind === 'call' ? converted(expr, parts, checked) : undefined
}

function converted(
  call: Call,
  parts: readonly ({ readonly value: unknown } | undefined)[],
  checked: Checked,
): { readonly value: unknown } | undefined {
  const { name, target, args } = call
  const [only] = parts
  if (target !== undefined || args.length !== 1 || only === undefined) return undefined
  if (!CONVERSIONS.has(name)) return undefined
  const values = [only.value]
  const overload = checked.overloadsOf(call).find(one => one.accepts(values))
  if (overload === undefined) throw noSuchOverload(name, values)
  return { value: overload.run(...values) }
}
