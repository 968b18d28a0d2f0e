// The database as one JSON file that a person can read, and edit while nobody has it open. lowdb
// keeps it; this adapter makes a write all or nothing, durable, and in pieces so that the loop runs on.
//
//   { "format": "mimikube/1",
//     "revision": 1042,                       the newest change that is in here
//     "resources": { "pods": { "default/web": { ...the object, resourceVersion and all... } } } }
import { readFile } from 'node:fs/promises'
import type { Adapter } from 'lowdb'
import { jsonText } from '../meta/json-text.ts'
import { isObject, type KubeObject } from '../meta/object.ts'
import { crc32 } from './crc32.ts'
import { replaceFile } from './disk.ts'
import { codeOf, StoreOpenError } from './failures.ts'
import { placeOf } from './objects.ts'
import type { Snapshot } from './store.ts'

export interface Database {
  readonly format: string
  readonly revision: number
  readonly resources: Readonly<Record<string, Readonly<Record<string, KubeObject>>>>
}

const FORMAT = 'mimikube/1'
const CHUNK_LENGTH = 256 * 1024

export const emptyDatabase: Database = { format: FORMAT, revision: 1, resources: {} }

/** A snapshot as it goes into the file. */
export function databaseOf(snapshot: Snapshot): Database {
  const objectsOf = (resource: string) =>
    Object.fromEntries(snapshot.list(resource).map(entry => [placeOf(entry.key), entry.object]))
  const resources = snapshot.resources().sort()
  return {
    format: FORMAT,
    revision: snapshot.revision,
    resources: Object.fromEntries(resources.map(resource => [resource, objectsOf(resource)])),
  }
}

/** lowdb's way to the file. */
export class DatabaseFile implements Adapter<Database> {
  readonly #path: string
  /** The length and the sum of the file as it was last read or written; 0 where there is none. */
  lengthBytes = 0
  sum = 0

  constructor(path: string) {
    this.#path = path
  }

  async read(): Promise<Database | null> {
    const bytes = await readFile(this.#path).catch(error => {
      if (codeOf(error) === 'ENOENT') return undefined
      throw error
    })
    if (bytes === undefined) return null
    this.lengthBytes = bytes.length
    this.sum = crc32(bytes)
    return this.#parse(bytes.toString())
  }

  async write(database: Database): Promise<void> {
    let sum = 0
    const summed = function* (): Generator<Uint8Array> {
      for (const chunk of chunksOf(database)) {
        sum = crc32(chunk, sum)
        yield chunk
      }
    }
    this.lengthBytes = await replaceFile(this.#path, summed())
    this.sum = sum
  }

  #parse(text: string): Database {
    let value: unknown
    try {
      value = JSON.parse(text)
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error)
      throw this.#broken(`is not JSON: ${why}`)
    }
    if (!isObject(value) || value['format'] !== FORMAT) throw this.#broken(`is not of ${FORMAT}`)
    if (!Number.isSafeInteger(value['revision'])) throw this.#broken('has no revision')
    if (!isObject(value['resources'])) throw this.#broken('has no resources')
    for (const [resource, objects] of Object.entries(value['resources'])) {
      if (!isObject(objects)) throw this.#broken(`has no objects in ${resource}`)
      for (const [place, object] of Object.entries(objects)) {
        const sound = isObject(object) && isObject(object['metadata'])
        if (!sound) throw this.#broken(`has no object with metadata in ${resource} at ${place}`)
      }
    }
    return value as unknown as Database
  }

  #broken(what: string): StoreOpenError {
    return new StoreOpenError(
      `${this.#path} ${what}; it was left as it is: mend it, or move it away to begin empty`,
    )
  }
}

/** An object in several lines, or in one when it is so deep that blanks would be most of it. */
function indented(object: unknown): string {
  try {
    return JSON.stringify(object, undefined, 1).replaceAll('\n', '\n   ')
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    return jsonText(object)
  }
}

/** The text of the file, an object at a time. */
function* chunksOf(database: Database): Generator<Uint8Array> {
  let text = `{\n "format": ${JSON.stringify(database.format)},\n "revision": ${database.revision},\n "resources": {`
  let before = '\n'
  for (const [resource, objects] of Object.entries(database.resources)) {
    text += `${before}  ${JSON.stringify(resource)}: {`
    before = '\n'
    for (const [place, object] of Object.entries(objects)) {
      text += `${before}   ${JSON.stringify(place)}: ${indented(object)}`
      before = ',\n'
      if (text.length < CHUNK_LENGTH) continue
      yield Buffer.from(text)
      text = ''
    }
    text += '\n  }'
    before = ',\n'
  }
  yield Buffer.from(`${text}\n }\n}\n`)
}
