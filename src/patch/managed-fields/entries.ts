// The entries of `metadata.managedFields`: decoded to sets, told apart by who wrote, put in order.
import { isObject, type ManagedFieldsEntry } from '../../meta/object.ts'
import { decodeFieldSet } from './decode-set.ts'
import { type FieldSet, LEAF } from './field-set.ts'
import { inOrder } from './shared-sets.ts'

/** Who writes, and how the write is recorded. */
export interface Writer {
  readonly manager: string
  /** The version that the writer speaks. */
  readonly apiVersion: string
  /** The subresource it writes through; empty for the object itself. */
  readonly subresource: string
  /** World time in milliseconds. */
  readonly nowMs: number
}

/** A manager with its set. Values: whoever wants another one builds it. */
export interface Managed {
  readonly identity: string
  readonly manager: string
  readonly operation: 'Apply' | 'Update'
  readonly apiVersion: string
  readonly subresource: string
  readonly time: string | undefined
  readonly set: FieldSet | undefined
  /** The entry as it is stored, while it says the same. */
  readonly entry?: ManagedFieldsEntry
}

/**
 * What tells one manager from another: an applier keeps its entry when it moves to another version, an
 * updater has one for each. The text also orders managers where Kubernetes sorts them.
 */
export function identityOf(of: {
  readonly manager?: string
  readonly operation?: string
  readonly apiVersion?: string
  readonly subresource?: string
}): string {
  return JSON.stringify({
    manager: of.manager || undefined,
    operation: of.operation,
    apiVersion: of.operation === 'Apply' ? undefined : of.apiVersion,
    subresource: of.subresource || undefined,
  })
}

/** The writer as an owner of a set. */
export function managedBy(
  writer: Writer,
  operation: 'Apply' | 'Update',
  set: FieldSet | undefined,
  time: string | undefined,
): Managed {
  const { apiVersion, subresource } = writer
  const manager = writer.manager === '' ? 'unknown' : writer.manager
  const identity = writerIdentity(manager, operation, apiVersion, subresource)
  return { identity, manager, operation, apiVersion, subresource, time, set }
}

const IDENTITIES_MAX = 1_000
const identities = new Map<string, string>()

/** The identity of a writer; the few that write over and over share one text. */
function writerIdentity(
  manager: string,
  operation: 'Apply' | 'Update',
  apiVersion: string,
  subresource: string,
): string {
  const key = `${operation}\n${manager}\n${apiVersion}\n${subresource}`
  let identity = identities.get(key)
  if (identity === undefined) {
    identity = identityOf({ manager, operation, apiVersion, subresource })
    if (identities.size === IDENTITIES_MAX) identities.clear()
    identities.set(key, identity)
  }
  return identity
}

const decoded = new WeakMap<ManagedFieldsEntry, Managed>()

function decodeEntry(entry: ManagedFieldsEntry): Managed {
  const { operation, apiVersion = '', fieldsType, time } = entry
  if (operation !== 'Apply' && operation !== 'Update')
    throw new Error('operation must be `Apply` or `Update`')
  if (apiVersion === '') throw new Error('apiVersion must not be empty')
  if (fieldsType !== 'FieldsV1') throw new Error(`invalid fieldsType ${fieldsType}`)
  const { manager = '', subresource = '' } = entry
  return {
    identity: writerIdentity(manager, operation, apiVersion, subresource),
    manager,
    operation,
    apiVersion,
    subresource,
    time: typeof time === 'string' ? time : undefined,
    set: decodeFieldSet(entry.fieldsV1),
    entry,
  }
}

/**
 * Reads entries; of two with one identity the later counts.
 * @throws Error when one cannot be read.
 */
export function decodeEntries(entries: readonly ManagedFieldsEntry[] | undefined): Managed[] {
  if (!Array.isArray(entries) || entries.length === 0) return []
  const managers: Managed[] = []
  for (const entry of entries as readonly ManagedFieldsEntry[]) {
    if (!isObject(entry)) throw new Error('an entry is no object')
    const managed = decoded.get(entry) ?? decodeEntry(entry)
    decoded.set(entry, managed)
    put(managers, managed)
  }
  return managers
}

/** Puts a manager in the place of the one of the same identity, or at the end. */
export function put(managers: Managed[], managed: Managed): void {
  const at = managers.findIndex(other => other.identity === managed.identity)
  if (at < 0) managers.push(managed)
  else managers[at] = managed
}

/** The same manager with another set. */
export function withSet(managed: Managed, set: FieldSet | undefined): Managed {
  if (set === managed.set) return managed
  const { entry: _, ...rest } = managed
  return { ...rest, set }
}

/** The entries of these managers, in their order; `known` is returned when it says the same. */
export function encodeEntries(
  managers: readonly Managed[],
  known: readonly ManagedFieldsEntry[] | undefined,
): readonly ManagedFieldsEntry[] | undefined {
  const left = managers.filter(managed => managed.set !== undefined)
  if (left.length === 0) return undefined
  left.sort(compareManagers)
  if (left.length === known?.length && left.every((managed, n) => managed.entry === known[n]))
    return known
  return left.map(managed => managed.entry ?? remembered(managed))
}

/** A new entry, known already to who reads it next. */
function remembered(managed: Managed): ManagedFieldsEntry {
  const entry = encodeEntry(managed)
  decoded.set(entry, { ...managed, entry })
  return entry
}

function encodeEntry(managed: Managed): ManagedFieldsEntry {
  const { manager, operation, apiVersion, time, set, subresource } = managed
  const entry: ManagedFieldsEntry = manager === '' ? {} : { manager }
  entry.operation = operation
  entry.apiVersion = apiVersion
  if (time !== undefined) entry.time = time
  entry.fieldsType = 'FieldsV1'
  entry.fieldsV1 = inOrder(set ?? LEAF)
  if (subresource !== '') entry.subresource = subresource
  return entry
}

/** Appliers first, then by time in seconds, manager, version and subresource. */
function compareManagers(a: Managed, b: Managed): number {
  return (
    compareText(a.operation, b.operation) ||
    compareTimes(a.time, b.time) ||
    compareText(a.manager, b.manager) ||
    compareText(a.apiVersion, b.apiVersion) ||
    compareText(a.subresource, b.subresource)
  )
}

/** The order of two times in whole seconds; no time is before all. */
export function compareTimes(a: string | undefined, b: string | undefined): number {
  if (a === b) return 0
  return isPlain(a) && isPlain(b) ? compareText(a, b) : secondsOf(a) - secondsOf(b)
}

/** Times as the server writes them are in the order of their texts. */
const isPlain = (time: string | undefined): time is string =>
  time?.length === 20 && time.endsWith('Z')

const secondsOf = (time: string | undefined): number =>
  time === undefined ? 0 : Math.floor(Date.parse(time) / 1000) || 0

const compareText = (a: string, b: string): number => (a === b ? 0 : a < b ? -1 : 1)
