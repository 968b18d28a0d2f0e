import type { Expr, Loop } from './ast.ts'
import { notIterable } from './dispatch.ts'
import type { Evaluation } from './evaluate.ts'
import { keyText } from './functions/operators.ts'
import { type Scope, withName } from './scope.ts'
import { CelError, keyOf, MapValue, mapValue, noOverload } from './values.ts'

type Item = readonly [key: unknown, value: unknown]

/** A loop, by what it comes to; the accumulator itself is only there for types and costs. */
export function runLoop(run: Evaluation, loop: Loop, scope: Scope): unknown {
  if (loop.style === 'bind') return bound(run, loop, scope)
  const range = run.run(loop.range, scope)
  run.spend(1)
  const scopes = scopesOf(loop, itemsOf(range, loop.names.length), scope)
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

function* itemsOf(range: unknown, names: number): Generator<Item> {
  if (Array.isArray(range)) for (const [index, item] of range.entries()) yield [BigInt(index), item]
  else if (range instanceof MapValue)
    for (const key of range.keys) yield [key, names === 1 ? key : range.get(key)]
  else throw notIterable(range)
}

/** One by one, since most loops end before their last item. */
function* scopesOf({ names }: Loop, items: Iterable<Item>, scope: Scope): Generator<Scope> {
  const [one = '', two] = names
  for (const [key, value] of items)
    yield two === undefined
      ? withName(scope, one, value)
      : withName(withName(scope, one, key), two, value)
}

const argsOf = (expr: Expr): readonly Expr[] => (expr.kind === 'call' ? expr.args : [])
const firstArg = (expr: Expr): Expr => argsOf(expr)[0] as Expr
const lastArg = (expr: Expr): Expr => argsOf(expr).at(-1) as Expr

/** `exists` (or `all`): an item that decides wins over errors of others. */
function quantified(
  run: Evaluation,
  scopes: Iterable<Scope>,
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
function stepped(run: Evaluation, loop: Loop, scopes: Iterable<Scope>): unknown {
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
  run.spend(30)
  const made = new Map<unknown, readonly [key: unknown, value: unknown]>()
  for (const scope of scopes) {
    if (!kept(scope)) continue
    run.spend(2)
    for (const [key, value] of membersOf(run, adding, scope)) {
      if (made.has(keyOf(key)))
        throw new CelError(`insert failed: key ${keyText(key)} already exists`)
      made.set(keyOf(key), [key, value])
    }
  }
  return mapValue([...made.values()])
}

/** What is put into a map: `cel.@mapInsert(accumulator, key, value)`, or the members of another. */
function membersOf(run: Evaluation, adding: Expr, scope: Scope): readonly Item[] {
  const [, ...given] = argsOf(adding).map((arg, at) => (at === 0 ? undefined : run.run(arg, scope)))
  if (given.length === 2) return [[given[0], given[1]]]
  const [more] = given
  if (!(more instanceof MapValue)) throw noOverload()
  return more.keys.map(key => [key, more.get(key)])
}

/** What `accumulator + [value]` adds. */
function itemExpr(adding: Expr): Expr {
  const list = lastArg(adding)
  return (list.kind === 'list' ? list.items[0]?.value : undefined) as Expr
}
