import type { GraphQLInterfaceType, GraphQLObjectType } from 'graphql'
import type { KubeObject } from '../meta/object.ts'
import type { Root } from './names.ts'
import type { GraphqlOptions } from './options.ts'
import type { ObjectTypes } from './types.ts'
import { viewOf } from './views.ts'

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

/** A stored object in the version in which its kind is kept; undefined for kinds that have gone. */
export function shown(
  parts: SchemaParts,
  stored: KubeObject,
  resource: string,
): KubeObject | undefined {
  const at = resource.indexOf('/')
  const root = parts.storageRootOf({
    group: at < 0 ? '' : resource.slice(0, at),
    plural: resource.slice(at + 1),
  })
  return root === undefined ? undefined : viewOf(root, stored)
}
