// The engine that survives its process. A folder holds `db.json` (all objects, for people to read,
// kept by lowdb), `journal` (the changes since) and `lock`. A commit is acknowledged when its record in
// the journal is on disk; the file follows the log now and then, and when the store is closed.
import { open, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Low } from 'lowdb'
import type { Clock } from '../clock.ts'
import { type Database, DatabaseFile, databaseOf, emptyDatabase } from './database-file.ts'
import { makeDirectory, OWNER_ONLY } from './directory.ts'
import { type Disk, realDisk, replaceFile } from './disk.ts'
import { codeOf, StoreOpenError } from './failures.ts'
import { JournalFile } from './journal-file.ts'
import { lineOf, linesOf } from './journal-line.ts'
import { lockDirectory } from './lock.ts'
import { type Journal, MemoryStore } from './memory.ts'
import { headerRecord, pastOf, pastRecordsOf, recordOf } from './records.ts'
import type { Change, Snapshot, Store } from './store.ts'
import type { Past } from './view.ts'

export { StoreFailedError, StoreOpenError } from './failures.ts'

export interface JsonStoreOptions {
  readonly dir: string
  readonly clock: Clock
  /** The most changes that are kept for each resource, whatever their age. */
  readonly logLength?: number
  /** The file is rewritten when the journal is longer than this, and than twice the file. */
  readonly journalBytesMax?: number
  /** Told once, when the disk failed and changes are no longer accepted. */
  readonly onFatal?: (error: Error) => void
  /** Told of what did no harm but should be known. */
  readonly onWarning?: (text: string) => void
  readonly disk?: Disk
}

/** A start replays as much within a second. */
const JOURNAL_BYTES_MAX = 32 * 1024 * 1024

/** Changes that the journal keeps although the file has them, so that watches go on after a restart. */
const PAST_CHANGES_MAX = 1_000

/**
 * Opens the store in a folder, which is made if it is missing.
 * @throws StoreOpenError with a message to be shown as it is.
 */
export async function openJsonStore(options: JsonStoreOptions): Promise<Store> {
  const release = await enter(options.dir)
  try {
    const { files, past } = await Files.open(options, release)
    const { clock, logLength } = options
    const store = new MemoryStore({
      clock,
      past,
      journal: files,
      ...(logLength === undefined ? {} : { logLength }),
    })
    files.follow(store)
    return store
  } catch (error) {
    await release()
    throw openError(options.dir, error)
  }
}

/** The folder of an open store. */
class Files implements Journal {
  readonly #options: JsonStoreOptions
  readonly #release: () => Promise<void>
  readonly #file: DatabaseFile
  readonly #low: Low<Database>
  readonly #journal: JournalFile
  #store: Store | undefined
  /** The revision of the file, if there is one. */
  #written: number | undefined
  #rewriting: Promise<void> | undefined
  /** The journal's length from which on the file is rewritten. */
  #rewriteAtBytes = Number.POSITIVE_INFINITY

  private constructor(
    options: JsonStoreOptions,
    release: () => Promise<void>,
    file: DatabaseFile,
    low: Low<Database>,
    journal: JournalFile,
  ) {
    this.#options = options
    this.#release = release
    this.#file = file
    this.#low = low
    this.#journal = journal
  }

  static async open(
    options: JsonStoreOptions,
    release: () => Promise<void>,
  ): Promise<{ files: Files; past: Past }> {
    const database = new DatabaseFile(join(options.dir, 'db.json'))
    const low = new Low<Database>(database, emptyDatabase)
    await low.read()
    const path = join(options.dir, 'journal')
    const { records, lengthBytes } = await readJournal(path, options, () =>
      headerRecord(low.data.revision, database.sum),
    )
    const past = pastOf({ data: low.data, sum: database.sum }, records, path)
    const journal = new JournalFile({
      path,
      file: await open(path, 'a', OWNER_ONLY),
      lengthBytes,
      revision: past.revision,
      disk: options.disk ?? realDisk,
      onFatal: options.onFatal ?? (() => {}),
    })
    const files = new Files(options, release, database, low, journal)
    if (database.lengthBytes > 0) files.#written = low.data.revision
    low.data = emptyDatabase
    return { files, past }
  }

  follow(store: Store): void {
    this.#store = store
    this.#planRewrite()
  }

  append(change: Change): Promise<void> {
    if (this.#journal.lengthBytes > this.#rewriteAtBytes) this.#rewriting ??= this.#rewrite()
    return this.#journal.append(recordOf(change), change.revision)
  }

  async close(last: Snapshot): Promise<void> {
    await this.#rewriting
    try {
      if (this.#journal.failure === undefined) await this.#write(last)
      await this.#journal.close()
    } finally {
      await this.#release()
    }
  }

  async #rewrite(): Promise<void> {
    if (this.#store !== undefined) await this.#write(this.#store.snapshot())
    this.#planRewrite()
    this.#rewriting = undefined
  }

  /** The file first: until it is there, the journal has all that the old one lacks. */
  async #write(snapshot: Snapshot): Promise<void> {
    if (snapshot.revision === this.#written) return
    try {
      this.#low.data = databaseOf(snapshot)
      await this.#low.write()
      this.#written = snapshot.revision
      await this.#journal.replace(this.#pastUntil(snapshot.revision), snapshot.revision)
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error)
      this.#options.onWarning?.(
        `${this.#options.dir} could not be tidied up (${why}); nothing is lost, the journal has it all`,
      )
    }
    this.#low.data = emptyDatabase
  }

  #pastUntil(revision: number): string[] {
    const store = this.#store
    if (store === undefined) return [headerRecord(revision, this.#file.sum)]
    const changes = store.sinceAll(store.oldestRevision).filter(past => past.revision <= revision)
    const dropped = changes.at(-PAST_CHANGES_MAX - 1)
    const since = dropped?.revision ?? Math.min(store.oldestRevision, revision)
    return [headerRecord(since, this.#file.sum), ...pastRecordsOf(changes.slice(-PAST_CHANGES_MAX))]
  }

  #planRewrite(): void {
    const max = this.#options.journalBytesMax ?? JOURNAL_BYTES_MAX
    this.#rewriteAtBytes = this.#journal.lengthBytes + Math.max(max, 2 * this.#file.lengthBytes)
  }
}

async function enter(dir: string): Promise<() => Promise<void>> {
  try {
    await makeDirectory(dir)
    return await lockDirectory(dir)
  } catch (error) {
    throw openError(dir, error)
  }
}

/** Reads the journal, cuts off a torn end, and begins one if there is none. */
async function readJournal(
  path: string,
  options: JsonStoreOptions,
  makeHeader: () => string,
): Promise<{ records: readonly string[]; lengthBytes: number }> {
  const bytes = await readFile(path).catch(error => {
    if (codeOf(error) === 'ENOENT') return Buffer.alloc(0)
    throw error
  })
  const { records, endBytes, tornLine } = linesOf(path, bytes)
  if (records.length === 0) {
    const header = makeHeader()
    return {
      records: [header],
      lengthBytes: await replaceFile(path, [Buffer.from(lineOf(header, true))]),
    }
  }
  if (tornLine !== undefined) {
    options.onWarning?.(
      `${path} ended in the middle of line ${tornLine}, which was never acknowledged and is dropped`,
    )
    await replaceFile(path, [bytes.subarray(0, endBytes)])
  }
  return { records, lengthBytes: endBytes }
}

/** An error of the system means the folder; any other is told as it is. */
function openError(dir: string, error: unknown): unknown {
  if (codeOf(error) === undefined || !(error instanceof Error)) return error
  return new StoreOpenError(
    `cannot use ${dir} as the folder of the store (${error.message}): choose another one, or give this user the right to write there`,
  )
}
