// How lists and maps are owned and merged, and what that asks of their items.
import { type Cause, forbidden, invalid, notSupported, required } from '../../meta/field-errors.ts'
import { itemsOf, type Schema } from '../customresource/schema.ts'

const LIST_TYPES = ['atomic', 'set', 'map']
const MAP_TYPES = ['atomic', 'granular']

/** What is wrong with `x-kubernetes-list-type` and its like. */
export function listCauses(schema: Schema, path: string): Cause[] {
  return [
    ...mapTypeCauses(schema, path),
    ...listTypeCauses(schema, path),
    ...keyCauses(schema, path),
    ...itemCauses(schema, path),
  ]
}

function mustBe(type: string, schema: Schema, path: string, mark: string): Cause[] {
  const { type: given = '' } = schema
  if (given === type) return []
  const why = `must be ${type} if ${mark} is specified`
  return [given === '' ? required(`${path}.type`, why) : invalid(`${path}.type`, given, why)]
}

function mapTypeCauses(schema: Schema, path: string): Cause[] {
  const type = schema['x-kubernetes-map-type']
  if (type === undefined) return []
  const mark = 'x-kubernetes-map-type'
  return [
    ...mustBe('object', schema, path, mark),
    ...(MAP_TYPES.includes(type) ? [] : [notSupported(`${path}.${mark}`, type, MAP_TYPES)]),
  ]
}

function listTypeCauses(schema: Schema, path: string): Cause[] {
  const type = schema['x-kubernetes-list-type']
  if (type === undefined) return []
  const mark = 'x-kubernetes-list-type'
  const causes = mustBe('array', schema, path, mark)
  if (causes.length === 0 && type === 'set') causes.push(...setCauses(itemsOf(schema), path))
  if (!LIST_TYPES.includes(type)) causes.push(notSupported(`${path}.${mark}`, type, LIST_TYPES))
  return causes
}

/** Items of a set are compared as a whole. */
function setCauses(items: Schema | undefined, path: string): Cause[] {
  const why = 'must be atomic as item of a list with x-kubernetes-list-type=set'
  const listType = items?.['x-kubernetes-list-type']
  if (items?.type === 'array' && listType !== undefined && listType !== 'atomic')
    return [invalid(`${path}.items.x-kubernetes-list-type`, listType, why)]
  if (items?.type === 'object' && items['x-kubernetes-map-type'] !== 'atomic')
    return [invalid(`${path}.items.x-kubernetes-map-type`, listType ?? null, why)]
  return []
}

function keyCauses(schema: Schema, path: string): Cause[] {
  const type = schema['x-kubernetes-list-type']
  const keys = schema['x-kubernetes-list-map-keys'] ?? []
  const at = `${path}.x-kubernetes-list-map-keys`
  if (type !== 'map') {
    if (keys.length === 0) return []
    const why = 'must be map if x-kubernetes-list-map-keys is non-empty'
    const mark = `${path}.x-kubernetes-list-type`
    return [type === undefined ? required(mark, why) : invalid(mark, type, why)]
  }
  const causes: Cause[] = []
  const items = itemsOf(schema)
  if (keys.length === 0)
    causes.push(required(at, 'must not be empty if x-kubernetes-list-type is map'))
  if (schema.items === undefined)
    causes.push(required(`${path}.items`, 'must have a schema if x-kubernetes-list-type is map'))
  if (items !== undefined && items.type !== 'object')
    causes.push(
      invalid(
        `${path}.items.type`,
        items.type ?? '',
        "must be object if parent array's x-kubernetes-list-type is map",
      ),
    )
  if (items?.type !== 'object') return causes
  for (const [index, key] of keys.entries()) {
    const property = items.properties?.[key]
    if (property === undefined)
      causes.push(invalid(at, keys, 'entries must all be names of item properties'))
    else if (property.type === 'array' || property.type === 'object')
      causes.push(
        invalid(
          `${path}.items.properties[${key}].type`,
          items.type,
          "must be a scalar type if parent array's x-kubernetes-list-type is map",
        ),
      )
    if (keys.indexOf(key) < index)
      causes.push(invalid(at, keys, 'must not contain duplicate entries'))
  }
  return causes
}

/** Items of sets and keyed lists are there, and so are their keys. */
function itemCauses(schema: Schema, path: string): Cause[] {
  const type = schema['x-kubernetes-list-type']
  const items = itemsOf(schema)
  if (items === undefined || (type !== 'set' && type !== 'map')) return []
  const causes: Cause[] = []
  if (items.nullable)
    causes.push(
      forbidden(
        `${path}.items.nullable`,
        `cannot be nullable when x-kubernetes-list-type is ${type}`,
      ),
    )
  if (type === 'set') return causes
  const inKeys = 'this property is in x-kubernetes-list-map-keys, so it'
  for (const key of schema['x-kubernetes-list-map-keys'] ?? []) {
    const property = items.properties?.[key]
    if (property === undefined) continue
    const at = `${path}.items.properties[${key}]`
    if (!items.required?.includes(key) && (property.default ?? null) === null)
      causes.push(
        required(`${at}.default`, `${inKeys} must have a default or be a required property`),
      )
    if (property.nullable) causes.push(forbidden(`${at}.nullable`, `${inKeys} cannot be nullable`))
  }
  return causes
}
