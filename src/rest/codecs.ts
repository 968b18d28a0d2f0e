// JSON as Go writes it. The other media types are the schema room's.
import { jsonText } from '../meta/json-text.ts'

/** JSON with `<`, `>` and `&` escaped, as Go's encoder does. */
export function goJsonText(value: unknown): string {
  const text = jsonText(value)
  return /[<>&\u2028\u2029]/.test(text) ? text.replace(/[<>&\u2028\u2029]/g, escaped) : text
}

const escaped = (c: string): string => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`

/** The same value with the members of all its objects in order of name, as maps are written. */
export function sortedKeys(value: unknown): unknown {
  const root = { value }
  const left: object[] = [root]
  for (let next = left.pop(); next !== undefined; next = left.pop()) {
    const container = next as Record<string, unknown>
    for (const key of Object.keys(container)) {
      const inner = container[key]
      if (typeof inner !== 'object' || inner === null) continue
      const copy = shallowSorted(inner)
      container[key] = copy
      left.push(copy)
    }
  }
  return root.value
}

function shallowSorted(from: object): object {
  if (Array.isArray(from)) return [...from]
  const to: Record<string, unknown> = {}
  for (const key of Object.keys(from).sort()) to[key] = (from as Record<string, unknown>)[key]
  return to
}

/** JSON indented by two blanks, as for people. */
export function prettyJson(value: unknown): string {
  const text = JSON.stringify(value, undefined, 2)
  return text.replace(/[<>&\u2028\u2029]/g, escaped)
}
