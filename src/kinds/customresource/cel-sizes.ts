// How large the values of a schema can be: what it does not bound is as large as a request may be.
import type { Sizes } from '../../meta/cel/cost.ts'
import { isObject } from '../../meta/object.ts'
import { escapedName } from './cel-types.ts'
import { additionalOf, isIntOrString, itemsOf, type Schema } from './schema.ts'

const REQUEST_BYTES_MAX = 3 * 1024 * 1024

/** The sizes of what expressions about a value of a schema speak of. */
export const sizesOf = (schema: Schema): Sizes => ({
  max: path => {
    let at: Schema | undefined = schema
    for (const step of path) {
      at = at && within(at, step)
      if (at === undefined) return undefined
    }
    return sizeOf(at)
  },
})

/** The keys of maps have no bound that counts. */
const KEYS: Schema = { type: 'integer' }

function within(schema: Schema, step: string): Schema | undefined {
  const inner = itemsOf(schema) ?? additionalOf(schema)
  if (step === '@items' || step === '@values') return inner
  if (step === '@keys') return additionalOf(schema) === undefined ? undefined : KEYS
  for (const [name, property] of Object.entries(schema.properties ?? {}))
    if (escapedName(name) === step) return property
  return undefined
}

function sizeOf(schema: Schema): number {
  const items = itemsOf(schema)
  const additional = additionalOf(schema)
  if (isIntOrString(schema)) return textSize(schema)
  switch (schema.type) {
    case 'string':
      return textSize(schema)
    case 'array':
      return schema.maxItems ?? Math.floor((REQUEST_BYTES_MAX - 2) / (smallest(items) + 1))
    case 'object':
      if (additional === undefined) return 0
      return (
        schema.maxProperties ?? Math.floor((REQUEST_BYTES_MAX - 2) / (smallest(additional) + 6))
      )
    default:
      return 0
  }
}

const FORMAT_SIZES: Readonly<Record<string, number>> = {
  date: 12,
  'date-time': 32,
  duration: 32,
}

function textSize({ format = '', enum: values = [], maxLength }: Schema): number {
  const known = FORMAT_SIZES[format]
  if (known !== undefined) return known
  // Letters are counted, and a letter may take four bytes.
  if (maxLength !== undefined) return format === 'byte' ? maxLength : maxLength * 4
  if (values.length === 0 || format === 'byte') return REQUEST_BYTES_MAX - 2
  return Math.max(
    ...values.map(value => (typeof value === 'string' ? Buffer.byteLength(value) : 0)),
  )
}

/** How many items a list or map may have by its schema; undefined when that is not said. */
export const boundOf = (schema: Schema): number | undefined =>
  schema.type === 'array' ? schema.maxItems : schema.maxProperties

/** How often something of a schema can stand in one request. */
export const timesInRequest = (schema: Schema): number =>
  Math.floor(REQUEST_BYTES_MAX / (smallest(schema) + 1))

const FORMAT_BYTES: Readonly<Record<string, number>> = { date: 12, 'date-time': 21, duration: 3 }

/** The fewest bytes in which a value can be written. */
function smallest(schema: Schema | undefined): number {
  if (schema === undefined || isIntOrString(schema)) return 1
  switch (schema.type) {
    case 'boolean':
      return 4
    case 'string':
      return FORMAT_BYTES[schema.format ?? ''] ?? 2
    case 'array':
      return 2
    case 'object':
      return smallestObject(schema)
    default:
      return 1
  }
}

/** What has a default need not be written. */
function smallestObject(schema: Schema): number {
  if (additionalOf(schema) !== undefined) return 2
  const names = (schema.required ?? []).filter(name => {
    const property = schema.properties?.[name]
    return isObject(property) && property.default === undefined
  })
  return names.reduce((sum, name) => sum + name.length + 4 + smallest(schema.properties?.[name]), 2)
}
