// The fields of Query: for each kind one by name, and many.
import {
  GraphQLBoolean,
  type GraphQLFieldConfigArgumentMap,
  GraphQLInputObjectType,
  GraphQLInt,
  GraphQLNonNull,
  GraphQLString,
} from 'graphql'
import { resourceOf } from '../meta/kind.ts'
import { ready } from '../meta/ready.ts'
import { badRequest, notFound } from '../meta/status.ts'
import type { Target } from '../registry/target.ts'
import { connectionOf } from './connections.ts'
import type { Root } from './names.ts'
import { after, type Context, type Operation } from './operation.ts'
import { type ListArgs, pageOf } from './pages.ts'
import type { SchemaParts } from './parts.ts'
import { SELECTOR_ARGS } from './selector-args.ts'
import type { FieldConfig, FieldMap } from './types.ts'
import { viewOf } from './views.ts'

export function queryFields(parts: SchemaParts): FieldMap {
  const fields: FieldMap = { object: objectField(parts) }
  for (const root of parts.roots) {
    fields[root.one] = oneField(parts, root)
    if ((root.version.verbs ?? root.kind.verbs).includes('list'))
      fields[root.many] = manyField(parts, root)
  }
  return fields
}

/** The arguments by which an object is named. */
export function nameArgs(root: Root): GraphQLFieldConfigArgumentMap {
  const name = { type: new GraphQLNonNull(GraphQLString) }
  return root.kind.namespaced ? { namespace: NAMESPACE, name } : { name }
}

export const NAMESPACE = { type: GraphQLString, defaultValue: 'default' }

export interface NameArgs {
  readonly namespace?: string | null
  readonly name: string
}

export const targetOf = (root: Root, { namespace, name }: NameArgs): Target => ({
  kind: root.kind,
  version: root.version,
  namespace: root.kind.namespaced ? (namespace ?? 'default') : '',
  name,
})

function oneField(parts: SchemaParts, root: Root): FieldConfig {
  return {
    type: parts.typeOf(root),
    description: `The ${root.kind.kind} of this name.`,
    args: nameArgs(root),
    resolve: (_source, args: NameArgs, { operation }: Context) =>
      read(operation, targetOf(root, args)),
  }
}

/** An object as the snapshot has it. @throws StatusError 404 */
function read(operation: Operation, of: Target) {
  return after(operation.permit('get', of), () => {
    const { kind, namespace, name } = of
    const stored = operation.snapshot.get({ resource: resourceOf(kind), namespace, name })
    if (stored === undefined) throw notFound(kind, name)
    return ready(() => viewOf(of, stored.object))
  })
}

const ORDER = new GraphQLInputObjectType({
  name: 'Order',
  description: 'An order of a list; objects that lack the field come last.',
  fields: {
    by: {
      type: new GraphQLNonNull(GraphQLString),
      description:
        'The path of a field, such as metadata.creationTimestamp or metadata.labels["app"].',
    },
    descending: { type: GraphQLBoolean, defaultValue: false },
  },
})

function manyField(parts: SchemaParts, root: Root): FieldConfig {
  return {
    type: connectionOf(parts, root),
    description: `All ${root.kind.plural}, or those that are selected.`,
    args: {
      ...(root.kind.namespaced
        ? { namespace: { type: GraphQLString, description: 'All namespaces when left out.' } }
        : {}),
      ...SELECTOR_ARGS,
      first: { type: GraphQLInt, description: 'How many a page has; all when left out.' },
      after: { type: GraphQLString, description: 'The cursor behind which the page begins.' },
      orderBy: { type: ORDER, description: 'By name when left out.' },
    },
    resolve: (_source, args: ListArgs, { operation }: Context) => pageOf(operation, root, args),
  }
}

/** An object of any kind, for tools that know kinds by their names only. */
function objectField(parts: SchemaParts): FieldConfig {
  return {
    type: parts.object,
    description: 'The object of any kind that has this name.',
    args: {
      apiVersion: { type: new GraphQLNonNull(GraphQLString), description: 'Such as apps/v1.' },
      kind: { type: new GraphQLNonNull(GraphQLString) },
      namespace: NAMESPACE,
      name: { type: new GraphQLNonNull(GraphQLString) },
    },
    resolve: (_source, args: NameArgs & { apiVersion: string; kind: string }, { operation }) => {
      const [version = '', group = ''] = args.apiVersion.split('/').reverse()
      const root = parts.roots.find(
        ({ kind, version: served }) =>
          kind.kind === args.kind &&
          served.version === version &&
          (served.group ?? kind.group) === group,
      )
      if (root === undefined)
        throw badRequest(`no matches for kind "${args.kind}" in version "${args.apiVersion}"`)
      return read(operation, targetOf(root, args))
    },
  }
}
