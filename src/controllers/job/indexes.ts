// Sets of indexes as a Job's status writes them: `0,2-4,7`.

/** The indexes of a text below `completions`; what cannot be read is passed over. */
export function readIndexes(text: string | undefined, completions: number): Set<number> {
  const found = new Set<number>()
  for (const part of (text ?? '').split(',')) {
    const match = /^(\d+)(?:-(\d+))?$/.exec(part)
    if (match === null) continue
    const last = Math.min(Number(match[2] ?? match[1]), completions - 1)
    for (let index = Number(match[1]); index <= last; index++) found.add(index)
  }
  return found
}

/** Three and more in a row become a range. */
export function writeIndexes(indexes: ReadonlySet<number>): string {
  const sorted = [...indexes].sort((a, b) => a - b)
  const parts: string[] = []
  for (let at = 0; at < sorted.length; ) {
    const first = sorted[at] ?? 0
    let last = first
    while (sorted[at + 1] === last + 1) {
      last += 1
      at += 1
    }
    parts.push(last === first ? `${first}` : `${first}${last === first + 1 ? ',' : '-'}${last}`)
    at += 1
  }
  return parts.join(',')
}
