/** A float64 as Go's %v and %g print it, with the fewest digits that tell it from others. */
export function goFloat(value: number): string {
  if (Number.isNaN(value)) return 'NaN'
  if (!Number.isFinite(value)) return value > 0 ? '+Inf' : '-Inf'
  const [digits = '', power = '0'] = value.toExponential().split('e')
  const exponent = Number(power)
  if (exponent >= -4 && exponent < 6) return plain(value)
  const sign = exponent < 0 ? '-' : '+'
  return `${digits}e${sign}${String(Math.abs(exponent)).padStart(2, '0')}`
}

function plain(value: number): string {
  if (Object.is(value, -0)) return '-0'
  const text = String(value)
  return text.includes('e') ? value.toFixed(20).replace(/0+$/, '') : text
}

const INT64_MAX = 2 ** 63

/** Whether a number of JSON is read as an integer; larger ones are floats to Go. */
export const isInt64 = (value: number): boolean =>
  Number.isInteger(value) && Math.abs(value) < INT64_MAX

/** A number as Go prints it; those that are too large for any integer are floats. */
export const goNumber = (value: number): string =>
  Number.isInteger(value) && Math.abs(value) < 2 ** 64 ? String(value) : goFloat(value)
