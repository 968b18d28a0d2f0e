// The journal: a record a line, only ever appended to. Appends that come together are written
// together and synced once (group commit), so that many writers cost the disk what one does.
//
//   <CRC-32 of the record, hexadecimal> <its length in bytes> <the record, JSON>
//
// The first record of a batch has a `+` before its length.
import { type FileHandle, open, readFile } from 'node:fs/promises'
import { setImmediate as turn } from 'node:timers/promises'
import { OWNER_ONLY } from './directory.ts'
import { type Disk, putInPlace, writeDraft } from './disk.ts'
import { StoreFailedError } from './failures.ts'
import { lineOf } from './journal-line.ts'

interface Append {
  readonly line: string
  readonly revision: number
  readonly resolve: () => void
  readonly reject: (error: Error) => void
}

/** Where in the file a revision ends. */
interface Mark {
  readonly revision: number
  readonly end: number
}

export interface JournalFileOptions {
  readonly path: string
  /** Open for appending. */
  readonly file: FileHandle
  readonly lengthBytes: number
  /** The revision of the last record. */
  readonly revision: number
  readonly disk: Disk
  readonly onFatal: (error: Error) => void
}

/** An open journal. */
export class JournalFile {
  readonly #path: string
  readonly #disk: Disk
  readonly #onFatal: (error: Error) => void
  #file: FileHandle
  #lengthBytes: number
  #marks: Mark[]
  #queue: Append[] = []
  #replacement: (() => Promise<void>) | undefined
  #running: Promise<void> | undefined
  #failure: StoreFailedError | undefined

  constructor(options: JournalFileOptions) {
    this.#path = options.path
    this.#disk = options.disk
    this.#onFatal = options.onFatal
    this.#file = options.file
    this.#lengthBytes = options.lengthBytes
    this.#marks = [{ revision: options.revision, end: options.lengthBytes }]
  }

  get lengthBytes(): number {
    return this.#lengthBytes
  }

  get failure(): StoreFailedError | undefined {
    return this.#failure
  }

  /** Resolves when the record is on disk. A failure is final: this and every later append reject. */
  append(record: string, revision: number): Promise<void> {
    if (this.#failure !== undefined) return Promise.reject(this.#failure)
    return new Promise((resolve, reject) => {
      this.#queue.push({
        line: lineOf(record, this.#queue.length === 0),
        revision,
        resolve,
        reject,
      })
      this.#running ??= this.#run()
    })
  }

  /**
   * Replaces the file by one that begins with these records and goes on with what has been
   * appended after a revision. Rejects, and the file stays as it is, when the new one cannot be written.
   */
  replace(records: readonly string[], revision: number): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#replacement = () => this.#replace(records, revision).then(resolve, reject)
      this.#running ??= this.#run()
    })
  }

  /** Waits for what has been appended and closes the file. */
  async close(): Promise<void> {
    while (this.#running !== undefined) await this.#running
    await this.#file.close()
  }

  async #run(): Promise<void> {
    while (this.#queue.length > 0 || this.#replacement !== undefined) {
      // Whoever writes in this turn of the loop shares the batch.
      await turn()
      const replacement = this.#replacement
      this.#replacement = undefined
      await replacement?.()
      await this.#writeBatch()
    }
    this.#running = undefined
  }

  async #writeBatch(): Promise<void> {
    const batch = this.#queue
    this.#queue = []
    if (batch.length === 0) return
    try {
      if (this.#failure !== undefined) throw this.#failure
      const bytes = Buffer.from(batch.length === 1 ? (batch[0]?.line ?? '') : textOf(batch))
      await this.#disk.write(this.#file.fd, bytes)
      await this.#disk.sync(this.#file.fd)
      this.#lengthBytes += bytes.length
    } catch (error) {
      this.#fail(error, batch)
      return
    }
    this.#marks.push({ revision: batch.at(-1)?.revision ?? 0, end: this.#lengthBytes })
    for (const append of batch) append.resolve()
  }

  #fail(error: unknown, batch: readonly Append[]): void {
    const isNew = this.#failure === undefined
    this.#failure ??= new StoreFailedError(this.#path, error)
    for (const append of [...batch, ...this.#queue]) append.reject(this.#failure)
    this.#queue = []
    if (isNew) this.#onFatal(this.#failure)
  }

  async #replace(records: readonly string[], revision: number): Promise<void> {
    if (this.#failure !== undefined) throw this.#failure
    const from = this.#marks.findLast(mark => mark.revision <= revision)?.end ?? 0
    const rest = (await readFile(this.#path)).subarray(from, this.#lengthBytes)
    const head = Buffer.from(records.map(record => lineOf(record, true)).join(''))
    const length = await writeDraft(this.#path, [head, rest])
    try {
      await putInPlace(this.#path)
      const file = await open(this.#path, 'a', OWNER_ONLY)
      await this.#file.close()
      this.#file = file
    } catch (error) {
      // The name may lead to the new file while the handle is the old one's: an append would be lost.
      this.#fail(error, [])
      throw this.#failure
    }
    const later = this.#marks.filter(mark => mark.revision > revision)
    const moved = head.length - from
    this.#lengthBytes = length
    this.#marks = [
      { revision, end: head.length },
      ...later.map(mark => ({ revision: mark.revision, end: mark.end + moved })),
    ]
  }
}

const textOf = (batch: readonly Append[]): string => {
  let text = ''
  for (const append of batch) text += append.line
  return text
}
