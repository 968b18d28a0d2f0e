// Which fields a writer may own: some never, some not through this subresource.
import { difference, type FieldSet, LEAF, owned, setOf, without } from './field-set.ts'

/** Leaves of a set what may be owned. */
export type FieldFilter = (set: FieldSet | undefined) => FieldSet | undefined

const metadata = [
  'name',
  'namespace',
  'creationTimestamp',
  'selfLink',
  'uid',
  'clusterName',
  'generation',
  'managedFields',
  'resourceVersion',
]

/** Members of metadata that nobody owns. */
export const UNOWNED_METADATA: ReadonlySet<string> = new Set(metadata)

/** Members of any object that nobody owns. */
export const UNOWNED: ReadonlySet<string> = new Set(['apiVersion', 'kind'])

const stripped = setOf([
  ['f:apiVersion'],
  ['f:kind'],
  ['f:metadata'],
  ...metadata.map(name => ['f:metadata', `f:${name}`]),
])

/** Takes out what nobody owns. */
export const strip: FieldFilter = set => difference(set, stripped)

/** Drops the fields at these paths and all below: what the endpoint resets whoever writes it. */
export function resetting(paths: readonly (readonly string[])[]): FieldFilter {
  const fields = setOf(paths.map(path => path.map(name => `f:${name}`)))
  return set => without(set, fields)
}

/** Keeps only the fields at these paths and all below; `*` is any element. */
export function only(paths: readonly (readonly string[])[]): FieldFilter {
  return set => (set === undefined ? undefined : within(set, paths))
}

function within(set: FieldSet, paths: readonly (readonly string[])[]): FieldSet | undefined {
  if (paths.some(path => path.length === 0)) return set
  const draft: Record<string, FieldSet> = {}
  let some = false
  for (const [element, below] of Object.entries(set)) {
    const rest = paths.filter(path => path[0] === '*' || `f:${path[0]}` === element)
    if (element === '.' || rest.length === 0) continue
    const kept = withinNode(
      below,
      rest.map(path => path.slice(1)),
    )
    if (kept === undefined) continue
    draft[element] = kept
    some = true
  }
  return some ? draft : undefined
}

function withinNode(node: FieldSet, paths: readonly (readonly string[])[]): FieldSet | undefined {
  const kept = within(node, paths)
  if (kept === node || !owned(node)) return kept
  return kept === undefined ? LEAF : { '.': LEAF, ...kept }
}

const WITHOUT_STATUS = resetting([['status']])
const WITHOUT_SPEC = resetting([['spec']])
const EVERYTHING: FieldFilter = set => set

const container = ['containers', 'initContainers'].flatMap(list =>
  ['resources', 'resizePolicy'].map(field => ['spec', list, '*', field]),
)

const FILTERS: Readonly<Record<string, FieldFilter>> = {
  '': WITHOUT_STATUS,
  status: WITHOUT_SPEC,
  ephemeralcontainers: only([['spec', 'ephemeralContainers']]),
  resize: only([...container, ['spec', 'resources']]),
}

/** What most kinds let a writer own through an endpoint. */
export function filterOf(subresource: string): FieldFilter {
  return FILTERS[subresource] ?? EVERYTHING
}

/** The status of a custom resource takes nothing of metadata. */
export const customStatusFilter: FieldFilter = resetting([['metadata'], ['spec']])

/** A custom resource without the status subresource has no field that is reset. */
export const everyField: FieldFilter = EVERYTHING
