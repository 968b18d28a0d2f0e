// What containers write: as a field of Pods, and as it comes.
import {
  GraphQLBoolean,
  type GraphQLFieldConfigArgumentMap,
  GraphQLInt,
  GraphQLNonNull,
  GraphQLString,
} from 'graphql'
import { pod as podKind } from '../kinds/index.ts'
import type { KubeObject } from '../meta/object.ts'
import { target } from '../registry/target.ts'
import type { PodLogOptions } from '../schema/generated/core-v1.ts'
import type { Root } from './names.ts'
import { after, type Context } from './operation.ts'
import { isSame, type SchemaParts } from './parts.ts'
import { type NameArgs, nameArgs } from './queries.ts'
import { started } from './started.ts'
import type { FieldMap } from './types.ts'

const LOG_ARGS: GraphQLFieldConfigArgumentMap = {
  container: { type: GraphQLString, description: 'Needed where there are several.' },
  tailLines: { type: GraphQLInt, description: 'Only the last lines.' },
  sinceSeconds: { type: GraphQLInt, description: 'Only what is not older.' },
  timestamps: { type: GraphQLBoolean, description: 'With the time before each line.' },
}

const PREVIOUS = {
  previous: { type: GraphQLBoolean, description: 'Of the container before the last start.' },
  limitBytes: { type: GraphQLInt, description: 'Only so much from the beginning.' },
}

type LogArgs = { readonly [name in keyof PodLogOptions]: PodLogOptions[name] | null }

/** What was left out is left out. */
const optionsOf = (args: LogArgs): PodLogOptions =>
  Object.fromEntries(
    Object.keys({ ...LOG_ARGS, ...PREVIOUS }).flatMap(name => {
      const value = args[name as keyof LogArgs]
      return value === undefined || value === null ? [] : [[name, value]]
    }),
  ) as PodLogOptions

const placeOf = ({ metadata }: KubeObject) => ({
  namespace: metadata?.namespace ?? '',
  name: metadata?.name ?? '',
})

/** `Pod.log`. */
export function logFields({ options: { actions } }: SchemaParts, root: Root): FieldMap {
  if (actions === undefined || !isSame(root.kind, podKind)) return {}
  return {
    log: {
      type: GraphQLString,
      description: 'What a container has written; null for a Pod that has no node yet.',
      args: { ...LOG_ARGS, ...PREVIOUS },
      resolve: (source, args, { operation }) => {
        const place = placeOf(source as KubeObject)
        const of = target(podKind, place.namespace, place.name)
        return after(operation.permit('get', of, 'log'), () =>
          actions.log(place, optionsOf(args as LogArgs)),
        )
      },
    },
  }
}

/** `podLog`: lines as they come. */
export function logSubscriptions(parts: SchemaParts): FieldMap {
  const { actions } = parts.options
  const root = parts.storageRootOf(podKind)
  if (actions === undefined || root === undefined) return {}
  return {
    podLog: {
      type: new GraphQLNonNull(GraphQLString),
      description: 'What a container writes, in pieces of whole lines, until its Pod has ended.',
      args: { ...nameArgs(root), ...LOG_ARGS },
      subscribe: (_source, args: NameArgs & LogArgs, { operation }: Context) =>
        started(operation, async () => {
          const place = { namespace: args.namespace ?? 'default', name: args.name }
          await operation.permit('get', target(podKind, place.namespace, place.name), 'log')
          const abort = new AbortController()
          const pieces = actions.followLog(place, optionsOf(args), abort.signal)
          return { events: pieces[Symbol.asyncIterator](), end: () => abort.abort() }
        }),
      resolve: piece => String(piece),
    },
  }
}
