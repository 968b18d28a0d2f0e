// Structural schemas: the structure stands outside of junctors, and everything has a type. What the real
// server finds in maps without order it sorts by its texts, and so do we.
import { type Cause, forbidden, invalid, required } from '../../meta/field-errors.ts'
import { sameJson } from '../../meta/freeze.ts'
import {
  additionalOf,
  isEmbedded,
  isIntOrString,
  itemsOf,
  preserves,
  type Schema,
} from '../customresource/schema.ts'
import { completenessCauses, junctorCauses } from './junctors.ts'

type Level = 'root' | 'field' | 'item'

const UNSTRUCTURED = [
  'id',
  '$schema',
  '$ref',
  'additionalItems',
  'patternProperties',
  'definitions',
  'dependencies',
] as const

/** Whether a schema can be taken for structural at all: without the keywords that no structural schema has. */
export function isConvertible(schema: Schema): boolean {
  if (UNSTRUCTURED.some(name => schema[name] !== undefined) || Array.isArray(schema.items))
    return false
  const inner = [
    itemsOf(schema),
    additionalOf(schema),
    ...Object.values(schema.properties ?? {}),
    ...(schema.allOf ?? []),
    ...(schema.anyOf ?? []),
    ...(schema.oneOf ?? []),
    schema.not,
  ]
  return inner.every(one => one === undefined || isConvertible(one))
}

/** What keeps a schema from being structural. */
export function structuralCauses(schema: Schema, path: string): Cause[] {
  const textOf = (cause: Cause): string => `${cause.field}: ${cause.message}`
  return [...invariants(schema, 'root', path), ...completenessCauses(schema, path)].sort((a, b) =>
    textOf(a) < textOf(b) ? -1 : 1,
  )
}

function invariants(schema: Schema, level: Level, path: string): Cause[] {
  const items = itemsOf(schema)
  const additional = additionalOf(schema)
  const causes: Cause[] = []
  if (schema.type === 'array' && items === undefined)
    causes.push(required(`${path}.items`, 'must be specified'))
  if (items !== undefined) causes.push(...invariants(items, 'item', `${path}.items`))
  for (const [name, property] of Object.entries(schema.properties ?? {}))
    causes.push(...invariants(property, 'field', `${path}.properties[${name}]`))
  if (schema.additionalProperties !== undefined && level === 'root')
    causes.push(forbidden(`${path}.additionalProperties`, 'must not be used at the root'))
  if (additional !== undefined)
    causes.push(...invariants(additional, 'field', `${path}.additionalProperties`))
  return [
    ...causes,
    ...extensionCauses(schema, path),
    ...junctorCauses(schema, path, skipped(schema)),
    ...typeCauses(schema, level, path),
    ...metadataCauses(schema, level, path),
  ]
}

function extensionCauses(schema: Schema, path: string): Cause[] {
  if (!isIntOrString(schema)) return []
  const why = 'must be false if x-kubernetes-int-or-string is true'
  return [
    ...(preserves(schema)
      ? [invalid(`${path}.x-kubernetes-preserve-unknown-fields`, true, why)]
      : []),
    ...(isEmbedded(schema) ? [invalid(`${path}.x-kubernetes-embedded-resource`, true, why)] : []),
  ]
}

const INT_OR_STRING = [{ type: 'integer' }, { type: 'string' }]

/** Two forms of junctors are allowed to name types: those in which numbers or texts are meant. */
function skipped(schema: Schema): 'anyOf' | 'allOf' | undefined {
  if (sameJson(schema.anyOf, INT_OR_STRING)) return 'anyOf'
  return sameJson(schema.allOf?.[0]?.anyOf, INT_OR_STRING) ? 'allOf' : undefined
}

const WHERE: Readonly<Record<Level, string>> = {
  root: 'at the root',
  item: 'for specified array items',
  field: 'for specified object fields',
}

function typeCauses(schema: Schema, level: Level, path: string): Cause[] {
  const { type = '' } = schema
  const causes: Cause[] = []
  const at = `${path}.type`
  if (isEmbedded(schema) && type !== 'object') {
    const why = 'must be object if x-kubernetes-embedded-resource is true'
    causes.push(type === '' ? required(at, why) : invalid(at, type, why))
  } else if (type === '' && !isIntOrString(schema) && !preserves(schema))
    causes.push(required(at, `must not be empty ${WHERE[level]}`))
  if (isEmbedded(schema) && schema.additionalProperties !== undefined)
    causes.push(
      forbidden(
        `${path}.additionalProperties`,
        'must not be used if x-kubernetes-embedded-resource is set',
      ),
    )
  if (level === 'root' && type !== '' && type !== 'object')
    causes.push(invalid(at, type, 'must be object at the root'))
  return causes
}

function metadataCauses(schema: Schema, level: Level, path: string): Cause[] {
  const properties = schema.properties ?? {}
  const isResource = level === 'root' || isEmbedded(schema)
  const causes: Cause[] = []
  for (const name of ['kind', 'apiVersion']) {
    const own = properties[name]
    if (own !== undefined && isResource && own.type !== 'string')
      causes.push(invalid(`${path}.properties[${name}].type`, own.type ?? '', 'must be string'))
  }
  const { metadata } = properties
  const at = `${path}.properties[metadata]`
  if (metadata !== undefined && isResource && metadata.type !== 'object')
    causes.push(invalid(`${at}.type`, metadata.type ?? '', 'must be object'))
  if (metadata !== undefined && level === 'root' && saysMore(metadata))
    causes.push(
      forbidden(
        at,
        'must not specify anything other than name and generateName, but metadata is implicitly specified',
      ),
    )
  if (isEmbedded(schema) && !preserves(schema) && Object.keys(properties).length === 0)
    causes.push(
      required(
        `${path}.properties`,
        'must not be empty if x-kubernetes-embedded-resource is true without x-kubernetes-preserve-unknown-fields',
      ),
    )
  return causes
}

/** A schema of metadata may restrict names and nothing else. */
function saysMore({ type: _1, default: _2, properties = {}, ...rest }: Schema): boolean {
  const names = Object.keys(properties)
  if (names.some(name => name !== 'name' && name !== 'generateName')) return true
  return Object.values(rest).some(value => value !== undefined && value !== false)
}
