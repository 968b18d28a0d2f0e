// Lists as Relay has them: nodes, edges with cursors, what page it is, and how many there are.
import {
  GraphQLBoolean,
  GraphQLInt,
  GraphQLList,
  GraphQLNonNull,
  GraphQLObjectType,
  GraphQLString,
} from 'graphql'
import type { KubeObject } from '../meta/object.ts'
import { ready } from '../meta/ready.ts'
import type { Root } from './names.ts'
import type { Context } from './operation.ts'
import type { SchemaParts } from './parts.ts'
import type { FieldMap } from './types.ts'
import { viewOf } from './views.ts'

/** A page of a list. */
export interface Page {
  /** In the storage version. */
  readonly items: readonly KubeObject[]
  /** The revision that all pages of the list are of. */
  readonly revision: number
  readonly hasNextPage: boolean
  readonly hasPreviousPage: boolean
  /** The cursor behind an item. */
  cursor(item: KubeObject): string
  /** How many there are on all pages. */
  total(): number
}

const PAGE_INFO = new GraphQLObjectType({
  name: 'PageInfo',
  description: 'Which part of a list a page is.',
  fields: {
    hasNextPage: { type: new GraphQLNonNull(GraphQLBoolean) },
    hasPreviousPage: { type: new GraphQLNonNull(GraphQLBoolean) },
    startCursor: { type: GraphQLString },
    endCursor: { type: GraphQLString, description: 'Give it as `after` to get the next page.' },
  },
})

/** The type of a list of a kind. */
export function connectionOf(parts: SchemaParts, root: Root): GraphQLObjectType {
  const node = new GraphQLNonNull(parts.typeOf(root))
  const edge = new GraphQLObjectType<unknown, Context>({
    name: `${root.type}Edge`,
    fields: { cursor: { type: new GraphQLNonNull(GraphQLString) }, node: { type: node } },
  })
  const fields: FieldMap = {
    nodes: {
      type: new GraphQLNonNull(new GraphQLList(node)),
      resolve: (page, _args, { operation }, info) => {
        const { items } = page as Page
        operation.charge(items.length, info)
        return ready(() => items.map(item => viewOf(root, item)))
      },
    },
    edges: {
      type: new GraphQLNonNull(new GraphQLList(new GraphQLNonNull(edge))),
      resolve: (page, _args, { operation }, info) => {
        const { items, cursor } = page as Page
        operation.charge(items.length, info)
        return ready(() => items.map(item => ({ cursor: cursor(item), node: viewOf(root, item) })))
      },
    },
    pageInfo: { type: new GraphQLNonNull(PAGE_INFO), resolve: page => pageInfoOf(page as Page) },
    totalCount: {
      type: new GraphQLNonNull(GraphQLInt),
      description: 'How many there are on all pages.',
      resolve: page => ready(() => (page as Page).total()),
    },
    resourceVersion: {
      type: new GraphQLNonNull(GraphQLString),
      description: 'The revision of the list; a subscription can go on from it.',
      resolve: page => String((page as Page).revision),
    },
  }
  return new GraphQLObjectType<unknown, Context>({
    name: `${root.type}Connection`,
    description: `A list of ${root.kind.kind} objects.`,
    fields,
  })
}

function pageInfoOf({ items, cursor, hasNextPage, hasPreviousPage }: Page) {
  const first = items[0]
  const last = items.at(-1)
  return {
    hasNextPage,
    hasPreviousPage,
    startCursor: first === undefined ? null : cursor(first),
    endCursor: last === undefined ? null : cursor(last),
  }
}
