// Types as OpenAPI describes them: shapes come from the table, texts from files that are read a
// group-version at a time when somebody asks. Paths and documents are REST's.
import { describedOf, groupVersionKindsOf } from './openapi/described.ts'
import { namesIn } from './openapi/names.ts'
import { schemaV2Of } from './openapi/v2.ts'
import { schemaV3Of } from './openapi/v3.ts'
import { builtinTypes } from './table.ts'
import type { Types } from './types.ts'

export type { GroupVersionKind } from './openapi/described.ts'
export { openapiNameOf } from './openapi/names.ts'

/** What is told of a struct and its fields. */
export interface Definition {
  readonly description?: string
  readonly required: readonly string[]
  readonly descriptions: Readonly<Record<string, string>>
  /** The values of fields that have few; for a list, of its items. */
  readonly enums: Readonly<Record<string, readonly string[]>>
  readonly groupVersionKinds: readonly { group: string; version: string; kind: string }[]
}

/** The document that schemas are for: kinds that every group has are told for this group alone. */
export interface ForGroupVersion {
  readonly group: string
  readonly version: string
}

/** What is told of a struct such as `core/v1.Pod`. Lists, keys and merging stand in the table's fields. */
export function definition(structName: string, types: Types = builtinTypes()): Definition {
  const described = describedOf(structName)
  return {
    ...(described.description === undefined ? {} : { description: described.description }),
    required: described.required ?? [],
    descriptions: described.fields,
    enums: described.enums ?? {},
    groupVersionKinds: groupVersionKindsOf(types, structName),
  }
}

/** The schemas of these structs and of all that they are made of, for `components.schemas` of a v3 document. */
export function openapiV3Schemas(
  structNames: readonly string[],
  of?: ForGroupVersion,
  types: Types = builtinTypes(),
): Record<string, unknown> {
  return closure(structNames, types, name => schemaV3Of(types, name, of))
}

/** The same for `definitions` of a v2 document. */
export function openapiV2Definitions(
  structNames: readonly string[],
  types: Types = builtinTypes(),
): Record<string, unknown> {
  return closure(structNames, types, name => schemaV2Of(types, name))
}

/** Schemas by their public names, sorted, of all types that can be reached. */
function closure(
  structNames: readonly string[],
  types: Types,
  schemaOf: (name: string) => unknown,
): Record<string, unknown> {
  return Object.fromEntries(
    namesIn(types, structNames).map(({ name, openapi }) => [openapi, schemaOf(name)]),
  )
}
