import { GraphQLInt } from 'graphql'
import { pod as podKind } from '../../kinds/index.ts'
import { type DeleteArgs, deleteOptionsOf, deletionOf } from '../deletions.ts'
import { PRECONDITIONS } from '../mutation-args.ts'
import type { Context } from '../operation.ts'
import type { SchemaParts } from '../parts.ts'
import { nameArgs, targetOf } from '../queries.ts'
import type { FieldMap } from '../types.ts'
import { viewOf } from '../views.ts'
import { COMMAND_ARGS, type CommandArgs } from './parts.ts'

/** `evictPod`: a delete that asks the disruption budgets first. */
export function podCommands(parts: SchemaParts): FieldMap {
  const root = parts.storageRootOf(podKind)
  const { actions } = parts.options
  if (root === undefined || actions === undefined) return {}
  return {
    evictPod: {
      type: deletionOf(parts),
      description: 'Deletes a Pod if its disruption budget allows it.',
      args: {
        ...nameArgs(root),
        gracePeriodSeconds: { type: GraphQLInt, description: 'How long it may take to end.' },
        preconditions: PRECONDITIONS,
        ...COMMAND_ARGS,
      },
      resolve: async (_source, args: CommandArgs & DeleteArgs, { operation }: Context) => {
        const of = targetOf(root, args)
        await operation.permit('create', of, 'eviction')
        const { registry } = operation.options
        const before = registry.get(of)
        const context = operation.requestContext({
          dryRun: args.dryRun === true,
          ...(args.manager ? { manager: args.manager } : {}),
        })
        await actions.evict(of, deleteOptionsOf(args), context)
        operation.renew()
        const held = registry.find(of)
        return { gone: held === undefined, object: viewOf(root, held ?? before) }
      },
    },
  }
}
