// Errors of patches. They name no kind, so they can be made here.
import { goQuote } from '../meta/field-errors.ts'
import { StatusError } from '../meta/status.ts'

/** 422 without a word of why: a JSON patch that cannot be done. */
export const rejected = (): StatusError =>
  new StatusError(
    422,
    'Invalid',
    'the server rejected our request due to an error in our request',
    {},
  )

/**
 * 422 for a patched object that cannot be what it should: `value` is the patched JSON as text, or for
 * strategic patches the patch as Go prints it (`patchText`).
 */
export function patchInvalid(value: string, detail: string): StatusError {
  const message = `Invalid value: ${goQuote(value)}: ${detail}`
  return new StatusError(422, 'Invalid', ` "" is invalid: patch: ${message}`, {
    causes: [{ reason: 'FieldValueInvalid', message, field: 'patch' }],
  })
}

/** What Go's JSON decoder says of a value that is not what it was to be. */
export const cannotUnmarshal = (value: unknown, into: string): string =>
  `json: cannot unmarshal ${jsonSort(value)} into Go ${into}`

function jsonSort(value: unknown): string {
  if (Array.isArray(value)) return 'array'
  return typeof value === 'boolean' ? 'bool' : typeof value
}

/** A patched document that is a list. */
export const listPatched = (list: readonly unknown[]): StatusError =>
  patchInvalid(
    JSON.stringify(list),
    `couldn't get version/kind; json parse error: ${cannotUnmarshal(list, TYPE_META)}`,
  )

const TYPE_META =
  'value of type struct { APIVersion string "json:\\"apiVersion,omitempty\\""; Kind string "json:\\"kind,omitempty\\"" }'
