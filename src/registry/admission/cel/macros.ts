// Comprehensions: calls whose arguments are computed once for each item.
import { attempt, run, type Scope, withName } from './evaluate.ts'
import type { Node } from './parse.ts'
import {
  CelError,
  compare,
  isMap,
  itemsOf,
  keysOf,
  lookUp,
  made,
  NONE,
  Optional,
} from './values.ts'

type Item = readonly [key: unknown, value: unknown]

/** The value of a macro, or nothing when the call is none. */
export function runMacro(
  name: string,
  base: unknown,
  args: readonly Node[],
  scope: Scope,
): { value: unknown } | undefined {
  if (base instanceof Optional) return ofOptional(name, base, args, scope)
  const vars = namesOf(name, args)
  if (vars === undefined || !(Array.isArray(base) || isMap(base))) return undefined
  const rest = args.slice(vars.length)
  const scopes = itemsIn(base, vars.length === 2).map(item => bound(vars, item, scope))
  switch (name) {
    case 'all':
      return { value: quantified(scopes, rest[0] as Node, false) }
    case 'exists':
      return { value: quantified(scopes, rest[0] as Node, true) }
    case 'exists_one':
    case 'existsOne':
      return { value: scopes.filter(one => holds(rest[0] as Node, one)).length === 1 }
    case 'filter':
      return { value: made(kept(scopes, rest[0]).map(one => one.find(vars[0] as string)?.value)) }
    case 'map':
    case 'transformList':
      return { value: made(transformed(scopes, rest)) }
    case 'transformMap':
    case 'transformMapEntry':
      return { value: transformedMap(name, scopes, vars[0] as string, rest) }
    default:
      return { value: sortedBy(base as unknown[], scopes, rest[0] as Node) }
  }
}

/** How many arguments are names, by macro and number of arguments; at least one stays to be computed. */
const ONE_NAME: Readonly<Record<string, readonly number[]>> = {
  all: [2],
  exists: [2],
  exists_one: [2],
  existsOne: [2],
  filter: [2],
  map: [2, 3],
  sortBy: [2],
}
const TWO_NAMES: Readonly<Record<string, readonly number[]>> = {
  all: [3],
  exists: [3],
  existsOne: [3],
  transformList: [3, 4],
  transformMap: [3, 4],
  transformMapEntry: [3, 4],
}

/** The names that a macro binds; nothing when the call is no macro. */
export function namesOf(name: string, args: readonly Node[]): readonly string[] | undefined {
  const count = ONE_NAME[name]?.includes(args.length)
    ? 1
    : TWO_NAMES[name]?.includes(args.length)
      ? 2
      : 0
  const names = args.slice(0, count)
  if (count === 0 || names.some(node => node.op !== 'id')) return undefined
  return names.map(node => node.args as string)
}

function itemsIn(base: unknown, pairs: boolean): Item[] {
  if (Array.isArray(base)) return itemsOf(base).map((item, at) => [BigInt(at), item])
  const map = base as Map<unknown, unknown>
  return keysOf(map).map(key => [key, pairs ? lookUp(map, key) : key])
}

function bound(names: readonly string[], [key, value]: Item, scope: Scope): Scope {
  const [first = '', second] = names
  if (second === undefined) return withName(scope, first, value)
  return withName(withName(scope, first, key), second, value)
}

/** `exists` (or `all`): an item that decides wins over errors of others. */
function quantified(scopes: readonly Scope[], predicate: Node, decides: boolean): boolean {
  let failed: CelError | undefined
  for (const scope of scopes) {
    const value = attempt(predicate, scope)
    if (value === decides) return decides
    if (value instanceof CelError) failed ??= value
    else if (typeof value !== 'boolean') failed ??= new CelError('no such overload')
  }
  if (failed !== undefined) throw failed
  return !decides
}

function holds(predicate: Node, scope: Scope): boolean {
  const value = run(predicate, scope)
  if (typeof value !== 'boolean') throw new CelError('no such overload')
  return value
}

const kept = (scopes: readonly Scope[], predicate: Node | undefined): readonly Scope[] =>
  predicate === undefined ? scopes : scopes.filter(scope => holds(predicate, scope))

function transformed(scopes: readonly Scope[], rest: readonly Node[]): unknown[] {
  const predicate = rest.length === 2 ? rest[0] : undefined
  return kept(scopes, predicate).map(scope => run(rest.at(-1) as Node, scope))
}

function transformedMap(
  name: string,
  scopes: readonly Scope[],
  key: string,
  rest: readonly Node[],
): Map<unknown, unknown> {
  const map = new Map<unknown, unknown>()
  for (const scope of kept(scopes, rest.length === 2 ? rest[0] : undefined)) {
    const value = run(rest.at(-1) as Node, scope)
    if (name === 'transformMap') map.set(scope.find(key)?.value, value)
    else for (const one of keysOf(value as Map<unknown, unknown>)) insert(map, one, value)
  }
  return map
}

function insert(map: Map<unknown, unknown>, key: unknown, entry: unknown): void {
  if (map.has(key)) throw new CelError(`insert failed: key ${String(key)} already exists`)
  map.set(key, lookUp(entry as Map<unknown, unknown>, key))
}

function sortedBy(list: unknown[], scopes: readonly Scope[], by: Node): unknown[] {
  const keyed = itemsOf(list).map((item, at) => ({ item, key: run(by, scopes[at] as Scope) }))
  return made(keyed.sort((a, b) => compare(a.key, b.key) ?? 0).map(({ item }) => item))
}

function ofOptional(
  name: string,
  base: Optional,
  args: readonly Node[],
  scope: Scope,
): { value: unknown } | undefined {
  const [first, second] = args
  if (name === 'orValue' && first !== undefined)
    return { value: base.has ? base.value : run(first, scope) }
  if (name === 'or' && first !== undefined) return { value: base.has ? base : run(first, scope) }
  if ((name !== 'optMap' && name !== 'optFlatMap') || first?.op !== 'id' || second === undefined)
    return undefined
  if (!base.has) return { value: NONE }
  const value = run(second, withName(scope, first.args as string, base.value))
  return { value: name === 'optMap' ? new Optional(true, value) : value }
}
