import type { Expr, Loop } from './ast.ts'
import type { Evaluation } from './evaluate.ts'
import { type Scope, withName } from './scope.ts'
import { CelError, MapValue, noOverload } from './values.ts'

type Item = readonly [key: unknown, value: unknown]

/** A loop, by what it comes to; the accumulator itself is only there for types and costs. */
export function runLoop(run: Evaluation, loop: Loop, scope: Scope): unknown {
  if (loop.style === 'bind') return bound(run, loop, scope)
  const items = itemsOf(run.run(loop.range, scope), loop.names.length)
  run.spend(1)
  const [one = '', two] = loop.names
  const scopes = items.map(([key, value]) =>
    two === undefined
      ? withName(scope, one, value)
      : withName(withName(scope, one, key), two, value),
  )
  switch (loop.style) {
    case 'all':
      return quantified(run, scopes, lastArg(loop.step), false)
    case 'exists':
      return quantified(run, scopes, lastArg(loop.step), true)
    case 'existsOne': {
      let count = 0
      for (const inner of scopes) if (holds(run, firstArg(loop.step), inner, 3)) count++
      return count === 1
    }
    default:
      return stepped(run, loop, scopes)
  }
}

/** The value is computed when it is asked for, once. */
function bound(run: Evaluation, loop: Loop, scope: Scope): unknown {
  let made: { value: unknown } | undefined
  run.spend(10)
  return run.run(loop.result, {
    find: name => {
      if (name !== loop.accu) return scope.find(name)
      made ??= { value: run.run(loop.init, scope) }
      return made
    },
  })
}

function itemsOf(range: unknown, names: number): Item[] {
  if (Array.isArray(range)) return range.map((item, index) => [BigInt(index), item])
  if (range instanceof MapValue)
    return range.keys.map(key => [key, names === 1 ? key : range.get(key)])
  throw noOverload()
}

const argsOf = (expr: Expr): readonly Expr[] => (expr.kind === 'call' ? expr.args : [])
const firstArg = (expr: Expr): Expr => argsOf(expr)[0] as Expr
const lastArg = (expr: Expr): Expr => argsOf(expr).at(-1) as Expr

/** `exists` (or `all`): an item that decides wins over errors of others. */
function quantified(
  run: Evaluation,
  scopes: readonly Scope[],
  predicate: Expr,
  decides: boolean,
): boolean {
  let failed: CelError | undefined
  for (const scope of scopes) {
    run.spend(decides ? 3 : 2)
    const value = run.attempt(predicate, scope)
    if (value === decides) return decides
    if (value instanceof CelError) failed ??= value
    else if (typeof value !== 'boolean') failed ??= noOverload()
  }
  if (failed !== undefined) throw failed
  return !decides
}

function holds(run: Evaluation, predicate: Expr, scope: Scope, cost: number): boolean {
  run.spend(cost)
  const value = run.run(predicate, scope)
  if (typeof value !== 'boolean') throw noOverload()
  return value
}

/** Lists and maps, item by item: `filter ? accumulator + [value] : accumulator`. */
function stepped(run: Evaluation, loop: Loop, scopes: readonly Scope[]): unknown {
  const { step } = loop
  const filtered = step.kind === 'call' && step.name === '_?_:_'
  const filter = filtered ? firstArg(step) : undefined
  const adding = filtered ? (argsOf(step)[1] as Expr) : step
  const kept = (scope: Scope): boolean => filter === undefined || holds(run, filter, scope, 1)
  if (loop.style === 'list') {
    const value = itemExpr(adding)
    const list: unknown[] = []
    for (const scope of scopes) {
      run.spend(12)
      if (kept(scope)) list.push(run.run(value, scope))
    }
    return list
  }
  let accu = run.run(loop.init, scopes[0] ?? { find: () => undefined })
  for (const scope of scopes)
    if (kept(scope)) accu = run.run(adding, withName(scope, loop.accu, accu))
  return accu
}

/** What `accumulator + [value]` adds. */
function itemExpr(adding: Expr): Expr {
  const list = lastArg(adding)
  return (list.kind === 'list' ? list.items[0]?.value : undefined) as Expr
}
