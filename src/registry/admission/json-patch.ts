// JSON patches of policies and webhooks, with the words in which one that cannot be applied is refused.
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

function check(document: JsonObject, operation: JsonObject): void {
  const { op, path = '', value } = operation
  const keys = String(path)
    .split('/')
    .slice(1)
    .map(key => key.replaceAll('~1', '/').replaceAll('~0', '~'))
  const last = keys.at(-1) ?? ''
  const parent = keys.slice(0, -1).reduce<unknown>(memberOf, document)
  const isThere = memberOf(parent, last) !== undefined
  switch (op) {
    case 'test':
      if (!isContainer(parent))
        throw missing(`test operation does not apply: is missing path: ${path}`)
      if (!sameJson(memberOf(parent, last) ?? null, value ?? null))
        throw new PatchFailure(`testing value ${path} failed: test failed`, true)
      return
    case 'add':
      if (!isContainer(parent))
        throw missing(`add operation does not apply: doc is missing path: "${path}"`)
      return
    case 'remove':
      if (!isContainer(parent))
        throw missing(`remove operation does not apply: doc is missing path: "${path}"`)
      if (!isThere)
        throw missing(
          `error in remove for path: '${path}': unable to remove nonexistent key: ${last}`,
        )
      return
    case 'replace':
      if (!isContainer(parent))
        throw missing(`replace operation does not apply: doc is missing path: ${path}`)
      if (!isThere) throw missing(`replace operation does not apply: doc is missing key: ${path}`)
      return
    case 'move':
    case 'copy':
      return
    default:
      throw new PatchFailure(`Unexpected kind: ${String(op)}`)
  }
}

const missing = (text: string): PatchFailure => new PatchFailure(`${text}: missing value`)

const isContainer = (value: unknown): boolean => isObject(value) || Array.isArray(value)

function memberOf(value: unknown, key: string): unknown {
  if (Array.isArray(value)) return value[Number(key)]
  return isObject(value) ? value[key] : undefined
}
