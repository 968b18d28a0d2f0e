// When a schedule is due next, in the zone that it is kept in. Pure.
import type { Schedule } from '../../kinds/cronjob/schedule.ts'

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const DAY_MS = 24 * HOUR_MS
/** A schedule that is not due for so long never is, such as the 30th of February. */
const NEVER_MS = 5 * 366 * DAY_MS

/** The first time after `afterMs` that fits; nothing when none ever does. */
export function nextTime(schedule: Schedule, afterMs: number, zone: string): number | undefined {
  if (schedule.everyMs !== undefined) return Math.floor(afterMs / 1000) * 1000 + schedule.everyMs
  let ms = Math.floor(afterMs / MINUTE_MS) * MINUTE_MS + MINUTE_MS
  while (ms <= afterMs + NEVER_MS) {
    const wall = ms + offsetMs(zone, ms)
    const at = new Date(wall)
    if (!schedule.months.has(at.getUTCMonth() + 1) || !fitsDay(schedule, at))
      ms = startOfNextDay(zone, ms, wall)
    else if (!schedule.hours.has(at.getUTCHours())) ms += HOUR_MS - (wall % HOUR_MS)
    else if (!schedule.minutes.has(at.getUTCMinutes())) ms += MINUTE_MS
    else return ms
  }
  return undefined
}

/** Days of the month and of the week are alternatives, unless one of them says nothing. */
function fitsDay({ days, weekdays, anyDay, anyWeekday }: Schedule, at: Date): boolean {
  const day = days.has(at.getUTCDate())
  const weekday = weekdays.has(at.getUTCDay())
  return anyDay || anyWeekday ? day && weekday : day || weekday
}

/** Days have 23 to 25 hours where clocks are changed. */
function startOfNextDay(zone: string, ms: number, wall: number): number {
  const midnight = (Math.floor(wall / DAY_MS) + 1) * DAY_MS
  const guess = midnight - (wall - ms)
  const next = midnight - offsetMs(zone, guess)
  return next > ms ? next : guess
}

const formats = new Map<string, Intl.DateTimeFormat>()

/** How far the clocks of a zone are ahead of UTC. */
export function offsetMs(zone: string, ms: number): number {
  if (zone === '' || zone === 'UTC' || zone === 'Etc/UTC') return 0
  let format = formats.get(zone)
  if (format === undefined) {
    format = new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    })
    formats.set(zone, format)
  }
  const parts = new Map(format.formatToParts(ms).map(({ type, value }) => [type, Number(value)]))
  const part = (type: Intl.DateTimeFormatPartTypes): number => parts.get(type) ?? 0
  const wall = Date.UTC(
    part('year'),
    part('month') - 1,
    part('day'),
    part('hour'),
    part('minute'),
    part('second'),
  )
  return wall - Math.floor(ms / 1000) * 1000
}
