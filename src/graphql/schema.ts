// The table of kinds as a schema: made when somebody asks, and again when a row has come or gone.
import {
  GraphQLInterfaceType,
  GraphQLObjectType,
  GraphQLSchema,
  GraphQLString,
  specifiedDirectives,
} from 'graphql'
import { event as eventKind } from '../kinds/index.ts'
import type { KubeObject } from '../meta/object.ts'
import { apiVersionOfTarget } from '../registry/target.ts'
import { customFields } from './custom-types.ts'
import { AT } from './moments.ts'
import { mutationFields } from './mutations.ts'
import { Names, type Root, rootsOf } from './names.ts'
import { commonFields } from './object-fields.ts'
import type { Context } from './operation.ts'
import type { GraphqlOptions } from './options.ts'
import type { SchemaParts } from './parts.ts'
import { logFields } from './pod-logs.ts'
import { queryFields } from './queries.ts'
import { relationFields } from './relations.ts'
import { subscriptionFields } from './subscriptions.ts'
import { type FieldMap, ObjectTypes } from './types.ts'

export function buildSchema(options: GraphqlOptions): GraphQLSchema {
  const parts = partsFor(options)
  return new GraphQLSchema({
    query: new GraphQLObjectType<unknown, Context>({
      name: 'Query',
      description: 'What is in the cluster, all of it as it was at one moment.',
      fields: queryFields(parts),
    }),
    mutation: new GraphQLObjectType<unknown, Context>({
      name: 'Mutation',
      description: 'What can be done to the cluster.',
      fields: mutationFields(parts),
    }),
    subscription: new GraphQLObjectType<unknown, Context>({
      name: 'Subscription',
      description: 'What happens in the cluster.',
      fields: subscriptionFields(parts),
    }),
    directives: [...specifiedDirectives, AT],
    description:
      'A Kubernetes cluster: its objects, what can be done with them, and what happens to them.',
    types: parts.roots.map(root => parts.typeOf(root)),
    // Tests validate it; a request need not wait for that.
    assumeValid: true,
  })
}

function partsFor(options: GraphqlOptions): SchemaParts {
  const names = new Names()
  const { table, registry } = options
  const builtin = rootsOf(table, names, false)
  const types = new ObjectTypes(registry.types, names, builtin)
  const roots = [...builtin, ...rootsOf(table, names, true)]
  const built = new Map<string, GraphQLObjectType>()
  const storage = storageRoots(roots)
  const parts: SchemaParts = {
    options,
    roots,
    types,
    object: objectInterface(types, roots, () => {
      const event = storage.get(`${eventKind.group}/${eventKind.plural}`)
      return event === undefined ? undefined : built.get(event.type)
    }),
    typeOf: root => built.get(root.type) as GraphQLObjectType,
    storageRootOf: ({ group, plural }) => storage.get(`${group}/${plural}`),
  }
  for (const root of roots) {
    const type = rootType(parts, root, names)
    built.set(root.type, type)
    if (root.kind.custom === undefined) types.place(root.version.type, type)
  }
  return parts
}

/** By resource, the root in whose version objects are kept; any other where nobody can ask for that one. */
function storageRoots(roots: readonly Root[]): ReadonlyMap<string, Root> {
  const found = new Map<string, Root>()
  for (const root of roots) {
    const resource = `${root.kind.group}/${root.kind.plural}`
    if (root.isStorage || !found.has(resource)) found.set(resource, root)
  }
  return found
}

function rootType(parts: SchemaParts, root: Root, names: Names): GraphQLObjectType {
  const own = (): FieldMap =>
    root.kind.custom === undefined
      ? parts.types.fieldsOf(root.version.type)
      : customFields(parts.types, root, names)
  return new GraphQLObjectType<unknown, Context>({
    name: root.type,
    description:
      parts.types.descriptionOf(root.version.type) ??
      `${root.kind.kind} of ${apiVersionOfTarget(root)}.`,
    interfaces: [parts.object],
    fields: () => {
      const others = {
        ...relationFields(parts, root),
        ...logFields(parts, root),
        ...commonFields(parts),
      }
      return { ...unlike(own(), others), ...others }
    },
  })
}

/** Fields of a kind that are called like a relation get a line before their name. */
function unlike(own: FieldMap, others: FieldMap): FieldMap {
  return Object.fromEntries(
    Object.entries(own).map(([name, field]) => {
      if (!Object.hasOwn(others, name)) return [name, field]
      const resolve = (source: unknown) => (source as Readonly<Record<string, unknown>>)[name]
      return [`_${name}`, { resolve, ...field }]
    }),
  )
}

function objectInterface(
  types: ObjectTypes,
  roots: readonly Root[],
  eventOf: () => GraphQLObjectType | undefined,
): GraphQLInterfaceType {
  const typeNames = new Map(
    roots.map(root => [`${apiVersionOfTarget(root)}/${root.kind.kind}`, root.type]),
  )
  const object: GraphQLInterfaceType = new GraphQLInterfaceType({
    name: 'KubernetesObject',
    description: 'What all kinds have in common.',
    fields: () => ({
      apiVersion: { type: GraphQLString },
      kind: { type: GraphQLString },
      metadata: { type: types.of('meta/v1.ObjectMeta') },
      ...commonFields({ object, event: eventOf() }),
    }),
    resolveType: value => {
      const { apiVersion, kind } = value as KubeObject
      return typeNames.get(`${apiVersion}/${kind}`)
    },
  })
  return object
}
