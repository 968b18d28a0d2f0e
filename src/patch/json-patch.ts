// JSON patches (RFC 6902) as the Go library evanphx/json-patch v4 does them, with what sets it apart:
// negative indexes count from the end, `replace` adds a member, whatever is missing reads as null.
import { sameJson } from '../meta/freeze.ts'
import { isObject, type JsonObject } from '../meta/object.ts'
import { badRequest, tooLarge } from '../meta/status.ts'
import { cannotUnmarshal, listPatched, rejected } from './errors.ts'
import { addAt, getAt, type Place, placeOf, removeAt, setAt } from './pointer.ts'

export type FieldValidation = 'Ignore' | 'Warn' | 'Strict'

export interface JsonPatchOptions {
  readonly fieldValidation?: FieldValidation
  /** Told of members that operations do not have, as strict errors (`json patch unknown field "[0].x"`). */
  unknown?(texts: readonly string[]): void
}

const OPERATIONS_MAX = 10_000
const COPIED_BYTES_MAX = 3 * 1024 * 1024

/**
 * The document with a JSON patch applied. Nothing of the document is changed in place.
 * @throws StatusError 400 for a patch of the wrong form, 413 for one too long, 422 for one that cannot be done.
 */
export function applyJsonPatch(
  document: JsonObject,
  patch: unknown,
  options: JsonPatchOptions = {},
): JsonObject {
  const operations = operationsOf(patch, options)
  let root: unknown = document
  const copied = { bytes: 0 }
  for (const operation of operations) root = apply(root, operation, copied)
  if (Array.isArray(root)) throw listPatched(root)
  return root as JsonObject
}

type Operation = JsonObject

function operationsOf(patch: unknown, options: JsonPatchOptions): readonly Operation[] {
  const loose = options.fieldValidation === 'Ignore'
  if (patch === null || patch === undefined) return []
  if (!Array.isArray(patch)) {
    const into = loose ? 'jsonpatch.Patch' : '[]handlers.jsonPatchOp'
    throw undecodable(cannotUnmarshal(patch, `value of type ${into}`), loose)
  }
  for (const operation of patch) {
    if (isObject(operation) || operation === null) continue
    const into = loose ? 'jsonpatch.Operation' : 'handlers.jsonPatchOp'
    throw undecodable(cannotUnmarshal(operation, `value of type ${into}`), loose)
  }
  if (!loose) checkMembers(patch, options)
  if (patch.length > OPERATIONS_MAX)
    throw tooLarge(
      `Request entity too large: The allowed maximum operations in a JSON patch is ${OPERATIONS_MAX}, got ${patch.length}`,
    )
  return patch.map(operation => operation ?? {})
}

const undecodable = (why: string, loose: boolean) =>
  badRequest(loose ? why : `error decoding patch: ${why}`)

const TEXTS = ['op', 'path', 'from']

function checkMembers(patch: readonly (Operation | null)[], options: JsonPatchOptions): void {
  const unknown: string[] = []
  for (const [index, operation] of patch.entries()) {
    for (const [name, value] of Object.entries(operation ?? {})) {
      if (name === 'value') continue
      if (!TEXTS.includes(name)) unknown.push(`json patch unknown field "[${index}].${name}"`)
      else if (typeof value !== 'string' && value !== null)
        throw undecodable(
          cannotUnmarshal(value, `struct field jsonPatchOp.${name} of type string`),
          false,
        )
    }
  }
  if (unknown.length > 0) options.unknown?.(unknown)
}

function apply(root: unknown, operation: Operation, copied: { bytes: number }): unknown {
  const value = operation['value'] ?? null
  switch (operation['op']) {
    case 'add':
      return addAt(place(root, operation, 'path'), value)
    case 'remove':
      return removeAt(place(root, operation, 'path'))
    case 'replace':
      return replace(root, operation, value)
    case 'move': {
      const from = place(root, operation, 'from')
      const moved = getAt(from)
      const left = removeAt(from)
      return addAt(place(left, operation, 'path'), moved ?? null)
    }
    case 'copy': {
      const found = getAt(place(root, operation, 'from')) ?? null
      const to = place(root, operation, 'path')
      if (found !== null) copied.bytes += Buffer.byteLength(JSON.stringify(found))
      if (copied.bytes > COPIED_BYTES_MAX) throw rejected()
      return addAt(to, found)
    }
    case 'test':
      return test(root, operation, value)
    default:
      throw rejected()
  }
}

function pointerOf(operation: Operation, member: 'path' | 'from'): string {
  const pointer = operation[member]
  if (typeof pointer !== 'string') throw rejected()
  return pointer
}

const place = (root: unknown, operation: Operation, member: 'path' | 'from'): Place =>
  placeOf(root, pointerOf(operation, member))

/** The whole document may be replaced by an object or a list. */
function replace(root: unknown, operation: Operation, value: unknown): unknown {
  if (pointerOf(operation, 'path') === '') {
    if (typeof value !== 'object' || value === null) throw rejected()
    return value
  }
  const to = place(root, operation, 'path')
  getAt(to)
  return setAt(to, value)
}

function test(root: unknown, operation: Operation, value: unknown): unknown {
  const pointer = pointerOf(operation, 'path')
  const found = pointer === '' ? root : getAt(placeOf(root, pointer))
  if (!sameJson(found ?? null, value)) throw rejected()
  return root
}
