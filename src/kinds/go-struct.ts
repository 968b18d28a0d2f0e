// How Go prints a struct in the message of a field error: the internal form, names capitalised, what
// is missing as null or zero. Types of meta/v1 (selectors, metadata) keep their names of JSON.
import { isObject, type JsonObject } from '../meta/object.ts'
import { sentEmpty } from '../schema/decode/empties.ts'
import { builtinTypes } from '../schema/table.ts'
import type { Field, TypeRef } from '../schema/types.ts'
import { asInternal } from './go-internal.ts'

/**
 * A value of a built-in struct, such as `core/v1.Taint`, in Go's internal form; hand it to `invalid`. Of a struct
 * that is `embedded` in it, only those fields.
 */
export function goStruct(type: string, value: unknown, embedded?: string): unknown {
  if (!isObject(value)) return null
  const struct = builtinTypes().struct(type)
  if (struct === undefined || type.startsWith('meta/')) return value
  const printed: Record<string, unknown> = {}
  for (const field of struct.fields.values())
    if (embedded === undefined || field.embedded?.includes(embedded)) put(printed, field, value)
  return asInternal(type, printed)
}

function put(printed: Record<string, unknown>, field: Field, value: JsonObject): void {
  if (field.name === 'apiVersion' && field.go === 'TypeMeta') return
  printed[field.go] = goField(field, value[field.name] ?? sentEmpty(value, field.name))
}

/** A list of structs in Go's internal form. */
export function goStructs(type: string, values: readonly unknown[] | undefined): unknown {
  return values === undefined ? null : values.map(value => goStruct(type, value))
}

function goField(field: Field, value: unknown): unknown {
  if (value !== undefined && value !== null) return goValueOf(field.type, value)
  return field.pointer ? null : zero(field.type)
}

function goValueOf(type: TypeRef, value: unknown): unknown {
  switch (type.sort) {
    case 'struct':
      return goStruct(type.name, value)
    case 'list':
      return Array.isArray(value) ? value.map(item => goValueOf(type.of, item)) : null
    case 'map':
      return isObject(value) ? goMap(type.of, value) : null
    default:
      return value
  }
}

/** Go's JSON sorts the keys of maps. */
function goMap(type: TypeRef, value: JsonObject): JsonObject {
  const keys = Object.keys(value).sort()
  return Object.fromEntries(keys.map(key => [key, goValueOf(type, value[key])]))
}

function zero(type: TypeRef): unknown {
  switch (type.sort) {
    case 'string':
      return ''
    case 'bool':
      return false
    case 'int32':
    case 'int64':
    case 'uint32':
    case 'float64':
    case 'intOrString':
      return 0
    case 'quantity':
      return '0'
    case 'struct':
      return type.name.startsWith('meta/') ? {} : goStruct(type.name, {})
    default:
      return null
  }
}
