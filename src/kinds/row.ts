// How rows are written down: what most kinds share is filled in here, so that a row in `rows/`
// says only what is particular about its kind.
import type {
  GroupVersionKind,
  Kind,
  Printer,
  ServedVersion,
  Subresource,
  Verb,
} from '../meta/kind.ts'
import type { KubeObject } from '../meta/object.ts'
import { defaultPrinter } from './printers/default.ts'

/** What can be done with a resource that is stored. */
export const ALL_VERBS: readonly Verb[] = [
  'create',
  'delete',
  'deletecollection',
  'get',
  'list',
  'patch',
  'update',
  'watch',
]

const PARENT_VERBS: readonly Verb[] = ['get', 'patch', 'update']
const PROXY_VERBS: readonly Verb[] = ['create', 'delete', 'get', 'patch', 'update']

/** Functions that read the fields by which lists can be selected. */
export type Selectable = NonNullable<ServedVersion['selectable']>

/** A row with everything optional that can be derived; `api` is the folder of its Go types, such as `core`. */
export type RowFacts<T extends KubeObject> = Partial<
  Omit<Kind<T>, 'group' | 'kind' | 'plural' | 'namespaced'>
> & {
  readonly group: string
  readonly api: string
  readonly kind: string
  readonly plural: string
  readonly namespaced: boolean
  readonly printer?: Printer
  readonly selectable?: Selectable
  /** The warning that every request of the kind gets. */
  readonly deprecated?: string
}

/** Makes a row whose one version is v1, unless it names others. */
export function row<T extends KubeObject = KubeObject>(facts: RowFacts<T>): Kind<T> {
  const { api, printer = defaultPrinter, selectable, deprecated, ...rest } = facts
  const v1: ServedVersion = {
    version: 'v1',
    type: `${api}/v1.${facts.kind}`,
    printer,
    ...(selectable === undefined ? {} : { selectable }),
    ...(deprecated === undefined ? {} : { deprecated }),
  }
  return {
    listKind: `${facts.kind}List`,
    singular: facts.kind.toLowerCase(),
    verbs: ALL_VERBS,
    versions: [v1],
    storageVersion: 'v1',
    hasGeneration: false,
    ...rest,
  }
}

/** A row that stores nothing: a create is answered by a handler. */
export function review(
  facts: Pick<RowFacts<KubeObject>, 'group' | 'api' | 'kind' | 'plural' | 'namespaced'> & {
    readonly handler: string
  },
): Kind {
  // What is not kept cannot be shown as a Table.
  const versions = [{ version: 'v1', type: `${facts.api}/v1.${facts.kind}` }]
  return row({ verbs: ['create'], versions, ...facts })
}

/** A subresource that is the parent under other rules: status, approval, resize … */
export function parentView<T extends KubeObject>(
  name: string,
  rules: NonNullable<Subresource<T>['rules']>,
  verbs: readonly Verb[] = PARENT_VERBS,
): Subresource<T> {
  return { name, verbs, rules }
}

/** A status whose writers own nothing of the metadata, as nothing of it is theirs to change. */
export function statusOnly<T extends KubeObject>(
  rules: NonNullable<Subresource<T>['rules']>,
): Subresource<T> {
  return { ...parentView<T>('status', rules), resets: ['metadata', 'spec'] }
}

/** A subresource that a handler answers. */
export function handled<T extends KubeObject>(
  name: string,
  verbs: readonly Verb[],
  handler: string,
  kind?: GroupVersionKind,
): Subresource<T> {
  return { name, verbs, handler, ...(kind === undefined ? {} : { kind }) }
}

/** The proxy subresource of a resource. */
export function proxy<T extends KubeObject>(handler: string, kind: string): Subresource<T> {
  return handled('proxy', PROXY_VERBS, handler, { group: '', version: 'v1', kind })
}

/** The parent seen as autoscaling/v1 Scale. */
export function scaleView<T extends KubeObject>(
  scale: NonNullable<Subresource<T>['scale']>,
): Subresource<T> {
  return {
    name: 'scale',
    verbs: PARENT_VERBS,
    kind: { group: 'autoscaling', version: 'v1', kind: 'Scale' },
    scale,
  }
}
