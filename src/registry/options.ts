import type { KubeObject } from '../meta/object.ts'

/** Whether an object of the storage version is wanted; compiled once from label and field selectors. */
export type Selects = (object: KubeObject) => boolean

/** What a list may ask, as in metav1.ListOptions. Numbers are already numbers. */
export interface ListOptions {
  readonly selects?: Selects
  readonly limit?: number
  readonly continue?: string
  /** As the client wrote it: empty, `0`, or a revision. */
  readonly resourceVersion?: string
  readonly resourceVersionMatch?: string
}

/** A list at one revision. */
export interface ListResult<T extends KubeObject = KubeObject> {
  readonly items: readonly T[]
  readonly revision: number
  readonly continue?: string
  readonly remainingItemCount?: number
}

export interface WatchOptions {
  readonly selects?: Selects
  readonly resourceVersion?: string
  readonly resourceVersionMatch?: string
  readonly allowWatchBookmarks?: boolean
  readonly sendInitialEvents?: boolean
  /** Real milliseconds between bookmarks; a minute when left out. */
  readonly bookmarkEveryMs?: number
}

/** An event of a watch. The object of a BOOKMARK has only metadata; an expired watch throws a StatusError instead. */
export interface WatchEvent {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED' | 'BOOKMARK'
  /** In the storage version; frozen, and the same object for all watchers, so that encodings can be cached by it. */
  readonly object: KubeObject
  /** The object before the change; undefined where it was not there, and in the initial state. */
  readonly previous?: KubeObject | undefined
}

export interface Preconditions {
  readonly uid?: string
  readonly resourceVersion?: string
}

/** metav1.DeleteOptions. */
export interface DeleteOptions {
  readonly gracePeriodSeconds?: number
  readonly propagationPolicy?: 'Orphan' | 'Background' | 'Foreground'
  /** Deprecated; wins over the policy. */
  readonly orphanDependents?: boolean
  readonly preconditions?: Preconditions
}

/** What a delete led to: `gone` false while finalizers or grace hold the object. */
export interface DeleteResult<T extends KubeObject = KubeObject> {
  readonly object: T
  readonly gone: boolean
}

/** A body as a client sent it, parsed but not yet decoded. */
export interface Body {
  readonly value: unknown
  /** Paths of keys that stood twice, for fieldValidation. */
  readonly duplicates?: readonly string[]
  /** The text itself, for errors that quote it. */
  readonly text?: string
}

export type PatchType = 'json' | 'merge' | 'strategic' | 'apply'

export interface PatchRequest {
  readonly type: PatchType
  readonly body: Body
  /** Only with apply: take fields over from other managers. */
  readonly force?: boolean
}

/** What a write led to. */
export interface WriteResult<T extends KubeObject = KubeObject> {
  readonly object: T
  readonly created: boolean
}
