// Schedules in the five fields of cron, or by one of their names. Complaints are those of the parser that the
// real server uses.
import { parseGoDuration } from '../../meta/duration.ts'
import { locationError } from './time-zone.ts'

/** When something is due: the minutes, hours and days that fit. */
export interface Schedule {
  readonly minutes: ReadonlySet<number>
  readonly hours: ReadonlySet<number>
  readonly days: ReadonlySet<number>
  readonly months: ReadonlySet<number>
  /** Sunday is 0. */
  readonly weekdays: ReadonlySet<number>
  /** A field that is `*` does not narrow: of day and weekday, either one that narrows decides alone, two are alternatives. */
  readonly anyDay: boolean
  readonly anyWeekday: boolean
  /** The zone that the schedule itself names. */
  readonly timeZone?: string
  /** Due again and again after so long, whatever the calendar says. */
  readonly everyMs?: number
}

export type Parsed =
  | { readonly schedule: Schedule; readonly error?: undefined }
  | { readonly error: string }

interface Bounds {
  readonly min: number
  readonly max: number
  readonly names?: Readonly<Record<string, number>>
}

const named = (first: number, words: string): Readonly<Record<string, number>> =>
  Object.fromEntries(words.split(' ').map((word, index) => [word, first + index]))

const BOUNDS: readonly Bounds[] = [
  { min: 0, max: 59 },
  { min: 0, max: 23 },
  { min: 1, max: 31 },
  { min: 1, max: 12, names: named(1, 'jan feb mar apr may jun jul aug sep oct nov dec') },
  { min: 0, max: 6, names: named(0, 'sun mon tue wed thu fri sat') },
]

const DESCRIPTORS: Readonly<Record<string, string>> = {
  '@yearly': '0 0 1 1 *',
  '@annually': '0 0 1 1 *',
  '@monthly': '0 0 1 * *',
  '@weekly': '0 0 * * 0',
  '@daily': '0 0 * * *',
  '@midnight': '0 0 * * *',
  '@hourly': '0 * * * *',
}

/** What a part complains with; callers see it as `error`. */
class Complaint extends Error {}

export function parseSchedule(text: string): Parsed {
  try {
    return { schedule: parse(text) }
  } catch (error) {
    if (error instanceof Complaint) return { error: error.message }
    throw error
  }
}

function parse(text: string): Schedule {
  if (text === '') throw new Complaint('empty spec string')
  const zoned = /^(?:CRON_)?TZ=(\S*) ?(.*)$/s.exec(text)
  if (zoned !== null) return zonedSchedule(zoned[1] ?? '', (zoned[2] ?? '').trim())
  if (text.startsWith('@')) return descriptor(text)
  const fields = text.split(/\s+/).filter(field => field !== '')
  if (fields.length !== 5)
    throw new Complaint(`expected exactly 5 fields, found ${fields.length}: [${fields.join(' ')}]`)
  const sets = fields.map((field, index) => fieldOf(field, BOUNDS[index] ?? { min: 0, max: 0 }))
  const [minutes, hours, days, months, weekdays] = sets.map(({ values }) => values)
  const none = new Set<number>()
  return {
    minutes: minutes ?? none,
    hours: hours ?? none,
    days: days ?? none,
    months: months ?? none,
    weekdays: weekdays ?? none,
    anyDay: sets[2]?.any === true,
    anyWeekday: sets[4]?.any === true,
  }
}

function zonedSchedule(timeZone: string, rest: string): Schedule {
  const error = locationError(timeZone)
  if (error !== undefined) throw new Complaint(`provided bad location ${timeZone}: ${error}`)
  return { ...parse(rest), timeZone }
}

/** Whole numbers of Go end here. */
const INT_LIMIT = 2 ** 63
const EVERY = '@every '

function descriptor(text: string): Schedule {
  const fields = Object.hasOwn(DESCRIPTORS, text) ? DESCRIPTORS[text] : undefined
  if (fields !== undefined) return parse(fields)
  if (!text.startsWith(EVERY)) throw new Complaint(`unrecognized descriptor: ${text}`)
  const everyMs = parseGoDuration(text.slice(EVERY.length))
  if (everyMs === undefined)
    throw new Complaint(
      `failed to parse duration ${text}: time: invalid duration ${JSON.stringify(text.slice(EVERY.length))}`,
    )
  return { ...parse('* * * * *'), everyMs: Math.max(1_000, Math.floor(everyMs / 1_000) * 1_000) }
}

function fieldOf(field: string, bounds: Bounds): { values: Set<number>; any: boolean } {
  const values = new Set<number>()
  let any = false
  for (const part of field.split(',')) {
    if (part === '') continue
    const range = rangeOf(part, bounds)
    for (let value = range.start; value <= range.end; value += range.step) values.add(value)
    any ||= range.any
  }
  return { values, any }
}

function rangeOf(
  text: string,
  { min, max, names }: Bounds,
): { start: number; end: number; step: number; any: boolean } {
  const [span = '', stepText, ...moreSteps] = text.split('/')
  const [low = '', high, ...moreEnds] = span.split('-')
  let any = low === '*' || low === '?'
  const start = any ? min : numberOf(low, names)
  if (!any && moreEnds.length > 0) throw new Complaint(`too many hyphens: ${text}`)
  let end = any ? max : high === undefined ? start : numberOf(high, names)
  if (moreSteps.length > 0) throw new Complaint(`too many slashes: ${text}`)
  const step = stepText === undefined ? 1 : integerOf(stepText)
  if (stepText !== undefined) {
    if (high === undefined) end = max
    if (step > 1) any = false
  }
  if (start < min)
    throw new Complaint(`beginning of range (${start}) below minimum (${min}): ${text}`)
  if (end > max) throw new Complaint(`end of range (${end}) above maximum (${max}): ${text}`)
  if (start > end)
    throw new Complaint(`beginning of range (${start}) beyond end of range (${end}): ${text}`)
  if (step === 0) throw new Complaint(`step of range should be a positive number: ${text}`)
  return { start, end, step, any }
}

function numberOf(text: string, names: Bounds['names']): number {
  const lower = text.toLowerCase()
  const byName = names !== undefined && Object.hasOwn(names, lower) ? names[lower] : undefined
  return byName ?? integerOf(text)
}

function integerOf(text: string): number {
  const value = Number(text)
  const wrong = /^[+-]?[0-9]+$/.test(text)
    ? Math.abs(value) >= INT_LIMIT && 'value out of range'
    : 'invalid syntax'
  if (wrong)
    throw new Complaint(
      `failed to parse int from ${text}: strconv.Atoi: parsing ${JSON.stringify(text)}: ${wrong}`,
    )
  if (value < 0) throw new Complaint(`negative number (${value}) not allowed: ${text}`)
  return value
}
