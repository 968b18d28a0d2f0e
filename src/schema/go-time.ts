// Times as Go's `time.Parse` reads RFC 3339, with its words for what it cannot read, printed as the API
// does: whole seconds (Time) or six digits (MicroTime), in UTC.

/** A time that could not be read, in Go's words. */
export interface TimeFault {
  readonly error: string
}

const PLAIN = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)Z$/
const MICRO = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)\.\d{6}Z$/

/** metav1.Time: `2026-01-01T00:00:00Z`. */
export function normalTime(text: string): string | TimeFault {
  return isWithinRanges(PLAIN.exec(text)) ? text : parsed(text, TIME_LAYOUT, false)
}

/** metav1.MicroTime: `2026-01-01T00:00:00.000000Z`. */
export function normalMicroTime(text: string): string | TimeFault {
  return isWithinRanges(MICRO.exec(text)) ? text : parsed(text, MICRO_LAYOUT, true)
}

function isWithinRanges(match: RegExpExecArray | null): boolean {
  if (match === null) return false
  const [, year, month, day, hour, minute, second] = match.map(Number) as number[]
  return (
    (month ?? 0) >= 1 &&
    (month ?? 0) <= 12 &&
    (day ?? 0) >= 1 &&
    (day ?? 0) <= daysIn(year ?? 0, month ?? 1) &&
    (hour ?? 0) < 24 &&
    (minute ?? 0) < 60 &&
    (second ?? 0) < 60
  )
}

const daysIn = (year: number, month: number): number => {
  if (month === 2) return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28
  return [4, 6, 9, 11].includes(month) ? 30 : 31
}

/** The parts of a layout, in order: a text that must stand there, or an element by its spelling in Go. */
const TIME_LAYOUT = ['2006', '-', '01', '-', '02', 'T', '15', ':', '04', ':', '05', 'Z07:00']
const MICRO_LAYOUT = [...TIME_LAYOUT.slice(0, -1), '.000000', 'Z07:00']

/** What has been read so far, and what is left. */
interface Reading {
  rest: string
  readonly numbers: Record<string, number>
  nanos: number
  zoneSeconds: number
  micro: boolean
}

/** Reads one element; tells 'bad' or the name of what is out of range. */
type Element = (reading: Reading) => 'bad' | { range: string } | undefined

function parsed(text: string, layout: readonly string[], micro: boolean): string | TimeFault {
  const reading: Reading = { rest: text, numbers: {}, nanos: 0, zoneSeconds: 0, micro }
  for (const part of layout) {
    const element = ELEMENTS[part]
    const before = reading.rest
    if (element === undefined) {
      if (!before.startsWith(part)) return cannotParse(text, layout, before, part)
      reading.rest = before.slice(part.length)
      continue
    }
    const fault = element(reading)
    if (fault === 'bad') return cannotParse(text, layout, before, part)
    if (fault !== undefined)
      return { error: `parsing time ${quote(text)}: ${fault.range} out of range` }
  }
  if (reading.rest !== '')
    return { error: `parsing time ${quote(text)}: extra text: ${quote(reading.rest)}` }
  const { '2006': year = 0, '01': month = 1, '02': day = 1 } = reading.numbers
  if (day < 1 || day > daysIn(year, month))
    return { error: `parsing time ${quote(text)}: day out of range` }
  return printed(reading)
}

function printed({ numbers, nanos, zoneSeconds, micro }: Reading): string {
  const {
    '2006': year = 0,
    '01': month = 1,
    '02': day = 1,
    '15': hour = 0,
    '04': minute = 0,
    '05': second = 0,
  } = numbers
  const date = new Date(0)
  date.setUTCFullYear(year, month - 1, day)
  date.setUTCHours(hour, minute, second - zoneSeconds)
  const seconds = date.toISOString().slice(0, 19)
  return micro ? `${seconds}.${String(Math.floor(nanos / 1000)).padStart(6, '0')}Z` : `${seconds}Z`
}

function cannotParse(
  text: string,
  layout: readonly string[],
  rest: string,
  part: string,
): TimeFault {
  return {
    error: `parsing time ${quote(text)} as ${quote(layout.join(''))}: cannot parse ${quote(rest)} as ${quote(part)}`,
  }
}

/** Text in quotes as Go's package `time` writes it. */
function quote(text: string): string {
  let out = ''
  for (const byte of Buffer.from(text, 'utf8')) {
    const char = String.fromCharCode(byte)
    if (char === '"' || char === '\\') out += `\\${char}`
    else out += byte < 0x20 || byte >= 0x7f ? `\\x${byte.toString(16).padStart(2, '0')}` : char
  }
  return `"${out}"`
}

/** Two digits, or one where `loose`. */
function number(name: string, loose: boolean, reading: Reading): number | undefined {
  const match = (loose ? /^\d\d?/ : /^\d\d/).exec(reading.rest)
  if (match === null) return undefined
  reading.rest = reading.rest.slice(match[0].length)
  const value = Number(match[0])
  reading.numbers[name] = value
  return value
}

const ranged =
  (name: string, label: string, min: number, max: number, loose = false): Element =>
  reading => {
    const value = number(name, loose, reading)
    if (value === undefined) return 'bad'
    return value < min || value > max ? { range: label } : undefined
  }

const second = ranged('05', 'second', 0, 59)

const ELEMENTS: Readonly<Record<string, Element>> = {
  '2006': reading => {
    const match = /^\d{4}/.exec(reading.rest)
    if (match === null) return 'bad'
    reading.rest = reading.rest.slice(4)
    reading.numbers['2006'] = Number(match[0])
    return undefined
  },
  '01': ranged('01', 'month', 1, 12),
  // The day is checked when month and year are known.
  '02': ranged('02', 'day', -1, 99),
  '15': ranged('15', 'hour', 0, 23, true),
  '04': ranged('04', 'minute', 0, 59),
  '05': reading => {
    const fault = second(reading)
    // A fraction may follow although the layout names none.
    if (fault === undefined && !reading.micro) reading.rest = reading.rest.replace(/^[.,]\d+/, '')
    return fault
  },
  '.000000': reading => {
    const match = /^[.,](\d{6})/.exec(reading.rest)
    if (match === null) return 'bad'
    reading.rest = reading.rest.slice(7)
    reading.nanos = Number(match[1]) * 1000
    return undefined
  },
  'Z07:00': reading => {
    if (reading.rest.startsWith('Z')) {
      reading.rest = reading.rest.slice(1)
      return undefined
    }
    const match = /^(.)(..):(..)/s.exec(reading.rest)
    if (match === null) return 'bad'
    const [whole, sign = '', hours = '', minutes = ''] = match
    const areDigits = /^\d\d$/.test(hours) && /^\d\d$/.test(minutes)
    if (/^\d\d$/.test(hours) && Number(hours) > 24) return { range: 'time zone offset hour' }
    if (areDigits && Number(minutes) > 60) return { range: 'time zone offset minute' }
    if (!areDigits || (sign !== '+' && sign !== '-')) return 'bad'
    reading.rest = reading.rest.slice(whole.length)
    reading.zoneSeconds = (sign === '-' ? -1 : 1) * (Number(hours) * 3600 + Number(minutes) * 60)
    return undefined
  },
}
