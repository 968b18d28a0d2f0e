// Sets of fields in the very form in which `fieldsV1` stores them: a tree of elements. A node is in the
// set itself when it is empty or has the member `.`. Sets are values: operations share what they keep
// and return their first argument unchanged where nothing changes, so that identity tells "the same".
import { compareElements } from '../element.ts'

/** A node of a set. As a whole set the root itself is never a member; undefined is the empty set. */
export interface FieldSet {
  readonly [element: string]: FieldSet
}

type Draft = Record<string, FieldSet>

/** A field with nothing below. */
export const LEAF: FieldSet = Object.freeze({})

/** Whether a node other than the root is in the set itself. */
export function owned(node: FieldSet): boolean {
  if (node['.'] !== undefined) return true
  for (const _ in node) return false
  return true
}

/** Whether the field at a path of elements is in the set. */
export function has(set: FieldSet | undefined, path: readonly string[]): boolean {
  let node = set
  for (const element of path) node = node?.[element]
  return node !== undefined && path.length > 0 && owned(node)
}

/** The set of some paths of elements. */
export function setOf(paths: readonly (readonly string[])[]): FieldSet | undefined {
  let set: FieldSet | undefined
  for (const path of paths)
    set = union(
      set,
      path.reduceRight<FieldSet>((below, element) => ({ [element]: below }), LEAF),
    )
  return set
}

export function union(a: FieldSet | undefined, b: FieldSet | undefined): FieldSet | undefined {
  if (a === undefined || a === b) return b
  if (b === undefined) return a
  return join(a, b, false)
}

/** The union of two nodes below the root, which may be members themselves. */
export function unionBelow(a: FieldSet | undefined, b: FieldSet | undefined): FieldSet | undefined {
  return a === undefined || b === undefined ? (a ?? b) : join(a, b, true)
}

function join(a: FieldSet, b: FieldSet, below: boolean): FieldSet {
  if (a === b) return a
  const self = below && owned(b) && !owned(a)
  let draft: Draft | undefined = self ? { '.': LEAF, ...a } : undefined
  for (const element in b) {
    if (element === '.') continue
    const ours = a[element]
    const theirs = b[element] as FieldSet
    const both = ours === undefined ? theirs : join(ours, theirs, true)
    if (both === ours) continue
    draft ??= below && owned(a) ? { '.': LEAF, ...a } : { ...a }
    draft[element] = both
  }
  return draft ?? a
}

/** The fields of `a` that are not in `b`, path by path: a field stays when only what is above it goes. */
export function difference(a: FieldSet | undefined, b: FieldSet | undefined): FieldSet | undefined {
  if (a === undefined || b === undefined) return a
  return subtract(a, b, false)
}

function subtract(a: FieldSet, b: FieldSet, below: boolean): FieldSet | undefined {
  const self = below && owned(a)
  const keep = self && !owned(b)
  let changed = self && !keep
  const draft: Draft = {}
  let some = false
  for (const element in a) {
    if (element === '.') continue
    const ours = a[element] as FieldSet
    const theirs = b[element]
    const left = theirs === undefined ? ours : subtract(ours, theirs, true)
    if (left !== ours) changed = true
    if (left === undefined) continue
    draft[element] = left
    some = true
  }
  if (!changed) return a
  if (!some) return keep ? LEAF : undefined
  return keep ? { '.': LEAF, ...draft } : draft
}

/** The fields of `a` without those in `b` and all that is below them. */
export function without(a: FieldSet | undefined, b: FieldSet | undefined): FieldSet | undefined {
  if (a === undefined || b === undefined) return a
  let changed = false
  const draft: Draft = {}
  let some = false
  for (const element in a) {
    const ours = a[element] as FieldSet
    const theirs = b[element]
    const left =
      theirs === undefined ? ours : owned(theirs) ? undefined : withoutBelow(ours, theirs)
    if (left !== ours) changed = true
    if (left === undefined) continue
    draft[element] = left
    some = true
  }
  if (!changed) return a
  return some ? draft : undefined
}

/** `a` is a node here: that nothing is left below it does not make it a member, nor does it lose being one. */
function withoutBelow(a: FieldSet, b: FieldSet): FieldSet | undefined {
  if (owned(a) && a['.'] === undefined) return a
  const left = without(a, b)
  if (left === undefined) return undefined
  for (const element in left) if (element !== '.') return left
  return LEAF
}

export function intersection(
  a: FieldSet | undefined,
  b: FieldSet | undefined,
): FieldSet | undefined {
  if (a === undefined || b === undefined) return undefined
  return meet(a, b, false)
}

function meet(a: FieldSet, b: FieldSet, below: boolean): FieldSet | undefined {
  const self = below && owned(a) && owned(b)
  let draft: Draft | undefined
  for (const element in b) {
    if (element === '.') continue
    const ours = a[element]
    if (ours === undefined) continue
    const both = meet(ours, b[element] as FieldSet, true)
    if (both === undefined) continue
    draft ??= self ? { '.': LEAF } : {}
    draft[element] = both
  }
  return draft ?? (self ? LEAF : undefined)
}

/** Calls back for each field of a set: a node's own members before those below them, each in order. */
export function eachPath(
  set: FieldSet | undefined,
  visit: (path: readonly string[]) => void,
  prefix: readonly string[] = [],
): void {
  if (set === undefined) return
  const elements = Object.keys(set)
    .filter(element => element !== '.')
    .sort(compareElements)
  for (const element of elements) if (owned(set[element] as FieldSet)) visit([...prefix, element])
  for (const element of elements) {
    const below = set[element] as FieldSet
    eachPath(below, visit, [...prefix, element])
  }
}
