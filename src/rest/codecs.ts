// JSON as Go writes it. The other media types are the schema room's.

/** JSON with `<`, `>` and `&` escaped, as Go's encoder does. */
export function goJsonText(value: unknown): string {
  const text = JSON.stringify(value)
  return /[<>&\u2028\u2029]/.test(text) ? text.replace(/[<>&\u2028\u2029]/g, escaped) : text
}

const escaped = (c: string): string => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`

/** The same value with the members of all its objects in order of name, as maps are written. */
export function sortedKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortedKeys)
  if (typeof value !== 'object' || value === null) return value
  const from = value as Readonly<Record<string, unknown>>
  const to: Record<string, unknown> = {}
  for (const key of Object.keys(from).sort()) to[key] = sortedKeys(from[key])
  return to
}

/** JSON indented by two blanks, as for people. */
export function prettyJson(value: unknown): string {
  const text = JSON.stringify(value, undefined, 2)
  return text.replace(/[<>&\u2028\u2029]/g, escaped)
}
