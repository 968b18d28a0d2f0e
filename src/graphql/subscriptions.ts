// The fields of Subscription: what changes, of one kind each. A subscription is a watch of the registry, so
// it is a cursor too: a slow client costs no memory, and one that falls behind is told 410.
import {
  GraphQLBoolean,
  GraphQLEnumType,
  GraphQLNonNull,
  GraphQLObjectType,
  GraphQLString,
} from 'graphql'
import { ready } from '../meta/ready.ts'
import { type ChangeEvent, type ChangesArgs, changeEvents } from './changes.ts'
import type { Root } from './names.ts'
import type { Context } from './operation.ts'
import type { SchemaParts } from './parts.ts'
import { logSubscriptions } from './pod-logs.ts'
import { rolloutSubscriptions } from './rollout-subscription.ts'
import { SELECTOR_ARGS } from './selector-args.ts'
import { started } from './started.ts'
import type { FieldConfig, FieldMap } from './types.ts'
import { viewOf } from './views.ts'

export function subscriptionFields(parts: SchemaParts): FieldMap {
  const fields: FieldMap = { ...rolloutSubscriptions(parts), ...logSubscriptions(parts) }
  for (const root of parts.roots)
    if ((root.version.verbs ?? root.kind.verbs).includes('watch'))
      fields[`${root.many}Changed`] = changedField(parts, root)
  return fields
}

const CHANGE_TYPE = new GraphQLEnumType({
  name: 'ChangeType',
  description:
    'What happened. With selectors, an object that begins to match is ADDED, one that ceases to is DELETED.',
  values: {
    ADDED: {},
    MODIFIED: {},
    DELETED: {},
    BOOKMARK: { description: 'Nothing; only tells the resourceVersion that has been reached.' },
  },
})

function changedField(parts: SchemaParts, root: Root): FieldConfig {
  const change = changeType(parts, root)
  return {
    type: new GraphQLNonNull(change),
    description: `Changes of ${root.kind.plural} as they happen.`,
    args: {
      ...(root.kind.namespaced
        ? { namespace: { type: GraphQLString, description: 'All namespaces when left out.' } }
        : {}),
      ...SELECTOR_ARGS,
      resourceVersion: {
        type: GraphQLString,
        description:
          'Go on behind this revision, of a list or an earlier change; from now on when left out.',
      },
      initialState: {
        type: GraphQLBoolean,
        defaultValue: false,
        description: 'First tell what is there already, as ADDED; a BOOKMARK ends it.',
      },
      bookmarks: {
        type: GraphQLBoolean,
        defaultValue: false,
        description: 'Tell now and then how far the world has come.',
      },
    },
    subscribe: (_source, args: ChangesArgs, { operation }: Context) =>
      started(operation, async () => ({ events: await changeEvents(operation, root, args) })),
    resolve: event => event,
  }
}

function changeType(parts: SchemaParts, root: Root): GraphQLObjectType {
  const type = parts.typeOf(root)
  return new GraphQLObjectType<unknown, Context>({
    name: `${root.type}Change`,
    description: `A change of a ${root.kind.kind}.`,
    fields: {
      type: { type: new GraphQLNonNull(CHANGE_TYPE) },
      object: {
        type,
        description: 'The object as it is now, or as it was last; null for a BOOKMARK.',
        resolve: event => {
          const { object } = event as ChangeEvent
          return object === undefined ? null : ready(() => viewOf(root, object))
        },
      },
      oldObject: {
        type,
        description: 'The object as it was before; null when it was not there.',
        resolve: event => {
          const { oldObject: old } = event as ChangeEvent
          return old === undefined ? null : ready(() => viewOf(root, old))
        },
      },
      resourceVersion: {
        type: new GraphQLNonNull(GraphQLString),
        description: 'Where to go on after a break.',
      },
    },
  })
}
