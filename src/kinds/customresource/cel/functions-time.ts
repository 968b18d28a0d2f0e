import type { Declared } from './functions.ts'
import { CelError, type Duration, type Timestamp } from './values.ts'

const MINUTE = 60_000

/** The time as clocks of a zone show it. */
function inZone({ ms }: Timestamp, zone = 'UTC'): Date {
  const offset = /^([+-]?)(\d\d):(\d\d)$/.exec(zone)
  if (offset !== null) {
    const minutes = Number(offset[2]) * 60 + Number(offset[3])
    return new Date(ms + (offset[1] === '-' ? -minutes : minutes) * MINUTE)
  }
  if (zone === 'UTC' || zone === '') return new Date(ms)
  try {
    const shown = new Date(ms).toLocaleString('sv-SE', { timeZone: zone })
    return new Date(`${shown.replace(' ', 'T')}Z`)
  } catch {
    throw new CelError(`unknown time zone ${zone}`)
  }
}

const dayOfYear = (date: Date): number =>
  Math.floor((date.getTime() - Date.UTC(date.getUTCFullYear(), 0, 1)) / (24 * 60 * MINUTE))

const PARTS: Readonly<Record<string, (date: Date) => number>> = {
  getFullYear: date => date.getUTCFullYear(),
  getMonth: date => date.getUTCMonth(),
  getDate: date => date.getUTCDate(),
  getDayOfMonth: date => date.getUTCDate() - 1,
  getDayOfWeek: date => date.getUTCDay(),
  getDayOfYear: dayOfYear,
  getHours: date => date.getUTCHours(),
  getMinutes: date => date.getUTCMinutes(),
  getSeconds: date => date.getUTCSeconds(),
  getMilliseconds: date => date.getUTCMilliseconds(),
}

function timestampParts(): Declared {
  return Object.fromEntries(
    Object.entries(PARTS).flatMap(([name, read]) => {
      const run = (time: Timestamp, zone?: string) => BigInt(read(inZone(time, zone)))
      return [
        [`timestamp.${name}(): int`, run],
        [`timestamp.${name}(string): int`, run],
      ]
    }),
  )
}

const whole = (ms: number, unit: number): bigint => BigInt(Math.trunc(ms / unit))

/** Parts of times and of durations. */
export const timeFunctions: Declared = {
  ...timestampParts(),
  'duration.getHours(): int': ({ ms }: Duration) => whole(ms, 60 * MINUTE),
  'duration.getMinutes(): int': ({ ms }: Duration) => whole(ms, MINUTE),
  'duration.getSeconds(): int': ({ ms }: Duration) => whole(ms, 1000),
  'duration.getMilliseconds(): int': ({ ms }: Duration) => whole(ms, 1) % 1000n,
}
