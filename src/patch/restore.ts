// Whether a value of JSON can become a built-in object, in the words of Go's converter from
// unstructured objects. Strategic patches and server-side apply go that way instead of decoding text.
import { isObject, type JsonObject } from '../meta/object.ts'
import { normalMicroTime, normalTime, type TimeFault } from '../schema/go-time.ts'
import type { TypeRef } from '../schema/types.ts'
import { cannotUnmarshal } from './errors.ts'
import { goType } from './go-text.ts'
import type { FieldShape, Shape } from './shape.ts'

/** What stands in the way, first found first told; undefined when nothing does. */
export function restoreFault(shape: Shape, value: unknown): string | undefined {
  if (value === null || value === undefined || shape.type === undefined) return undefined
  const { type } = shape
  if (type.sort === 'struct') return structFault(shape, value)
  if (type.sort === 'list') return listFault(shape, value)
  if (type.sort === 'map') return mapFault(shape, value)
  return (FAULTS[type.sort] ?? none)(value, type)
}

const none = (): undefined => undefined

/** Go's name of what a value is. */
const kindOf = (value: unknown): string =>
  Array.isArray(value) ? 'slice' : isObject(value) ? 'map' : goType(value)

function structFault(shape: Shape, value: unknown): string | undefined {
  if (!isObject(value)) return `cannot restore struct from: ${kindOf(value)}`
  const { fields } = shape.map ?? {}
  for (const name in value) {
    const field = fields?.get(name)
    if (field === undefined || restoreFault(field.shape, value[name]) === undefined) continue
    return firstFault(fields?.values() ?? [], value)
  }
  return undefined
}

/** Go looks at fields in its own order. */
function firstFault(fields: Iterable<FieldShape>, value: JsonObject): string | undefined {
  for (const field of fields) {
    const fault = restoreFault(field.shape, value[field.name])
    if (fault !== undefined) return fault
  }
  return undefined
}

function mapFault(shape: Shape, value: unknown): string | undefined {
  if (!isObject(value)) return `cannot restore map from ${kindOf(value)}`
  const { rest } = shape.map ?? {}
  if (rest === undefined) return undefined
  for (const key in value) {
    const fault = restoreFault(rest, value[key])
    if (fault !== undefined) return fault
  }
  return undefined
}

function listFault(shape: Shape, value: unknown): string | undefined {
  if (!Array.isArray(value)) return `cannot restore slice from ${kindOf(value)}`
  const { items } = shape.list ?? {}
  if (items === undefined) return undefined
  for (const item of value) {
    const fault = restoreFault(items, item)
    if (fault !== undefined) return fault
  }
  return undefined
}

type FaultOf = (value: unknown, type: TypeRef) => string | undefined

const cannotConvert = (value: unknown, to: string): string =>
  `cannot convert ${goType(value)} to ${to}`

const NUMBERS: Readonly<Record<string, string>> = {
  int32: 'int32',
  int64: 'int64',
  uint32: 'uint32',
  float64: 'float64',
}

const stringFault: FaultOf = (value, type) => {
  if (typeof value === 'string') return undefined
  if (typeof value === 'number' && Number.isInteger(value))
    return cannotConvert(value, type.go ?? 'string')
  return 'unrecognized type: string'
}

const numberFault: FaultOf = (value, type) => {
  const name = NUMBERS[type.sort] ?? type.sort
  if (typeof value !== 'number') return `unrecognized type: ${name}`
  return Number.isInteger(value) || type.sort === 'float64' ? undefined : cannotConvert(value, name)
}

const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/

const bytesFault: FaultOf = value => {
  if (typeof value !== 'string') return `cannot restore slice from ${kindOf(value)}`
  const body = value.replace(/[\r\n]/g, '')
  if (BASE64.test(body)) return undefined
  return `error decoding from json: illegal base64 data at input byte ${badByte(body)}`
}

/** Where Go's decoder stops: at the first letter that is none, or at the end of what is cut short. */
function badByte(text: string): number {
  const at = text.search(/[^A-Za-z0-9+/]/)
  if (at < 0) return text.length - (text.length % 4)
  if (text[at] !== '=') return at
  return at % 4 < 2
    ? at
    : at % 4 === 2 && text[at + 1] !== '='
      ? at + 1
      : at + (at % 4 === 2 ? 2 : 1)
}

const QUANTITY = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d+|[numkMGTPE]|[KMGTPE]i|)$/
const QUANTITY_FAULT =
  "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'"

const quantityFault: FaultOf = value => {
  if (typeof value === 'number') return undefined
  return typeof value === 'string' && QUANTITY.test(value) ? undefined : QUANTITY_FAULT
}

const timeFault =
  (read: (text: string) => string | TimeFault): FaultOf =>
  value => {
    if (typeof value !== 'string') return cannotUnmarshal(value, 'value of type string')
    const time = read(value)
    return typeof time === 'string' ? undefined : time.error
  }

/** Text is text; all else must be a whole number of 32 bits. */
const intOrStringFault: FaultOf = value => {
  if (typeof value === 'string') return undefined
  const into = 'value of type int32'
  if (typeof value !== 'number') return cannotUnmarshal(value, into)
  if (Number.isInteger(value) && value === (value | 0)) return undefined
  return `json: cannot unmarshal number ${value} into Go ${into}`
}

const FAULTS: Readonly<Record<string, FaultOf>> = {
  string: stringFault,
  bool: value => (typeof value === 'boolean' ? undefined : 'unrecognized type: bool'),
  int32: numberFault,
  int64: numberFault,
  uint32: numberFault,
  float64: numberFault,
  bytes: bytesFault,
  quantity: quantityFault,
  time: timeFault(normalTime),
  microTime: timeFault(normalMicroTime),
  intOrString: intOrStringFault,
}
