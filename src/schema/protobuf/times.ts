// Times as messages: {1 seconds, 2 nanoseconds}.
import { formatGoDuration, parseGoDuration } from '../../meta/duration.ts'
import type { Reader } from './reader.ts'
import { VARINT, type Writer } from './writer.ts'

/** Seconds since the epoch; a time that is missing is an empty message. */
export function writeTime(writer: Writer, value: unknown): void {
  if (typeof value === 'string') writeTimestamp(writer, secondsOf(value), 0)
}

export function writeMicroTime(writer: Writer, value: unknown): void {
  if (typeof value !== 'string') return
  const micros = Number(/\.(\d{1,6})/.exec(value)?.[1]?.padEnd(6, '0') ?? 0)
  writeTimestamp(writer, secondsOf(value), micros * 1000)
}

function writeTimestamp(writer: Writer, seconds: number, nanos: number): void {
  writer.tag(1, VARINT)
  writer.integer(seconds)
  writer.tag(2, VARINT)
  writer.integer(nanos)
}

const secondsOf = (time: string): number => Math.floor(Date.parse(time) / 1000)

/** A time as JSON has it; nothing for an empty message. */
export function readTime(reader: Reader, micro: boolean): string | undefined {
  if (reader.isAtEnd) return undefined
  let seconds = 0
  let nanos = 0
  while (!reader.isAtEnd) {
    const number = reader.tag()
    if (number === 1 && reader.wire === VARINT) seconds = reader.integer()
    else if (number === 2 && reader.wire === VARINT) nanos = reader.integer()
    else reader.skip()
  }
  const date = new Date(seconds * 1000)
  if (Number.isNaN(date.getTime())) return undefined
  const text = date.toISOString().slice(0, 19)
  return micro ? `${text}.${String(Math.floor(nanos / 1000)).padStart(6, '0')}Z` : `${text}Z`
}

const NANOS_OF_MS = 1e6

/** A duration counts nanoseconds; its text is Go's, such as `1m30s`. */
export function writeDuration(writer: Writer, value: unknown): void {
  writer.tag(1, VARINT)
  writer.integer(Math.round((parseGoDuration(String(value ?? '0')) ?? 0) * NANOS_OF_MS))
}

export function readDuration(reader: Reader): string {
  let nanos = 0
  while (!reader.isAtEnd) {
    if (reader.tag() === 1 && reader.wire === VARINT) nanos = reader.integer()
    else reader.skip()
  }
  return formatGoDuration(nanos / NANOS_OF_MS)
}
