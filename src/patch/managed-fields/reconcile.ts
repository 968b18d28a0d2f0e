// A definition may make atomic what was granular: whoever owned parts of it then owns it as one value.
import type { ListShape, MapShape, Shape } from '../shape.ts'
import { memberShape } from '../shape.ts'
import { type Managed, withSet } from './entries.ts'
import { type FieldSet, LEAF, owned } from './field-set.ts'
import { inVersion, type Versioned, type Versions } from './versions.ts'

/** The managers with their sets as the schema of today has them. Built-in types do not change. */
export function reconciled(
  managers: readonly Managed[],
  live: Versioned,
  versions: Versions | undefined,
): readonly Managed[] {
  if (live.shape.type !== undefined) return managers
  const result: Managed[] = []
  for (const managed of managers) {
    const view = inVersion(live, managed.apiVersion, versions)
    if (view === undefined) continue
    result.push(withSet(managed, reconciledSet(view.shape, managed.set)))
  }
  return result
}

function reconciledSet(shape: Shape, set: FieldSet | undefined): FieldSet | undefined {
  if (set === undefined || shape.map === undefined) return set
  return below(set, element => elementShape(shape, element))
}

function reconciledNode(shape: Shape | undefined, node: FieldSet): FieldSet {
  if (shape === undefined || isLeaf(node)) return node
  if (isUntyped(shape.map)) return node
  if (shape.map !== undefined ? shape.map.atomic : shape.list?.kind === 'atomic') return LEAF
  return below(node, element => elementShape(shape, element))
}

function below(node: FieldSet, shapeOf: (element: string) => Shape | undefined): FieldSet {
  let draft: Record<string, FieldSet> | undefined
  for (const element in node) {
    if (element === '.') continue
    const inner = node[element] as FieldSet
    const after = reconciledNode(shapeOf(element), inner)
    if (after === inner) continue
    draft ??= { ...node }
    draft[element] = after
  }
  return draft ?? node
}

function elementShape(shape: Shape, element: string): Shape | undefined {
  if (shape.map !== undefined)
    return element.startsWith('f:') ? memberShape(shape.map, element.slice(2)) : undefined
  return (shape.list as ListShape | undefined)?.items
}

function isLeaf(node: FieldSet): boolean {
  for (const element in node) if (element !== '.') return false
  return owned(node)
}

/** Types that are only known by their values have no say. */
const isUntyped = (map: MapShape | undefined): boolean =>
  map !== undefined && map.fields.size === 0 && map.rest?.scalar === 'untyped'
