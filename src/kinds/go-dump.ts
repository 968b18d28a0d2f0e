// How Go's spew prints a value with its types (`%#v`): the text over which Kubernetes takes the hashes that
// name templates. Types are those of the API, not the internal ones of field errors. Types as in `{Name:(string)a}`.
import { isObject } from '../meta/object.ts'
import { parseQuantity } from '../meta/quantity.ts'
import { goNameOf } from '../schema/go-names.ts'
import { builtinTypes } from '../schema/table.ts'
import type { Field, TypeRef } from '../schema/types.ts'

const NIL = '<nil>'

/** A value of a built-in struct, such as `core/v1.PodTemplateSpec`. */
export function goDump(type: string, value: object): string {
  const ref: TypeRef = { sort: 'struct', name: type }
  return typed(ref, value)
}

const typed = (type: TypeRef, value: unknown): string => `(${goNameOf(type)})${bare(type, value)}`

/** Items of lists and maps have no types of their own. */
function bare(type: TypeRef, value: unknown): string {
  switch (type.sort) {
    case 'struct':
      return structText(type.name, value)
    case 'list':
      // What is empty comes back from storage as nil.
      return Array.isArray(value) && value.length > 0
        ? `[${value.map(item => bare(type.of, item)).join(' ')}]`
        : NIL
    case 'map':
      return mapText(type.of, value)
    case 'quantity':
      return quantityText(value === undefined ? '0' : String(value))
    case 'intOrString':
      return intOrStringText(value ?? 0)
    case 'time':
      return '{Time:(time.Time){wall:(uint64)0 ext:(int64)0 loc:(*time.Location)<nil>}}'
    case 'string':
      return String(value ?? '')
    case 'bool':
      return String(value ?? false)
    default:
      return String(value ?? 0)
  }
}

function structText(name: string, value: unknown): string {
  const fields = [...(builtinTypes().struct(name)?.fields.values() ?? [])]
  return `{${fieldsText(fields, 0, isObject(value) ? value : {})}}`
}

type Values = Readonly<Record<string, unknown>>

/** The fields of a struct; those of a struct that is embedded in it stand together under its name. */
function fieldsText(fields: readonly Field[], depth: number, values: Values): string {
  const parts: string[] = []
  for (let at = 0; at < fields.length; ) {
    const field = fields[at] as Field
    const name = field.embedded?.[depth]
    let end = at + 1
    if (name === undefined) parts.push(fieldText(field, values[field.name]))
    else {
      while (fields[end]?.embedded?.[depth] === name) end += 1
      parts.push(`${name}:(v1.${name}){${fieldsText(fields.slice(at, end), depth + 1, values)}}`)
    }
    at = end
  }
  return parts.join(' ')
}

function fieldText({ go, type, pointer }: Field, value: unknown): string {
  const isMissing = value === undefined || value === null
  if (!pointer) return `${go}:${typed(type, isMissing ? undefined : value)}`
  return `${go}:(*${goNameOf(type)})${isMissing ? NIL : bare(type, value)}`
}

function mapText(of: TypeRef, value: unknown): string {
  if (!isObject(value) || Object.keys(value).length === 0) return NIL
  const keys = Object.keys(value).sort(byBytes)
  return `map[${keys.map(key => `${key}:${bare(of, value[key])}`).join(' ')}]`
}

const byBytes = (a: string, b: string): number =>
  a === b ? 0 : Buffer.compare(Buffer.from(a), Buffer.from(b))

function quantityText(text: string): string {
  const { value, scale, format } = parseQuantity(text)
  // Zero is read without a look at its unit.
  const family = text === '0' ? '' : format
  const amount = `i:(resource.int64Amount){value:(int64)${value} scale:(resource.Scale)${scale}}`
  const rest = `d:(resource.infDecAmount){Dec:(*inf.Dec)<nil>} s:(string)${text} Format:(resource.Format)${family}`
  return `{${amount} ${rest}}`
}

const intOrStringText = (value: unknown): string =>
  typeof value === 'number'
    ? `{Type:(intstr.Type)0 IntVal:(int32)${value} StrVal:(string)}`
    : `{Type:(intstr.Type)1 IntVal:(int32)0 StrVal:(string)${value}}`
