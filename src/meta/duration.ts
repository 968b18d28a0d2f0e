// Durations: as kubectl shows ages, and as Go writes and reads them.

const SECOND = 1000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE

/** An age with two or three figures, as columns show it: `5s`, `2m30s`, `3d4h`, `2y`. */
export function humanDuration(ms: number): string {
  const seconds = Math.trunc(ms / SECOND)
  if (seconds < -1) return '<invalid>'
  if (seconds < 0) return '0s'
  if (seconds < 120) return `${seconds}s`
  const minutes = Math.trunc(ms / MINUTE)
  if (minutes < 10) return pair(minutes, 'm', seconds % 60, 's')
  if (minutes < 180) return `${minutes}m`
  const hours = Math.trunc(ms / HOUR)
  if (hours < 8) return pair(hours, 'h', minutes % 60, 'm')
  if (hours < 48) return `${hours}h`
  const days = Math.trunc(hours / 24)
  if (hours < 24 * 8) return pair(days, 'd', hours % 24, 'h')
  if (hours < 24 * 365 * 2) return `${days}d`
  const years = Math.trunc(days / 365)
  return hours < 24 * 365 * 8 ? pair(years, 'y', days % 365, 'd') : `${years}y`
}

const pair = (large: number, unit: string, small: number, smallUnit: string): string =>
  small === 0 ? `${large}${unit}` : `${large}${unit}${small}${smallUnit}`

const UNITS_MS: Readonly<Record<string, number>> = {
  ns: 1e-6,
  us: 1e-3,
  µs: 1e-3,
  μs: 1e-3,
  ms: 1,
  s: SECOND,
  m: MINUTE,
  h: HOUR,
}

const TERM = /([0-9]+(?:\.[0-9]*)?|\.[0-9]*)(ns|us|µs|μs|ms|s|m|h)/y

/** Milliseconds of a Go duration such as `1h30m` or `500ms`; nothing for what is none. */
export function parseGoDuration(text: string): number | undefined {
  const sign = text.startsWith('-') ? -1 : 1
  const body = /^[+-]/.test(text) ? text.slice(1) : text
  if (body === '0') return 0
  if (body === '') return undefined
  let sumMs = 0
  TERM.lastIndex = 0
  while (TERM.lastIndex < body.length) {
    const match = TERM.exec(body)
    const number = match?.[1] ?? ''
    if (number === '' || number === '.') return undefined
    sumMs += Number(number) * (UNITS_MS[match?.[2] ?? ''] ?? 0)
  }
  return sign * sumMs
}

/** A duration as Go's Duration.String writes it: `1h0m0s`, `1.5s`, `500ms`, `0s`. */
export function formatGoDuration(ms: number): string {
  if (ms === 0) return '0s'
  const sign = ms < 0 ? '-' : ''
  const absoluteMs = Math.abs(ms)
  if (absoluteMs < 1e-3) return `${sign}${plain(absoluteMs * 1e6)}ns`
  if (absoluteMs < 1) return `${sign}${plain(absoluteMs * 1e3)}µs`
  if (absoluteMs < SECOND) return `${sign}${plain(absoluteMs)}ms`
  const hours = Math.floor(absoluteMs / HOUR)
  const minutes = Math.floor((absoluteMs % HOUR) / MINUTE)
  const seconds = `${plain((absoluteMs % MINUTE) / SECOND)}s`
  if (hours > 0) return `${sign}${hours}h${minutes}m${seconds}`
  return minutes > 0 ? `${sign}${minutes}m${seconds}` : `${sign}${seconds}`
}

const plain = (value: number): string => String(Number(value.toFixed(9)))
