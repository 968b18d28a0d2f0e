// Lists of indexes such as `0,2-4,7`.

interface Interval {
  readonly first: number
  readonly last: number
}

/** How many indexes a list holds (none when it is wrong), or what is wrong with it; all must be below `completions`. */
export function countIndexes(text: string, completions: number): { count: number; error?: string } {
  if (text === '') return { count: 0 }
  let previous: number | undefined
  let count = 0
  for (const part of text.split(',')) {
    const interval = intervalOf(part, completions)
    if (typeof interval === 'string') return { count: 0, error: interval }
    const { first, last } = interval
    if (previous !== undefined && previous >= first)
      return { count: 0, error: notIncreasing(previous, first) }
    count += last - first + 1
    previous = last
  }
  return { count }
}

/** The first index that stands in both lists; what is no interval is passed over. */
export function overlapOf(one: string, other: string, completions: number): number | undefined {
  const [left, right] = [one, other].map(text =>
    text
      .split(',')
      .map(part => intervalOf(part, completions))
      .filter(interval => typeof interval !== 'string'),
  )
  for (const a of left ?? [])
    for (const b of right ?? [])
      if (a.first <= b.last && b.first <= a.last) return Math.max(a.first, b.first)
  return undefined
}

function intervalOf(part: string, completions: number): Interval | string {
  const ends = part.split('-')
  if (ends.length > 2)
    return `the fragment ${JSON.stringify(part)} violates the requirement that an index interval can have at most two parts separated by '-'`
  const [from = '', to] = ends
  const first = indexOf(from, completions)
  if (typeof first === 'string' || to === undefined)
    return typeof first === 'string' ? first : { first, last: first }
  const last = indexOf(to, completions)
  if (typeof last === 'string') return last
  return first >= last ? notIncreasing(first, last) : { first, last }
}

function indexOf(text: string, completions: number): number | string {
  if (!/^[+-]?[0-9]+$/.test(text))
    return `cannot convert string to integer for index: ${JSON.stringify(text)}`
  const index = Number(text)
  return index >= completions ? `too large index: ${JSON.stringify(text)}` : index
}

const notIncreasing = (previous: number, current: number): string =>
  `non-increasing order, previous: ${previous}, current: ${current}`
