import {
  GraphQLBoolean,
  GraphQLInt,
  GraphQLList,
  GraphQLNonNull,
  GraphQLObjectType,
  GraphQLString,
} from 'graphql'
import type { Verb } from '../meta/kind.ts'
import { ready } from '../meta/ready.ts'
import type { DeleteOptions } from '../registry/options.ts'
import { DRY_RUN, PRECONDITIONS, PROPAGATION } from './mutation-args.ts'
import { capital, type Root } from './names.ts'
import type { Context } from './operation.ts'
import type { SchemaParts } from './parts.ts'
import { type NameArgs, nameArgs, targetOf } from './queries.ts'
import { SELECTOR_ARGS, type SelectorArgs } from './selector-args.ts'
import type { FieldMap } from './types.ts'
import { viewOf } from './views.ts'

/** What a delete may be told. */
export interface DeleteArgs {
  readonly gracePeriodSeconds?: number | null
  readonly propagationPolicy?: DeleteOptions['propagationPolicy'] | null
  readonly preconditions?: { readonly uid?: string; readonly resourceVersion?: string } | null
  readonly dryRun?: boolean | null
}

const DELETE_ARGS = {
  gracePeriodSeconds: { type: GraphQLInt, description: 'How long a Pod may take to end.' },
  propagationPolicy: PROPAGATION,
  dryRun: DRY_RUN,
}

export const deleteOptionsOf = (args: DeleteArgs): DeleteOptions => ({
  ...(typeof args.gracePeriodSeconds === 'number'
    ? { gracePeriodSeconds: args.gracePeriodSeconds }
    : {}),
  ...(args.propagationPolicy ? { propagationPolicy: args.propagationPolicy } : {}),
  ...(args.preconditions ? { preconditions: { ...args.preconditions } } : {}),
})

const deletionTypes = new WeakMap<SchemaParts, GraphQLObjectType>()

/** What a delete answers with. */
export function deletionOf(parts: SchemaParts): GraphQLObjectType {
  let type = deletionTypes.get(parts)
  if (type === undefined) {
    type = new GraphQLObjectType({
      name: 'Deletion',
      description: 'What a delete led to.',
      fields: {
        gone: {
          type: new GraphQLNonNull(GraphQLBoolean),
          description: 'False while finalizers or the grace of a Pod hold the object.',
        },
        object: {
          type: new GraphQLNonNull(parts.object),
          description: 'The object as it is held, or as it was last.',
        },
      },
    })
    deletionTypes.set(parts, type)
  }
  return type
}

/** `deletePod` for one, `deletePods` for all that are selected. */
export function deletionFields(parts: SchemaParts, root: Root, verbs: readonly Verb[]): FieldMap {
  const fields: FieldMap = {}
  if (verbs.includes('delete'))
    fields[`delete${root.type}`] = {
      type: deletionOf(parts),
      description: `Deletes the ${root.kind.kind} of this name.`,
      args: { ...nameArgs(root), ...DELETE_ARGS, preconditions: PRECONDITIONS },
      resolve: async (_source, args: NameArgs & DeleteArgs, { operation }: Context) => {
        const of = targetOf(root, args)
        await operation.permit('delete', of)
        const context = operation.requestContext({ dryRun: args.dryRun === true })
        const { object, gone } = await operation.options.registry.delete(
          of,
          deleteOptionsOf(args),
          context,
        )
        operation.renew()
        return { gone, object: await ready(() => viewOf(root, object)) }
      },
    }
  if (verbs.includes('deletecollection'))
    fields[`delete${capital(root.many)}`] = manyField(parts, root)
  return fields
}

function manyField(parts: SchemaParts, root: Root): FieldMap[string] {
  const namespaced = { namespace: { type: GraphQLString, defaultValue: 'default' } }
  return {
    type: new GraphQLList(new GraphQLNonNull(parts.typeOf(root))),
    description: `Deletes all ${root.kind.plural}${root.kind.namespaced ? ' of a namespace' : ''}, or those that are selected.`,
    args: { ...(root.kind.namespaced ? namespaced : {}), ...SELECTOR_ARGS, ...DELETE_ARGS },
    resolve: async (
      _source,
      args: Omit<NameArgs, 'name'> & SelectorArgs & DeleteArgs,
      { operation }: Context,
    ) => {
      const of = targetOf(root, { ...args, name: '' })
      const selects = operation.selects(root, args)
      await operation.permit('deletecollection', of)
      const context = operation.requestContext({ dryRun: args.dryRun === true })
      const { registry } = operation.options
      const list = selects === undefined ? {} : { selects }
      const { items } = await registry.deleteCollection(of, list, deleteOptionsOf(args), context)
      operation.renew()
      return ready(() => items.map(item => viewOf(root, item)))
    },
  }
}
