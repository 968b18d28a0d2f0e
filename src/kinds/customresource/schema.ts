// Custom resources: from a CustomResourceDefinition to a row of the table, and what the schemas of its
// versions make of objects: fields dropped, defaults, errors. All pure; what becomes of a definition in
// a running cluster (accepted names, instances that go with it) is a controller's business.
import { isObject, type JsonObject } from '../../meta/object.ts'
import type { JSONSchemaProps } from '../../schema/generated/apiextensions-v1.ts'

/** A schema of a definition. */
export type Schema = JSONSchemaProps

/** The schema of the items of a list, if there is one for all. */
export const itemsOf = ({ items }: Schema): Schema | undefined =>
  isObject(items) ? (items as Schema) : undefined

/** The schema of members that are not among the properties; `undefined` also where any value will do. */
export const additionalOf = ({ additionalProperties }: Schema): Schema | undefined =>
  isObject(additionalProperties) ? (additionalProperties as Schema) : undefined

export const preserves = (schema: Schema): boolean =>
  schema['x-kubernetes-preserve-unknown-fields'] === true

export const isEmbedded = (schema: Schema): boolean =>
  schema['x-kubernetes-embedded-resource'] === true

export const isIntOrString = (schema: Schema): boolean =>
  schema['x-kubernetes-int-or-string'] === true

/** What every object says of itself, whatever its schema says. */
export const META_FIELDS: ReadonlySet<string> = new Set(['apiVersion', 'kind', 'metadata'])

/** The members of an object in the order of their names: Go has none, and reports must not change. */
export const sortedEntries = (object: JsonObject): [string, unknown][] =>
  Object.entries(object).sort(([a], [b]) => (a < b ? -1 : 1))

/** Every schema within a schema, itself first, junctors included. */
export function* schemasIn(schema: Schema): Generator<Schema> {
  yield schema
  const inner: readonly (Schema | undefined)[] = [
    itemsOf(schema),
    additionalOf(schema),
    ...Object.values(schema.properties ?? {}),
    ...(schema.allOf ?? []),
    ...(schema.anyOf ?? []),
    ...(schema.oneOf ?? []),
    schema.not,
  ]
  for (const one of inner) if (one !== undefined) yield* schemasIn(one)
}
