/** Freezes a value of JSON with all that is in it, and returns it. What is frozen already is not walked again. */
export function deepFreeze<T>(value: T): T {
  try {
    return frozen(value)
  } catch (error) {
    if (!(error instanceof RangeError) || !isOpen(value)) throw error
    freezeDeeper(value)
    return value
  }
}

function frozen<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value
  if (Array.isArray(value)) for (const item of value) frozen(item)
  else for (const key in value) frozen(value[key])
  return Object.freeze(value)
}

/** For what is too deep to be walked by a function that calls itself. */
function freezeDeeper(value: object): void {
  const left: object[] = [Object.freeze(value)]
  for (let next = left.pop(); next !== undefined; next = left.pop())
    for (const inner of Object.values(next)) if (isOpen(inner)) left.push(Object.freeze(inner))
}

const isOpen = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Object.isFrozen(value)

/** Whether two values of JSON are the same; the order of an object's members does not count, `undefined` is absence. */
export function sameJson(a: unknown, b: unknown): boolean {
  if (a === b) return true
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false
  if (Array.isArray(a)) {
    if (!Array.isArray(b) || a.length !== b.length) return false
    return a.every((item, index) => sameJson(item, b[index]))
  }
  if (Array.isArray(b)) return false
  return sameMembers(a as Record<string, unknown>, b as Record<string, unknown>)
}

function sameMembers(a: Record<string, unknown>, b: Record<string, unknown>): boolean {
  for (const key in a) if (a[key] !== undefined && !sameJson(a[key], b[key])) return false
  for (const key in b) if (b[key] !== undefined && a[key] === undefined) return false
  return true
}
