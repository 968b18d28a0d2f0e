// Changes as records of the journal, and back. The first record says since when the journal is
// complete; each other one is a change:
//
//   { "format": "mimikube-journal/1", "since": 1 }
//   { "revision": 7, "atMs": ..., "resource": "pods", "place": "default/web", "replaces": 5,
//     "object": { ... } }
//
// A record without `replaces` is a creation, one without `object` a deletion, with `last` as its
// last writer described the object. A change that is in the database file already is kept for the
// log alone; then the first one of its key has `previous`, too.
import { deepFreeze } from '../meta/freeze.ts'
import type { KubeObject } from '../meta/object.ts'
import type { Database } from './database-file.ts'
import { entryOf } from './decide.ts'
import { StoreOpenError } from './failures.ts'
import { placeOf } from './objects.ts'
import type { Change, Entry, Key } from './store.ts'
import type { Past } from './view.ts'

interface Header {
  readonly format: string
  readonly since: number
}

interface Record {
  readonly revision: number
  readonly atMs: number
  readonly resource: string
  readonly place: string
  /** The revision of what this change replaced; absent for a creation. */
  readonly replaces?: number | undefined
  readonly object?: KubeObject | undefined
  readonly last?: KubeObject | undefined
  readonly previous?: KubeObject | undefined
}

const FORMAT = 'mimikube-journal/1'

export const headerRecord = (since: number): string => JSON.stringify({ format: FORMAT, since })

/** A change as it is appended; what it replaced is in the file or in a record before it. */
export function recordOf(change: Change, previous?: Entry): string {
  const { revision, key, atMs } = change
  const record: Record = {
    revision,
    atMs,
    resource: key.resource,
    place: placeOf(key),
    replaces: change.previous?.revision,
    object: change.next?.object,
    last: change.stored === undefined ? undefined : change.previous?.object,
    previous: previous?.object,
  }
  return JSON.stringify(record)
}

/** Changes that the database file has in it, so that the log reaches back behind it. */
export function pastRecordsOf(changes: readonly Change[]): string[] {
  const known = new Set<string>()
  return changes.map(change => {
    const id = idOf(change.key)
    const isKnown = known.has(id)
    known.add(id)
    return recordOf(change, isKnown ? undefined : (change.stored ?? change.previous))
  })
}

/** Objects and log as the database file and the journal after it tell them. */
export function pastOf(database: Database, records: readonly string[], path: string): Past {
  const [first, ...rest] = records
  const entries = entriesOf(database)
  if (first === undefined) {
    return {
      revision: database.revision,
      entries: entries.values(),
      since: database.revision,
      changes: [],
    }
  }
  const header = JSON.parse(first) as Header
  if (header.format !== FORMAT) {
    throw new StoreOpenError(`${path} is not of ${FORMAT}: use the version that wrote it`)
  }
  if (header.since > database.revision) {
    throw new StoreOpenError(
      `${path} begins at revision ${header.since}, but the database file ends at ${database.revision}: restore the file that belongs to it`,
    )
  }
  const before = new Map<string, Entry>()
  const changes: Change[] = []
  let { since } = header
  let revision = 0
  for (const text of rest) {
    const record = JSON.parse(text) as Record
    // A rewrite may leave a record twice: among those kept for the log, and as it was appended.
    if (record.revision <= revision) continue
    revision = record.revision
    const change = replay(record, revision > database.revision ? entries : before)
    changes.push(change)
    if (change.previous?.revision === record.replaces) continue
    // A rewrite was cut off before the journal got what it needs to tell this change: the log begins after it.
    changes.length = 0
    since = revision
  }
  revision = Math.max(revision, database.revision)
  return { revision, entries: entries.values(), since, changes }
}

/** The change of a record, which is made to the entries that it was made to. */
function replay(record: Record, entries: Map<string, Entry>): Change {
  const { revision, atMs } = record
  const key = keyOf(record.resource, record.place)
  const id = idOf(key)
  const stored = entries.get(id) ?? (record.previous && storedEntry(key, record.previous, 0))
  const next = record.object && storedEntry(key, record.object, revision)
  if (next === undefined) entries.delete(id)
  else entries.set(id, next)
  if (record.last === undefined || stored === undefined) {
    return { revision, key, previous: stored, next, atMs }
  }
  const previous = { ...stored, object: deepFreeze(record.last) }
  return { revision, key, previous, next, atMs, stored }
}

function entriesOf(database: Database): Map<string, Entry> {
  const entries = new Map<string, Entry>()
  for (const [resource, objects] of Object.entries(database.resources)) {
    for (const [place, object] of Object.entries(objects)) {
      const key = keyOf(resource, place)
      entries.set(idOf(key), storedEntry(key, object, database.revision))
    }
  }
  return entries
}

/** A person may have put an object into the file without a resourceVersion; it gets the newest. */
function storedEntry(key: Key, object: KubeObject, newest: number): Entry {
  const revision = Number(object.metadata.resourceVersion)
  const isSound =
    Number.isSafeInteger(revision) && revision > 0 && (newest === 0 || revision <= newest)
  if (!isSound) return entryOf(key, object, newest)
  return { key, object: deepFreeze(object), revision }
}

function keyOf(resource: string, place: string): Key {
  const slash = place.indexOf('/')
  const namespace = slash === -1 ? '' : place.slice(0, slash)
  return { resource, namespace, name: place.slice(slash + 1) }
}

const idOf = (key: Key): string => `${key.resource} ${placeOf(key)}`
