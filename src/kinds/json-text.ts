// Texts of JSON in annotations and Secrets, and what Go says of them.
import { isInt64 } from '../meta/go-float.ts'
import { isObject, type JsonObject } from '../meta/object.ts'
import { sortOf } from '../schema/decode/reading.ts'
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

/** An internal struct of Kubernetes', which has no names for JSON: its name, and its fields with their types. */
export interface Internal {
  readonly name: string
  readonly fields: Readonly<Record<string, string>>
}

/** The structs in a text that should hold a list of them. */
export function readStructs(
  text: string,
  type: Internal,
): { readonly value: readonly JsonObject[]; readonly error?: string } {
  const { error, value } = { value: undefined, ...readJson(text, 'array', `[]core.${type.name}`) }
  if (error !== undefined) return { value: [], error }
  const flaws: string[] = []
  const structs = (Array.isArray(value) ? value : []).map(item => structOf(item, type, flaws))
  const [flaw] = flaws
  return flaw === undefined ? { value: structs } : { value: [], error: flaw }
}

/** Names of members count whatever the case of their letters, and null says nothing. */
function structOf(item: unknown, { name, fields }: Internal, flaws: string[]): JsonObject {
  const struct: Record<string, unknown> = {}
  if (!isObject(item)) {
    if (item !== null)
      flaws.push(`json: cannot unmarshal ${sortOf(item)} into Go value of type core.${name}`)
    return struct
  }
  for (const [key, value] of Object.entries(item)) {
    const known = Object.keys(fields).find(field => field.toLowerCase() === key.toLowerCase())
    const type = known && fields[known]
    if (known === undefined || type === undefined || value === null) continue
    if (type === 'int64' ? typeof value === 'number' && isInt64(value) : typeof value === 'string')
      struct[known] = value
    else {
      const found =
        type === 'int64' && typeof value === 'number' ? `number ${value}` : sortOf(value)
      const field = `${name}.${known.slice(0, 1).toUpperCase()}${known.slice(1)}`
      flaws.push(`json: cannot unmarshal ${found} into Go struct field ${field} of type ${type}`)
    }
  }
  return struct
}
