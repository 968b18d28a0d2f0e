// Elements of paths as `fieldsV1` writes them: `f:name` a member, `k:{…}` an element of a list by its
// keys, `v:…` an element of a set by its value, `i:3` an element by its place.
import { goJson, goQuote } from '../meta/field-errors.ts'
import { isObject, type JsonObject } from '../meta/object.ts'
import type { ListShape } from './shape.ts'

/** How a set of fields calls an element of a list; undefined for what cannot be an element (see `elementFault`). */
export function elementOf(list: ListShape, item: unknown): string | undefined {
  if (list.kind === 'set')
    return item === null || typeof item === 'object' ? undefined : `v:${quoted(item)}`
  if (!isObject(item)) return undefined
  let text = ''
  for (const key of list.sortedKeys) {
    const value = keyOf(list, key, item)
    if (value !== undefined) text += `${text === '' ? '' : ','}${quoted(key)}:${quoted(value)}`
  }
  return text === '' ? undefined : `k:{${text}}`
}

/** Whether two items are the same element of a list; quicker than to compare what they are called. */
export function isSameElement(list: ListShape, a: unknown, b: unknown): boolean {
  if (list.kind === 'set') return a === b || elementOf(list, a) === elementOf(list, b)
  if (!isObject(a) || !isObject(b)) return elementOf(list, a) === elementOf(list, b)
  return list.keys.every(key => keyOf(list, key, a) === keyOf(list, key, b))
}

/** What an item says for a key of its list. */
function keyOf(list: ListShape, key: string, item: JsonObject): unknown {
  const given = item[key]
  return given === undefined ? list.keyDefaults.get(key) : given
}

const PLAIN = /^[\w ./:@-]*$/

/** JSON as Go writes it. Lists are indexed at every write, so the usual keys take a short way. */
function quoted(value: unknown): string {
  return typeof value === 'string' && PLAIN.test(value) ? `"${value}"` : goJson(value)
}

/** What is wrong with an element for which there is no name. */
export function elementFault(list: ListShape, item: unknown): string {
  if (list.kind === 'set') {
    if (item === null) return "associative list without keys has an element that's an explicit null"
    return Array.isArray(item)
      ? 'not supported: associative list with lists as elements'
      : "associative list without keys has an element that's a map type"
  }
  if (item === null) return 'associative list with keys may not have a null element'
  if (!isObject(item)) return 'associative list with keys may not have non-map elements'
  const keys = list.keys.map(goQuote).join(' ')
  return `associative list with keys has an element that omits all key fields [${keys}] (and doesn't have default values for any key fields)`
}

/** An element as messages show it: `.spec`, `[name="c"]`, `[="x"]`. */
export function renderElement(element: string): string {
  const text = element.slice(2)
  switch (element[0]) {
    case 'k': {
      const keys = Object.entries(JSON.parse(text) as Record<string, unknown>)
      return `[${keys.map(([key, value]) => `${key}=${renderValue(value)}`).join(',')}]`
    }
    case 'v':
      return `[=${renderValue(JSON.parse(text))}]`
    case 'i':
      return `[${text}]`
    default:
      return `.${text}`
  }
}

function renderValue(value: unknown): string {
  if (typeof value === 'string') return goQuote(value)
  if (Array.isArray(value)) return `[${value.map(renderValue).join(',')}]`
  if (!isObject(value)) return String(value)
  return Object.entries(value)
    .map(([key, inner]) => `${key}=${renderValue(inner)}`)
    .join('')
}

const RANK: Readonly<Record<string, number>> = { '.': 0, f: 1, k: 2, v: 3, i: 4 }

/** The order of elements: members, keyed elements, values, places; each by its own value. */
export function compareElements(a: string, b: string): number {
  if (a === b) return 0
  const rank = (RANK[a[0] ?? ''] ?? 5) - (RANK[b[0] ?? ''] ?? 5)
  if (rank !== 0) return rank
  if (a[0] === 'f' || a[0] === '.') return a < b ? -1 : 1
  const left: unknown = JSON.parse(a.slice(2))
  const right: unknown = JSON.parse(b.slice(2))
  return isObject(left) && isObject(right)
    ? compareKeys(Object.entries(left), Object.entries(right))
    : compareValues(left, right)
}

type KeyList = readonly (readonly [string, unknown])[]

function compareKeys(a: KeyList, b: KeyList): number {
  for (const [index, [name, value]] of a.entries()) {
    const other = b[index]
    if (other === undefined) return 1
    if (name !== other[0]) return name < other[0] ? -1 : 1
    const order = compareValues(value, other[1])
    if (order !== 0) return order
  }
  return a.length - b.length
}

const SORTS = ['number', 'string', 'boolean', 'object']

function compareValues(a: unknown, b: unknown): number {
  const sort = SORTS.indexOf(typeof a) - SORTS.indexOf(typeof b)
  if (sort !== 0) return sort
  if (typeof a === 'object') return compareText(JSON.stringify(a), JSON.stringify(b))
  return a === b ? 0 : (a as number) < (b as number) ? -1 : 1
}

const compareText = (a: string, b: string): number => (a === b ? 0 : a < b ? -1 : 1)
