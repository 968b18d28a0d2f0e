// Changes as records of the journal, and back. The first record says since when the journal is
// complete, and which file it goes with; each other one is a change:
//
//   { "format": "mimikube-journal/1", "since": 1, "file": 3421780262 }
//   { "revision": 7, "atMs": ..., "resource": "pods", "place": "default/web", "object": { ... } }
//
// A record without `object` is a deletion, with `last` as its last writer described the object. A
// change that is in the database file already is kept for the log alone; then the first one of its
// key has what it replaced as `previous`.
import { deepFreeze } from '../meta/freeze.ts'
import { jsonText } from '../meta/json-text.ts'
import type { KubeObject } from '../meta/object.ts'
import type { Database } from './database-file.ts'
import { entryOf } from './decide.ts'
import { StoreOpenError } from './failures.ts'
import { placeOf } from './objects.ts'
import type { Change, Entry, Key } from './store.ts'
import type { Past } from './view.ts'

interface Header {
  readonly format: string
  /** From which revision on the journal is complete. */
  readonly since: number
  /** The sum of the database file that it goes with; 0 where there is none. */
  readonly file: number
}

interface Record {
  readonly revision: number
  readonly atMs: number
  readonly resource: string
  readonly place: string
  readonly object?: KubeObject | undefined
  readonly last?: KubeObject | undefined
  readonly previous?: KubeObject | undefined
}

const FORMAT = 'mimikube-journal/1'

export function headerRecord(since: number, file: number): string {
  const header: Header = { format: FORMAT, since, file }
  return JSON.stringify(header)
}

/** A change as it is appended; what it replaced is in the file or in a record before it. */
export function recordOf(change: Change, previous?: Entry): string {
  const { revision, key, atMs } = change
  const record: Record = {
    revision,
    atMs,
    resource: key.resource,
    place: placeOf(key),
    object: change.next?.object,
    last: change.stored === undefined ? undefined : change.previous?.object,
    previous: previous?.object,
  }
  return jsonText(record)
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

/**
 * Objects and log as the database file and the journal after it tell them. A file that is not the one the journal
 * was begun for has been edited (or a crash came between the two): then nobody can tell what led to it, so
 * it counts as one more revision, where the log begins.
 */
export function pastOf(
  file: { readonly data: Database; readonly sum: number },
  records: readonly string[],
  path: string,
): Past {
  const database = file.data
  const [first = headerRecord(database.revision, file.sum), ...rest] = records
  const header = headerIn(first, database, path)
  const entries = entriesOf(database)
  const before = new Map<string, Entry>()
  const changes: Change[] = []
  let revision = 0
  for (const text of rest) {
    const record = JSON.parse(text) as Record
    // A rewrite may leave a record twice: among those kept for the log, and as it was appended.
    if (record.revision <= revision) continue
    revision = record.revision
    changes.push(replay(record, revision > database.revision ? entries : before))
  }
  revision = Math.max(revision, database.revision)
  if (header.file === file.sum) {
    return { revision, entries: entries.values(), since: header.since, changes }
  }
  revision++
  return { revision, entries: entries.values(), since: revision, changes: [] }
}

function headerIn(record: string, database: Database, path: string): Header {
  const header = JSON.parse(record) as Header
  if (header.format !== FORMAT) {
    throw new StoreOpenError(`${path} is not of ${FORMAT}: use the version that wrote it`)
  }
  if (header.since > database.revision) {
    throw new StoreOpenError(
      `${path} begins at revision ${header.since}, but the database file ends at ${database.revision}: restore the file that belongs to it`,
    )
  }
  return header
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
