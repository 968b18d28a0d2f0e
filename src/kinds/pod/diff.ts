// What differs between two structs, as the API tells it: both as indented JSON in Go's names, and a
// unified diff of the lines with three lines around each change.
import { goStruct } from '../go-struct.ts'

const SPEC = 'core/v1.PodSpec'
const CONTEXT = 3

export function describeChange(next: object, old: object): string {
  return describeStructChange(SPEC, next, old)
}

/** The change of a struct that the table of types knows, or of a part of it: a struct that is embedded there. */
export function describeStructChange(
  type: string,
  next: object,
  old: object,
  embedded?: string,
): string {
  const lines = (value: object): string[] =>
    JSON.stringify(goStruct(type, value, embedded), null, 1).split('\n')
  return unifiedDiff(lines(old), lines(next))
}

interface Line {
  readonly mark: ' ' | '-' | '+'
  readonly text: string
}

/** Hunks of a unified diff, without the names of files. */
export function unifiedDiff(before: readonly string[], after: readonly string[]): string {
  const lines = edits(before, after)
  const near = lines.map((_, at) =>
    lines.slice(Math.max(0, at - CONTEXT), at + CONTEXT + 1).some(({ mark }) => mark !== ' '),
  )
  let text = ''
  let [left, right] = [1, 1]
  for (let at = 0; at < lines.length; ) {
    let end = at
    while (end < lines.length && near[end] === near[at]) end++
    const part = lines.slice(at, end)
    const taken = (mark: '-' | '+'): number => part.filter(line => line.mark !== mark).length
    const [old, now] = [taken('+'), taken('-')]
    if (near[at] === true) {
      const body = part.map(line => `${line.mark}${line.text}\n`).join('')
      text += `@@ -${range(left, old)} +${range(right, now)} @@\n${body}`
    }
    left += old
    right += now
    at = end
  }
  return text
}

function range(start: number, length: number): string {
  if (length === 1) return String(start)
  return `${length === 0 ? start - 1 : start},${length}`
}

/** The lines of both, those that differ between the ones that start and end alike. */
function edits(before: readonly string[], after: readonly string[]): Line[] {
  let start = 0
  while (start < before.length && start < after.length && before[start] === after[start]) start++
  let tail = 0
  const rest = Math.min(before.length, after.length) - start
  while (tail < rest && before[before.length - 1 - tail] === after[after.length - 1 - tail]) tail++
  const kept = (text: string): Line => ({ mark: ' ', text })
  return [
    ...before.slice(0, start).map(kept),
    ...middle(before.slice(start, before.length - tail), after.slice(start, after.length - tail)),
    ...before.slice(before.length - tail).map(kept),
  ]
}

/** The longest common lines stay; what goes stands before what comes. */
function middle(before: readonly string[], after: readonly string[]): Line[] {
  const width = after.length + 1
  const common = new Uint32Array((before.length + 1) * width)
  for (let i = before.length - 1; i >= 0; i--)
    for (let j = after.length - 1; j >= 0; j--)
      common[i * width + j] =
        before[i] === after[j]
          ? (common[(i + 1) * width + j + 1] ?? 0) + 1
          : Math.max(common[(i + 1) * width + j] ?? 0, common[i * width + j + 1] ?? 0)
  const lines: Line[] = []
  let [i, j] = [0, 0]
  while (i < before.length || j < after.length) {
    const [old, now] = [before[i], after[j]]
    if (old !== undefined && old === now) lines.push({ mark: ' ', text: old })
    if (old !== undefined && old === now) [i, j] = [i + 1, j + 1]
    else if (
      now === undefined ||
      (old !== undefined && (common[(i + 1) * width + j] ?? 0) >= (common[i * width + j + 1] ?? 0))
    ) {
      lines.push({ mark: '-', text: old ?? '' })
      i++
    } else {
      lines.push({ mark: '+', text: now })
      j++
    }
  }
  return lines
}
