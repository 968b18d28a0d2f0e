// Defaults obey the schemas that they stand in, as if a client had sent them.
import { type Cause, invalid } from '../../meta/field-errors.ts'
import { embeddedCauses } from '../customresource/embedded.ts'
import { compileExpressions } from '../customresource/expressions.ts'
import { pruned } from '../customresource/prune.ts'
import {
  isEmbedded,
  itemsOf,
  META_FIELDS,
  type Schema,
  sortedEntries,
} from '../customresource/schema.ts'
import { causesOf, compileSchema } from '../customresource/validator.ts'

/** What is wrong with the defaults in a schema; those of maps without names are not looked at. */
export function defaultCauses(schema: Schema, path: string): Cause[] {
  return within({ ...schema, 'x-kubernetes-embedded-resource': true }, path, false)
}

function within(schema: Schema, path: string, inMeta: boolean): Cause[] {
  const items = itemsOf(schema)
  const isResource = isEmbedded(schema)
  const below = isResource ? false : inMeta
  return [
    ...ownCauses(schema, `${path}.default`, below),
    ...(items === undefined ? [] : within(items, `${path}.items`, below)),
    ...sortedEntries(schema.properties ?? {}).flatMap(([name, property]) =>
      within(
        property as Schema,
        `${path}.properties[${name}]`,
        below || (isResource && META_FIELDS.has(name)),
      ),
    ),
  ]
}

function ownCauses(schema: Schema, path: string, inMeta: boolean): Cause[] {
  const value = schema.default
  if (value === undefined || value === null) return []
  const causes: Cause[] = []
  if (!inMeta && pruned(value, schema, '', []) !== value)
    causes.push(invalid(path, value, 'must not have unknown fields'))
  const embedded = embeddedCauses(value, schema, path, !isEmbedded(schema))
  if (embedded.length > 0) return [...causes, ...embedded]
  const wrong = causesOf(compileSchema(schema), value, undefined, path)
  if (wrong.length > 0) return [...causes, ...wrong]
  const rules = compileExpressions(schema, isEmbedded(schema))
  return [...causes, ...(rules?.(value, undefined, undefined, path) ?? [])]
}
