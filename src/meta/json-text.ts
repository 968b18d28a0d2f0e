/**
 * A value as JSON. The engine's writer calls itself for each level and gives up after some thousands of
 * them, where ten thousand are allowed: what is deeper is written here.
 */
export function jsonText(value: unknown): string {
  try {
    return JSON.stringify(value)
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    return deepText(value)
  }
}

/** A list or an object that is being written: what of it is left. */
interface Open {
  readonly members: Iterator<readonly [string, unknown]>
  readonly end: string
  isEmpty: boolean
}

function deepText(value: unknown): string {
  const parts: string[] = []
  const open: Open[] = []
  const write = (next: unknown): void => {
    if (typeof next !== 'object' || next === null) return void parts.push(JSON.stringify(next))
    parts.push(Array.isArray(next) ? '[' : '{')
    open.push({ members: membersOf(next), end: Array.isArray(next) ? ']' : '}', isEmpty: true })
  }
  write(value)
  for (let last = open.at(-1); last !== undefined; last = open.at(-1)) {
    const { done, value: member } = last.members.next()
    if (done === true) {
      parts.push(last.end)
      open.pop()
      continue
    }
    if (!last.isEmpty) parts.push(',')
    last.isEmpty = false
    parts.push(member[0])
    write(member[1])
  }
  return parts.join('')
}

/** Members with what stands before each of them; what is undefined is left out. */
function* membersOf(container: object): Generator<readonly [string, unknown]> {
  if (Array.isArray(container)) for (const item of container) yield ['', item ?? null]
  else
    for (const [key, member] of Object.entries(container))
      if (member !== undefined) yield [`${JSON.stringify(key)}:`, member]
}
