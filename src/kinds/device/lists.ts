// How lists, sets and maps of devices are checked: a length that is not exceeded, each item, and what stands twice.
import { type Cause, duplicate, tooMany } from '../../meta/field-errors.ts'

export type Check<T> = (item: T, path: string) => Cause[]

/** A list of so many items at most; of a longer one only that is told. */
export function listErrors<T>(
  list: readonly T[] | null | undefined,
  max: number,
  check: Check<T>,
  path: string,
): Cause[] {
  const items = list ?? []
  if (items.length > max) return [tooMany(path, items.length, max)]
  return items.flatMap((item, index) => check(item, `${path}[${index}]`))
}

/** A list whose items differ in their keys; what stands twice is told after all else. */
export function setErrors<T>(
  list: readonly T[] | null | undefined,
  max: number,
  check: Check<T>,
  keyOf: (item: T) => string,
  path: string,
): Cause[] {
  const items = list ?? []
  const causes = listErrors(items, max, check, path)
  if (items.length > max) return causes
  const seen = new Set<string>()
  for (const [index, item] of items.entries()) {
    const key = keyOf(item)
    if (seen.has(key)) causes.push(duplicate(`${path}[${index}]`, key))
    seen.add(key)
  }
  return causes
}

/** A map; what is wrong with a key stands at the map. */
export function mapErrors<T>(
  map: Readonly<Record<string, T>> | undefined,
  max: number,
  checkKey: Check<string>,
  check: Check<T>,
  path: string,
): Cause[] {
  const entries = Object.entries(map ?? {})
  if (entries.length > max) return [tooMany(path, entries.length, max)]
  return entries.flatMap(([key, item]) => [
    ...checkKey(key, path),
    ...check(item, `${path}[${shortened(key)}]`),
  ])
}

const KEY_MAX = 96

function shortened(key: string): string {
  if (key.length <= KEY_MAX) return key
  const kept = KEY_MAX - 3
  return `${key.slice(0, Math.ceil(kept / 2))}...${key.slice(-Math.floor(kept / 2))}`
}
