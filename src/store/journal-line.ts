// A line of the journal, written and read. What a crash leaves behind is in the last batch, which
// nobody was told of: it is cut off. Damage before that means that somebody or something has changed
// the file. So the first line of each batch has a `+` before its length.
import { crc32 } from './crc32.ts'
import { StoreOpenError } from './failures.ts'

/** The records of a journal and where the last sound one ends. */
export interface Lines {
  readonly records: readonly string[]
  readonly endBytes: number
  /** The line from which on a crash tore the last batch, counted from 1, if it did. */
  readonly tornLine: number | undefined
}

interface Line {
  readonly record: string
  readonly beginsBatch: boolean
}

/** A record as a line, with its sum and its length before it. */
export function lineOf(record: string, beginsBatch: boolean): string {
  const sum = crc32(record).toString(16).padStart(8, '0')
  return `${sum} ${beginsBatch ? '+' : ''}${Buffer.byteLength(record)} ${record}\n`
}

/** @throws StoreOpenError when a line is damaged that is not of the last batch. */
export function linesOf(path: string, bytes: Buffer): Lines {
  const records: string[] = []
  let endBytes = 0
  let tornLine: number | undefined
  for (let start = 0; start < bytes.length; ) {
    const newline = bytes.indexOf(0x0a, start)
    const end = newline === -1 ? bytes.length : newline
    const line = newline === -1 ? undefined : lineIn(bytes.toString('utf8', start, end))
    start = end + 1
    if (line === undefined) tornLine ??= records.length + 1
    else if (tornLine === undefined) {
      records.push(line.record)
      endBytes = start
    } else if (line.beginsBatch) throw damaged(path, tornLine)
  }
  return { records, endBytes, tornLine }
}

function lineIn(text: string): Line | undefined {
  const [head, sum, plus, length] = /^([0-9a-f]{8}) (\+?)([0-9]+) /.exec(text) ?? []
  if (head === undefined || sum === undefined) return undefined
  const record = text.slice(head.length)
  if (Buffer.byteLength(record) !== Number(length)) return undefined
  if (crc32(record) !== Number.parseInt(sum, 16)) return undefined
  return { record, beginsBatch: plus === '+' }
}

function damaged(path: string, line: number): StoreOpenError {
  return new StoreOpenError(
    `${path} is damaged in line ${line} and was left as it is: restore it from a copy, or cut it off before that line to go on without what came after`,
  )
}
