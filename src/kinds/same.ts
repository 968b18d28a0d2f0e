// Building objects that differ in little from those that are there: nothing is copied that stays as it is.
import { withEmpties } from '../schema/decode/empties.ts'

/** The object with members filled in that it lacks; itself when it lacks none. */
export function filled<T extends object>(object: T, defaults: Partial<T>): T {
  let result: T | undefined
  for (const key in defaults) {
    if (object[key] !== undefined) continue
    result ??= withEmpties({ ...object }, object)
    result[key] = defaults[key] as T[typeof key]
  }
  return result ?? object
}

/** The object with one member changed; itself when the member is the same. */
export function changed<T extends object, K extends keyof T>(object: T, key: K, value: T[K]): T {
  return object[key] === value ? object : withEmpties({ ...object, [key]: value }, object)
}

/** The list with each item changed; itself when all stay the same. */
export function mapped<T>(list: readonly T[], change: (item: T) => T): readonly T[] {
  let result: T[] | undefined
  for (const [index, item] of list.entries()) {
    const next = change(item)
    if (next === item) continue
    result ??= [...list]
    result[index] = next
  }
  return result ?? list
}

/** The object with the items of one member changed; itself when all stay the same or there are none. */
export function mappedIn<T extends object, K extends keyof T, I>(
  object: T,
  key: K,
  change: T[K] extends readonly I[] | undefined ? (item: I) => I : never,
): T {
  // A list that is always shown is null where there is none.
  const list = object[key] as readonly I[] | null | undefined
  if (list === undefined || list === null) return object
  return changed(object, key, mapped(list, change as (item: I) => I) as T[K])
}

/** The object without a member; itself when it has none such. */
export function without<T extends object, K extends keyof T>(object: T, key: K): T {
  if (object[key] === undefined) return object
  const { [key]: _, ...rest } = object
  return rest as T
}

/** The spec with one member as it was. */
export function restored<T extends object, K extends keyof T>(next: T, old: T, name: K): T {
  const { [name]: _, ...rest } = next
  return (old[name] === undefined ? rest : { ...rest, [name]: old[name] }) as T
}
