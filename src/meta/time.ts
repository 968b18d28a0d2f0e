// Times as the API writes them: RFC 3339 in UTC, with whole seconds (Time) or microseconds (MicroTime).

let lastSecond = Number.NaN
let lastText = ''

/** `2026-01-01T00:00:00Z`. What happens within one second shares one text: most of a cluster's objects carry several. */
export function formatTime(ms: number): string {
  const second = Math.floor(ms / 1000)
  if (second !== lastSecond) {
    lastText = `${new Date(second * 1000).toISOString().slice(0, 19)}Z`
    lastSecond = second
  }
  return lastText
}

/** `2026-01-01T00:00:00.123000Z`. */
export function formatMicroTime(ms: number): string {
  const whole = Math.floor(ms)
  const micros = Math.floor((ms - whole) * 1000)
  return `${new Date(whole).toISOString().slice(0, 23)}${String(micros).padStart(3, '0')}Z`
}

const RFC_3339 = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}([.,]\d+)?(Z|[+-]\d{2}:\d{2})$/

/** Milliseconds since the epoch (with a fraction for microseconds), or nothing for what is no time. */
export function parseTime(text: string): number | undefined {
  const match = RFC_3339.exec(text)
  if (match === null) return undefined
  const seconds = Date.parse(`${text.slice(0, 19)}${match[2]}`)
  if (Number.isNaN(seconds)) return undefined
  const fraction = match[1]
  return fraction === undefined ? seconds : seconds + Number(`0.${fraction.slice(1)}`) * 1000
}
