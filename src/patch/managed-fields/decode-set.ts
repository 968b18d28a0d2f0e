// Reads `fieldsV1` as clients may send it.
import { goJson } from '../../meta/field-errors.ts'
import { isObject } from '../../meta/object.ts'
import { type FieldSet, LEAF } from './field-set.ts'

const read = new WeakMap<object, FieldSet | null>()

/**
 * The set that `fieldsV1` means, undefined for the empty one. What is well-formed is returned as it is.
 * @throws Error for what cannot be read.
 */
export function decodeFieldSet(fieldsV1: unknown): FieldSet | undefined {
  if (fieldsV1 === undefined || fieldsV1 === null) return undefined
  if (!isObject(fieldsV1)) throw new Error('fieldsV1 is no object')
  let set = read.get(fieldsV1)
  if (set === undefined) {
    set = decodeRoot(fieldsV1) ?? null
    read.set(fieldsV1, set)
  }
  return set ?? undefined
}

function decodeRoot(value: object): FieldSet | undefined {
  const node = decodeNode(value)
  if (Object.keys(node).every(element => element === '.')) return undefined
  if (node['.'] === undefined) return node
  const { '.': _, ...rest } = node
  return rest
}

/** A node whose unknown elements are all dropped is a member, as an empty one is. */
function decodeNode(value: unknown): FieldSet {
  if (value === null) return LEAF
  if (!isObject(value)) throw new Error('a node of fieldsV1 is no object')
  const draft: Record<string, FieldSet> = {}
  let same = true
  for (const [key, inner] of Object.entries(value)) {
    if (key === '.') {
      draft['.'] = LEAF
      continue
    }
    const element = decodeElement(key)
    const below = element === undefined ? undefined : decodeNode(inner)
    if (element !== key || below !== inner) same = false
    if (element !== undefined && below !== undefined) draft[element] = below
  }
  return same ? (value as FieldSet) : draft
}

/** The element in its one spelling; undefined for kinds of elements that a later version may know. */
function decodeElement(text: string): string | undefined {
  if (text.length < 2) throw new Error('key must be 2 characters long:')
  if (text[1] !== ':') throw new Error(`missing colon: ${text}`)
  const body = text.slice(2)
  switch (text[0]) {
    case 'f':
      return text
    case 'v':
      return `v:${goJson(JSON.parse(body))}`
    case 'k':
      return `k:${sortedKeys(body)}`
    case 'i':
      if (!/^[-+]?\d+$/.test(body)) throw new Error(`invalid index: ${body}`)
      return `i:${Number(body)}`
    default:
      return undefined
  }
}

function sortedKeys(body: string): string {
  const keys: unknown = JSON.parse(body)
  if (!isObject(keys)) throw new Error(`invalid keys: ${body}`)
  const names = Object.keys(keys).sort()
  return `{${names.map(name => `${goJson(name)}:${goJson(keys[name])}`).join(',')}}`
}
