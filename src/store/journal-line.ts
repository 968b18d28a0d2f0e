// A line of the journal, written and read. A line that is cut short at the end of the file is what
// a crash leaves behind; one in the middle means that somebody or something has damaged the file.
import { crc32 } from './crc32.ts'
import { StoreOpenError } from './failures.ts'

/** The records of a journal and where the last sound one ends. */
export interface Lines {
  readonly records: readonly string[]
  readonly endBytes: number
  /** The line that was cut short, counted from 1, if there is one. */
  readonly tornLine: number | undefined
}

/** A record as a line, with its sum and its length before it. */
export function lineOf(record: string): string {
  const sum = crc32(record).toString(16).padStart(8, '0')
  return `${sum} ${Buffer.byteLength(record)} ${record}\n`
}

/** @throws StoreOpenError when a line is damaged that is not the last. */
export function linesOf(path: string, bytes: Buffer): Lines {
  const records: string[] = []
  let start = 0
  while (start < bytes.length) {
    const newline = bytes.indexOf(0x0a, start)
    const end = newline === -1 ? bytes.length : newline
    const record = newline === -1 ? undefined : recordIn(bytes.toString('utf8', start, end))
    if (record === undefined) {
      const line = records.length + 1
      if (end + 1 < bytes.length) throw damaged(path, line)
      return { records, endBytes: start, tornLine: line }
    }
    records.push(record)
    start = end + 1
  }
  return { records, endBytes: start, tornLine: undefined }
}

function recordIn(line: string): string | undefined {
  const [head, sum, length] = /^([0-9a-f]{8}) ([0-9]+) /.exec(line) ?? []
  if (head === undefined || sum === undefined) return undefined
  const record = line.slice(head.length)
  if (Buffer.byteLength(record) !== Number(length)) return undefined
  return crc32(record) === Number.parseInt(sum, 16) ? record : undefined
}

function damaged(path: string, line: number): StoreOpenError {
  return new StoreOpenError(
    `${path} is damaged in line ${line} and was left as it is: restore it from a copy, or cut it off before that line to go on without what came after`,
  )
}
