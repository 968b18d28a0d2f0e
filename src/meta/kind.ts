// The shape of a row in the table of kinds. A row is one stored resource with one or more served
// versions. The rows themselves stand in `kinds/`; the registry, REST and GraphQL only read them.
import type { Cause } from './field-errors.ts'
import type { JsonObject, KubeObject } from './object.ts'

export type Verb =
  | 'create'
  | 'delete'
  | 'deletecollection'
  | 'get'
  | 'list'
  | 'patch'
  | 'update'
  | 'watch'

/** The kind that a subresource speaks when it is not the parent's, such as autoscaling/v1 Scale. */
export interface GroupVersionKind {
  readonly group: string
  readonly version: string
  readonly kind: string
}

/** A column of a Table; `priority` 1 is shown by `-o wide` only. */
export interface Column {
  readonly name: string
  readonly type: 'string' | 'integer' | 'boolean' | 'number' | 'date'
  readonly format?: string
  readonly description: string
  readonly priority?: number
}

/** What a column function may know beside the object: the world's time in milliseconds. */
export interface PrintContext {
  readonly nowMs: number
}

/** How a kind is shown as a Table: columns, and a row of cells for an object of the version it was declared for. */
export interface Printer<T extends KubeObject = KubeObject> {
  readonly columns: readonly Column[]
  cells(object: T, context: PrintContext): readonly unknown[]
  /** The order of rows in a list, where it is another than that of names. */
  compare?(a: T, b: T): number
  /** Conditions of a row, such as Completed for a Pod that has ended. */
  conditions?(
    object: T,
  ): readonly { type: string; status: string; reason: string; message: string }[]
}

/** What rules that look at other objects may read: a consistent view of the store, by resource (`pods`, `apps/daemonsets`). */
export interface Reader {
  get(resource: string, namespace: string, name: string): KubeObject | undefined
  list(resource: string, namespace?: string): readonly KubeObject[]
}

/** Who asks, as far as rules may know. */
export interface UserInfo {
  readonly name: string
  readonly uid?: string
  readonly groups: readonly string[]
  readonly extra?: Readonly<Record<string, readonly string[]>>
}

/** What an admission rule is told. */
export interface AdmissionContext {
  readonly operation: 'CREATE' | 'UPDATE' | 'DELETE'
  readonly subresource: string
  readonly user: UserInfo
  readonly dryRun: boolean
  readonly reader: Reader
  readonly nowMs: number
  /** A random suffix as generated names have, from the cluster's own source of chance. */
  suffix(length: number): string
  warn(text: string): void
}

/**
 * An admission rule that belongs to a kind: returns the object as admitted, or throws a StatusError.
 * `mutate` runs before preparing and validating, `check` after; DELETE runs `check` with the stored object as `old`.
 */
export interface AdmissionRule<T extends KubeObject = KubeObject> {
  readonly name: string
  mutate?(draft: T, old: T | undefined, context: AdmissionContext): T
  check?(object: T | undefined, old: T | undefined, context: AdmissionContext): void
}

/** What the rules of a write need to know of it. */
export interface WriteContext {
  readonly nowMs: number
  readonly user: UserInfo
  /** The apiVersion that the client speaks. */
  readonly apiVersion?: string
  /** Tells what preparing changes without being asked, where the result does not show it. */
  readonly warn?: (text: string) => void
}

/**
 * The rules of a kind, all optional, all pure: they take frozen objects and return new ones.
 * They see the storage version, decoded and complete (see `schema/decode.ts`).
 */
export interface Rules<T extends KubeObject = KubeObject> {
  /** Fills in what was left out; runs after decoding, for creates, updates and results of patches alike. */
  defaults?(draft: T): T
  prepareForCreate?(draft: T, context: WriteContext): T
  prepareForUpdate?(next: T, old: T, context: WriteContext): T
  /** Whether a new object, as it was admitted, is stored without something that its defaults add when it is read. */
  readsOtherwise?(admitted: T): boolean
  validate?(object: T, context?: WriteContext): Cause[]
  /** All rules of an update; for most kinds `validate(next)` plus what may not change. */
  validateUpdate?(next: T, old: T, context?: WriteContext): Cause[]
  warningsOnCreate?(object: T): string[]
  warningsOnUpdate?(next: T, old: T): string[]
}

/** A subresource in the table. Exactly one of `rules`, `scale` and `handler` says how it answers. */
export interface Subresource<T extends KubeObject = KubeObject> {
  readonly name: string
  readonly verbs: readonly Verb[]
  readonly kind?: GroupVersionKind
  /** The parent itself with other rules: status, ephemeralcontainers, resize, approval, finalize. */
  readonly rules?: Pick<Rules<T>, 'prepareForUpdate' | 'validateUpdate' | 'warningsOnUpdate'>
  /** The fields that nobody can own through it, as paths (`metadata.labels`), where they are not the usual ones. */
  readonly resets?: readonly string[]
  /** The parent seen as autoscaling/v1 Scale. */
  readonly scale?: {
    replicas(parent: T): number
    statusReplicas(parent: T): number
    selector(parent: T): string
    withReplicas(parent: T, replicas: number): T
    readonly replicasPath: readonly string[]
    /** Where the replicas should stand, when the parent says nothing of them and cannot be seen as a Scale. */
    missing?(parent: T): string | undefined
  }
  /** The name of a handler that `cluster.ts` binds: log, exec, eviction, binding, token … */
  readonly handler?: string
}

/** What is left of a value, and the paths of what was left out. */
export interface Read {
  readonly value: JsonObject
  readonly unknown: readonly string[]
}

/** Reads a kind, a version or metadata of an object within an object; adds to what is unknown. */
export type ReadMetadata = (name: string, value: unknown, at: string, unknown: string[]) => unknown

/** A served version of a row. */
export interface ServedVersion {
  readonly version: string
  /** The group, where it differs from the row's (Event in events.k8s.io). */
  readonly group?: string
  /** The name of the version's type in the schema, such as `core/v1.Pod`. */
  readonly type: string
  readonly fromStorage?: (object: KubeObject) => KubeObject
  readonly toStorage?: (object: KubeObject) => KubeObject
  readonly printer?: Printer
  /** Fields beside metadata.name and metadata.namespace by which lists can be selected, each with how it is read. */
  readonly selectable?: Readonly<Record<string, (object: KubeObject) => string>>
  readonly deprecated?: string
  /** Verbs where they differ from the row's. */
  readonly verbs?: readonly Verb[]
  /** The names of the row's subresources that this version has; all of them where it does not say. */
  readonly subresources?: readonly string[]
  /** False for a version that objects may be stored in, but that nobody can ask for. */
  readonly served?: boolean
  /** What a version of a custom resource knows beside. */
  readonly custom?: CustomVersion
}

/** A version of a custom resource: its schema, what it makes of what clients send, and its own rules. */
export interface CustomVersion {
  /** The `openAPIV3Schema` of the version. */
  readonly schema: unknown
  /** The object as the schema has it: unknown fields gone, nulls dropped, defaults filled in. */
  read(object: JsonObject, typed?: ReadMetadata): Read
  /** Makes objects ready to be seen in this version, where somebody else must be asked for that. */
  ahead?(objects: readonly KubeObject[]): Promise<void> | undefined
  /** The rules of a write to the object itself or through its status, in place of those of the row. */
  rules(subresource: string): Rules
}

/** How deletes of a kind behave. */
export interface DeletionRules<T extends KubeObject = KubeObject> {
  /** Whether a finished delete answers with the object instead of a Status. */
  readonly returnsObject?: boolean
  /** The propagation when the client names none. */
  readonly defaultPropagation?: 'Orphan' | 'Background'
  /** Seconds of grace for an object whose delete asked for `requested` (undefined: not said). Only Pods have grace. */
  gracePeriodSeconds?(object: T, requested: number | undefined): number
  /** Told to who names no propagation, where the default is not what people expect. */
  readonly defaultPropagationWarning?: string
  /** The object as its deletion begins; kinds that have this are never gone at the first request. */
  begin?(object: T): T
  /** Whether something beside finalizers and grace holds the object still. */
  held?(object: T): boolean
  /** Runs on each graceful or immediate delete; throws a StatusError when the object may not be deleted. */
  check?(object: T): void
  /** A kind whose object of the same name goes when this one has gone. */
  readonly takesAlong?: Kind
}

/**
 * A row of the table of kinds: one stored resource, its served versions, its verbs and its rules.
 * Pass the row, never its name.
 */
export interface Kind<T extends KubeObject = KubeObject> {
  readonly group: string
  readonly kind: string
  readonly listKind: string
  readonly plural: string
  readonly singular: string
  readonly shortNames?: readonly string[]
  readonly categories?: readonly string[]
  readonly namespaced: boolean
  readonly verbs: readonly Verb[]
  /** The first is preferred. */
  readonly versions: readonly ServedVersion[]
  /** The version objects are stored in; one of `versions`. */
  readonly storageVersion: string
  readonly subresources?: readonly Subresource<T>[]
  readonly rules?: Rules<T>
  readonly admission?: readonly AdmissionRule<T>[]
  readonly deletion?: DeletionRules<T>
  /** Whether `metadata.generation` counts changes of the spec. */
  readonly hasGeneration: boolean
  /** Annotations that stand for fields of the internal form: metadata alone does not show them. */
  readonly fieldAnnotations?: readonly string[]
  /** Whether a forbidden change of metadata is told once only; most kinds tell it twice. */
  readonly tellsMetadataOnce?: boolean
  /**
   * Whether the rules of creation leave metadata alone. It is looked at where they find no fault, and a name need
   * only be able to stand in a path.
   */
  readonly looksAtMetadataLast?: boolean
  /** How names are checked: returns what is wrong with one, empty when nothing is. `prefix` for generateName. */
  nameErrors?(name: string, prefix: boolean): string[]
  /** False where any qualified name does for a finalizer; elsewhere it has a domain or is one of Kubernetes' own. */
  readonly standardFinalizers?: boolean
  /** PUT without a resourceVersion is refused. */
  readonly demandsResourceVersion?: boolean
  /** PUT of a missing object creates it. */
  readonly createOnUpdate?: boolean
  /** Where the real server keeps objects below `/registry`, which some errors tell; the plural when left out. */
  readonly storagePath?: string
  /** The fields that writers of the object itself cannot own, as paths, where it is not just the status. */
  readonly resets?: readonly string[]
  /** Not stored: a create is answered by the handler of this name (reviews). */
  readonly handler?: string
  /** A custom resource: other rules of naming, decoding and pruning hold. The schema is that of the storage version. */
  readonly custom?: { readonly schema?: unknown }
}

/** The subresources that a row has in a version. */
export function subresourcesIn(kind: Kind, version: ServedVersion): readonly Subresource[] {
  const all = kind.subresources ?? []
  const { subresources: names } = version
  return names === undefined ? all : all.filter(({ name }) => names.includes(name))
}

/** How the store calls a row's resource: `pods`, `apps/daemonsets`. */
export function resourceOf(kind: { group: string; plural: string }): string {
  return kind.group === '' ? kind.plural : `${kind.group}/${kind.plural}`
}

/** `daemonsets.apps`, or `pods` for the core group: how errors and selectors name a resource. */
export function qualifiedName(kind: { group: string; plural: string }): string {
  return kind.group === '' ? kind.plural : `${kind.plural}.${kind.group}`
}

/** `DaemonSet.apps`, or `Pod`: how Invalid errors name a kind. */
export function qualifiedKind(kind: { group: string; kind: string }): string {
  return kind.group === '' ? kind.kind : `${kind.kind}.${kind.group}`
}
