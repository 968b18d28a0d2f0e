// Objects within objects that are resources themselves: they have a kind, a version and metadata.
import { at, type Cause, child, invalid, keyed, required } from '../../meta/field-errors.ts'
import { dns1035LabelErrors, pathSegmentName } from '../../meta/names.ts'
import { isObject, type JsonObject, type ObjectMeta } from '../../meta/object.ts'
import { validateObjectMeta } from '../../meta/object-meta.ts'
import { additionalOf, isEmbedded, itemsOf, type Schema, sortedEntries } from './schema.ts'

/** What is wrong with the resources within a value; the value itself is one only below the root. */
export function embeddedCauses(value: unknown, schema: Schema, path = '', isRoot = true): Cause[] {
  if (Array.isArray(value)) {
    const items = itemsOf(schema)
    if (items === undefined) return []
    return value.flatMap((item, index) => embeddedCauses(item, items, at(path, index), false))
  }
  if (!isObject(value)) return []
  return [
    ...(!isRoot && isEmbedded(schema) ? resourceCauses(value, path) : []),
    ...memberCauses(value, schema, path),
  ]
}

function memberCauses(object: JsonObject, schema: Schema, path: string): Cause[] {
  const properties = schema.properties ?? {}
  const additional = additionalOf(schema)
  return sortedEntries(object).flatMap(([name, member]) => {
    const own = Object.hasOwn(properties, name) ? properties[name] : undefined
    if (own !== undefined) return embeddedCauses(member, own, child(path, name), false)
    if (additional === undefined) return []
    return embeddedCauses(member, additional, keyed(path, name), false)
  })
}

function resourceCauses(object: JsonObject, path: string): Cause[] {
  const missing = (['apiVersion', 'kind'] as const)
    .filter(name => !Object.hasOwn(object, name))
    .map(name => required(child(path, name)))
  return [
    ...missing,
    ...textCauses(object.apiVersion, child(path, 'apiVersion'), versionErrors),
    ...textCauses(object.kind, child(path, 'kind'), kindErrors),
    ...metadataCauses(object.metadata, child(path, 'metadata')),
  ]
}

function textCauses(
  value: unknown,
  path: string,
  errors: (text: string) => readonly string[],
): Cause[] {
  if (value === undefined) return []
  if (typeof value !== 'string') return [invalid(path, value, 'must be a string')]
  if (value === '') return [invalid(path, value, 'must not be empty')]
  return errors(value).map(text => invalid(path, value, text))
}

const versionErrors = (text: string): readonly string[] =>
  text.split('/').length > 2 ? [`unexpected GroupVersion string: ${text}`] : []

const kindErrors = (text: string): readonly string[] => {
  const errors = dns1035LabelErrors(text.toLowerCase())
  if (errors.length === 0) return []
  return [`may have mixed case, but should otherwise match: ${errors.join(',')}`]
}

function metadataCauses(metadata: unknown, path: string): Cause[] {
  if (!isObject(metadata)) return []
  const meta = metadata as ObjectMeta
  const named = meta.name ? meta : { ...meta, name: 'fakename' }
  const { namespace: _, ...rest } = named
  const options = { namespaced: false, nameErrors: pathSegmentName, standardFinalizers: false }
  return validateObjectMeta(rest, options, path)
}
