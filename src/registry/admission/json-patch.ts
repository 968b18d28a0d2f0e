// JSON patches of policies and webhooks, with the words in which one that cannot be applied is refused: those
// of the library of the real server.
import { sameJson } from '../../meta/freeze.ts'
import { isObject, type JsonObject } from '../../meta/object.ts'
import { applyJsonPatch } from '../../patch/json-patch.ts'

/** A patch cannot be applied; the message is the library's of the real server. */
export class PatchFailure extends Error {
  /** A `test` came out otherwise: the patch is not meant for this object. */
  readonly isTest: boolean

  constructor(message: string, isTest = false) {
    super(message)
    this.isTest = isTest
  }
}

/** @throws PatchFailure */
export function patched(document: JsonObject, operations: readonly unknown[]): JsonObject {
  let next = document
  for (const operation of operations) {
    if (!isObject(operation)) throw new PatchFailure('Unexpected kind: unknown')
    check(next, operation)
    next = applyJsonPatch(next, [operation], { fieldValidation: 'Ignore' })
  }
  return next
}

const MISSING = 'missing value'

const fail = (...parts: readonly string[]): never => {
  throw new PatchFailure(parts.join(': '))
}

/** Where a path leads: what it leads into, and the last key; into nothing when something on the way is missing. */
function placeOf(document: JsonObject, path: unknown): { parent: unknown; key: string } {
  const keys = String(path ?? '')
    .split('/')
    .slice(1)
    .map(key => key.replaceAll('~1', '/').replaceAll('~0', '~'))
  const key = keys.at(-1) ?? ''
  if (keys.length === 0) return { parent: undefined, key }
  const parent = keys.slice(0, -1).reduce<unknown>(memberOf, document)
  return { parent: isObject(parent) || Array.isArray(parent) ? parent : undefined, key }
}

function memberOf(value: unknown, key: string): unknown {
  if (Array.isArray(value)) return value[Number(key)]
  return isObject(value) ? value[key] : undefined
}

/** Why a list has no item at a key; `limit` is the first index that is too much. */
function indexFlaw(key: string, limit: number): string | undefined {
  if (!/^[+-]?\d+$/.test(key)) return `strconv.Atoi: parsing ${JSON.stringify(key)}: invalid syntax`
  const index = Number(key)
  return index >= limit || index < -limit
    ? `Unable to access invalid index: ${index}: invalid index referenced`
    : undefined
}

const absence = (parent: unknown, key: string): string | undefined =>
  Array.isArray(parent)
    ? indexFlaw(key, parent.length)
    : memberOf(parent, key) === undefined
      ? `Unable to remove nonexistent key: ${key}: ${MISSING}`
      : undefined

function additionFlaw(parent: unknown, key: string): string | undefined {
  if (!Array.isArray(parent) || key === '-') return undefined
  const flaw = indexFlaw(key, parent.length + 1)
  return flaw?.startsWith('strconv')
    ? `value was not a proper array index: '${key}': ${flaw}`
    : flaw
}

/** @throws PatchFailure */
function check(document: JsonObject, operation: JsonObject): void {
  const { op, value } = operation
  const path = String(operation.path ?? '')
  const { parent, key } = placeOf(document, path)
  switch (op) {
    case 'test':
      checkTest(parent, key, path, value)
      break
    case 'add':
      if (parent === undefined)
        fail(`add operation does not apply: doc is missing path: "${path}"`, MISSING)
      checked(`error in add for path: '${path}'`, additionFlaw(parent, key))
      break
    case 'remove':
      if (parent === undefined)
        fail(`remove operation does not apply: doc is missing path: "${path}"`, MISSING)
      checked(`error in remove for path: '${path}'`, absence(parent, key))
      break
    case 'replace':
      if (path !== '' && parent === undefined)
        fail(`replace operation does not apply: doc is missing path: ${path}`, MISSING)
      if (path !== '' && memberOf(parent, key) === undefined)
        fail(`replace operation does not apply: doc is missing key: ${path}`, MISSING)
      break
    case 'move':
    case 'copy':
      checkTransfer(document, op, operation)
      break
    default:
      fail(`Unexpected kind: ${String(op ?? 'unknown')}`)
  }
}

const checked = (lead: string, flaw: string | undefined): void => {
  if (flaw !== undefined) fail(lead, flaw)
}

function checkTest(parent: unknown, key: string, path: string, value: unknown): void {
  if (parent === undefined) fail(`test operation does not apply: is missing path: ${path}`, MISSING)
  if (Array.isArray(parent))
    checked(`error in test for path: '${path}'`, indexFlaw(key, parent.length))
  if (!sameJson(memberOf(parent, key) ?? null, value ?? null))
    throw new PatchFailure(`testing value ${path} failed: test failed`, true)
}

/** Moves and copies: there must be something, and a place to put it. */
function checkTransfer(document: JsonObject, op: 'move' | 'copy', operation: JsonObject): void {
  const { from, path } = operation
  const inapplicable = `${op} operation does not apply`
  if (from === undefined)
    fail(`${op} operation failed to decode from`, 'operation, missing from field', MISSING)
  const source = placeOf(document, from)
  if (source.parent === undefined)
    fail(inapplicable, `doc is missing from path: ${String(from)}`, MISSING)
  if (op === 'move')
    checked(`error in move for path: '${source.key}'`, absence(source.parent, source.key))
  else if (Array.isArray(source.parent))
    checked(
      `error in copy for from: '${String(from)}'`,
      indexFlaw(source.key, source.parent.length),
    )
  const goal = placeOf(document, path)
  if (goal.parent === undefined)
    fail(inapplicable, `doc is missing destination path: ${String(path)}`, MISSING)
  const flaw = additionFlaw(goal.parent, goal.key)
  checked(
    op === 'move'
      ? `error in move for path: '${String(path)}'`
      : 'error while adding value during copy',
    flaw,
  )
}
