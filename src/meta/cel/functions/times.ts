import type { Declared } from '../declare.ts'
import { CelError, Duration, Timestamp } from '../values.ts'

const SECOND = 1_000_000_000n
const MILLI = 1_000_000n
const MINUTE = 60n * SECOND
const HOUR = 60n * MINUTE

const UNITS: Readonly<Record<string, bigint>> = {
  ns: 1n,
  us: 1_000n,
  µs: 1_000n,
  μs: 1_000n,
  ms: MILLI,
  s: SECOND,
  m: MINUTE,
  h: HOUR,
}

const RFC3339 = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:[.,](\d+))?(Z|[+-]\d\d:\d\d)$/
const SPAN = /^[+-]?(0|((\d+(\.\d*)?|\.\d+)(ns|us|µs|μs|ms|s|m|h))+)$/

/** @throws CelError */
export function timestampOf(value: bigint | string): Timestamp {
  if (typeof value === 'bigint') return inRange(new Timestamp(value * SECOND))
  const [, seconds, fraction = '', zone] = RFC3339.exec(value) ?? []
  const ms = seconds === undefined ? Number.NaN : Date.parse(`${seconds}${zone}`)
  if (Number.isNaN(ms))
    throw new CelError("type conversion error from 'string' to 'google.protobuf.Timestamp'")
  const nanos = BigInt(ms) * MILLI + BigInt(fraction.slice(0, 9).padEnd(9, '0'))
  return inRange(new Timestamp(nanos, /^(Z|[+-]00:00)$/.test(zone ?? 'Z') ? '' : zone))
}

/** The years that there are. */
const FIRST = -62_135_596_800n * SECOND
const LAST = 253_402_300_800n * SECOND

function inRange(time: Timestamp): Timestamp {
  if (time.nanos < FIRST || time.nanos >= LAST) throw new CelError('timestamp overflow')
  return time
}

/** A time so much later. @throws CelError */
export const moved = ({ nanos, zone }: Timestamp, by: bigint): Timestamp =>
  inRange(new Timestamp(nanos + by, zone))

export const isFirst = ({ nanos }: Timestamp): boolean => nanos === FIRST

/** @throws CelError */
export function durationOf(text: string): Duration {
  if (!SPAN.test(text)) throw noDuration()
  let nanos = 0n
  for (const [, whole = '', fraction = '', unit = ''] of text.matchAll(
    /(\d*)\.?(\d*)(ns|us|µs|μs|ms|s|m|h)/g,
  )) {
    const scale = UNITS[unit] ?? 0n
    nanos += BigInt(whole || '0') * scale
    if (fraction !== '') nanos += (BigInt(fraction) * scale) / 10n ** BigInt(fraction.length)
  }
  if (nanos >= NANOS_END) throw noDuration()
  return new Duration(text.startsWith('-') ? -nanos : nanos)
}

/** Spans are kept in 64 bits. */
const NANOS_END = 2n ** 63n

const noDuration = (): CelError =>
  new CelError("type conversion error from 'string' to 'google.protobuf.Duration'")

/** The moment as clocks of its zone show it. @throws CelError */
function dateOf(of: Timestamp, zone = 'UTC'): Date {
  const ms = Number(of.nanos / MILLI)
  const [, sign, hours, minutes] = /^([+-]?)(\d\d):(\d\d)$/.exec(zone) ?? []
  if (hours === undefined) return new Date(zone === 'UTC' || zone === '' ? ms : localMs(ms, zone))
  const shift = (Number(hours) * 60 + Number(minutes)) * 60_000
  return new Date(sign === '-' ? ms - shift : ms + shift)
}

function localMs(ms: number, zone: string): number {
  try {
    const local = new Date(ms).toLocaleString('sv-SE', { timeZone: zone })
    return Date.parse(`${local.replace(' ', 'T')}Z`) + (((ms % 1000) + 1000) % 1000)
  } catch {
    throw new CelError(`unknown time zone ${zone}`)
  }
}

const dayOfYear = (date: Date): number =>
  Math.floor((date.getTime() - Date.UTC(date.getUTCFullYear(), 0, 1)) / 86_400_000)

const PARTS: Readonly<Record<string, (date: Date) => number>> = {
  getFullYear: date => date.getUTCFullYear(),
  getMonth: date => date.getUTCMonth(),
  getDayOfYear: dayOfYear,
  getDate: date => date.getUTCDate(),
  getDayOfMonth: date => date.getUTCDate() - 1,
  getDayOfWeek: date => date.getUTCDay(),
  getHours: date => date.getUTCHours(),
  getMinutes: date => date.getUTCMinutes(),
  getSeconds: date => date.getUTCSeconds(),
  getMilliseconds: date => date.getUTCMilliseconds(),
}

function parts(): Declared {
  return Object.fromEntries(
    Object.entries(PARTS).flatMap(([name, read]) => {
      const run = (of: Timestamp, zone?: string) => BigInt(read(dateOf(of, zone)))
      return [
        [`timestamp.${name}(): int`, run],
        [`timestamp.${name}(string): int`, run],
      ]
    }),
  )
}

/** Parts of times and of durations. */
export const times: Declared = {
  ...parts(),
  'duration.getHours(): int': ({ nanos }: Duration) => nanos / HOUR,
  'duration.getMinutes(): int': ({ nanos }: Duration) => nanos / MINUTE,
  'duration.getSeconds(): int': ({ nanos }: Duration) => nanos / SECOND,
  'duration.getMilliseconds(): int': ({ nanos }: Duration) => nanos / MILLI,
}

const fractionText = (nanos: bigint): string => {
  const digits = nanos.toString().padStart(9, '0').replace(/0+$/, '')
  return digits === '' ? '' : `.${digits}`
}

export function timestampText(of: Timestamp): string {
  const { nanos, zone } = of
  const part = ((nanos % SECOND) + SECOND) % SECOND
  const shown = dateOf(new Timestamp(nanos - part), zone === '' ? 'UTC' : zone)
  return `${shown.toISOString().slice(0, 19)}${fractionText(part)}${zone === '' ? 'Z' : zone}`
}

/** In seconds, with as much of a fraction as there is. */
export function durationText({ nanos }: Duration): string {
  const positive = nanos < 0n ? -nanos : nanos
  return `${nanos < 0n ? '-' : ''}${positive / SECOND}${fractionText(positive % SECOND)}s`
}
