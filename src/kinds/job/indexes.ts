// Lists of indexes such as `0,2-4,7`.

/** How many indexes a list holds, or what is wrong with it; all must be below `completions`. */
export function countIndexes(text: string, completions: number): { count: number; error?: string } {
  if (text === '') return { count: 0 }
  let previous: number | undefined
  let count = 0
  for (const part of text.split(',')) {
    const ends = part.split('-')
    if (ends.length > 2) return { count, error: `cannot parse index interval: "${part}"` }
    const first = previous
    for (const [position, end] of ends.entries()) {
      const index = Number(end)
      if (!/^[+-]?[0-9]+$/.test(end))
        return { count, error: `cannot convert string to integer for index: "${end}"` }
      if (index >= completions) return { count, error: `too large index: "${end}"` }
      if (previous !== undefined && previous >= index)
        return { count, error: `non-increasing order, previous: ${previous}, current: ${index}` }
      count += position === 0 ? 1 : index - (previous ?? first ?? index)
      previous = index
    }
  }
  return { count }
}
