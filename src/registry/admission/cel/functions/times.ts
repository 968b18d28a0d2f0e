import type { Library } from '../library.ts'
import { CelError, Duration, Timestamp } from '../values.ts'

const SECOND = 1_000_000_000n
const MILLI = 1_000_000n

const UNITS: Readonly<Record<string, bigint>> = {
  ns: 1n,
  us: 1_000n,
  µs: 1_000n,
  ms: MILLI,
  s: SECOND,
  m: 60n * SECOND,
  h: 3600n * SECOND,
}

export const times: Library = {
  functions: { timestamp, duration },
  methods: {
    getFullYear: (of: Timestamp, zone?: string) => BigInt(dateOf(of, zone).getUTCFullYear()),
    getMonth: (of: Timestamp, zone?: string) => BigInt(dateOf(of, zone).getUTCMonth()),
    getDate: (of: Timestamp, zone?: string) => BigInt(dateOf(of, zone).getUTCDate()),
    getDayOfMonth: (of: Timestamp, zone?: string) => BigInt(dateOf(of, zone).getUTCDate() - 1),
    getDayOfWeek: (of: Timestamp, zone?: string) => BigInt(dateOf(of, zone).getUTCDay()),
    getDayOfYear: (of: Timestamp, zone?: string) => dayOfYear(dateOf(of, zone)),
    getHours: (of: Timestamp | Duration, zone?: string) =>
      of instanceof Duration ? of.nanos / (3600n * SECOND) : BigInt(dateOf(of, zone).getUTCHours()),
    getMinutes: (of: Timestamp | Duration, zone?: string) =>
      of instanceof Duration ? of.nanos / (60n * SECOND) : BigInt(dateOf(of, zone).getUTCMinutes()),
    getSeconds: (of: Timestamp | Duration, zone?: string) =>
      of instanceof Duration ? of.nanos / SECOND : BigInt(dateOf(of, zone).getUTCSeconds()),
    getMilliseconds: (of: Timestamp | Duration) => (of.nanos / MILLI) % 1000n,
  },
}

const RFC3339 = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?(Z|[+-]\d\d:\d\d)$/

function timestamp(value: unknown): Timestamp {
  if (value instanceof Timestamp) return value
  if (typeof value === 'bigint') return new Timestamp(value * SECOND)
  const [, seconds, fraction = '', zone] = RFC3339.exec(String(value)) ?? []
  const ms = seconds === undefined ? Number.NaN : Date.parse(`${seconds}${zone}`)
  if (Number.isNaN(ms))
    throw new CelError("type conversion error from 'string' to 'google.protobuf.Timestamp'")
  return new Timestamp(BigInt(ms) * MILLI + BigInt(fraction.padEnd(9, '0')))
}

function duration(value: unknown): Duration {
  if (value instanceof Duration) return value
  const text = String(value)
  if (!/^[+-]?(0|((\d+\.?\d*|\.\d+)(ns|us|µs|ms|s|m|h))+)$/.test(text))
    throw new CelError("type conversion error from 'string' to 'google.protobuf.Duration'")
  let nanos = 0n
  for (const [, whole = '', fraction = '', unit = ''] of text.matchAll(
    /(\d*)\.?(\d*)(ns|us|µs|ms|s|m|h)/g,
  )) {
    const scale = UNITS[unit] ?? 0n
    nanos += BigInt(whole || '0') * scale
    if (fraction !== '') nanos += (BigInt(fraction) * scale) / 10n ** BigInt(fraction.length)
  }
  return new Duration(text.startsWith('-') ? -nanos : nanos)
}

/** The moment as its zone reads it. */
function dateOf(of: Timestamp, zone = 'UTC'): Date {
  if (!(of instanceof Timestamp)) throw new CelError('no such overload')
  const ms = Number(of.nanos / MILLI)
  const [, sign, hours, minutes] = /^([+-]?)(\d\d):(\d\d)$/.exec(zone) ?? []
  if (hours === undefined) return new Date(zone === 'UTC' ? ms : ms + offsetMs(ms, zone))
  const shift = (Number(hours) * 60 + Number(minutes)) * 60_000
  return new Date(sign === '-' ? ms - shift : ms + shift)
}

function offsetMs(ms: number, zone: string): number {
  try {
    const local = new Date(ms).toLocaleString('sv-SE', { timeZone: zone })
    return Date.parse(`${local.replace(' ', 'T')}Z`) - Math.floor(ms / 1000) * 1000
  } catch {
    throw new CelError(`unknown time zone ${zone}`)
  }
}

const dayOfYear = (date: Date): bigint =>
  BigInt(Math.floor((date.getTime() - Date.UTC(date.getUTCFullYear(), 0, 1)) / 86_400_000))

export function timestampText({ nanos }: Timestamp): string {
  const seconds = new Date(Number(nanos / MILLI)).toISOString().slice(0, 19)
  const fraction = (nanos % SECOND).toString().padStart(9, '0').replace(/0+$/, '')
  return `${seconds}${fraction === '' ? '' : `.${fraction}`}Z`
}

/** In seconds, with as much of a fraction as there is. */
export function durationText({ nanos }: Duration): string {
  const positive = nanos < 0n ? -nanos : nanos
  const fraction = (positive % SECOND).toString().padStart(9, '0').replace(/0+$/, '')
  return `${nanos < 0n ? '-' : ''}${positive / SECOND}${fraction === '' ? '' : `.${fraction}`}s`
}
