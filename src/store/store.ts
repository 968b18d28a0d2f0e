// The log of changes and the objects it leads to. An engine keeps them; readers hold snapshots and
// cursors. This room knows keys, revisions and objects, never kinds or requests.
import type { Clock } from '../clock.ts'
import type { KubeObject } from '../meta/object.ts'

/** Where an object stands: `resource` is `pods` or `apps/daemonsets`, `namespace` is empty for what has none. */
export interface Key {
  readonly resource: string
  readonly namespace: string
  readonly name: string
}

/** An object with the revision of its last change (also its `metadata.resourceVersion`) and of its creation. */
export interface Entry<T extends KubeObject = KubeObject> {
  readonly key: Key
  readonly object: T
  readonly revision: number
}

/** One entry of the log. `previous` is absent for a creation, `next` for a deletion. */
export interface Change {
  readonly revision: number
  readonly key: Key
  readonly previous: Entry | undefined
  readonly next: Entry | undefined
  /** World time of the commit, in milliseconds. */
  readonly atMs: number
  /** What a deletion took away, where `previous` is the object as its last writer described it (see `commit`). */
  readonly stored?: Entry
}

/** What a commit demands of the stored object: a revision, its absence, or nothing. */
export type Expected = number | 'none' | 'any'

export type CommitResult =
  | {
      readonly ok: true
      readonly entry: Entry
      readonly revision: number
      readonly changed: boolean
    }
  | {
      readonly ok: true
      readonly entry: undefined
      readonly revision: number
      readonly changed: boolean
    }
  | { readonly ok: false; readonly current: Entry | undefined }

/** A window into a list: starts after or at a name, ends after so many. */
export interface Page {
  /** `namespace/name` (just the name for what has no namespace) of the first item wanted; later ones are taken too. */
  readonly start?: string
  readonly limit?: number
}

/** All objects at one revision; costs nothing to take and nothing to keep. */
export interface Snapshot {
  readonly revision: number
  get(key: Key): Entry | undefined
  /** Entries of a resource in the order of their keys (bytes of `namespace/name`). */
  list(resource: string, namespace?: string, page?: Page): Entry[]
  count(resource: string, namespace?: string): number
  resources(): string[]
}

/** A revision that the log no longer reaches. */
export class RevisionExpired extends Error {
  readonly oldest: number

  constructor(asked: number, oldest: number) {
    super(`revision ${asked} is older than ${oldest}, where the log begins`)
    this.name = 'RevisionExpired'
    this.oldest = oldest
  }
}

/** An engine. All engines pass one suite, `test/store/suite.ts`; what they promise stands in `docs/decisions/`. */
export interface Store {
  /** The newest revision that readers see; at least 1. */
  readonly revision: number
  get(key: Key): Entry | undefined
  snapshot(): Snapshot
  /** @throws RevisionExpired when the log does not reach that far. */
  at(revision: number): Snapshot
  /**
   * Takes hold or conflicts. Resolves when the change is durable and visible here. `next` undefined deletes.
   * The engine sets `metadata.resourceVersion` and freezes. A `next` equal to what is stored (resourceVersion aside)
   * changes nothing and keeps the revision (`changed: false`).
   * A deletion's entry in the log has the object as it was deleted: `last`, if given, is logged as `previous`.
   */
  commit(
    key: Key,
    expected: Expected,
    next: KubeObject | undefined,
    last?: KubeObject,
  ): Promise<CommitResult>
  /**
   * Changes of a resource after a revision, oldest first.
   * @throws RevisionExpired when the log does not reach that far.
   */
  since(resource: string, revision: number): readonly Change[]
  /** Changes of all resources after a revision. */
  sinceAll(revision: number): readonly Change[]
  /** Called after each change that becomes visible (of one resource, or of all); returns how to stop it. Listeners only note. */
  onChange(resource: string | undefined, listener: (change: Change) => void): () => void
  /** Waits until `revision` is visible here; rejects when the signal aborts. */
  reached(revision: number, signal: AbortSignal): Promise<void>
  /** The oldest revision from which changes can be told. */
  readonly oldestRevision: number
  /** Forgets changes up to and including a revision, as etcd's compaction does. */
  compact(revision: number): void
  /** A copy that goes on by itself, with a clock of its own if one is given; memory engines only. */
  fork?(clock?: Clock): Store
  /** Writes what is to be written and lets go of files. */
  close(): Promise<void>
}
