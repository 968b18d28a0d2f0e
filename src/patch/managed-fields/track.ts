// What a write other than an apply does to the fields of its own and of all other managers.
import { type KubeObject, type ManagedFieldsEntry, without } from '../../meta/object.ts'
import { formatTime } from '../../meta/time.ts'
import { withEmpties } from '../../schema/decode/empties.ts'
import type { Shape } from '../shape.ts'
import { capUpdaters } from './cap.ts'
import type { Diff } from './diff.ts'
import { diffObjects } from './diff-objects.ts'
import {
  decodeEntries,
  encodeEntries,
  type Managed,
  managedBy,
  put,
  type Writer,
  withSet,
} from './entries.ts'
import { difference, union } from './field-set.ts'
import { type FieldFilter, filterOf, strip } from './filter.ts'
import { reconciled } from './reconcile.ts'
import { inVersion, type Versions } from './versions.ts'
import { zeroOf } from './zero.ts'

export type { Writer } from './entries.ts'

export interface TrackedWrite {
  /** The stored object as the writer's version shows it; undefined for a creation. */
  readonly old: KubeObject | undefined
  /** The object as it will be stored, in the writer's version, complete with defaults. */
  readonly next: KubeObject
  readonly shape: Shape
  readonly writer: Writer
  /** What may be owned through this endpoint; by default what most kinds have (`filterOf`). */
  readonly filter?: FieldFilter
  readonly versions?: Versions
  /** What the client sent as managedFields, where decoding has lost that it was an empty list. */
  readonly sent?: unknown
}

/** `next` with `metadata.managedFields` as the server would store them. */
export function trackUpdate(write: TrackedWrite): KubeObject {
  const known = write.old?.metadata.managedFields
  const managers = startOf(write)
  if (managers.length === 0 && write.old !== undefined) return withEntries(write.next, undefined)
  try {
    return withEntries(write.next, encodeEntries(updateManagers(write, managers), known))
  } catch {
    return withEntries(write.next, known)
  }
}

/** The object with other entries, or as it is when they are the same. */
export function withEntries(
  object: KubeObject,
  entries: readonly ManagedFieldsEntry[] | undefined,
): KubeObject {
  if (object.metadata.managedFields === entries) return object
  const metadata =
    entries === undefined
      ? without(object.metadata, ['managedFields'])
      : { ...object.metadata, managedFields: entries }
  return withEmpties({ ...object, metadata }, object)
}

/**
 * The managers before the write. A client may write them by hand, and drops them all with an empty list;
 * what it sends through a subresource or with a creation does not count, nor does what cannot be read.
 */
function startOf(write: TrackedWrite): Managed[] {
  if (write.old === undefined) return []
  const stored = write.old.metadata.managedFields
  const sent = write.sent ?? write.next.metadata.managedFields
  if (write.writer.subresource === '' && sent !== stored && Array.isArray(sent)) {
    if (isReset(sent)) return []
    const managers = decodeOrNone(sent)
    if (managers.length > 0) return managers
  }
  return decodeOrNone(stored)
}

function isReset(entries: readonly object[]): boolean {
  const [first] = entries
  return entries.length === 0 || (entries.length === 1 && Object.keys(first ?? {}).length === 0)
}

function decodeOrNone(entries: readonly ManagedFieldsEntry[] | undefined): Managed[] {
  try {
    return decodeEntries(entries)
  } catch {
    return []
  }
}

/** The managers after the write. */
export function updateManagers(
  write: TrackedWrite,
  before: readonly Managed[],
): readonly Managed[] {
  const { next, shape, writer } = write
  const old = write.old ?? zeroOf(shape)
  const filter = write.filter ?? filterOf(writer.subresource)
  const managers = reconciled(
    before,
    { apiVersion: writer.apiVersion, shape, object: old },
    write.versions,
  )
  const raw = diffObjects(shape, old, next)
  const found = filtered(raw, filter)
  const left = takenFrom(managers, found, { ...write, old, filter, same: raw === undefined })
  const set = strip(found?.changed)
  if (set !== undefined) {
    const own = managedBy(writer, 'Update', set, formatTime(writer.nowMs))
    const mine = managers.find(managed => managed.identity === own.identity)
    put(left, { ...own, set: union(difference(mine?.set, found?.removed), set) })
  }
  return capUpdaters(left)
}

export function filtered(found: Diff | undefined, filter: FieldFilter): Diff | undefined {
  if (found === undefined) return undefined
  return { changed: filter(found.changed), removed: filter(found.removed) }
}

export interface Taking {
  readonly old: KubeObject
  readonly next: KubeObject
  readonly shape: Shape
  readonly writer: Writer
  readonly filter: FieldFilter
  readonly versions?: Versions
  /** Nothing differs, so nothing differs in any version. */
  readonly same: boolean
}

/** All managers without what the write changed or removed; those of versions that are gone go with them. */
export function takenFrom(
  managers: readonly Managed[],
  found: Diff | undefined,
  taking: Taking,
): Managed[] {
  const diffs = new Map<string, Diff | undefined | null>([[taking.writer.apiVersion, found]])
  const left: Managed[] = []
  for (const managed of managers) {
    let theirs = diffs.get(managed.apiVersion)
    if (theirs === undefined && !diffs.has(managed.apiVersion)) {
      theirs = diffIn(managed.apiVersion, taking)
      diffs.set(managed.apiVersion, theirs)
    }
    if (theirs === null) continue
    const set = difference(difference(managed.set, theirs?.changed), theirs?.removed)
    if (set !== undefined) left.push(withSet(managed, set))
  }
  return left
}

/** The difference as another version sees it; null when there is no such version. */
export function diffIn(apiVersion: string, taking: Taking): Diff | undefined | null {
  const { shape, versions, writer, filter } = taking
  if (taking.same)
    return versions !== undefined && versions(apiVersion) === undefined ? null : undefined
  const from = { apiVersion: writer.apiVersion, shape }
  const old = inVersion({ ...from, object: taking.old }, apiVersion, versions)
  const next = inVersion({ ...from, object: taking.next }, apiVersion, versions)
  if (old === undefined || next === undefined) return null
  return filtered(diffObjects(old.shape, old.object, next.object), filter)
}
