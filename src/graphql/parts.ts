import type { GraphQLInterfaceType, GraphQLObjectType } from 'graphql'
import type { Root } from './names.ts'
import type { GraphqlOptions } from './options.ts'
import type { ObjectTypes } from './types.ts'

/** What the parts of a schema are made with. */
export interface SchemaParts {
  readonly options: GraphqlOptions
  readonly roots: readonly Root[]
  readonly types: ObjectTypes
  /** What all kinds have in common. */
  readonly object: GraphQLInterfaceType
  typeOf(root: Root): GraphQLObjectType
  /** The root in whose version the objects of a kind are kept. */
  storageRootOf(kind: { group: string; plural: string }): Root | undefined
}

/** Rows may be put in the place of others; what counts is the resource. */
export const isSame = (
  a: { group: string; plural: string },
  b: { group: string; plural: string },
): boolean => a.group === b.group && a.plural === b.plural
