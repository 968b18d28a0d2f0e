// Texts of JSON in annotations and Secrets, and what Go says of them.
import { isObject } from '../meta/object.ts'
import { JsonSyntaxError, parseJson } from '../schema/json.ts'

export type Reading =
  | { readonly value: unknown; readonly error?: undefined }
  | { readonly error: string }

/** The value of a text that should hold an object or a list (or null), for which Go has a type of this name. */
export function readJson(text: string, sort: 'object' | 'array', goType: string): Reading {
  try {
    const { value } = parseJson(text)
    const found = sortOf(value)
    if (value === null || found === sort) return { value }
    return { error: `json: cannot unmarshal ${found} into Go value of type ${goType}` }
  } catch (error) {
    if (error instanceof JsonSyntaxError) return { error: error.message }
    throw error
  }
}

function sortOf(value: unknown): string {
  if (Array.isArray(value)) return 'array'
  if (isObject(value)) return 'object'
  return typeof value === 'boolean' ? 'bool' : typeof value
}
