// Which types may stand for which, and what the type variables of an expression turn out to be.
import { DYN, isDyn, isNullable, isPlain, listOf, mapOf, optionalOf, type Type } from './types.ts'

/** What type variables stand for. */
export type Bindings = ReadonlyMap<string, Type>

const innerOf = (type: Type): readonly Type[] => {
  switch (type.sort) {
    case 'list':
    case 'optional':
      return [type.of]
    case 'map':
      return [type.key, type.of]
    default:
      return []
  }
}

export function sameType(a: Type, b: Type): boolean {
  if (a.sort !== b.sort) return false
  if (a.sort === 'plain' || a.sort === 'param' || a.sort === 'object')
    return a.name === (b as typeof a).name
  const [left, right] = [innerOf(a), innerOf(b)]
  return left.every((type, index) => sameType(type, right[index] ?? DYN))
}

/** What is bound when each of `given` may stand for the one of `wanted`; nothing when one may not. */
export function assignAll(
  bound: Bindings,
  given: readonly Type[],
  wanted: readonly Type[],
): Bindings | undefined {
  if (given.length !== wanted.length) return undefined
  const next = new Map(bound)
  return given.every((type, index) => fits(next, type, wanted[index] ?? DYN)) ? next : undefined
}

export const assign = (bound: Bindings, a: Type, b: Type): Bindings | undefined =>
  assignAll(bound, [a], [b])

function fits(bound: Map<string, Type>, a: Type, b: Type): boolean {
  if (b.sort === 'param') {
    const done = bind(bound, a, b.name)
    if (done !== undefined) return done
  }
  if (a.sort === 'param') return bind(bound, b, a.name) === true
  if (b.sort === 'param') return false
  if (isDyn(a) || isDyn(b)) return true
  if (isPlain(a, 'null')) return isPlain(b, 'null') || isNullable(b)
  if (isPlain(b, 'null')) return isNullable(a)
  if (a.sort !== b.sort) return false
  if (a.sort === 'plain' || a.sort === 'object') return a.name === (b as typeof a).name
  const [left, right] = [innerOf(a), innerOf(b)]
  return left.every((type, index) => fits(bound, type, right[index] ?? DYN))
}

/** Whether a variable may stand for a type; nothing where it cannot and the other may be asked. */
function bind(bound: Map<string, Type>, type: Type, name: string): boolean | undefined {
  if (type.sort === 'param' && type.name === name) return true
  const known = bound.get(name)
  if (known !== undefined) {
    if (!fits(bound, type, known)) return false
    const general = moreGeneral(type, known)
    if (!refersTo(bound, general, name)) bound.set(name, general)
    return true
  }
  if (refersTo(bound, type, name)) return undefined
  bound.set(name, type)
  return true
}

function refersTo(bound: Bindings, type: Type, name: string): boolean {
  if (type.sort === 'param') {
    if (type.name === name) return true
    const known = bound.get(type.name)
    return known !== undefined && refersTo(bound, known, name)
  }
  return innerOf(type).some(inner => refersTo(bound, inner, name))
}

export const moreGeneral = (a: Type, b: Type): Type => (isAsGeneral(a, b) ? a : b)

/** Whether `a` says no more than `b`. */
function isAsGeneral(a: Type, b: Type): boolean {
  if (isDyn(a) || a.sort === 'param') return true
  if (isDyn(b) || b.sort === 'param') return false
  if (isPlain(a, 'null')) return false
  if (a.sort !== b.sort) return false
  if (a.sort === 'plain' || a.sort === 'object') return sameType(a, b)
  const [left, right] = [innerOf(a), innerOf(b)]
  return left.every((type, index) => isAsGeneral(type, right[index] ?? DYN))
}

/** A type with what its variables stand for; free ones stay, or may be anything. */
export function substitute(bound: Bindings, type: Type, freeIsDyn: boolean): Type {
  const inner = (one: Type): Type => substitute(bound, one, freeIsDyn)
  switch (type.sort) {
    case 'param': {
      const known = bound.get(type.name)
      return known !== undefined ? inner(known) : freeIsDyn ? DYN : type
    }
    case 'list':
      return listOf(inner(type.of))
    case 'optional':
      return optionalOf(inner(type.of))
    case 'map':
      return mapOf(inner(type.key), inner(type.of))
    case 'type':
      return { sort: 'type', of: inner(type.of) }
    default:
      return type
  }
}

/** Whether a declared type has a variable of a name. */
export function hasVariable(type: Type, name: string): boolean {
  if (type.sort === 'param') return type.name === name
  if (type.sort === 'map') return hasVariable(type.key, name) || hasVariable(type.of, name)
  return type.sort === 'list' || type.sort === 'optional' || type.sort === 'type'
    ? hasVariable(type.of, name)
    : false
}
